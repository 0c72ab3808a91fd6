// What kind of value came, and which was expected.

const { stringify } = JSON;

/** A value as text, of which no symbol and no object without a prototype is afraid. */
export function text(value) {
  try {
    return String(value);
  } catch {
    return Object.prototype.toString.call(value);
  }
}

/** What a value is, for a message: "an array", "the text \"x\"". */
export function kind(value) {
  if (value === undefined) return "nothing";
  if (value === null) return "null";
  if (Array.isArray(value)) return "an array";
  switch (typeof value) {
    case "string":
      return value.length <= 60 ? `the text ${stringify(value)}` : "a text";
    case "number":
      return `the number ${value}`;
    case "bigint":
      return `the bigint ${value}`;
    case "boolean":
      return `${value}`;
    case "function":
      return "a function";
    case "symbol":
      return "a symbol";
    default:
      return value instanceof Promise ? "a promise; await it first" : "an object";
  }
}

/** The error for a wrong argument (decision D20). */
export function wrong(method, what, came, hint) {
  return new TypeError(`${method}: expected ${what}, got ${kind(came)}${hint === undefined ? "" : `; ${hint}`}`);
}

export function needString(method, what, value) {
  if (typeof value !== "string") throw wrong(method, `${what}, a text`, value);
  return value;
}

export function needBoolean(method, what, value) {
  if (typeof value !== "boolean") throw wrong(method, `${what}, true or false`, value);
  return value;
}

export function needObject(method, what, value) {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw wrong(method, `${what}, an object`, value);
  return value;
}

/** Options may be left out. */
export function options(method, value) {
  return value === undefined || value === null ? {} : needObject(method, "options", value);
}

/** Milliseconds since 1970, not before. */
export function needTime(method, value) {
  if (value instanceof Date) value = value.getTime();
  if (typeof value !== "number" || !Number.isFinite(value) || value <= 0 || value > Number.MAX_SAFE_INTEGER) {
    throw wrong(method, "milliseconds since 1970, a positive number", value);
  }
  return Math.trunc(value);
}

/** JSON of a value, or undefined for one that JSON has no place for: it is skipped (decision D3). */
export function json(method, what, value) {
  try {
    const written = stringify(value);
    // Half of a character, which UTF-8 has no place for, is written as an escape: it is replaced as in any other text.
    if (written === undefined || !written.includes("\\ud")) return written;
    return written.replace(/\\(?:u(d[89a-f][0-9a-f]{2})|.)/gs, (escape, half) => (half === undefined ? escape : "\\ufffd"));
  } catch (error) {
    throw new TypeError(`${method}: ${what} cannot be written as JSON: ${text(error.message)}`);
  }
}
