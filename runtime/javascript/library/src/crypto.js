const { encodingName, encodings } = require("internal/bytes");
const { digestName, digestOf, names } = require("internal/digest");
const { checkFunction, checkInteger, checkString, invalidType, missing, nodeError, outOfRange } = require("internal/errors");
const { KeyObject, bytesOf, createPrivateKey, createPublicKey, createSecretKey } = require("internal/keys");

const buffer = (bytes) => require("buffer").Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** A result in the encoding that the caller wants; as a Buffer if he names none. */
function encoded(bytes, encoding) {
  if (encoding === undefined || encoding === null || encoding === "buffer") return buffer(bytes);
  return encodings[encodingName(encoding) ?? "utf8"].decode(bytes);
}

/** What Hash, Hmac, Sign and Verify have in common: text or bytes go in, until there is a result. */
class Sink {
  update(data, encoding) {
    if (this.finished) throw nodeError(Error, "ERR_CRYPTO_HASH_FINALIZED", "Digest already called");
    this.feed(bytesOf(data, "data", encodingName(encoding) ?? "utf8"));
    return this;
  }

  /** The part of a writable stream that scripts use: `hash.write(x); hash.end(); hash.read()`. */
  write(data, encoding) {
    this.update(data, encoding);
    return true;
  }

  end(data, encoding) {
    if (data !== undefined) this.update(data, encoding);
    return this;
  }
}

const hidden = (target, values) => {
  for (const [key, value] of Object.entries(values)) Object.defineProperty(target, key, { value, writable: true, configurable: true, enumerable: false });
};

class Hash extends Sink {
  constructor(algorithm, options) {
    super();
    checkString(algorithm, "algorithm");
    const name = digestName(algorithm);
    if (name === null) throw new Error("Digest method not supported");
    const state = digestOf(name).create();
    if (options?.outputLength !== undefined && options.outputLength !== state.outputLen) throw nodeError(Error, "ERR_OSSL_EVP_NOT_XOF_OR_INVALID_LENGTH", "Unsupported state or unable to set the output length");
    hidden(this, { state, finished: false, feed: (bytes) => this.state.update(bytes) });
  }

  copy() {
    if (this.finished) throw nodeError(Error, "ERR_CRYPTO_HASH_FINALIZED", "Digest already called");
    const copy = Object.create(Hash.prototype);
    hidden(copy, { state: this.state.clone(), finished: false, feed: (bytes) => copy.state.update(bytes) });
    return copy;
  }

  digest(encoding) {
    if (this.finished) throw nodeError(Error, "ERR_CRYPTO_HASH_FINALIZED", "Digest already called");
    this.finished = true;
    return encoded(this.state.digest(), encoding);
  }

  read() {
    return this.finished ? null : this.digest();
  }
}

/** The key of a keyed hash: a string, bytes, or a KeyObject of type "secret". */
function secretBytes(key) {
  if (require("util/types").isCryptoKey(key)) key = KeyObject.from(key);
  if (key instanceof KeyObject) {
    if (key.type !== "secret") throw nodeError(TypeError, "ERR_CRYPTO_INVALID_KEY_OBJECT_TYPE", `Invalid key object type ${key.type}, expected secret.`);
    return KeyObject.material(key);
  }
  if (key === null || key === undefined || (typeof key !== "string" && typeof key !== "object")) {
    throw invalidType("key", "of type string or an instance of ArrayBuffer, Buffer, TypedArray, DataView, KeyObject, or CryptoKey", key);
  }
  return bytesOf(key, "key");
}

class Hmac extends Sink {
  constructor(algorithm, key) {
    super();
    checkString(algorithm, "hmac");
    const bytes = secretBytes(key);
    const name = digestName(algorithm);
    if (name === null) throw nodeError(TypeError, "ERR_CRYPTO_INVALID_DIGEST", `Invalid digest: ${algorithm}`);
    const state = require("internal/hmac").createHmac(name, bytes);
    hidden(this, { state, finished: false, feed: (data) => state.update(data) });
  }

  /** As in Node, a second call gives nothing. */
  digest(encoding) {
    if (this.finished) return encoded(new Uint8Array(0), encoding);
    this.finished = true;
    return encoded(this.state.digest(), encoding);
  }

  read() {
    return this.finished ? null : this.digest();
  }
}

/** Classes that Node lets be called without `new`. */
const callable = (Class) => new Proxy(Class, { apply: (target, self, args) => new target(...args) });

const uniform = (size) => {
  checkInteger(size, "size", 0, 2 ** 31 - 1);
  return native.randomBytes(size);
};

/** Calls back later, or returns if there is nobody to call. */
function later(done, make) {
  if (done === undefined) return make();
  checkFunction(done, "callback");
  const value = make();
  require("process").nextTick(done, null, value);
}

const randomBytes = (size, done) => later(done, () => buffer(uniform(size)));

function randomFillSync(target, offset = 0, size = target.byteLength - offset) {
  const bytes = bytesOf(target, "buf");
  checkInteger(offset, "offset", 0, bytes.length);
  checkInteger(size, "size", 0, bytes.length - offset);
  bytes.set(native.randomBytes(size), offset);
  return target;
}

