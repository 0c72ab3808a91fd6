// Text to bytes and back, for Buffer, TextDecoder and the hashes.

const CHUNK = 8192;

/** The bytes of a string whose characters are bytes; higher bits are dropped. */
function latin1Encode(text) {
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  return bytes;
}

function codesToText(codes) {
  let text = "";
  for (let at = 0; at < codes.length; at += CHUNK) text += String.fromCharCode.apply(null, codes.subarray(at, at + CHUNK));
  return text;
}

const latin1Decode = codesToText;

function asciiDecode(bytes) {
  return codesToText(bytes.map((byte) => byte & 0x7f));
}

/** Little-endian UTF-16; a last odd byte is dropped. */
function utf16Decode(bytes) {
  const units = new Uint16Array(bytes.length >> 1);
  for (let i = 0; i < units.length; i++) units[i] = bytes[2 * i] | (bytes[2 * i + 1] << 8);
  return codesToText(units);
}

function utf16Encode(text) {
  const bytes = new Uint8Array(text.length * 2);
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    bytes[2 * i] = unit;
    bytes[2 * i + 1] = unit >> 8;
  }
  return bytes;
}

/** As Node does: stops at the first pair that is not hexadecimal. */
function hexDecode(text) {
  const end = text.search(/[^0-9a-fA-F]/);
  const digits = end < 0 ? text.length : end;
  return Uint8Array.fromHex(text.slice(0, digits - (digits % 2)));
}

const plain = (bytes) => new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
const hexEncode = (bytes) => Uint8Array.prototype.toHex.call(plain(bytes));

/** As Node does: both alphabets, whatever is not of them is skipped, and the text ends at "=". */
function base64Decode(text) {
  let digits = text.split("=", 1)[0];
  if (/[^A-Za-z0-9+/]/.test(digits)) digits = digits.replace(/-/g, "+").replace(/_/g, "/").replace(/[^A-Za-z0-9+/]+/g, "");
  if (digits.length % 4 === 1) digits = digits.slice(0, -1);
  return Uint8Array.fromBase64(digits);
}

const base64Encode = (bytes) => Uint8Array.prototype.toBase64.call(plain(bytes));
const base64urlEncode = (bytes) => Uint8Array.prototype.toBase64.call(plain(bytes), { alphabet: "base64url", omitPadding: true });

const encodings = {
  utf8: { encode: (text) => native.utf8Encode(text), decode: (bytes) => native.utf8Decode(plain(bytes)) },
  utf16le: { encode: utf16Encode, decode: utf16Decode },
  latin1: { encode: latin1Encode, decode: latin1Decode },
  ascii: { encode: latin1Encode, decode: asciiDecode },
  hex: { encode: hexDecode, decode: hexEncode },
  base64: { encode: base64Decode, decode: base64Encode },
  base64url: { encode: base64Decode, decode: base64urlEncode },
};

const names = new Map([
  ["utf8", "utf8"], ["utf-8", "utf8"], ["ucs2", "utf16le"], ["ucs-2", "utf16le"], ["utf16le", "utf16le"], ["utf-16le", "utf16le"],
  ["latin1", "latin1"], ["binary", "latin1"], ["ascii", "ascii"], ["hex", "hex"], ["base64", "base64"], ["base64url", "base64url"],
]);

/** The encoding that Node knows by this name, in any case; undefined if there is none. */
const encodingName = (name) => names.get(name) ?? (typeof name === "string" ? names.get(name.toLowerCase()) : undefined);

/** The bytes of a buffer source (ArrayBuffer, typed array, DataView) without a copy; null if it is none. */
function viewOf(source) {
  if (source instanceof Uint8Array) return plain(source);
  if (ArrayBuffer.isView(source)) return new Uint8Array(source.buffer, source.byteOffset, source.byteLength);
  if (source instanceof ArrayBuffer || (typeof SharedArrayBuffer === "function" && source instanceof SharedArrayBuffer)) return new Uint8Array(source);
  return null;
}

/** One array of the bytes of all of them. */
function concat(parts) {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

module.exports = { concat, encodingName, encodings, hexEncode, latin1Decode, latin1Encode, utf16Decode, viewOf };
