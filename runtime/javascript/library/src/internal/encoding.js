const { encodings, latin1Decode, latin1Encode, utf16Decode, viewOf, concat } = require("internal/bytes");
const { invalidType, nodeError } = require("internal/errors");
const { DOMException } = require("internal/dom-exception");

const inspectCustom = Symbol.for("nodejs.util.inspect.custom");

/** Text to UTF-8. */
class TextEncoder {
  get encoding() {
    return "utf-8";
  }

  encode(input = "") {
    return native.utf8Encode(`${input}`);
  }

  /** Writes as many whole characters as `target` has room for. */
  encodeInto(source, target) {
    if (typeof source !== "string") throw invalidType("src", "of type string", source);
    if (!(target instanceof Uint8Array)) throw invalidType("dest", "an instance of Uint8Array", target);
    let read = 0;
    let written = 0;
    for (const char of source) {
      const bytes = native.utf8Encode(char);
      if (written + bytes.length > target.length) break;
      target.set(bytes, written);
      written += bytes.length;
      read += char.length;
    }
    return { read, written };
  }

  get [Symbol.toStringTag]() {
    return "TextEncoder";
  }
}

const labels = new Map();
const add = (name, ...list) => [name, ...list].forEach((label) => labels.set(label, name));
add("utf-8", "utf8", "unicode-1-1-utf-8", "unicode11utf8", "unicode20utf8", "x-unicode20utf8");
add("utf-16le", "utf-16", "ucs-2", "csunicode", "iso-10646-ucs-2", "unicode", "unicodefeff");
add("utf-16be", "unicodefffe");
add("windows-1252", "latin1", "iso-8859-1", "iso8859-1", "iso88591", "iso_8859-1", "iso_8859-1:1987", "l1", "ascii", "us-ascii", "ansi_x3.4-1968", "cp1252",
  "cp819", "csisolatin1", "ibm819", "iso-ir-100", "x-cp1252");

// What windows-1252 has in 0x80 to 0x9f, where latin1 has control characters.
const windows1252 = "\u20ac\x81\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\x8d\u017d\x8f\x90\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\x9d\u017e\u0178";

/** How many bytes at the end begin a UTF-8 character that is not complete. */
function incompleteUtf8(bytes) {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back];
    if ((byte & 0xc0) === 0x80) continue;
    const length = byte >= 0xf0 && byte < 0xf5 ? 4 : byte >= 0xe0 && byte < 0xf0 ? 3 : byte >= 0xc2 && byte < 0xe0 ? 2 : 1;
    if (length <= back) return 0;
    const next = bytes[bytes.length - back + 1];
    const bad = next !== undefined && ((byte === 0xe0 && next < 0xa0) || (byte === 0xed && next > 0x9f) || (byte === 0xf0 && next < 0x90) || (byte === 0xf4 && next > 0x8f));
    return bad ? 0 : back;
  }
  return 0;
}

function isUtf8(bytes) {
  // Every bad byte decodes to U+FFFD, so only where there is one the bytes must be compared.
  const text = native.utf8Decode(bytes);
  if (!text.includes("\ufffd")) return true;
  const back = native.utf8Encode(text);
  return back.length === bytes.length && back.every((byte, i) => byte === bytes[i]);
}

function invalidData(encoding) {
  return nodeError(TypeError, "ERR_ENCODING_INVALID_ENCODED_DATA", `The encoded data was not valid for encoding ${encoding}`);
}

/** Bytes to text: UTF-8, UTF-16 and windows-1252 (which "latin1" means on the web). */
class TextDecoder {
  #encoding;
  #fatal;
  #ignoreBOM;
  #rest = new Uint8Array(0);
  #bomSeen = false;

  constructor(label = "utf-8", options = {}) {
    const name = labels.get(`${label}`.trim().toLowerCase());
    if (name === undefined) throw nodeError(RangeError, "ERR_ENCODING_NOT_SUPPORTED", `The "${label}" encoding is not supported`);
    if (options !== null && typeof options !== "object" && typeof options !== "function") throw invalidType("options", "of type object", options);
    this.#encoding = name;
    this.#fatal = Boolean(options?.fatal);
    this.#ignoreBOM = Boolean(options?.ignoreBOM);
  }

