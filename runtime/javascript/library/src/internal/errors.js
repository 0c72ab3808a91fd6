// Errors in the form that Node gives them, as scripts match on `code` and on messages.

const own = (target, key, value) => Object.defineProperty(target, key, { value, enumerable: false, configurable: true, writable: true });

/** An error of class `Base` with a `code`; as text it reads `Name [CODE]: message`, as Node's do. */
function nodeError(Base, code, message) {
  const error = new Base(message);
  error.code = code;
  own(error, "toString", function toString() {
    return `${this.name} [${code}]: ${this.message}`;
  });
  return error;
}

/** How Node's messages describe a value that was refused. */
function received(value) {
  if (value == null) return ` Received ${value}`;
  if (typeof value === "function") return ` Received function ${value.name}`;
  if (typeof value === "object") {
    if (value.constructor?.name) return ` Received an instance of ${value.constructor.name}`;
    return ` Received ${require("internal/inspect").inspect(value, { depth: -1 })}`;
  }
  let text = require("internal/inspect").inspect(value, { colors: false });
  if (text.length > 28) text = `${text.slice(0, 25)}...`;
  return ` Received type ${typeof value} (${text})`;
}

/** ERR_INVALID_ARG_TYPE: `expected` completes the sentence "must be …". */
const invalidType = (name, expected, value) =>
  nodeError(TypeError, "ERR_INVALID_ARG_TYPE", `The ${/ argument$/.test(name) ? name : `"${name}" ${name.includes(".") ? "property" : "argument"}`} must be ${expected}.${received(value)}`);

const invalidValue = (name, value, reason = "is invalid") =>
  nodeError(TypeError, "ERR_INVALID_ARG_VALUE", `The ${name.includes(".") ? "property" : "argument"} '${name}' ${reason}.${` Received ${require("internal/inspect").inspect(value)}`}`);

const outOfRange = (name, range, value) => nodeError(RangeError, "ERR_OUT_OF_RANGE", `The value of "${name}" is out of range. It must be ${range}. Received ${String(value)}`);

/** What Node has and an Action has not: the message names it. */
const missing = (what, reason) => nodeError(Error, "ERR_FEATURE_NOT_AVAILABLE", `${what} is not available in an Action${reason ? `: ${reason}` : ""}`);

function checkString(value, name) {
  if (typeof value !== "string") throw invalidType(name, "of type string", value);
}

function checkFunction(value, name) {
  if (typeof value !== "function") throw invalidType(name, "of type function", value);
}

/** Throws unless `value` is a whole number from `min` to `max`. */
function checkInteger(value, name, min = Number.MIN_SAFE_INTEGER, max = Number.MAX_SAFE_INTEGER) {
  if (typeof value !== "number") throw invalidType(name, "of type number", value);
  if (!Number.isInteger(value)) throw outOfRange(name, "an integer", value);
  if (value < min || value > max) throw outOfRange(name, `>= ${min} && <= ${max}`, value);
}

module.exports = { checkFunction, checkInteger, checkString, invalidType, invalidValue, missing, nodeError, outOfRange, own };
