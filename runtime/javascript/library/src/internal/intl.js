// Intl, as far as Actions need it: dates in every time zone, and numbers, as English writes them. What there is gives what Node gives; what there is
// not throws and names itself, rather than giving a text that reads differently from what its author saw in Node.
const { missing } = require("internal/errors");
const { canonical, inZone, names } = require("internal/time-zones");

const WEEKDAYS = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
const MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];
const LOCALES = ["en-US", "en-GB", "en-CA", "sv-SE"];
const ONLY = `there is ${LOCALES.join(", ")}`;

/** The first of the wanted locales, which must be one that there is. */
function locale(wanted) {
  const list = wanted === undefined ? [] : typeof wanted === "string" ? [wanted] : Array.from(wanted);
  const [first = "en-US"] = list;
  if (typeof first !== "string" || !/^[a-z]{2,3}(-[a-z0-9]{1,8})*$/i.test(first)) throw new RangeError(`Incorrect locale information provided`);
  if (/^(en|und|c)$/i.test(first)) return "en-US";
  const found = LOCALES.find((one) => one.toLowerCase() === first.toLowerCase());
  if (found === undefined) throw missing(`the locale "${first}"`, ONLY);
  return found;
}

/** One of the values that an option may have; `fallback` if it has none. */
function option(options, name, values, fallback) {
  const value = options[name];
  if (value === undefined) return fallback;
  const text = String(value);
  if (!values.includes(text)) throw new RangeError(`Value ${text} out of range for Intl options property ${name}`);
  return text;
}

function refuse(options, who, refused) {
  for (const name of refused) if (options[name] !== undefined) throw missing(`${who} with ${name}`);
}

const NUMERIC = ["numeric", "2-digit"];
const TEXT = ["narrow", "short", "long"];
const STYLES = ["full", "long", "medium", "short"];
const DATE_FIELDS = ["weekday", "year", "month", "day"];
const TIME_FIELDS = ["hour", "minute", "second", "fractionalSecondDigits"];

const DATE_STYLES = {
  full: { weekday: "long", year: "numeric", month: "long", day: "numeric" },
  long: { year: "numeric", month: "long", day: "numeric" },
  medium: { year: "numeric", month: "short", day: "numeric" },
  short: { year: "2-digit", month: "numeric", day: "numeric" },
};
const TIME_STYLES = {
  full: { hour: "numeric", minute: "2-digit", second: "2-digit", timeZoneName: "long" },
  long: { hour: "numeric", minute: "2-digit", second: "2-digit", timeZoneName: "short" },
  medium: { hour: "numeric", minute: "2-digit", second: "2-digit" },
  short: { hour: "numeric", minute: "2-digit" },
};

/** Which fields a formatter shows: those that are asked for, or what is usual. */
function fieldsOf(options, required, defaults) {
  const dateStyle = option(options, "dateStyle", STYLES);
  const timeStyle = option(options, "timeStyle", STYLES);
  const fields = {
    weekday: option(options, "weekday", TEXT),
    year: option(options, "year", NUMERIC),
    month: option(options, "month", [...NUMERIC, ...TEXT]),
    day: option(options, "day", NUMERIC),
    hour: option(options, "hour", NUMERIC),
    minute: option(options, "minute", NUMERIC),
    second: option(options, "second", NUMERIC),
    fractionalSecondDigits: option(options, "fractionalSecondDigits", ["1", "2", "3"]),
    timeZoneName: option(options, "timeZoneName", ["short", "long", "shortOffset", "longOffset", "shortGeneric", "longGeneric"]),
  };
  const has = (list) => list.some((name) => fields[name] !== undefined);
  if (dateStyle !== undefined || timeStyle !== undefined) {
    if (has([...DATE_FIELDS, ...TIME_FIELDS, "timeZoneName"])) throw new TypeError("Can't set option dateStyle or timeStyle together with those of single fields");
    if ((required === "date" && timeStyle !== undefined) || (required === "time" && dateStyle !== undefined)) throw new TypeError("Invalid option : dateStyle or timeStyle");
    return { ...DATE_STYLES[dateStyle], ...TIME_STYLES[timeStyle], dateStyle, timeStyle };
  }
  const asked = (required !== "time" && has(DATE_FIELDS)) || (required !== "date" && has(TIME_FIELDS));
  if (!asked && defaults !== "time") Object.assign(fields, { year: "numeric", month: "numeric", day: "numeric" });
  if (!asked && defaults !== "date") Object.assign(fields, { hour: "numeric", minute: "2-digit", second: "2-digit" });
  return fields;
}

