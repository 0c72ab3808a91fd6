// Buffer is the package `buffer`. What it does slowly or not at all in our engine is replaced here: text in all of Node's
// encodings, and the errors that Node throws.
const base = require("npm:buffer/");
const { encodingName, encodings, viewOf } = require("internal/bytes");
const { checkNumber, checkOffset, checkRange, copy, search, sizeOf } = require("internal/buffer-methods");
const { checkInteger, invalidType, invalidValue, nodeError, outOfRange, own } = require("internal/errors");

const { Buffer } = base;
const packaged = { from: Buffer.from, fill: Buffer.prototype.fill };

function checkedEncoding(encoding) {
  if (encoding === undefined || encoding === null || encoding === "") return encodings.utf8;
  const name = encodingName(encoding);
  if (name === undefined) throw nodeError(TypeError, "ERR_UNKNOWN_ENCODING", `Unknown encoding: ${String(encoding)}`);
  return encodings[name];
}

// The bundler renames functions whose names are also globals.
own(Buffer, "name", "Buffer");

/** The same bytes as a Buffer. */
const wrap = (bytes) => Object.setPrototypeOf(bytes, Buffer.prototype);

own(Buffer, "from", function from(value, encodingOrOffset, length) {
  if (typeof value === "string") return wrap(checkedEncoding(encodingOrOffset).encode(value));
  const usable = typeof value === "object" && value !== null;
  if (!usable) throw invalidType("first argument", "of type string or an instance of Buffer, ArrayBuffer, or Array or an Array-like Object", value);
  try {
    return packaged.from.call(Buffer, value, encodingOrOffset, length);
  } catch (error) {
    if (error instanceof TypeError && /first argument must be/.test(error.message)) {
      throw invalidType("first argument", "of type string or an instance of Buffer, ArrayBuffer, or Array or an Array-like Object", value);
    }
    throw error;
  }
});

own(Buffer, "isEncoding", function isEncoding(encoding) {
  return typeof encoding === "string" && encoding !== "" && encodingName(encoding) !== undefined;
});

own(Buffer, "byteLength", function byteLength(value, encoding) {
  if (typeof value !== "string") {
    const bytes = viewOf(value);
    if (bytes === null) throw invalidType("string", "of type string or an instance of Buffer or ArrayBuffer", value);
    return bytes.length;
  }
  const name = encodingName(encoding) ?? "utf8";
  // What the length says, right or wrong: Node does not look at the digits.
  if (name === "hex") return value.length >>> 1;
  if (name.startsWith("base64")) return Math.floor(((value.length - /={0,2}$/.exec(value)[0].length) * 3) / 4);
  return encodings[name].encode(value).length;
});

own(Buffer, "copyBytesFrom", function copyBytesFrom(view, offset = 0, length = view?.length - offset) {
  if (!ArrayBuffer.isView(view)) throw invalidType("view", "an instance of TypedArray", view);
  const part = view.subarray(offset, offset + length);
  return Buffer.from(new Uint8Array(part.buffer, part.byteOffset, part.byteLength));
});

const clamp = (value, low, high) => Math.min(Math.max(Math.trunc(Number(value)) || 0, low), high);

own(Buffer.prototype, "toString", function toString(encoding, start, end) {
  const from = start === undefined ? 0 : clamp(start, 0, this.length);
  const to = end === undefined ? this.length : clamp(end, 0, this.length);
  const { decode } = checkedEncoding(encoding);
  return to <= from ? "" : decode(this.subarray(from, to));
});
own(Buffer.prototype, "toLocaleString", Buffer.prototype.toString);

/** The most bytes of `bytes` up to `room` that end with a whole character. */
function wholeCharacters(bytes, room, encoding) {
  if (bytes.length <= room) return bytes.length;
  if (encoding === encodings.utf16le) return room - (room % 2);
  if (encoding === encodings.utf8) while (room > 0 && (bytes[room] & 0xc0) === 0x80) room--;
  return room;
}

own(Buffer.prototype, "write", function write(text, offset, length, encoding) {
  if (typeof text !== "string") throw invalidType("argument", "of type string", text);
  // As in Node, nothing after an offset that is left out counts.
  if (offset === undefined) [length, encoding] = [undefined, undefined];
  else if (typeof offset === "string") [encoding, offset, length] = [offset, undefined, undefined];
  else if (typeof length === "string") [encoding, length] = [length, undefined];
  offset ??= 0;
  checkInteger(offset, "offset", 0, this.length);
  if (length !== undefined) checkInteger(length, "length", 0, this.length);
  const room = Math.min(length ?? Infinity, this.length - offset);
  const used = checkedEncoding(encoding);
  const bytes = used.encode(text);
  const count = wholeCharacters(bytes, room, used);
  this.set(bytes.subarray(0, count), offset);
  return count;
});

for (const [method, encoding] of [["utf8", "utf8"], ["latin1", "latin1"], ["ascii", "ascii"], ["hex", "hex"], ["base64", "base64"], ["base64url", "base64url"], ["ucs2", "utf16le"]]) {
  own(Buffer.prototype, `${method}Slice`, function (start, end) {
    return this.toString(encoding, start, end);
  });
  own(Buffer.prototype, `${method}Write`, function (text, offset, length) {
    return this.write(text, offset, length, encoding);
  });
}

