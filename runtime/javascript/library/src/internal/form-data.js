const { Blob, File, bytesOfBlob } = require("internal/blob");
const { concat, encodings, latin1Decode } = require("internal/bytes");

const inspectCustom = Symbol.for("nodejs.util.inspect.custom");

function entry(value, filename) {
  if (value instanceof Blob) {
    if (filename !== undefined || !(value instanceof File)) return new File([value], filename ?? "blob", { type: value.type, ...(value.lastModified === undefined ? {} : { lastModified: value.lastModified }) });
    return value;
  }
  return `${value}`.toWellFormed();
}

function checked(method, args, count) {
  if (args.length < count) throw new TypeError(`FormData.${method}: ${count} arguments required, but only ${args.length} present.`);
  if (args.length > 2 && !(args[1] instanceof Blob)) throw new TypeError(`FormData.${method}: parameter 2 is not of type 'Blob'.`);
}

/** Fields of a form, in their order. */
class FormData {
  #entries = [];

  constructor(form) {
    if (form !== undefined) throw new TypeError("FormData constructor: Argument 1 could not be converted to: undefined.");
  }

  append(name, value, filename) {
    checked("append", arguments, 2);
    this.#entries.push([`${name}`.toWellFormed(), entry(value, filename)]);
  }

  set(name, value, filename) {
    checked("set", arguments, 2);
    name = `${name}`.toWellFormed();
    const made = entry(value, filename);
    const at = this.#entries.findIndex(([key]) => key === name);
    if (at < 0) this.#entries.push([name, made]);
    else this.#entries = this.#entries.filter(([key], i) => i <= at || key !== name).map((pair, i) => (i === at ? [name, made] : pair));
  }

  delete(name) {
    this.#entries = this.#entries.filter(([key]) => key !== `${name}`);
  }

  get(name) {
    return this.#entries.find(([key]) => key === `${name}`)?.[1] ?? null;
  }

  getAll(name) {
    return this.#entries.filter(([key]) => key === `${name}`).map(([, value]) => value);
  }

  has(name) {
    return this.#entries.some(([key]) => key === `${name}`);
  }

  forEach(callback, receiver) {
    if (typeof callback !== "function") throw new TypeError("FormData.forEach: parameter 1 is not of type 'Function'.");
    for (const [name, value] of this) callback.call(receiver, value, name, this);
  }

  *entries() {
    yield* this.#entries.map(([name, value]) => [name, value]);
  }

  *keys() {
    yield* this.#entries.map(([name]) => name);
  }

  *values() {
    yield* this.#entries.map(([, value]) => value);
  }

  [Symbol.iterator]() {
    return this.entries();
  }

  get [Symbol.toStringTag]() {
    return "FormData";
  }

  [inspectCustom](depth, options, inspect) {
    return `FormData ${inspect(Object.fromEntries([...new Set(this.keys())].map((name) => [name, this.getAll(name).length > 1 ? this.getAll(name) : this.get(name)])), options)}`;
  }
}

const escaped = (text) => text.replace(/\r?\n|\r/g, "%0D%0A").replace(/"/g, "%22");

/** A form as multipart/form-data: the body, and the media type with its boundary. */
function encodeForm(form) {
  const boundary = `----formdata-vestibule-${encodings.hex.decode(native.randomBytes(16))}`;
  const parts = [];
  for (const [name, value] of form) {
    let head = `--${boundary}\r\nContent-Disposition: form-data; name="${escaped(name)}"`;
    if (typeof value === "string") parts.push(native.utf8Encode(`${head}\r\n\r\n${value.replace(/\r?\n|\r/g, "\r\n")}`));
    else {
      head += `; filename="${escaped(value.name)}"\r\nContent-Type: ${value.type || "application/octet-stream"}\r\n\r\n`;
      parts.push(native.utf8Encode(head), bytesOfBlob(value));
    }
    parts.push(native.utf8Encode("\r\n"));
  }
  parts.push(native.utf8Encode(`--${boundary}--\r\n`));
  return { bytes: concat(parts), type: `multipart/form-data; boundary=${boundary}` };
}

/** The form in a body, by its media type. Throws a TypeError if it is none. */
function decodeForm(bytes, type) {
  const form = new FormData();
  if (/^application\/x-www-form-urlencoded\b/i.test(type)) {
    for (const [name, value] of new URLSearchParams(native.utf8Decode(bytes))) form.append(name, value);
    return form;
  }
  const boundary = /^multipart\/form-data\s*;.*?\bboundary=(?:"([^"]+)"|([^;\s]+))/i.exec(type);
  if (!boundary) throw new TypeError('Content-Type was not one of "multipart/form-data" or "application/x-www-form-urlencoded".');
  const pieces = `\r\n${latin1Decode(bytes)}`.split(`\r\n--${boundary[1] ?? boundary[2]}`);
  if (pieces.length < 2 || !pieces.at(-1).startsWith("--")) throw new TypeError("Failed to parse body as FormData.");
  for (const piece of pieces.slice(1, -1)) {
    const at = piece.indexOf("\r\n\r\n");
    const head = native.utf8Decode(encodings.latin1.encode(piece.slice(0, at)));
    const content = encodings.latin1.encode(piece.slice(at + 4));
    const parameter = (name) => new RegExp(`content-disposition:.*?[;\\s]${name}="([^"]*)"`, "i").exec(head)?.[1].replace(/%22/g, '"').replace(/%0D%0A/gi, "\r\n");
    if (at < 0 || parameter("name") === undefined) throw new TypeError("Failed to parse body as FormData.");
    const filename = parameter("filename");
    if (filename === undefined) form.append(parameter("name"), native.utf8Decode(content));
    else form.append(parameter("name"), new File([content], filename, { type: /^content-type:\s*(.+?)\s*$/im.exec(head)?.[1] ?? "text/plain" }));
  }
  return form;
}

module.exports = { FormData, decodeForm, encodeForm };
