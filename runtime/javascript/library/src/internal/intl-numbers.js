// Numbers, shares and sums of money.
const { missing } = require("internal/errors");
const { locale, option, refuse, supported } = require("internal/intl-options");

const SYMBOLS = { USD: "$", EUR: "€", GBP: "£", JPY: "¥", INR: "₹", CNY: "CN¥", KRW: "₩", BRL: "R$", CAD: "CA$", AUD: "A$", MXN: "MX$", NZD: "NZ$", ILS: "₪", VND: "₫", TWD: "NT$", HKD: "HK$" };
const WHOLE = ["JPY", "KRW", "VND"];

/** A number from 0 on in figures, without an exponent, times ten to the power of `shift`. */
function decimal(value, shift) {
  const [mantissa, written = "0"] = String(value).split("e");
  const exponent = Number(written) + shift;
  if (exponent === 0) return mantissa;
  const [whole, fraction = ""] = mantissa.split(".");
  const digits = whole + fraction;
  const point = whole.length + exponent;
  if (point <= 0) return `0.${"0".repeat(-point)}${digits}`;
  return (point >= digits.length ? digits.padEnd(point, "0") : `${digits.slice(0, point)}.${digits.slice(point)}`).replace(/^0+(?=\d)/, "");
}

/** What stands before and after the point, rounded half up. */
function rounded(text, least, most) {
  let [whole, fraction = ""] = text.split(".");
  if (fraction.length > most) {
    const kept = BigInt(whole + fraction.slice(0, most)) + (fraction[most] >= "5" ? 1n : 0n);
    const digits = kept.toString().padStart(most + 1, "0");
    whole = digits.slice(0, digits.length - most);
    fraction = most === 0 ? "" : digits.slice(-most);
  }
  return [whole, fraction.replace(/0+$/, "").padEnd(least, "0")];
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
    if (this.#style === "currency" && !Object.hasOwn(SYMBOLS, this.#currency)) throw missing(`Intl.NumberFormat with the currency "${this.#currency}"`);
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
    const before = this.#style === "currency" ? SYMBOLS[this.#currency] : "";
    const after = this.#style === "percent" ? "%" : "";
    if (Number.isNaN(value)) return `${before}NaN${after}`;
    if (value === Infinity || value === -Infinity) return `${sign}${before}∞${after}`;
    const size = decimal(isNegative ? -value : value, this.#style === "percent" ? 2 : 0);
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

module.exports = { NumberFormat };
