// Dates and times, in every time zone.
const { missing } = require("internal/errors");
const { locale, option, refuse, supported } = require("internal/intl-options");
const { canonical, inZone } = require("internal/time-zones");

const WEEKDAYS = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
const MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];

const NUMERIC = ["numeric", "2-digit"];
const TEXT = ["narrow", "short", "long"];
const STYLES = ["full", "long", "medium", "short"];
const DATE_FIELDS = ["weekday", "year", "month", "day"];
const TIME_FIELDS = ["hour", "minute", "second", "fractionalSecondDigits"];

const ERAS = { long: ["Before Christ", "Anno Domini"], short: ["BC", "AD"], narrow: ["B", "A"] };

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

// The fields that are shown together, by their first letters. Others have forms of their own, which nobody asks for.
const DATES = ["", "w", "y", "m", "d", "md", "ym", "ymd", "wd", "wmd", "wymd"];
const TIMES = ["", "h", "hm", "hms", "m", "s", "ms", "sf", "msf", "hmsf"];

const lettersOf = (fields, names) => names.filter((name) => fields[name] !== undefined).map((name) => name[0]).join("");

/** Whether America's form of these fields is known here. */
function isKnown(fields, cycle) {
  const [date, time] = [lettersOf(fields, DATE_FIELDS), lettersOf(fields, TIME_FIELDS)];
  if (!DATES.includes(date) || !TIMES.includes(time)) return false;
  if (fields.month === "narrow" || fields.weekday === "narrow") return false;
  if (fields.era !== undefined && fields.year === undefined) return false;
  if (date !== "" && time !== "" && !time.startsWith("h")) return false;
  const isZoned = fields.timeZoneName !== undefined;
  const isOf12 = cycle === "h12" || cycle === "h11";
  if (date === "w" && time !== "") return isOf12 && !isZoned && !time.endsWith("f");
  if (time === "sf" && fields.second !== "numeric") return false;
  if (isZoned && time === "h") return isOf12;
  if (isZoned && time === "" && date !== "") return date !== "w" && (fields.month === undefined || NUMERIC.includes(fields.month)) && !date.includes("w");
  return true;
}

/** Elsewhere than in America: whole dates in figures, and whole times. */
function isKnownElsewhere(fields, cycle, usual) {
  const { era, year, month, day, hour, minute, second, timeZoneName, dateStyle, timeStyle } = fields;
  const date = lettersOf(fields, DATE_FIELDS);
  const time = lettersOf(fields, TIME_FIELDS);
  if (era !== undefined || timeZoneName !== undefined || (time !== "" && cycle !== usual)) return false;
  if (dateStyle !== undefined || timeStyle !== undefined) return [undefined, "short"].includes(dateStyle) && [undefined, "short", "medium"].includes(timeStyle);
  const isDate = date === "" || (date === "ymd" && year === "numeric" && month === day);
  const isUsual = time === "hms" && minute === "numeric" && second === "numeric";
  const isTime = time === "" || isUsual || (["hm", "hms"].includes(time) && hour === "2-digit");
  return isDate && isTime;
}

/** Refuses fields of which the form is not known here. */
function check(locale, fields, cycle, usual) {
  if (locale === "en-US" ? isKnown(fields, cycle) : isKnownElsewhere(fields, cycle, usual)) return;
  const asked = Object.entries(fields).filter(([, value]) => value !== undefined);
  throw missing(`Intl.DateTimeFormat for ${locale} with ${asked.map(([name, value]) => `${name} "${value}"`).join(", ")}`);
}

/** Which fields a formatter shows: those that are asked for, or what is usual. */
function fieldsOf(options, required, defaults) {
  const dateStyle = option(options, "dateStyle", STYLES);
  const timeStyle = option(options, "timeStyle", STYLES);
  const fields = {
    weekday: option(options, "weekday", TEXT),
    era: option(options, "era", TEXT),
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
    if (has([...DATE_FIELDS, ...TIME_FIELDS, "era", "timeZoneName"])) throw new TypeError("Can't set option dateStyle or timeStyle together with those of single fields");
    if ((required === "date" && timeStyle !== undefined) || (required === "time" && dateStyle !== undefined)) throw new TypeError("Invalid option : dateStyle or timeStyle");
    return { ...DATE_STYLES[dateStyle], ...TIME_STYLES[timeStyle], dateStyle, timeStyle };
  }
  const asked = (required !== "time" && has(DATE_FIELDS)) || (required !== "date" && has(TIME_FIELDS));
  if (!asked && defaults !== "time") Object.assign(fields, { year: "numeric", month: "numeric", day: "numeric" });
  if (!asked && defaults !== "date") Object.assign(fields, { hour: "numeric", minute: "numeric", second: "numeric" });
  return fields;
}