function randomFill(target, ...rest) {
  const done = rest.pop();
  checkFunction(done, "callback");
  later(done, () => randomFillSync(target, ...rest));
}

/** A whole number from `min` up to, not including, `max`; each as likely as the others. */
function randomInt(min, max, done) {
  if (max === undefined || typeof max === "function") [min, max, done] = [0, min, max];
  if (!Number.isSafeInteger(min)) throw invalidType("min", "a safe integer", min);
  if (!Number.isSafeInteger(max)) throw invalidType("max", "a safe integer", max);
  if (max <= min) throw outOfRange("max", `greater than the value of "min" (${min})`, max);
  const range = max - min;
  if (range > 2 ** 48 - 1) throw outOfRange("max - min", "<= 281474976710655", range);
  return later(done, () => {
    const limit = 2 ** 48 - (2 ** 48 % range);
    for (;;) {
      const value = native.randomBytes(6).reduce((sum, byte) => sum * 256 + byte, 0);
      if (value < limit) return min + (value % range);
    }
  });
}

/** Compares in a time that depends on the length only. */
function timingSafeEqual(a, b) {
  const view = (value, name) => {
    if (typeof value === "string") throw invalidType(name, "an instance of ArrayBuffer, Buffer, TypedArray, or DataView", value);
    return bytesOf(value, name);
  };
  const left = view(a, "buf1");
  const right = view(b, "buf2");
  if (left.length !== right.length) throw nodeError(RangeError, "ERR_CRYPTO_TIMING_SAFE_EQUAL_LENGTH", "Input buffers must have the same byte length");
  let difference = 0;
  for (let i = 0; i < left.length; i++) difference |= left[i] ^ right[i];
  return difference === 0;
}

function digestFor(digest) {
  checkString(digest, "digest");
  const name = digestName(digest);
  if (name === null) throw nodeError(TypeError, "ERR_CRYPTO_INVALID_DIGEST", `Invalid digest: ${digest}`);
  return digestOf(name);
}

function pbkdf2Sync(password, salt, iterations, length, digest) {
  const hash = digestFor(digest);
  checkInteger(iterations, "iterations", 1, 2 ** 31 - 1);
  checkInteger(length, "keylen", 0, 2 ** 31 - 1);
  return buffer(require("internal/kdf").pbkdf2(hash, bytesOf(password, "password"), bytesOf(salt, "salt"), { c: iterations, dkLen: length }));
}

function scryptSync(password, salt, length, options = {}) {
  checkInteger(length, "keylen", 0, 2 ** 31 - 1);
  const N = options.N ?? options.cost ?? 16384;
  const r = options.r ?? options.blockSize ?? 8;
  const p = options.p ?? options.parallelization ?? 1;
  const maxmem = options.maxmem ?? 32 * 1024 * 1024;
  if (N < 2 || (N & (N - 1)) !== 0) throw nodeError(RangeError, "ERR_CRYPTO_INVALID_SCRYPT_PARAMS", "Invalid scrypt params");
  if (128 * N * r > maxmem) throw nodeError(RangeError, "ERR_CRYPTO_INVALID_SCRYPT_PARAMS", "Invalid scrypt params: memory limit exceeded");
  return buffer(require("internal/kdf").scrypt(bytesOf(password, "password"), bytesOf(salt, "salt"), { N, r, p, dkLen: length, maxmem: maxmem * 2 }));
}

function hkdfSync(digest, key, salt, info, length) {
  const hash = digestFor(digest);
  checkInteger(length, "length", 0, 2 ** 31 - 1);
  if (length > 255 * hash.outputLen) throw nodeError(RangeError, "ERR_CRYPTO_INVALID_KEYLEN", "Invalid key length");
  const secret = key instanceof KeyObject ? KeyObject.material(key) : bytesOf(key, "ikm");
  return require("internal/kdf").hkdf(hash, secret, bytesOf(salt, "salt"), bytesOf(info, "info"), length).slice().buffer;
}

/** The form with a callback of a function that computes at once: errors in arguments are thrown, as in Node. */
const withCallback = (compute) =>
  function (...args) {
    const done = args.pop();
    checkFunction(done, "callback");
    later(done, () => compute(...args));
  };

class Signer extends Sink {
  constructor(algorithm) {
    super();
    checkString(algorithm, "algorithm");
    const name = digestName(algorithm);
    if (name === null) throw nodeError(Error, "ERR_CRYPTO_INVALID_DIGEST", `Invalid digest: ${algorithm}`);
    hidden(this, { name, parts: [], finished: false, feed: (bytes) => this.parts.push(new Uint8Array(bytes)) });
  }

  message() {
    this.finished = true;
    return require("internal/bytes").concat(this.parts);
  }
}

class Sign extends Signer {
  sign(key, encoding) {
    return encoded(require("internal/signatures").sign(this.name, this.message(), key), encoding);
  }
}

class Verify extends Signer {
  verify(key, signature, encoding) {
    return require("internal/signatures").verify(this.name, this.message(), key, bytesOf(signature, "signature", encodingName(encoding) ?? "utf8"));
  }
}

