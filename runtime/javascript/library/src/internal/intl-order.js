// The order of texts.
const { missing } = require("internal/errors");
const { option, refuse, supported } = require("internal/intl-options");

// Languages without letters that they sort in a way of their own.
const AS_ENGLISH = /^(en|de|fr|it|nl|pt|und)(-[a-z]{2})?$/i;
const MARKS = /\p{Mn}/gu;

/** The keys of three levels: letters, then marks on them, then capitals. */
function levels(text) {
  const apart = text.normalize("NFD");
  const bare = apart.replace(MARKS, "");
  return { bare: bare.toLowerCase(), marked: apart.toLowerCase(), written: bare };
}

// Blanks, punctuation, symbols, digits, letters: as every language begins its order.
const classOf = (letter) => (/\s/u.test(letter) ? 0 : /\p{P}/u.test(letter) ? 1 : /\p{N}/u.test(letter) ? 3 : /\p{L}/u.test(letter) ? 4 : 2);
const PUNCTUATION = "_-,;:!?.'\"()[]{}@*/\\&#%`^+<=>|~$";

function compareLetters(a, b) {
  const [first, second] = [classOf(a), classOf(b)];
  if (first <= 2 && second <= 2 && first > 0 && second > 0) {
    const [x, y] = [PUNCTUATION.indexOf(a), PUNCTUATION.indexOf(b)];
    if (x >= 0 && y >= 0) return x - y;
  }
  return first - second || (a < b ? -1 : a > b ? 1 : 0);
}

function compareTexts(a, b, isNumeric) {
  const cut = (text) => (isNumeric ? text.match(/\d+|[^\d]/gu) ?? [] : [...text]);
  const [left, right] = [cut(a), cut(b)];
  for (let place = 0; place < Math.min(left.length, right.length); place++) {
    const [x, y] = [left[place], right[place]];
    if (x === y) continue;
    const bothNumbers = isNumeric && /^\d/.test(x) && /^\d/.test(y);
    const order = bothNumbers ? Number(BigInt(x) - BigInt(y)) : compareLetters(x[0], y[0]) || compareLetters(x, y);
    if (order !== 0) return order;
  }
  return left.length - right.length;
}

class Collator {
  #sensitivity;
  #numeric;

  constructor(locales, options) {
    const [wanted = "en"] = locales === undefined ? [] : typeof locales === "string" ? [locales] : Array.from(locales);
    if (!AS_ENGLISH.test(wanted)) throw missing(`the order of texts in "${wanted}"`, "there is that of English and of what has the same");
    const given = options === undefined ? {} : Object(options);
    refuse(given, "Intl.Collator", ["ignorePunctuation", "collation", "caseFirst"].filter((name) => given[name] !== false && given[name] !== "false" && given[name] !== "default"));
    this.#sensitivity = option(given, "sensitivity", ["base", "accent", "case", "variant"], "variant");
    this.#numeric = Boolean(given.numeric);
    this.compare = (a, b) => Math.sign(this.#compare(String(a), String(b)));
  }

  #compare(a, b) {
    if (a === b) return 0;
    const [x, y] = [levels(a), levels(b)];
    const base = compareTexts(x.bare, y.bare, this.#numeric);
    if (base !== 0 || this.#sensitivity === "base") return base;
    if (this.#sensitivity !== "case") {
      const marks = x.marked < y.marked ? -1 : x.marked > y.marked ? 1 : 0;
      if (marks !== 0 || this.#sensitivity === "accent") return marks;
    }
    // Small letters come first.
    return x.written > y.written ? -1 : x.written < y.written ? 1 : 0;
  }

  resolvedOptions() {
    return { locale: "en-US", usage: "sort", sensitivity: this.#sensitivity, ignorePunctuation: false, collation: "default", numeric: this.#numeric, caseFirst: "false" };
  }

  static supportedLocalesOf(locales) {
    return supported(locales);
  }
}

module.exports = { Collator };
