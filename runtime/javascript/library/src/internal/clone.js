const { DOMException } = require("internal/dom-exception");
const { nodeError } = require("internal/errors");

const errorTypes = { Error, EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError };
const tag = (value) => Object.prototype.toString.call(value).slice(8, -1);

function refuse(value) {
  const text = typeof value === "symbol" || typeof value === "function" ? String(value) : `#<${value.constructor?.name ?? "Object"}>`;
  throw new DOMException(`${text} could not be cloned.`, "DataCloneError");
}

/** True if `method`, which only works on objects of its own kind, takes `value`. */
function isBranded(method, value) {
  try {
    method.call(value);
    return true;
  } catch {
    return false;
  }
}

const getter = (Class, name) => Object.getOwnPropertyDescriptor(Class.prototype, name).get;
const brands = [
  [Date.prototype.getTime, (value) => new Date(value.getTime())],
  [getter(RegExp, "global"), (value) => new RegExp(value.source, value.flags)],
  [Boolean.prototype.valueOf, (value) => Object(Boolean.prototype.valueOf.call(value))],
  [Number.prototype.valueOf, (value) => Object(Number.prototype.valueOf.call(value))],
  [String.prototype.valueOf, (value) => Object(String.prototype.valueOf.call(value))],
  [BigInt.prototype.valueOf, (value) => Object(BigInt.prototype.valueOf.call(value))],
];
const mapSize = getter(Map, "size");
const setSize = getter(Set, "size");
const arrayName = getter(Object.getPrototypeOf(Uint8Array), Symbol.toStringTag);

/** The copy of an object that has no parts to be copied in turn; undefined for others. */
function cloneLeaf(value) {
  if (value === RegExp.prototype) return undefined;
  for (const [brand, copy] of brands) if (isBranded(brand, value)) return copy(value);
  return undefined;
}

function cloneBuffer(buffer, seen) {
  if (!seen.has(buffer)) seen.set(buffer, buffer.slice(0));
  return seen.get(buffer);
}

function cloneView(view, seen) {
  const buffer = cloneBuffer(view.buffer, seen);
  // A Buffer becomes a Uint8Array, as in Node: classes are lost.
  const Class = view instanceof DataView ? DataView : globalThis[arrayName.call(view)];
  return new Class(buffer, view.byteOffset, view instanceof DataView ? view.byteLength : view.length);
}

function cloneError(value, seen) {
  const name = errorTypes[value.name] ? value.name : "Error";
  const copy = Object.create(errorTypes[name].prototype);
  const result = new errorTypes[name](undefined);
  delete result.message;
  Object.setPrototypeOf(result, Object.getPrototypeOf(copy));
  seen.set(value, result);
  const hide = (key, content) => Object.defineProperty(result, key, { value: content, configurable: true, writable: true });
  const message = Object.getOwnPropertyDescriptor(value, "message");
  if (message && "value" in message) hide("message", String(message.value));
  if (typeof value.stack === "string") hide("stack", value.stack);
  if (Object.hasOwn(value, "cause")) hide("cause", clone(value.cause, seen));
  return result;
}

function clone(value, seen) {
  if (typeof value === "symbol" || typeof value === "function") refuse(value);
  if (typeof value !== "object" || value === null) return value;
  if (seen.has(value)) return seen.get(value);
  const remember = (copy) => {
    seen.set(value, copy);
    return copy;
  };
  if (Array.isArray(value)) {
    const copy = remember(new Array(value.length));
    for (const key of Object.keys(value)) copy[key] = clone(value[key], seen);
    return copy;
  }
  if (value instanceof ArrayBuffer) return cloneBuffer(value, seen);
  if (ArrayBuffer.isView(value)) return remember(cloneView(value, seen));
  if (isBranded(mapSize, value)) {
    const copy = remember(new Map());
    for (const [key, content] of [...Map.prototype.entries.call(value)]) copy.set(clone(key, seen), clone(content, seen));
    return copy;
  }
  if (isBranded(setSize, value)) {
    const copy = remember(new Set());
    for (const content of [...Set.prototype.values.call(value)]) copy.add(clone(content, seen));
    return copy;
  }
  const leaf = cloneLeaf(value);
  if (leaf !== undefined) return remember(leaf);
  if (value instanceof DOMException) return remember(new DOMException(value.message, value.name));
  if (value instanceof Error) return cloneError(value, seen);
  if (["Promise", "WeakMap", "WeakSet", "WeakRef", "Generator", "AsyncGenerator"].includes(tag(value)) || isHost(value)) refuse(value);
  const copy = remember({});
  for (const key of Object.keys(value)) copy[key] = clone(value[key], seen);
  return copy;
}

/** Objects of the library's own classes hold state that a copy would not have. */
function isHost(value) {
  return ["AbortSignal", "Blob", "File", "FormData", "Headers", "ReadableStream", "Request", "Response", "URL", "URLSearchParams"].includes(tag(value));
}

/** A deep copy, as for messages between threads. `transfer` detaches the array buffers it lists. */
function structuredClone(value, options) {
  if (arguments.length === 0) throw nodeError(TypeError, "ERR_MISSING_ARGS", 'The "value" argument must be specified');
  const seen = new Map();
  for (const item of options?.transfer ?? []) {
    if (!(item instanceof ArrayBuffer) || item.detached || seen.has(item)) throw new DOMException("Value not transferable", "DataCloneError");
    seen.set(item, null);
  }
  // First the whole copy, then the transfer: a value that cannot be cloned leaves everything as it was.
  const transferred = [...seen.keys()];
  for (const item of transferred) seen.set(item, item.slice(0));
  const result = clone(value, seen);
  for (const item of transferred) item.transfer();
  return result;
}

exports.structuredClone = structuredClone;