const literal = (value) => ({ type: "literal", value });
const two = (number) => String(number).padStart(2, "0");

/** Joins groups of parts by a text. */
const joined = (groups, text) => groups.filter((group) => group.length > 0).flatMap((group, place) => (place > 0 ? [literal(text), ...group] : group));

/** The parts of the date, as a locale orders them. */
function dateParts(locale, fields, now) {
  const american = locale === "en-US";
  const words = fields.month !== undefined && !NUMERIC.includes(fields.month);
  if (words && (locale === "en-CA" || locale === "sv-SE")) throw missing(`${locale} with months in words`);
  if (fields.weekday !== undefined && !american && locale !== "en-GB") throw missing(`${locale} with weekdays`);
  const part = (type, value) => (fields[type] === undefined ? [] : [{ type, value }]);
  const text = (name) => (fields[name] === "long" ? now[name] : now[name].slice(0, 3));
  // All that is numbers has two digits where that is usual and everything is there.
  const padded = !american && !words && fields.month !== undefined && fields.day !== undefined;
  const digits = (name, number) => (padded || fields[name] === "2-digit" ? two(number) : String(number));
  if (fields.month === "narrow" || fields.weekday === "narrow") throw missing("Intl.DateTimeFormat with narrow names");
  const weekday = part("weekday", fields.weekday && text("weekday"));
  // British dates in short have all of the year.
  const isShort = fields.year === "2-digit" && (american || fields.dateStyle === undefined);
  const year = part("year", isShort ? two(now.year % 100) : String(now.year));
  const month = part("month", words ? text("month") : digits("month", now.monthNumber));
  const day = part("day", digits("day", now.day));
  if (words) {
    if (american) {
      const monthAndDay = joined([month, day], " ");
      return joined([weekday, ...(day.length > 0 ? [monthAndDay, year] : [joined([month, year], " ")])], ", ");
    }
    const rest = joined([day, month, year], " ");
    return joined([weekday, rest], fields.weekday === "long" || rest.length < 5 ? (fields.weekday === "long" && rest.length === 5 ? ", " : " ") : ", ");
  }
  const numbers = { "en-US": [[month, day, year], "/"], "en-GB": [[day, month, year], "/"], "en-CA": [[year, month, day], "-"], "sv-SE": [[year, month, day], "-"] };
  const present = [year, month, day].filter((one) => one.length > 0).length;
  if (!american && present > 0 && present < 3 && !(present === 1 || locale === "en-GB")) throw missing(`${locale} with parts of a date`);
  if (weekday.length > 0 && present === 1) return joined([year, month, day, weekday], " ");
  return joined([weekday, joined(...numbers[locale])], ", ");
}

/** The parts of the time, and of the zone's name. */
function timeParts(cycle, fields, now, zoneName, locale) {
  const { hour, minute, second } = fields;
  const groups = [];
  if (hour !== undefined) {
    const value = cycle === "h12" ? now.hour % 12 || 12 : cycle === "h11" ? now.hour % 12 : cycle === "h24" ? now.hour || 24 : now.hour;
    const isTwo = hour === "2-digit" || cycle === "h23" || cycle === "h24";
    groups.push([{ type: "hour", value: isTwo ? two(value) : String(value) }]);
  }
  const alone = (name) => (hour !== undefined || (minute !== undefined && second !== undefined) || false ? two(now[name]) : String(now[name]));
  if (minute !== undefined) groups.push([{ type: "minute", value: alone("minute") }]);
  const fraction = fields.fractionalSecondDigits;
  const fractional = fraction === undefined ? [] : [{ type: "fractionalSecond", value: String(now.millisecond).padStart(3, "0").slice(0, Number(fraction)) }];
  if (second !== undefined) groups.push(joined([[{ type: "second", value: alone("second") }], fractional], "."));
  else if (fractional.length > 0) groups.push(fractional);
  let parts = joined(groups, ":");
  if (hour !== undefined && (cycle === "h12" || cycle === "h11")) {
    if (locale === "sv-SE") throw missing("sv-SE with hours to twelve");
    const half = now.hour < 12 ? "AM" : "PM";
    const written = { "en-US": half, "en-GB": half.toLowerCase(), "en-CA": half === "AM" ? "a.m." : "p.m." };
    parts = joined([parts, [{ type: "dayPeriod", value: written[locale] }]], " ");
  }
  return zoneName === undefined ? parts : joined([parts, [{ type: "timeZoneName", value: zoneName }]], " ");
}

