// Where the clocks stand: the names of time zones and their offsets, from the IANA data as moment-timezone packs it.
const data = require("generated:time-zones");

/** Numbers are packed in base 60, with digits, small and capital letters. */
function unpack(text) {
  const [whole, fraction = ""] = text.replace("-", "").split(".");
  const digit = (letter) => {
    const code = letter.charCodeAt(0);
    return code > 96 ? code - 87 : code > 64 ? code - 29 : code - 48;
  };
  let number = 0;
  for (const letter of whole) number = number * 60 + digit(letter);
  let place = 1;
  for (const letter of fraction) number += digit(letter) * (place /= 60);
  return text.startsWith("-") ? -number : number;
}

// By names in small letters: the proper name, and what is packed under it, or the name that it is another one of.
const packed = new Map();
const unpacked = new Map();

function load() {
  for (const text of data.zones) {
    const name = text.slice(0, text.indexOf("|"));
    packed.set(name.toLowerCase(), { name, text });
  }
  for (const link of data.links) {
    const [same, name] = link.split("|");
    packed.set(name.toLowerCase(), { name, same });
  }
}

/** The proper spelling of a time zone's name; undefined if there is none of that name. */
function canonical(name) {
  if (/^(utc|etc\/utc|etc\/gmt|gmt|etc\/uct|uct|zulu|etc\/zulu)$/i.test(name)) return "UTC";
  if (packed.size === 0) load();
  return packed.get(name.toLowerCase())?.name;
}

function zone(name) {
  const known = unpacked.get(name);
  if (known !== undefined) return known;
  const { text, same } = packed.get(name.toLowerCase());
  if (same !== undefined) return zone(same);
  const [, abbreviations, offsets, indices, untils] = text.split("|");
  let at = 0;
  const made = {
    abbreviations: abbreviations.split(" "),
    // Minutes west of Greenwich.
    offsets: offsets.split(" ").map(unpack),
    indices: [...indices].map(unpack),
    // When each ends, in milliseconds.
    untils: untils === "" ? [] : untils.split(" ").map((text) => (at += Math.round(unpack(text) * 60_000))),
  };
  unpacked.set(name, made);
  return made;
}

/** In a time zone, by its proper name, at a moment: the offset in minutes east of Greenwich, and what it is called there. */
function inZone(name, moment) {
  if (name === "UTC") return { offset: 0, abbreviation: "UTC" };
  const { abbreviations, offsets, indices, untils } = zone(name);
  let place = untils.findIndex((until) => moment < until);
  if (place < 0) place = untils.length;
  const index = indices[place];
  return { offset: -offsets[index], abbreviation: abbreviations[index] };
}

const names = () => {
  if (packed.size === 0) load();
  return [...packed.values()].map(({ name }) => name).sort();
};

module.exports = { canonical, inZone, names };
