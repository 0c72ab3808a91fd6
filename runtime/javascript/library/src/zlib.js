// gzip, deflate and their raw form. Streams collect everything, and convert it at their end.
const deflate = require("internal/deflate");
const { concat } = require("internal/bytes");
const { checkFunction, missing, nodeError } = require("internal/errors");
const { bytesOf } = require("internal/keys");

const buffer = (bytes) => require("buffer").Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);

const constants = {
  Z_NO_FLUSH: 0, Z_PARTIAL_FLUSH: 1, Z_SYNC_FLUSH: 2, Z_FULL_FLUSH: 3, Z_FINISH: 4, Z_BLOCK: 5, Z_OK: 0, Z_STREAM_END: 1, Z_NEED_DICT: 2, Z_ERRNO: -1, Z_STREAM_ERROR: -2,
  Z_DATA_ERROR: -3, Z_MEM_ERROR: -4, Z_BUF_ERROR: -5, Z_VERSION_ERROR: -6, Z_NO_COMPRESSION: 0, Z_BEST_SPEED: 1, Z_BEST_COMPRESSION: 9, Z_DEFAULT_COMPRESSION: -1,
  Z_FILTERED: 1, Z_HUFFMAN_ONLY: 2, Z_RLE: 3, Z_FIXED: 4, Z_DEFAULT_STRATEGY: 0, Z_DEFAULT_WINDOWBITS: 15, Z_DEFAULT_CHUNK: 16384, BROTLI_OPERATION_PROCESS: 0,
  BROTLI_OPERATION_FLUSH: 1, BROTLI_OPERATION_FINISH: 2, ZSTD_e_continue: 0, ZSTD_e_flush: 1, ZSTD_e_end: 2,
};

/** fflate's errors in Node's terms. */
function guarded(convert) {
  try {
    return convert();
  } catch (error) {
    const early = /unexpected EOF/i.test(error.message);
    const failure = nodeError(Error, early ? "Z_BUF_ERROR" : "Z_DATA_ERROR", early ? "unexpected end of file" : /header|format/i.test(error.message) ? "incorrect header check" : error.message);
    failure.errno = early ? -5 : -3;
    throw failure;
  }
}

const level = (options) => ({ level: options?.level === undefined || options.level < 0 ? 6 : options.level });

function gunzip(bytes) {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) throw nodeError(Error, "Z_DATA_ERROR", "incorrect header check");
  return guarded(() => deflate.gunzipSync(bytes));
}

const convert = {
  deflate: (bytes, options) => deflate.zlibSync(bytes, level(options)),
  deflateRaw: (bytes, options) => deflate.deflateSync(bytes, level(options)),
  // Without the time in its header, so that the same input gives the same output.
  gzip: (bytes, options) => deflate.gzipSync(bytes, { ...level(options), mtime: 0 }),
  gunzip,
  inflate: (bytes) => guarded(() => deflate.unzlibSync(bytes)),
  inflateRaw: (bytes) => guarded(() => deflate.inflateSync(bytes)),
  unzip: (bytes) => (bytes[0] === 0x1f ? gunzip(bytes) : guarded(() => deflate.unzlibSync(bytes))),
};

module.exports = { constants, codes: {}, crc32 };

for (const [name, fn] of Object.entries(convert)) {
  const sync = (data, options) => {
    const result = fn(bytesOf(data, "buffer"), options);
    if (options?.maxOutputLength !== undefined && result.length > options.maxOutputLength) throw nodeError(RangeError, "ERR_BUFFER_TOO_LARGE", `Cannot create a Buffer larger than ${options.maxOutputLength} bytes`);
    return buffer(result);
  };
  const Name = name[0].toUpperCase() + name.slice(1);
  const create = (options) => {
    const { Transform } = require("stream");
    const parts = [];
    const stream = new Transform({
      transform(chunk, encoding, done) {
        parts.push(new Uint8Array(bytesOf(chunk, "chunk")));
        done();
      },
      flush(done) {
        try {
          // As Node's streams do, nothing gives nothing.
          if (parts.length > 0 || !/^(gunzip|inflate|inflateRaw|unzip)$/.test(name)) this.push(sync(concat(parts), options));
          done();
        } catch (error) {
          done(error);
        }
      },
    });
    stream.close = (done) => {
      stream.destroy();
      done?.();
    };
    stream.flush = (kind, done = kind) => typeof done === "function" && require("process").nextTick(done);
    return stream;
  };
  module.exports[`${name}Sync`] = sync;
  module.exports[`create${Name}`] = create;
  module.exports[Name] = function (options) {
    return create(options);
  };
  module.exports[name] = (data, options, done = options) => {
    checkFunction(done, "callback");
    let result;
    let failure = null;
    try {
      result = sync(data, typeof options === "function" ? {} : options);
    } catch (error) {
      failure = error;
    }
    require("process").nextTick(done, failure, result);
  };
}

let table;
/** The checksum of gzip. */
function crc32(data, value = 0) {
  table ??= Int32Array.from({ length: 256 }, (_, n) => {
    for (let k = 0; k < 8; k++) n = n & 1 ? 0xedb88320 ^ (n >>> 1) : n >>> 1;
    return n;
  });
  let crc = ~value;
  for (const byte of bytesOf(data, "data")) crc = table[(crc ^ byte) & 255] ^ (crc >>> 8);
  return ~crc >>> 0;
}

for (const name of ["brotliCompress", "brotliCompressSync", "brotliDecompress", "brotliDecompressSync"]) {
  module.exports[name] = () => {
    throw missing(`zlib.${name}`);
  };
}