function offsetName(offset, isLong) {
  const minutes = Math.abs(offset);
  if (minutes === 0 && !isLong) return "GMT";
  const hours = Math.floor(minutes / 60);
  const rest = minutes % 60;
  return `GMT${offset < 0 ? "-" : "+"}${isLong ? `${two(hours)}:${two(rest)}` : `${hours}${rest > 0 ? `:${two(rest)}` : ""}`}`;
}

// The zones that English in America calls by letters; all others by their offset.
const BY_LETTERS = /^([ECMP][SD]T|AK[SD]T|HST|UTC)$/;

function zoneName(style, zone, { offset, abbreviation }) {
  if (style === undefined) return undefined;
  if (style === "longOffset") return offsetName(offset, true);
  if (style === "shortOffset") return offset === 0 ? "GMT+0" : offsetName(offset, false);
  if (style === "long" && zone === "UTC") return "Coordinated Universal Time";
  if (style !== "short") throw missing(`Intl.DateTimeFormat with timeZoneName "${style}"`);
  const isAmerican = /^(America|US|Pacific\/Honolulu)/.test(zone) || zone === "UTC";
  return isAmerican && BY_LETTERS.test(abbreviation) ? abbreviation : offsetName(offset, false);
}

/** What a clock and a calendar show in a zone. */
function fieldsAt(moment, offset) {
  const there = new Date(moment + offset * 60_000);
  return {
    weekday: WEEKDAYS[there.getUTCDay()],
    year: there.getUTCFullYear(),
    month: MONTHS[there.getUTCMonth()],
    monthNumber: there.getUTCMonth() + 1,
    day: there.getUTCDate(),
    hour: there.getUTCHours(),
    minute: there.getUTCMinutes(),
    second: there.getUTCSeconds(),
    millisecond: there.getUTCMilliseconds(),
  };
}

/** The name of the zone, or of an offset such as "+05:30". */
function timeZone(given) {
  if (given === undefined) return "UTC";
  const text = String(given);
  const found = canonical(text);
  if (found !== undefined) return found;
  if (/^[+-]([01]\d|2[0-3]):?[0-5]\d$/.test(text)) throw missing(`the time zone "${text}"`, "name a place, as Europe/Paris");
  throw new RangeError(`Invalid time zone specified: ${text}`);
}

class DateTimeFormat {
  #locale;
  #zone;
  #fields;
  #cycle;

  constructor(locales, options, required = "any", defaults = "date") {
    this.#locale = locale(locales);
    const given = options === undefined ? {} : Object(options);
    refuse(given, "Intl.DateTimeFormat", ["era", "dayPeriod"]);
    for (const [name, only] of [["calendar", "gregory"], ["numberingSystem", "latn"]]) {
      if (given[name] !== undefined && given[name] !== only) throw missing(`Intl.DateTimeFormat with ${name} "${given[name]}"`);
    }
    this.#zone = timeZone(given.timeZone);
    this.#fields = fieldsOf(given, required, defaults);
    const usual = this.#locale === "en-US" || this.#locale === "en-CA" ? "h12" : "h23";
    const cycle = option(given, "hourCycle", ["h11", "h12", "h23", "h24"], usual);
    const of24 = usual === "h12" ? "h24" : "h23";
    this.#cycle = given.hour12 === undefined ? cycle : given.hour12 ? "h12" : of24;
    this.format = (date) => this.formatToParts(date).map(({ value }) => value).join("");
  }

