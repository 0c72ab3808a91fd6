// Intl, as far as Actions need it: dates in every time zone, and numbers, as English writes them. What there is gives what Node gives; what there is
// not throws and names itself, rather than giving a text that reads differently from what its author saw in Node.
const { missing } = require("internal/errors");
const { DateTimeFormat, formatDate } = require("internal/intl-dates");
const { NumberFormat } = require("internal/intl-numbers");
const { Collator } = require("internal/intl-order");
const { names } = require("internal/time-zones");

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

const formatNumber = (value, locales, options) => new NumberFormat(locales, options).format(value);
const compare = (a, b, locales, options) => new Collator(locales, options).compare(a, b);

module.exports = { Intl, compare, formatDate, formatNumber };
