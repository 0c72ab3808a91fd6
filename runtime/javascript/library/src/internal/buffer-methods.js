// Methods of Buffer whose arguments Node checks otherwise than the package does, or for which the package can take for ever.
const { viewOf } = require("internal/bytes");
const { invalidType, nodeError, outOfRange } = require("internal/errors");

function checkNumber(value, name, min, max = Infinity) {
  if (typeof value !== "number") throw invalidType(name, "of type number", value);
  if (!(value >= min && value <= max)) throw outOfRange(name, max === Infinity ? `>= ${min}` : `>= ${min} && <= ${max}`, value);
}

/** Throws unless `size` bytes can be read or written at `offset`. */
function checkOffset(offset, size, length) {
  if (typeof offset !== "number") throw invalidType("offset", "of type number", offset);
  if (Number.isInteger(offset) && offset >= 0 && offset + size <= length) return;
  if (Math.floor(offset) !== offset) throw outOfRange("offset", "an integer", offset);
  if (length - size < 0) throw nodeError(RangeError, "ERR_BUFFER_OUT_OF_BOUNDS", "Attempt to access memory outside buffer bounds");
  throw outOfRange("offset", `>= 0 and <= ${length - size}`, offset);
}

/** Throws if `value` is a number that does not fit into the whole number of `size` bytes that `method` writes. */
function checkRange(method, size, value) {
  if (!/^writeU?[Ii]nt/.test(method)) return;
  const unsigned = method[5] === "U";
  const max = 2 ** (8 * size - (unsigned ? 0 : 1)) - 1;
  const min = unsigned ? 0 : -max - 1;
  if (value > max || value < min) throw outOfRange("value", `>= ${min} and <= ${max}`, value);
}

/** Whether `needle` is in `bytes` at `at`. */
function isAt(bytes, needle, at) {
  for (let i = 0; i < needle.length; i++) if (bytes[at + i] !== needle[i]) return false;
  return true;
}

/** The first place of `needle` from `offset` on, or the last one up to it; -1 if there is none. `step` 2 looks at whole UTF-16 units. */
function search(bytes, needle, offset, forward, step) {
  const last = bytes.length - needle.length;
  offset = Number.isNaN(+offset) ? (forward ? 0 : bytes.length) : Math.trunc(+offset);
  if (offset < 0) offset += bytes.length;
  if (needle.length === 0) return Math.min(Math.max(offset, 0), bytes.length);
  if (offset < 0) {
    if (!forward) return -1;
    offset = 0;
  }
  if (forward) {
    for (let at = bytes.indexOf(needle[0], offset); at >= 0 && at <= last; at = bytes.indexOf(needle[0], at + 1)) {
      if (at % step === 0 && isAt(bytes, needle, at)) return at;
    }
    return -1;
  }
  for (let at = Math.min(offset, last); at >= 0; at--) if (at % step === 0 && isAt(bytes, needle, at)) return at;
  return -1;
}

/** The whole number that an argument of `copy` stands for. */
function whole(value, fallback) {
  const number = +value;
  return Number.isNaN(number) || Math.abs(number) > Number.MAX_SAFE_INTEGER ? fallback : Math.floor(number);
}

function copy(source, target, targetStart, sourceStart, sourceEnd) {
  const to = viewOf(target);
  if (to === null || target instanceof ArrayBuffer) throw invalidType("target", "an instance of Buffer or Uint8Array", target);
  const at = targetStart === undefined ? 0 : whole(targetStart, 0);
  if (at < 0) throw outOfRange("targetStart", ">= 0", targetStart);
  const from = sourceStart === undefined ? 0 : whole(sourceStart, 0);
  if (from < 0 || from > source.length) throw outOfRange("sourceStart", `>= 0 && <= ${source.length}`, sourceStart);
  const end = sourceEnd === undefined ? source.length : whole(sourceEnd, 0);
  if (end < 0) throw outOfRange("sourceEnd", ">= 0", sourceEnd);
  if (at >= to.length || from >= end) return 0;
  const count = Math.min(end - from, to.length - at, source.length - from);
  to.set(new Uint8Array(source.buffer, source.byteOffset + from, count), at);
  return count;
}

/** How many bytes a method such as readUInt16LE reads or writes; null if its last argument says so. */
function sizeOf(method) {
  const digits = /(8|16|32|64)/.exec(method);
  if (digits) return Number(digits[1]) / 8;
  return /Float/.test(method) ? 4 : /Double/.test(method) ? 8 : null;
}

module.exports = { checkNumber, checkOffset, checkRange, copy, search, sizeOf };