  formatToParts(date) {
    const moment = date === undefined ? Date.now() : Number(date);
    if (!(Math.abs(moment) <= 8.64e15)) throw new RangeError("Invalid time value");
    const place = inZone(this.#zone, moment);
    const now = fieldsAt(moment, place.offset);
    const fields = this.#fields;
    const dates = dateParts(this.#locale, fields, now);
    const times = timeParts(this.#cycle, fields, now, zoneName(fields.timeZoneName, this.#zone, place), this.#locale);
    return joined([dates, times], this.#joint(times));
  }

  /** What stands between date and time. */
  #joint(times) {
    const { month, weekday, day, year } = this.#fields;
    if (this.#locale === "sv-SE") return " ";
    if (month === "long" && times.some(({ type }) => type !== "timeZoneName")) return " at ";
    const onlyWeekday = weekday !== undefined && month === undefined && day === undefined && year === undefined;
    return onlyWeekday ? " " : ", ";
  }

  formatRange() {
    throw missing("Intl.DateTimeFormat.formatRange");
  }

  resolvedOptions() {
    const { fractionalSecondDigits, ...fields } = this.#fields;
    const shown = Object.entries(fields).filter(([, value]) => value !== undefined);
    const hours = fields.hour === undefined ? {} : { hourCycle: this.#cycle, hour12: this.#cycle === "h12" || this.#cycle === "h11" };
    const digits = fractionalSecondDigits === undefined ? {} : { fractionalSecondDigits: Number(fractionalSecondDigits) };
    return { locale: this.#locale, calendar: "gregory", numberingSystem: "latn", timeZone: this.#zone, ...hours, ...Object.fromEntries(shown), ...digits };
  }

  static supportedLocalesOf(locales) {
    return supported(locales);
  }
}

const SYMBOLS = { USD: "$", EUR: "€", GBP: "£", JPY: "¥", INR: "₹", CNY: "CN¥", KRW: "₩", BRL: "R$", CAD: "CA$", AUD: "A$", MXN: "MX$", NZD: "NZ$", ILS: "₪", VND: "₫", TWD: "NT$", HKD: "HK$" };
const WHOLE = ["JPY", "KRW", "VND"];

/** A number's digits, rounded half up in decimal, from 0 on. */
function rounded(value, least, most) {
  let text = typeof value === "bigint" ? `${value}` : decimal(value);
  let [whole, fraction = ""] = text.split(".");
  if (fraction.length > most) {
    const up = fraction[most] >= "5";
    const kept = BigInt(whole + fraction.slice(0, most)) + (up ? 1n : 0n);
    const digits = kept.toString().padStart(most + 1, "0");
    whole = digits.slice(0, digits.length - most);
    fraction = most === 0 ? "" : digits.slice(-most);
  }
  fraction = fraction.replace(/0+$/, "").padEnd(least, "0");
  return [whole, fraction];
}

/** A number without an exponent. */
function decimal(value) {
  const [mantissa, exponent] = String(value).split("e");
  if (exponent === undefined) return mantissa;
  const [whole, fraction = ""] = mantissa.split(".");
  const digits = whole + fraction;
  const point = whole.length + Number(exponent);
  if (point <= 0) return `0.${"0".repeat(-point)}${digits}`;
  return point >= digits.length ? digits.padEnd(point, "0") : `${digits.slice(0, point)}.${digits.slice(point)}`;
}

class NumberFormat {
  #locale;
  #style;
  #currency;
  #least;
  #most;
  #whole;
  #grouping;

  constructor(locales, options) {
    this.#locale = locale(locales);
    const given = options === undefined ? {} : Object(options);
    if (this.#locale === "sv-SE") throw missing("Intl.NumberFormat for sv-SE");
    refuse(given, "Intl.NumberFormat", ["unit", "signDisplay", "maximumSignificantDigits", "minimumSignificantDigits", "currencySign", "roundingMode", "roundingIncrement"]);
    if (given.notation !== undefined && given.notation !== "standard") throw missing(`Intl.NumberFormat with notation "${given.notation}"`);
    this.#style = option(given, "style", ["decimal", "percent", "currency"], "decimal");
    if (this.#style === "currency" && given.currency === undefined) throw new TypeError("Currency code is required with currency style.");
    this.#currency = given.currency === undefined ? undefined : String(given.currency).toUpperCase();
    const display = option(given, "currencyDisplay", ["symbol", "code"], "symbol");
    if (this.#currency !== undefined && (this.#locale !== "en-US" || display !== "symbol")) throw missing("Intl.NumberFormat with currencies but for en-US with symbols");
    const usual = this.#style === "currency" ? (WHOLE.includes(this.#currency) ? [0, 0] : [2, 2]) : this.#style === "percent" ? [0, 0] : [0, 3];
    const digits = (name, least, most, fallback) => {
      if (given[name] === undefined) return fallback;
      const number = Math.floor(Number(given[name]));
      if (!(number >= least && number <= most)) throw new RangeError(`${name} value is out of range.`);
      return number;
    };
    const least = digits("minimumFractionDigits", 0, 100, undefined);
    const most = digits("maximumFractionDigits", 0, 100, undefined);
    this.#least = least ?? Math.min(usual[0], most ?? usual[0]);
    this.#most = most ?? Math.max(usual[1], this.#least);
    if (this.#least > this.#most) throw new RangeError("maximumFractionDigits value is out of range.");
    this.#whole = digits("minimumIntegerDigits", 1, 21, 1);
    this.#grouping = given.useGrouping === undefined || (given.useGrouping !== false && given.useGrouping !== "false");
    this.format = (value) => this.#format(value);
  }

  #format(given) {
    const value = typeof given === "bigint" ? given : Number(given);
    const isNegative = value < 0 || Object.is(value, -0);
    const sign = isNegative ? "-" : "";
    const before = this.#style === "currency" ? (SYMBOLS[this.#currency] ?? `${this.#currency}\u00a0`) : "";
    const after = this.#style === "percent" ? "%" : "";
    if (Number.isNaN(value)) return `${before}NaN${after}`;
    if (value === Infinity || value === -Infinity) return `${sign}${before}∞${after}`;
    let size = isNegative ? -value : value;
    if (this.#style === "percent") size = typeof size === "bigint" ? size * 100n : Number(`${decimal(size)}e2`);
    let [whole, fraction] = rounded(size, this.#least, this.#most);
    whole = whole.padStart(this.#whole, "0");
    if (this.#grouping) whole = whole.replace(/\B(?=(\d{3})+$)/g, ",");
    return `${sign}${before}${whole}${fraction === "" ? "" : `.${fraction}`}${after}`;
  }

  formatToParts() {
    throw missing("Intl.NumberFormat.formatToParts");
  }

  resolvedOptions() {
    return { locale: this.#locale, numberingSystem: "latn", style: this.#style, currency: this.#currency, minimumIntegerDigits: this.#whole, minimumFractionDigits: this.#least, maximumFractionDigits: this.#most };
  }

  static supportedLocalesOf(locales) {
    return supported(locales);
  }
}

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

const supported = (locales) => (typeof locales === "string" ? [locales] : Array.from(locales ?? [])).filter((one) => LOCALES.includes(one) || one === "en");

/** A constructor that may be called without `new`. */
function callable(Class) {
  const made = function (locales, options) {
    return new Class(locales, options);
  };
  Object.defineProperty(made, "name", { value: Class.name });
  made.prototype = Class.prototype;
  made.supportedLocalesOf = Class.supportedLocalesOf;
  return made;
}

function unavailable(name) {
  return class {
    static name = name;
    constructor() {
      throw missing(`Intl.${name}`);
    }
  };
}

const Intl = {
  Collator: callable(Collator),
  DateTimeFormat: callable(DateTimeFormat),
  NumberFormat: callable(NumberFormat),
  getCanonicalLocales: (locales) => (locales === undefined ? [] : typeof locales === "string" ? [locales] : Array.from(locales)),
  supportedValuesOf(key) {
    if (key !== "timeZone") throw missing(`Intl.supportedValuesOf("${key}")`);
    return names();
  },
};
for (const name of ["DisplayNames", "DurationFormat", "ListFormat", "Locale", "PluralRules", "RelativeTimeFormat", "Segmenter"]) Intl[name] = unavailable(name);
for (const name of Object.keys(Intl)) Object.defineProperty(Intl, name, { enumerable: false });
Object.defineProperty(Intl, Symbol.toStringTag, { value: "Intl", configurable: true });

/** `Date.prototype.toLocaleString` and its kin. */
function formatDate(date, locales, options, required, defaults) {
  const moment = Date.prototype.getTime.call(date);
  return Number.isNaN(moment) ? "Invalid Date" : new DateTimeFormat(locales, options, required, defaults).format(moment);
}

const formatNumber = (value, locales, options) => new NumberFormat(locales, options).format(value);
const compare = (a, b, locales, options) => new Collator(locales, options).compare(a, b);

module.exports = { Intl, compare, formatDate, formatNumber };
