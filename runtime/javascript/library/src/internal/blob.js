const { concat, viewOf } = require("internal/bytes");
const { invalidType, nodeError } = require("internal/errors");

const inspectCustom = Symbol.for("nodejs.util.inspect.custom");
const read = Symbol("bytes");

/** Bytes with a media type. */
class Blob {
  #bytes;
  #type;

  constructor(parts = [], options = {}) {
    if (parts === null || typeof parts[Symbol.iterator] !== "function" || typeof parts === "string") throw invalidType("sources", "a sequence", parts);
    if (options !== null && typeof options !== "object" && typeof options !== "function") throw invalidType("options", "of type object", options);
    const bytes = [...parts].map((part) => {
      if (part instanceof Blob) return part.#bytes;
      return viewOf(part) ?? native.utf8Encode(options?.endings === "native" ? `${part}`.replace(/\r\n?/g, "\n") : `${part}`);
    });
    this.#bytes = concat(bytes);
    const type = `${options?.type ?? ""}`;
    this.#type = /[^\x20-\x7e]/.test(type) ? "" : type.toLowerCase();
  }

  /** The bytes themselves, for the library only. */
  static [read](blob) {
    return blob.#bytes;
  }

  get size() {
    return this.#bytes.length;
  }

  get type() {
    return this.#type;
  }

  slice(start = 0, end = this.size, type = "") {
    const place = (value) => {
      const at = Math.trunc(Number(value)) || 0;
      return at < 0 ? Math.max(this.size + at, 0) : Math.min(at, this.size);
    };
    const from = place(start);
    return new Blob([this.#bytes.subarray(from, Math.max(from, place(end)))], { type });
  }

  async arrayBuffer() {
    return this.#bytes.slice().buffer;
  }

  async bytes() {
    return this.#bytes.slice();
  }

  async text() {
    return native.utf8Decode(this.#bytes);
  }

  stream() {
    const bytes = this.#bytes;
    return new (require("internal/web-streams").ReadableStream)({
      start(controller) {
        if (bytes.length > 0) controller.enqueue(bytes.slice());
        controller.close();
      },
    });
  }

  get [Symbol.toStringTag]() {
    return "Blob";
  }

  [inspectCustom](depth, options, inspect) {
    return `Blob ${inspect({ size: this.size, type: this.type }, options)}`;
  }
}

class File extends Blob {
  #name;
  #lastModified;

  constructor(parts, name, options = {}) {
    if (arguments.length < 2) throw nodeError(TypeError, "ERR_MISSING_ARGS", 'The "fileBits" and "fileName" arguments must be specified');
    super(parts, options);
    this.#name = `${name}`.toWellFormed();
    this.#lastModified = options?.lastModified === undefined ? Date.now() : Math.trunc(Number(options.lastModified)) || 0;
  }

  get name() {
    return this.#name;
  }

  get lastModified() {
    return this.#lastModified;
  }

  get webkitRelativePath() {
    return "";
  }

  get [Symbol.toStringTag]() {
    return "File";
  }

  [inspectCustom](depth, options, inspect) {
    return `File ${inspect({ size: this.size, type: this.type, name: this.name, lastModified: this.lastModified }, options)}`;
  }
}

module.exports = { Blob, File, bytesOfBlob: Blob[read] };
