const inspectCustom = Symbol.for("nodejs.util.inspect.custom");
const token = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
const lock = Symbol("lock");

function checkName(name, method) {
  name = `${name}`;
  if (!token.test(name)) throw new TypeError(`Headers.${method}: ${name} is an invalid header name.`);
  return name.toLowerCase();
}

const blank = (char) => char === " " || char === "\t" || char === "\n" || char === "\r";

function checkValue(value, method) {
  value = `${value}`;
  let start = 0;
  let end = value.length;
  while (start < end && blank(value[start])) start++;
  while (end > start && blank(value[end - 1])) end--;
  value = value.slice(start, end);
  if (/[\0\r\n]/.test(value)) throw new TypeError(`Headers.${method}: ${value} is an invalid header value.`);
  if (/[^\x00-\xff]/.test(value)) throw new TypeError("Cannot convert argument to a ByteString because a character has a value greater than 255.");
  return value;
}

/** Headers of a request or a response. Names are not case-sensitive. */
class Headers {
  #list = new Map();
  #cookies = [];
  #locked = false;

  constructor(init) {
    if (init === undefined) return;
    if (init === null || (typeof init !== "object" && typeof init !== "function")) throw new TypeError("Headers constructor: init given " + String(init) + " is not one of: sequence<sequence<ByteString>>, record<ByteString, ByteString>.");
    if (typeof init[Symbol.iterator] === "function") {
      for (const pair of init) {
        const [name, value, ...rest] = [...pair];
        if (value === undefined || rest.length > 0) throw new TypeError(`Headers constructor: expected name/value pair to be length 2, found ${[...pair].length}.`);
        this.append(name, value);
      }
    } else {
      for (const name of Reflect.ownKeys(init)) {
        if (typeof name === "symbol") throw new TypeError("Headers constructor: Key is a symbol, which cannot be converted to a ByteString.");
        if (Object.getOwnPropertyDescriptor(init, name)?.enumerable) this.append(name, init[name]);
      }
    }
  }

  /** Forbids changes: a response that came from outside stays as it came. */
  static [lock](headers) {
    headers.#locked = true;
    return headers;
  }

  #change() {
    if (this.#locked) throw new TypeError("immutable");
  }

  append(name, value) {
    if (arguments.length < 2) throw new TypeError(`Headers.append: 2 arguments required, but only ${arguments.length} present.`);
    name = checkName(name, "append");
    value = checkValue(value, "append");
    this.#change();
    if (name === "set-cookie") this.#cookies.push(value);
    const before = this.#list.get(name);
    this.#list.set(name, before === undefined ? value : `${before}${name === "cookie" ? "; " : ", "}${value}`);
  }

  set(name, value) {
    if (arguments.length < 2) throw new TypeError(`Headers.set: 2 arguments required, but only ${arguments.length} present.`);
    name = checkName(name, "set");
    value = checkValue(value, "set");
    this.#change();
    if (name === "set-cookie") this.#cookies = [value];
    this.#list.set(name, value);
  }

  delete(name) {
    name = checkName(name, "delete");
    this.#change();
    if (name === "set-cookie") this.#cookies = [];
    this.#list.delete(name);
  }

  get(name) {
    return this.#list.get(checkName(name, "get")) ?? null;
  }

  has(name) {
    return this.#list.has(checkName(name, "has"));
  }

  getSetCookie() {
    return [...this.#cookies];
  }

  forEach(callback, receiver) {
    if (typeof callback !== "function") throw new TypeError("Headers.forEach: parameter 1 is not of type 'Function'.");
    for (const [name, value] of this) callback.call(receiver, value, name, this);
  }

  *entries() {
    for (const name of [...this.#list.keys()].sort()) {
      if (name === "set-cookie") for (const cookie of this.#cookies) yield [name, cookie];
      else yield [name, this.#list.get(name)];
    }
  }

  *keys() {
    for (const [name] of this.entries()) yield name;
  }

  *values() {
    for (const [, value] of this.entries()) yield value;
  }

  [Symbol.iterator]() {
    return this.entries();
  }

  get [Symbol.toStringTag]() {
    return "Headers";
  }

  [inspectCustom](depth, options, inspect) {
    return `Headers ${inspect(Object.fromEntries(this), options)}`;
  }
}

for (const name of ["append", "delete", "entries", "forEach", "get", "getSetCookie", "has", "keys", "set", "values"]) Object.defineProperty(Headers.prototype, name, { enumerable: true });

module.exports = { Headers, lockHeaders: Headers[lock] };