function sign(algorithm, data, key, done) {
  return later(done, () => buffer(require("internal/signatures").sign(algorithm == null ? null : digestName(algorithm), bytesOf(data, "data"), key)));
}

function verify(algorithm, data, key, signature, done) {
  return later(done, () => require("internal/signatures").verify(algorithm == null ? null : digestName(algorithm), bytesOf(data, "data"), key, bytesOf(signature, "signature")));
}

/** What a cipher needs; undefined for one that is not known. */
function getCipherInfo(name) {
  const match = /^aes-(128|192|256)-(cbc|ctr|ecb|gcm)$/i.exec(name);
  if (!match) return undefined;
  const mode = match[2].toLowerCase();
  const keyLength = Number(match[1]) / 8;
  return { mode, name: name.toLowerCase(), keyLength, ...(mode === "ecb" ? {} : { ivLength: mode === "gcm" ? 12 : 16 }), ...(mode === "cbc" || mode === "ecb" ? { blockSize: 16 } : {}) };
}

const constants = {
  RSA_NO_PADDING: 3,
  RSA_PKCS1_OAEP_PADDING: 4,
  RSA_PKCS1_PADDING: 1,
  RSA_PKCS1_PSS_PADDING: 6,
  RSA_PSS_SALTLEN_AUTO: -2,
  RSA_PSS_SALTLEN_DIGEST: -1,
  RSA_PSS_SALTLEN_MAX_SIGN: -2,
  defaultCipherList: "",
};

module.exports = {
  Hash: callable(Hash),
  Hmac: callable(Hmac),
  KeyObject,
  Sign: callable(Sign),
  Verify: callable(Verify),
  constants,
  createCipheriv: (name, key, iv, options) => new (require("internal/ciphers").Cipheriv)(name, key, iv, options),
  createDecipheriv: (name, key, iv, options) => new (require("internal/ciphers").Decipheriv)(name, key, iv, options),
  createHash: (algorithm, options) => new Hash(algorithm, options),
  createHmac: (algorithm, key) => new Hmac(algorithm, key),
  createPrivateKey,
  createPublicKey,
  createSecretKey,
  createSign: (algorithm) => new Sign(algorithm),
  createVerify: (algorithm) => new Verify(algorithm),
  generateKeyPair(type, options, done) {
    checkFunction(done, "callback");
    const { publicKey, privateKey } = require("internal/key-pairs").generateKeyPairSync(type, options);
    require("process").nextTick(done, null, publicKey, privateKey);
  },
  generateKeyPairSync: (type, options) => require("internal/key-pairs").generateKeyPairSync(type, options),
  getCipherInfo,
  getCiphers: () => [...require("internal/ciphers").names],
  getCurves: () => ["prime256v1", "secp384r1", "secp521r1"],
  getFips: () => 0,
  getHashes: () => [...names],
  getRandomValues: (array) => require("internal/subtle").crypto.getRandomValues(array),
  hash(algorithm, data, encoding = "hex") {
    return new Hash(algorithm).update(data).digest(encoding);
  },
  hkdf: withCallback(hkdfSync),
  hkdfSync,
  pbkdf2: withCallback(pbkdf2Sync),
  pbkdf2Sync,
  privateDecrypt: (key, data) => buffer(require("internal/rsa-encryption").privateDecrypt(key, data)),
  publicEncrypt: (key, data) => buffer(require("internal/rsa-encryption").publicEncrypt(key, data)),
  pseudoRandomBytes: randomBytes,
  randomBytes,
  randomFill,
  randomFillSync,
  randomInt,
  randomUUID: () => require("internal/subtle").crypto.randomUUID(),
  scrypt(password, salt, length, options, done = options) {
    checkFunction(done, "callback");
    later(done, () => scryptSync(password, salt, length, typeof options === "function" ? {} : options));
  },
  scryptSync,
  sign,
  timingSafeEqual,
  verify,
  get Cipheriv() {
    return require("internal/ciphers").Cipheriv;
  },
  get Decipheriv() {
    return require("internal/ciphers").Decipheriv;
  },
  get subtle() {
    return require("internal/subtle").crypto.subtle;
  },
  get webcrypto() {
    return require("internal/subtle").crypto;
  },
};

// Its callback has two results, which promisify puts into an object.
module.exports.generateKeyPair[Symbol.for("nodejs.util.promisify.custom")] = async (type, options) => module.exports.generateKeyPairSync(type, options);

for (const name of [
  "Certificate", "Cipher", "Decipher", "DiffieHellman", "ECDH", "X509Certificate", "checkPrime", "checkPrimeSync", "createCipher",
  "createDecipher", "createDiffieHellman", "createDiffieHellmanGroup", "createECDH", "diffieHellman", "generateKey", "generateKeySync", "generatePrime", "generatePrimeSync", "getDiffieHellman", "privateEncrypt", "publicDecrypt", "setEngine", "setFips",
]) {
  // A function, not an arrow: packages extend these and look at their prototypes while they load.
  module.exports[name] = Object.defineProperty(
    function () {
      throw missing(`crypto.${name}`);
    },
    "name",
    { value: name },
  );
}
