// What Intl is asked for and has not names itself.
const refused = (call) => {
  try {
    console.log(call());
  } catch (error) {
    console.log(`${error.name} ${error.code}: ${error.message}`);
  }
};
refused(() => new Date(0).toLocaleDateString("de-DE"));
refused(() => (1.5).toLocaleString("fr"));
refused(() => "a".localeCompare("b", "sv"));
refused(() => new Date(0).toLocaleString("en-US", { timeZoneName: "long", timeZone: "Europe/Paris" }));
refused(() => new Date(0).toLocaleString("en-US", { era: "short", month: "long" }));
refused(() => new Date(0).toLocaleString("en-GB", { era: "short" }));
refused(() => new Date(0).toLocaleString("en-US", { timeZone: "+05:30" }));
refused(() => new Date(0).toLocaleDateString("en-GB", { dateStyle: "long" }));
refused(() => new Date(0).toLocaleDateString("en-US", { year: "numeric", day: "numeric" }));
refused(() => new Intl.NumberFormat("en-US", { notation: "compact" }));
refused(() => new Intl.NumberFormat("en-US", { style: "unit", unit: "liter" }));
refused(() => (1).toLocaleString("en-US", { style: "currency", currency: "CHF" }));
refused(() => new Intl.PluralRules("en"));
refused(() => new Intl.ListFormat("en"));
refused(() => Intl.supportedValuesOf("currency"));
console.log(Intl.supportedValuesOf("timeZone").includes("Europe/Paris"));