const literal = (value) => ({ type: "literal", value });
const two = (number) => String(number).padStart(2, "0");

/** Joins groups of parts by a text. */
const joined = (groups, text) => groups.filter((group) => group.length > 0).flatMap((group, place) => (place > 0 ? [literal(text), ...group] : group));

/** The parts of the date, as a locale orders them, and of its era. */
function dateParts(locale, fields, now) {
  if (fields.era === undefined) return daysParts(locale, fields, now);
  const isOurs = now.year > 0;
  // Before the year 1 is the year 1 before.
  const days = daysParts(locale, fields, isOurs ? now : { ...now, year: 1 - now.year });
  return joined([days, [{ type: "era", value: ERAS[fields.era][Number(isOurs)] }]], " ");
}

function daysParts(locale, fields, now) {
  const isAmerican = locale === "en-US";
  const inWords = fields.month !== undefined && !NUMERIC.includes(fields.month);
  const part = (type, value) => (fields[type] === undefined ? [] : [{ type, value }]);
  const text = (name) => (fields[name] === "long" ? now[name] : now[name].slice(0, 3));
  const digits = (name, number) => (!isAmerican || fields[name] === "2-digit" ? two(number) : String(number));
  const isShort = fields.year === "2-digit" && isAmerican;
  const weekday = part("weekday", fields.weekday && text("weekday"));
  const year = part("year", isShort ? two(now.year % 100) : String(now.year));
  const month = part("month", inWords ? text("month") : digits("month", now.monthNumber));
  const day = part("day", digits("day", now.day));
  if (inWords) {
    const monthAndDay = joined([month, day], " ");
    return joined([weekday, ...(day.length > 0 ? [monthAndDay, year] : [joined([month, year], " ")])], ", ");
  }
  if (weekday.length > 0 && month.length === 0) return joined([day, weekday], " ");
  const ordered = { "en-US": [month, day, year], "en-GB": [day, month, year] }[locale] ?? [year, month, day];
  return joined([weekday, joined(ordered, isAmerican || locale === "en-GB" ? "/" : "-")], ", ");
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
  const isAlone = hour === undefined && (minute === undefined || second === undefined);
  const digits = (name) => (isAlone ? String(now[name]) : two(now[name]));
  if (minute !== undefined) groups.push([{ type: "minute", value: digits("minute") }]);
  if (second !== undefined) {
    const fraction = fields.fractionalSecondDigits;
    const fractional = fraction === undefined ? [] : [{ type: "fractionalSecond", value: String(now.millisecond).padStart(3, "0").slice(0, Number(fraction)) }];
    groups.push(joined([[{ type: "second", value: digits("second") }], fractional], "."));
  }
  let parts = joined(groups, ":");
  if (hour !== undefined && (cycle === "h12" || cycle === "h11")) {
    const halves = locale === "en-CA" ? ["a.m.", "p.m."] : ["AM", "PM"];
    parts = joined([parts, [{ type: "dayPeriod", value: halves[Math.floor(now.hour / 12)] }]], " ");
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
    refuse(given, "Intl.DateTimeFormat", ["dayPeriod"]);
    for (const [name, only] of [["calendar", "gregory"], ["numberingSystem", "latn"]]) {
      if (given[name] !== undefined && given[name] !== only) throw missing(`Intl.DateTimeFormat with ${name} "${given[name]}"`);
    }
    this.#zone = timeZone(given.timeZone);
    this.#fields = fieldsOf(given, required, defaults);
    const usual = this.#locale === "en-US" || this.#locale === "en-CA" ? "h12" : "h23";
    const cycle = option(given, "hourCycle", ["h11", "h12", "h23", "h24"], usual);
    const of24 = usual === "h12" ? "h24" : "h23";
    this.#cycle = given.hour12 === undefined ? cycle : given.hour12 ? "h12" : of24;
    check(this.#locale, this.#fields, this.#cycle, usual);
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

/** `Date.prototype.toLocaleString` and its kin. */
function formatDate(date, locales, options, required, defaults) {
  const moment = Date.prototype.getTime.call(date);
  return Number.isNaN(moment) ? "Invalid Date" : new DateTimeFormat(locales, options, required, defaults).format(moment);
}

module.exports = { DateTimeFormat, formatDate };
