// What all of Intl takes: locales, of which there are few, and options.
const { missing } = require("internal/errors");

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

/** Those of the wanted locales that there are. */
const supported = (locales) => (typeof locales === "string" ? [locales] : Array.from(locales ?? [])).filter((one) => LOCALES.includes(one) || one === "en");

module.exports = { locale, option, refuse, supported };
