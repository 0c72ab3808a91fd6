// Node's querystring: lenient, and arrays for repeated names.
const { encodings } = require("internal/bytes");

const unreserved = /^[A-Za-z0-9\-_.!~*'()]*$/;

/** Percent-encodes a value. Lone surrogates are an URIError, as in Node. */
function escape(value) {
  const text = typeof value === "string" ? value : typeof value === "object" ? String(value) : `${value}`;
  if (unreserved.test(text)) return text;
  if (!text.isWellFormed()) {
    const error = new URIError("URI malformed");
    error.code = "ERR_INVALID_URI";
    throw error;
  }
  return encodeURIComponent(text);
}

/** Percent-decodes; sequences that are none stay as they are. */
function unescapeBuffer(text) {
  const out = [];
  const bytes = native.utf8Encode(text);
  for (let i = 0; i < bytes.length; i++) {
    const pair = bytes[i] === 0x25 && i + 2 < bytes.length ? String.fromCharCode(bytes[i + 1], bytes[i + 2]) : "";
    if (/^[0-9a-f]{2}$/i.test(pair)) {
      out.push(Number.parseInt(pair, 16));
      i += 2;
    } else {
      out.push(bytes[i]);
    }
  }
  return require("buffer").Buffer.from(out);
}

function unescape(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return encodings.utf8.decode(unescapeBuffer(text));
  }
}

function primitive(value) {
  if (typeof value === "string") return value;
  if (typeof value === "number" && Number.isFinite(value)) return `${value}`;
  if (typeof value === "bigint" || typeof value === "boolean") return `${value}`;
  return "";
}

function stringify(object, separator = "&", equals = "=", options) {
  const encode = typeof options?.encodeURIComponent === "function" ? options.encodeURIComponent : module.exports.escape;
  if (object === null || typeof object !== "object") return "";
  const pairs = [];
  for (const key of Object.keys(object)) {
    const name = `${encode(primitive(key))}${equals || "="}`;
    const values = Array.isArray(object[key]) ? object[key] : [object[key]];
    for (const value of values) pairs.push(name + encode(primitive(value)));
  }
  return pairs.join(separator || "&");
}

function parse(text, separator = "&", equals = "=", options) {
  const result = Object.create(null);
  if (typeof text !== "string" || text.length === 0) return result;
  const decode = typeof options?.decodeURIComponent === "function" ? options.decodeURIComponent : module.exports.unescape;
  const safe = (part) => {
    try {
      return decode(part.replace(/\+/g, " "));
    } catch {
      return unescape(part.replace(/\+/g, " "));
    }
  };
  const limit = typeof options?.maxKeys === "number" ? options.maxKeys : 1000;
  let pairs = text.split(separator || "&").filter((pair) => pair !== "");
  if (limit > 0) pairs = pairs.slice(0, limit);
  for (const pair of pairs) {
    const at = pair.indexOf(equals || "=");
    const name = safe(at < 0 ? pair : pair.slice(0, at));
    const value = at < 0 ? "" : safe(pair.slice(at + (equals || "=").length));
    if (!(name in result)) result[name] = value;
    else if (Array.isArray(result[name])) result[name].push(value);
    else result[name] = [result[name], value];
  }
  return result;
}

module.exports = { decode: parse, encode: stringify, escape, parse, stringify, unescape, unescapeBuffer };
