const { format, formatWithOptions, inspect, stripVTControlCharacters } = require("internal/inspect");
const { checkFunction, invalidType, invalidValue, nodeError, own } = require("internal/errors");
const types = require("util/types");

const custom = Symbol.for("nodejs.util.promisify.custom");

// Their callbacks come first, so that they cannot be promisified as others are.
const timers = { setImmediate: true, setTimeout: true };

/** A function that gives a promise of what `original` hands to its callback. */
function promisify(original) {
  checkFunction(original, "original");
  const timer = Object.keys(timers).find((name) => globalThis[name] === original);
  if (timer) return require("timers/promises")[timer];
  if (original[custom]) {
    checkFunction(original[custom], "util.promisify.custom");
    return own(original[custom], custom, original[custom]);
  }
  function promisified(...args) {
    return new Promise((resolve, reject) => {
      Reflect.apply(original, this, [...args, (error, value) => (error ? reject(error) : resolve(value))]);
    });
  }
  Object.setPrototypeOf(promisified, Object.getPrototypeOf(original));
  own(promisified, custom, promisified);
  return Object.defineProperties(promisified, Object.getOwnPropertyDescriptors(original));
}
promisify.custom = custom;

/** The reverse of promisify. */
function callbackify(original) {
  checkFunction(original, "original");
  return own(
    function (...args) {
      const done = args.pop();
      checkFunction(done, "last argument");
      const { nextTick } = require("process");
      Reflect.apply(original, this, args).then(
        (value) => nextTick(done, null, value),
        (error) => nextTick(done, error || Object.assign(nodeError(Error, "ERR_FALSY_VALUE_REJECTION", "Promise was rejected with falsy value"), { reason: error })),
      );
    },
    "name",
    `${original.name}Callbackified`,
  );
}

function inherits(constructor, parent) {
  checkFunction(constructor, "ctor");
  if (parent === undefined || parent === null) throw invalidType("superCtor", "of type function", parent);
  if (parent.prototype === undefined) throw invalidType("superCtor.prototype", "of type object", parent.prototype);
  own(constructor, "super_", parent);
  Object.setPrototypeOf(constructor.prototype, parent.prototype);
}

/** The function, which says once that it is deprecated. */
function deprecate(fn, message, code) {
  let said = false;
  function deprecated(...args) {
    if (!said) {
      said = true;
      require("process").emitWarning(message, "DeprecationWarning", code);
    }
    return new.target ? Reflect.construct(fn, args, new.target) : Reflect.apply(fn, this, args);
  }
  Object.setPrototypeOf(deprecated, fn);
  if (fn.prototype) deprecated.prototype = fn.prototype;
  return deprecated;
}

/** Debug output is off: an Action has no NODE_DEBUG. */
function debuglog() {
  const log = () => {};
  log.enabled = false;
  return log;
}

/** Rejects when the signal aborts. */
function aborted(signal) {
  if (typeof signal?.addEventListener !== "function") throw invalidType("signal", "an instance of AbortSignal", signal);
  return new Promise((resolve) => (signal.aborted ? resolve() : signal.addEventListener("abort", () => resolve(), { once: true })));
}

const styles = inspect.colors;

/** Text between the escapes of a colour or style. */
function styleText(format, text) {
  return [format].flat().reduceRight((inner, name) => {
    if (!styles[name]) throw invalidValue("format", name, `must be one of: ${Object.keys(styles).join(", ")}`);
    return `\u001b[${styles[name][0]}m${inner}\u001b[${styles[name][1]}m`;
  }, text);
}

const isObject = (value) => typeof value === "object" && value !== null;

module.exports = {
  _extend: (target, source) => (isObject(source) ? Object.assign(target, source) : target),
  aborted,
  callbackify,
  debug: debuglog,
  debuglog,
  deprecate,
  format,
  formatWithOptions,
  inherits,
  inspect,
  isArray: Array.isArray,
  isBoolean: (value) => typeof value === "boolean",
  isBuffer: (value) => require("buffer").Buffer.isBuffer(value),
  isDate: types.isDate,
  isDeepStrictEqual: (a, b) => require("internal/assert-comparisons").isDeepStrictEqual(a, b),
  isError: (value) => value instanceof Error,
  isFunction: (value) => typeof value === "function",
  isNull: (value) => value === null,
  isNullOrUndefined: (value) => value == null,
  isNumber: (value) => typeof value === "number",
  isObject,
  isPrimitive: (value) => !isObject(value) && typeof value !== "function",
  isRegExp: types.isRegExp,
  isString: (value) => typeof value === "string",
  isSymbol: (value) => typeof value === "symbol",
  isUndefined: (value) => value === undefined,
  log: (...args) => require("console").log(...args),
  promisify,
  stripVTControlCharacters,
  styleText,
  get TextDecoder() {
    return require("internal/encoding").TextDecoder;
  },
  get TextEncoder() {
    return require("internal/encoding").TextEncoder;
  },
  toUSVString: (text) => `${text}`.toWellFormed(),
  types,
};