  get encoding() {
    return this.#encoding;
  }

  get fatal() {
    return this.#fatal;
  }

  get ignoreBOM() {
    return this.#ignoreBOM;
  }

  decode(input, options = {}) {
    let bytes = input === undefined ? new Uint8Array(0) : viewOf(input);
    if (bytes === null) throw invalidType("list", "an instance of SharedArrayBuffer, ArrayBuffer or ArrayBufferView", input);
    if (this.#rest.length > 0) bytes = concat([this.#rest, bytes]);
    this.#rest = new Uint8Array(0);
    const stream = Boolean(options?.stream);
    if (stream) {
      const keep = this.#incomplete(bytes);
      this.#rest = bytes.slice(bytes.length - keep);
      bytes = bytes.subarray(0, bytes.length - keep);
    }
    let text = this.#convert(bytes, stream);
    if (!this.#bomSeen && text.length > 0) {
      if (!this.#ignoreBOM && this.#encoding.startsWith("utf") && text.charCodeAt(0) === 0xfeff) text = text.slice(1);
      this.#bomSeen = true;
    }
    if (!stream) this.#bomSeen = false;
    return text;
  }

  #incomplete(bytes) {
    if (this.#encoding === "utf-8") return incompleteUtf8(bytes);
    if (this.#encoding === "windows-1252") return 0;
    const odd = bytes.length % 2;
    const high = bytes[bytes.length - odd - (this.#encoding === "utf-16le" ? 1 : 2)];
    return bytes.length >= 2 && (high & 0xfc) === 0xd8 ? odd + 2 : odd;
  }

  #convert(bytes, stream) {
    if (this.#encoding === "utf-8") {
      if (this.#fatal && !isUtf8(bytes)) throw invalidData("utf-8");
      return native.utf8Decode(bytes);
    }
    if (this.#encoding === "windows-1252") return latin1Decode(bytes).replace(/[\x80-\x9f]/g, (char) => windows1252[char.charCodeAt(0) - 0x80]);
    if (this.#encoding === "utf-16be") bytes = bytes.map((_, i) => bytes[i ^ 1]);
    const text = utf16Decode(bytes);
    const odd = !stream && bytes.length % 2 === 1;
    if (this.#fatal && (odd || !text.isWellFormed())) throw invalidData(this.#encoding);
    return text.toWellFormed() + (odd ? "\ufffd" : "");
  }

  get [Symbol.toStringTag]() {
    return "TextDecoder";
  }

  [inspectCustom](depth, options, inspect) {
    return `TextDecoder ${inspect({ encoding: this.encoding, fatal: this.fatal, ignoreBOM: this.ignoreBOM }, options)}`;
  }
}

function atob(input) {
  if (arguments.length === 0) throw nodeError(TypeError, "ERR_MISSING_ARGS", 'The "data" argument must be specified');
  const text = `${input}`.replace(/[\t\n\f\r ]+/g, "");
  const digits = text.length % 4 === 0 ? text.replace(/={1,2}$/, "") : text;
  if (/[^A-Za-z0-9+/]/.test(digits)) throw new DOMException("Invalid character", "InvalidCharacterError");
  if (digits.length % 4 === 1) throw new DOMException("The string to be decoded is not correctly encoded.", "InvalidCharacterError");
  return latin1Decode(encodings.base64.encode(digits));
}

function btoa(input) {
  if (arguments.length === 0) throw nodeError(TypeError, "ERR_MISSING_ARGS", 'The "data" argument must be specified');
  const text = `${input}`;
  if (/[^\x00-\xff]/.test(text)) throw new DOMException("Invalid character", "InvalidCharacterError");
  return encodings.base64.decode(latin1Encode(text));
}

module.exports = { TextDecoder, TextEncoder, atob, btoa, isUtf8 };
