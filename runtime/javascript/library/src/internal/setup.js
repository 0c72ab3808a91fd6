// What the library changes in the engine's own objects. The core runs this once, before anything else.

const raw = Object.getOwnPropertyDescriptor(Error.prototype, "stack");
const capture = Error.captureStackTrace;

/** "Name: message" and the frames, as every script expects a stack to read; the engine has the frames only. */
function withHeader(error, frames) {
  if (typeof frames !== "string") return frames;
  let header;
  try {
    header = Error.prototype.toString.call(error);
  } catch {
    header = "Error";
  }
  if (error.code !== undefined && typeof error.code === "string" && /^ERR_/.test(error.code) && Object.hasOwn(error, "toString")) header = header.replace(/^(\w+)/, `$1 [${error.code}]`);
  return `${header}\n${frames.trimEnd()}`.trimEnd();
}

if (raw.get) {
  Object.defineProperty(Error.prototype, "stack", {
    configurable: true,
    get() {
      return withHeader(this, raw.get.call(this));
    },
    set(value) {
      // What was set is read back as it is, whatever it is; the engine's own setter takes strings only.
      Object.defineProperty(this, "stack", { value, configurable: true, writable: true, enumerable: false });
    },
  });
  Error.captureStackTrace = function captureStackTrace(target, above) {
    capture.call(Error, target, above);
    const own = Object.getOwnPropertyDescriptor(target, "stack");
    if (own && "value" in own) Object.defineProperty(target, "stack", { ...own, value: withHeader(target, own.value), writable: true });
  };
}

// The engine writes dates and numbers in one way whatever it is asked for, and compares texts by their characters' numbers. An Action that asks for a
// time zone or a language must get it, or be told that it cannot have it.
function method(prototype, name, length, call) {
  const made = { [name](...given) { return call(this, ...given); } }[name];
  Object.defineProperty(made, "length", { value: length });
  Object.defineProperty(prototype, name, { value: made, configurable: true, writable: true, enumerable: false });
}
// The zone is always UTC; the engine leaves its name out.
const zone = (text) => text.replace(/GMT\+0000$/, "$& (Coordinated Universal Time)");
for (const name of ["toString", "toTimeString"]) {
  const own = Date.prototype[name];
  method(Date.prototype, name, 0, (date) => zone(own.call(date)));
}
const intl = () => require("internal/intl");
method(Date.prototype, "toLocaleString", 0, (date, locales, options) => intl().formatDate(date, locales, options, "any", "all"));
method(Date.prototype, "toLocaleDateString", 0, (date, locales, options) => intl().formatDate(date, locales, options, "date", "date"));
method(Date.prototype, "toLocaleTimeString", 0, (date, locales, options) => intl().formatDate(date, locales, options, "time", "time"));
method(Number.prototype, "toLocaleString", 0, (value, locales, options) => intl().formatNumber(Number.prototype.valueOf.call(value), locales, options));
method(BigInt.prototype, "toLocaleString", 0, (value, locales, options) => intl().formatNumber(BigInt.prototype.valueOf.call(value), locales, options));
method(String.prototype, "localeCompare", 1, (text, other, locales, options) => intl().compare(`${text}`, `${other}`, locales, options));
