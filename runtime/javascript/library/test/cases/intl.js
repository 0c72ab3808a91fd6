// Dates and numbers as English writes them, in every time zone; texts in their order.
const moments = [0, 951782399999, 1767571629045, 1767571629045 + 43200000, 1772953200000, 1774746000000, 1793498400000, 2000000000000].map((time) => new Date(time));
const zones = [undefined, "UTC", "America/New_York", "america/los_angeles", "Europe/Paris", "Europe/London", "Asia/Kolkata", "Asia/Tokyo", "Australia/Sydney", "America/Sao_Paulo", "Pacific/Honolulu", "Asia/Kathmandu"];
const asked = [
  {}, { weekday: "long" }, { weekday: "short" }, { hour: "numeric" }, { hour: "numeric", hour12: false }, { hour: "2-digit", minute: "2-digit" }, { hourCycle: "h23" }, { hour12: false }, { month: "long" }, { year: "numeric" },
  { year: "numeric", month: "2-digit", day: "2-digit" }, { year: "numeric", month: "short", day: "numeric" }, { year: "numeric", month: "long", day: "numeric", weekday: "long" }, { month: "long", day: "numeric" },
  { month: "short", year: "numeric" }, { month: "numeric", day: "numeric" }, { weekday: "short", month: "numeric", day: "numeric" }, { weekday: "long", hour: "numeric" }, { minute: "2-digit", second: "2-digit" }, { minute: "numeric" },
  { month: "long", day: "numeric", hour: "numeric", minute: "2-digit" }, { month: "short", day: "numeric", hour: "numeric" }, { second: "numeric", fractionalSecondDigits: 3 }, { hour: "numeric", minute: "numeric", second: "numeric", fractionalSecondDigits: 1 },
  { timeZoneName: "short" }, { timeZoneName: "shortOffset" }, { timeZoneName: "longOffset" }, { hour: "numeric", timeZoneName: "short" }, { dateStyle: "full" }, { dateStyle: "long", timeStyle: "short" }, { dateStyle: "medium", timeStyle: "medium" },
  { dateStyle: "short", timeStyle: "long" }, { timeStyle: "short" }, { weekday: "long", day: "numeric" }, { day: "numeric" }, { year: "2-digit", month: "numeric", day: "numeric" },
];
for (const zone of zones) for (const moment of moments) console.log(String(zone), moment.toLocaleString("en-US", { timeZone: zone }), moment.toLocaleDateString(undefined, { timeZone: zone }), moment.toLocaleTimeString("en", { timeZone: zone }));
for (const options of asked) for (const zone of ["UTC", "America/New_York", "Europe/Paris", "Europe/London"]) console.log(JSON.stringify(options), new Intl.DateTimeFormat("en-US", { ...options, timeZone: zone }).format(moments[2]), moments[3].toLocaleString("en-US", { ...options, timeZone: zone }));
for (const locale of ["en-GB", "en-CA", "sv-SE"]) for (const options of [{}, { timeZone: "Asia/Tokyo" }, { year: "numeric", month: "2-digit", day: "2-digit" }, { year: "numeric", month: "numeric", day: "numeric" }, { hour: "2-digit", minute: "2-digit" }]) console.log(locale, moments[2].toLocaleDateString(locale, options.hour ? {} : options), moments[2].toLocaleTimeString(locale, options.year ? {} : options));
for (const locale of ["en-GB", "en-CA", "sv-SE"]) for (const options of [{}, { dateStyle: "short" }, { timeStyle: "medium" }, { dateStyle: "short", timeStyle: "short" }]) console.log(locale, moments[2].toLocaleString(locale, options));
console.log(new Intl.DateTimeFormat("en-US", { weekday: "short", year: "numeric", month: "short", day: "2-digit", hour: "2-digit", minute: "2-digit", hour12: false, timeZone: "America/New_York" }).formatToParts(moments[2]));
console.log(Intl.DateTimeFormat().resolvedOptions().timeZone, Intl.DateTimeFormat("en-GB", { timeZone: "europe/paris" }).resolvedOptions().timeZone, typeof Intl, Object.keys(Intl));
for (const [value, options] of [[1234567.891], [0], [-0], [-1234.5], [NaN], [Infinity], [1e21], [1e-7], [0.5], [1.005, { maximumFractionDigits: 2 }], [2.5, { maximumFractionDigits: 0 }], [1234.5, { style: "currency", currency: "USD" }], [-3, { style: "currency", currency: "EUR" }], [1999, { style: "currency", currency: "JPY" }], [0.256, { style: "percent" }], [0.07, { style: "percent", minimumFractionDigits: 1 }], [7, { minimumIntegerDigits: 2 }], [12345, { useGrouping: false }], [1.5, { minimumFractionDigits: 3 }], [12345678901234567890n], [5e-324, { style: "percent", maximumFractionDigits: 9 }], [1.7976931348623157e308, { style: "percent" }]]) {
  console.log(value, value.toLocaleString("en-US", options), new Intl.NumberFormat("en-US", options).format(value));
}
console.log([1234, new Date(0)].toLocaleString(), new Date(NaN).toLocaleString());
const sorted = (list, ...more) => console.log(list.sort((a, b) => a.localeCompare(b, ...more)).join(" "));
sorted(["b", "A", "a", "B", "é", "e", "z", "É", "ä"]);
sorted(["a10", "a2", "a1"], undefined, { numeric: true });
sorted(["_x", "x", "1", "-y", "a b", "ab", "a-b", "10", "9", "$", "Ana", "ana", "Zoë", "zoe"]);
console.log("a".localeCompare("A", undefined, { sensitivity: "base" }), "é".localeCompare("e", "en", { sensitivity: "base" }), "é".localeCompare("e", "en", { sensitivity: "accent" }) > 0, "a".localeCompare("A", "en", { sensitivity: "accent" }), "a".localeCompare("b"), "b".localeCompare("a"), "a".localeCompare("a"), "resume".localeCompare("résumé"), "".localeCompare("a"));
console.log(["b", "a"].sort(new Intl.Collator("en").compare), ["10", "9"].sort(Intl.Collator(undefined, { numeric: true }).compare));
for (const era of ["long", "short", "narrow"]) for (const options of [{}, { year: "numeric" }, { year: "numeric", month: "short" }, { weekday: "long", year: "numeric", month: "long", day: "numeric" }, { year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" }]) for (const moment of [moments[2], new Date(-62198755200000)]) console.log(new Intl.DateTimeFormat("en-US", { ...options, era, timeZone: "UTC" }).format(moment));
console.log(new Intl.DateTimeFormat("en-US", { hour12: false, timeZone: "America/New_York", year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", second: "2-digit", era: "short" }).formatToParts(moments[2]));
console.log(new Intl.DateTimeFormat("en-US", { year: "numeric", era: "short" }).resolvedOptions().era);
const refused = (call) => {
  try {
    console.log(call());
  } catch (error) {
    console.log(error.name);
  }
};
refused(() => moments[0].toLocaleString("en-US", { timeZone: "Mars/Phobos" }));
refused(() => moments[0].toLocaleString("en-US", { weekday: "tiny" }));
refused(() => moments[0].toLocaleString("no such"));
refused(() => (1).toLocaleString("en-US", { style: "currency" }));
refused(() => (1).toLocaleString("en-US", { maximumFractionDigits: 101 }));
refused(() => new Intl.DateTimeFormat().format(NaN));
refused(() => new Intl.DateTimeFormat("en-US", { dateStyle: "short", era: "short" }));