own(Buffer.prototype, "fill", function fill(value, offset, end, encoding) {
  if (typeof value === "string") {
    // As in Node, nothing after an offset that is left out counts.
    if (offset === undefined || typeof offset === "string") [encoding, offset, end] = [offset, undefined, undefined];
    else if (typeof end === "string") [encoding, end] = [end, undefined];
  }
  if (offset !== undefined) checkNumber(offset, "offset", 0);
  if (offset !== undefined && !Number.isInteger(offset)) throw outOfRange("offset", "an integer", offset);
  if (offset !== undefined && end !== undefined) checkNumber(end, "end", 0, this.length);
  const from = Math.trunc(offset ?? 0);
  const to = offset === undefined ? this.length : Math.trunc(end ?? this.length);
  if (from >= to) return this;
  const text = value;
  if (typeof value === "string") {
    value = wrap(checkedEncoding(encoding).encode(value));
    if (value.length === 0) {
      if (text !== "") throw invalidValue("value", text);
      value = 0;
    }
  }
  return packaged.fill.call(this, value, from, to);
});

for (const method of ["indexOf", "lastIndexOf"]) {
  own(Buffer.prototype, method, function (value, offset, encoding) {
    if (typeof offset === "string") [encoding, offset] = [offset, undefined];
    const bytes = viewOf(this);
    const forward = method === "indexOf";
    if (typeof value === "number") return search(bytes, Uint8Array.of(value), offset, forward, 1);
    if (typeof value === "string") return search(bytes, checkedEncoding(encoding).encode(value), offset, forward, encodingName(encoding) === "utf16le" ? 2 : 1);
    if (!(value instanceof Uint8Array)) throw invalidType("value", "one of type number or string or an instance of Buffer or Uint8Array", value);
    return search(bytes, viewOf(value), offset, forward, encodingName(encoding) === "utf16le" ? 2 : 1);
  });
  own(Buffer.prototype[method], "name", method);
}

own(Buffer.prototype, "slice", function slice(start, end) {
  return this.subarray(start, end);
});

own(Buffer.prototype, "copy", function (target, targetStart, sourceStart, sourceEnd) {
  return copy(this, target, targetStart, sourceStart, sourceEnd);
});

own(Buffer.prototype, "includes", function includes(value, offset, encoding) {
  return this.indexOf(value, offset, encoding) !== -1;
});

/** Runs `fn`; its errors get the code that Node's have, which the package's lack. */
function coded(fn, code, receiver, args) {
  try {
    return fn.apply(receiver, args);
  } catch (error) {
    if (error !== null && typeof error === "object") error.code ??= error instanceof TypeError ? "ERR_INVALID_ARG_TYPE" : /beyond buffer|outside buffer/i.test(error.message) ? "ERR_BUFFER_OUT_OF_BOUNDS" : code;
    throw error;
  }
}

const accessors = Object.getOwnPropertyNames(Buffer.prototype).filter((name) => /^(read|write)(U?[Ii]nt|Float|Double|Big)/.test(name));
for (const name of accessors) {
  const accessor = Buffer.prototype[name];
  const size = sizeOf(name);
  const first = name.startsWith("read") ? 0 : 1;
  own(Buffer.prototype, name, function (...args) {
    const count = size ?? args[first + 1];
    if (size === null) checkInteger(count, "byteLength", 1, 6);
    if (args[first] === undefined && size !== null) args[first] = 0;
    if (first === 1) checkRange(name, count, args[0]);
    checkOffset(args[first], count, this.length);
    return coded(accessor, "ERR_OUT_OF_RANGE", this, args);
  });
  own(Buffer.prototype[name], "name", name);
}

const wrapped = [
  ...["swap16", "swap32", "swap64"].map((name) => [Buffer.prototype, name, "ERR_INVALID_BUFFER_SIZE"]),
  ...["alloc", "allocUnsafe", "allocUnsafeSlow", "concat", "compare"].map((name) => [Buffer, name, "ERR_OUT_OF_RANGE"]),
  ...["compare", "equals"].map((name) => [Buffer.prototype, name, "ERR_OUT_OF_RANGE"]),
];
for (const [target, name, code] of wrapped) {
  const packagedMethod = target[name];
  own(target, name, function (...args) {
    return coded(packagedMethod, code, this, args);
  });
  own(target[name], "name", name);
}

const inspectCustom = Symbol.for("nodejs.util.inspect.custom");
own(Buffer.prototype, inspectCustom, function () {
  const shown = encodings.hex.decode(this.subarray(0, module.exports.INSPECT_MAX_BYTES)).replace(/(..)(?=.)/g, "$1 ");
  const more = this.length - module.exports.INSPECT_MAX_BYTES;
  return `<${this.constructor.name} ${shown}${more > 0 ? ` ... ${more} more byte${more > 1 ? "s" : ""}` : ""}>`;
});
own(Buffer.prototype, "inspect", Buffer.prototype[inspectCustom]);

const constants = { MAX_LENGTH: base.kMaxLength, MAX_STRING_LENGTH: 2 ** 29 - 24 };

/** Bytes of one encoding in another. */
function transcode(source, from, to) {
  return wrap(checkedEncoding(to).encode(checkedEncoding(from).decode(viewOf(source))));
}

module.exports = {
  Buffer,
  INSPECT_MAX_BYTES: 50,
  SlowBuffer: base.SlowBuffer,
  constants,
  isAscii: (input) => viewOf(input).every((byte) => byte < 0x80),
  isUtf8: (input) => require("internal/encoding").isUtf8(viewOf(input)),
  kMaxLength: base.kMaxLength,
  kStringMaxLength: constants.MAX_STRING_LENGTH,
  transcode,
  get Blob() {
    return require("internal/blob").Blob;
  },
  get File() {
    return require("internal/blob").File;
  },
  atob: (text) => require("internal/encoding").atob(text),
  btoa: (text) => require("internal/encoding").btoa(text),
};
