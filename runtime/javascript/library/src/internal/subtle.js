// The Web Cryptography API, as far as the library goes.
const { encodings, viewOf } = require("internal/bytes");
const { DOMException } = require("internal/dom-exception");
const { digestName, digestOf } = require("internal/digest");
const { invalidType, nodeError } = require("internal/errors");

const guard = Symbol("guard");

/** A key and what it may be used for. */
class CryptoKey {
  #material;

  constructor(secret, type, algorithm, extractable, usages, material) {
    if (secret !== guard) throw nodeError(TypeError, "ERR_ILLEGAL_CONSTRUCTOR", "Illegal constructor");
    this.#material = material;
    for (const [name, value] of Object.entries({ type, extractable, algorithm, usages })) Object.defineProperty(this, name, { value, enumerable: true });
  }

  static [guard](key) {
    return key.#material;
  }

  get [Symbol.toStringTag]() {
    return "CryptoKey";
  }
}

const failed = (name, message) => new DOMException(message, name);
const notSupported = (what) => failed("NotSupportedError", `${what} is not supported in an Action`);

function bytes(value, name) {
  const view = viewOf(value);
  if (view === null) throw invalidType(name, "an instance of ArrayBuffer, Buffer, TypedArray, or DataView", value);
  // A copy: what a caller changes later has no effect.
  return new Uint8Array(view);
}

/** An algorithm as an object, its name in the standard's spelling. */
function normalize(algorithm, action) {
  const given = typeof algorithm === "string" ? { name: algorithm } : algorithm;
  if (typeof given !== "object" || given === null) throw invalidType("algorithm", "of type string or object", algorithm);
  const names = ["HMAC", "RSASSA-PKCS1-v1_5", "RSA-PSS", "RSA-OAEP", "ECDSA", "Ed25519", "PBKDF2", "HKDF", "AES-CBC", "AES-CTR", "AES-GCM", "SHA-1", "SHA-256", "SHA-384", "SHA-512"];
  const name = names.find((known) => known.toLowerCase() === `${given.name}`.toLowerCase());
  if (name === undefined) throw notSupported(`crypto.subtle.${action} with ${given.name}`);
  return { ...given, name };
}

function hashOf(algorithm, action) {
  const name = typeof algorithm === "string" ? algorithm : algorithm?.name;
  const known = /^SHA-(1|256|384|512)$/i.test(`${name}`) ? digestName(name) : null;
  if (known === null) throw notSupported(`crypto.subtle.${action} with the hash ${name}`);
  return known;
}

const webName = (name) => name.toUpperCase().replace("SHA", "SHA-");
const blockSize = { sha1: 64, sha256: 64, sha384: 128, sha512: 128 };

function checkUsages(usages, allowed, what) {
  const list = [...usages];
  const known = ["encrypt", "decrypt", "sign", "verify", "deriveKey", "deriveBits", "wrapKey", "unwrapKey"];
  for (const usage of list) {
    if (!known.includes(usage)) throw invalidType("keyUsages", `one of ${known.join(", ")}`, usage);
    if (!allowed.includes(usage)) throw failed("SyntaxError", `Unsupported key usage for ${what} key`);
  }
  return [...new Set(list)];
}

function importSecret(format, data, algorithm, extractable, usages) {
  const { name } = algorithm;
  const isAes = name.startsWith("AES-");
  const allowed = name === "HMAC" ? ["sign", "verify"] : isAes ? ["encrypt", "decrypt", "wrapKey", "unwrapKey"] : ["deriveKey", "deriveBits"];
  const used = checkUsages(usages, allowed, name === "HMAC" || isAes ? `an ${name}` : `a ${name}`);
  if (used.length === 0) throw failed("SyntaxError", "Usages cannot be empty when importing a secret key.");
  let material;
  if (format === "raw") material = bytes(data, "keyData");
  else if (format === "jwk" && (name === "HMAC" || isAes)) {
    if (data?.kty !== "oct" || typeof data.k !== "string") throw failed("DataError", "Invalid keyData");
    material = encodings.base64url.encode(data.k);
  } else throw notSupported(`importing a key for ${name} as ${format}`);
  if (isAes) {
    if (![16, 24, 32].includes(material.length)) throw failed("DataError", "Invalid key length");
    return new CryptoKey(guard, "secret", { name, length: material.length * 8 }, Boolean(extractable), used, material);
  }
  if (name !== "HMAC") {
    if (extractable) throw failed("SyntaxError", `${name} keys are not extractable`);
    return new CryptoKey(guard, "secret", { name }, false, used, material);
  }
  const hash = hashOf(algorithm.hash, "importKey");
  if (material.length === 0) throw failed("DataError", "Zero-length key is not supported");
  return new CryptoKey(guard, "secret", { name, hash: { name: webName(hash) }, length: material.length * 8 }, Boolean(extractable), used, material);
}

/** Runs AES over `data` in one direction. */
function cipher(algorithm, key, data, encrypts) {
  const aes = require("internal/aes");
  const secret = CryptoKey[guard](key);
  const of = (name) => bytes(algorithm[name], `algorithm.${name}`);
  let mode;
  if (algorithm.name === "AES-GCM") {
    if (algorithm.tagLength !== undefined && algorithm.tagLength !== 128) throw notSupported(`AES-GCM with a tag of ${algorithm.tagLength} bits`);
    mode = aes.gcm(secret, of("iv"), algorithm.additionalData === undefined ? undefined : of("additionalData"));
  } else {
    const start = of(algorithm.name === "AES-CBC" ? "iv" : "counter");
    if (start.length !== 16) throw failed("OperationError", `${algorithm.name} takes 16 bytes to start with`);
    mode = algorithm.name === "AES-CBC" ? aes.cbc(secret, start) : aes.ctr(secret, start);
  }
  try {
    return encrypts ? mode.encrypt(data) : mode.decrypt(data);
  } catch {
    throw failed("OperationError", "The operation failed for an operation-specific reason");
  }
}

function mac(key, data) {
  const hash = require("internal/hmac").createHmac(digestName(key.algorithm.hash.name), CryptoKey[guard](key));
  return hash.update(data).digest();
}

function use(key, usage, algorithm) {
  if (!(key instanceof CryptoKey)) throw invalidType("key", "an instance of CryptoKey", key);
  if (key.algorithm.name !== algorithm.name) throw failed("InvalidAccessError", "Key algorithm mismatch");
  if (!key.usages.includes(usage)) throw failed("InvalidAccessError", `Unable to use this key to ${usage}`);
}

const exact = (view) => view.slice().buffer;

class SubtleCrypto {
  async digest(algorithm, data) {
    const name = hashOf(algorithm, "digest");
    return exact(digestOf(name)(bytes(data, "data")));
  }

  async importKey(format, data, algorithm, extractable, usages) {
    algorithm = normalize(algorithm, "importKey");
    if (["HMAC", "PBKDF2", "HKDF"].includes(algorithm.name) || algorithm.name.startsWith("AES-")) return importSecret(format, data, algorithm, extractable, usages);
    return require("internal/subtle-asymmetric").importKey(tools, format, data, algorithm, extractable, usages);
  }

  async exportKey(format, key) {
    if (!(key instanceof CryptoKey)) throw invalidType("key", "an instance of CryptoKey", key);
    if (!key.extractable) throw failed("InvalidAccessError", "key is not extractable");
    const material = CryptoKey[guard](key);
    if (key.type !== "secret") return require("internal/subtle-asymmetric").exportKey(tools, format, key, material);
    if (format === "raw") return exact(material);
    if (format !== "jwk") throw notSupported(`exporting an ${key.algorithm.name} key as ${format}`);
    const alg = key.algorithm.hash ? `HS${key.algorithm.hash.name.slice(4)}` : `A${key.algorithm.length}${key.algorithm.name.slice(4)}`;
    return { kty: "oct", k: encodings.base64url.decode(material), alg, key_ops: [...key.usages], ext: true };
  }

  async generateKey(algorithm, extractable, usages) {
    algorithm = normalize(algorithm, "generateKey");
    if (algorithm.name.startsWith("AES-")) {
      if (![128, 192, 256].includes(algorithm.length)) throw failed("OperationError", "Invalid key length");
      return importSecret("raw", native.randomBytes(algorithm.length / 8), algorithm, extractable, usages);
    }
    if (algorithm.name !== "HMAC") return require("internal/subtle-asymmetric").generateKey(tools, algorithm, extractable, usages);
    const hash = hashOf(algorithm.hash, "generateKey");
    const length = algorithm.length === undefined ? blockSize[hash] : Math.ceil(algorithm.length / 8);
    return importSecret("raw", native.randomBytes(length), algorithm, extractable, usages);
  }

  async sign(algorithm, key, data) {
    algorithm = normalize(algorithm, "sign");
    use(key, "sign", algorithm);
    if (algorithm.name === "HMAC") return exact(mac(key, bytes(data, "data")));
    return exact(require("internal/subtle-asymmetric").sign(tools, algorithm, key, CryptoKey[guard](key), bytes(data, "data")));
  }

  async verify(algorithm, key, signature, data) {
    algorithm = normalize(algorithm, "verify");
    use(key, "verify", algorithm);
    const given = bytes(signature, "signature");
    if (algorithm.name !== "HMAC") return require("internal/subtle-asymmetric").verify(tools, algorithm, key, CryptoKey[guard](key), given, bytes(data, "data"));
    const expected = mac(key, bytes(data, "data"));
    return given.length === expected.length && require("crypto").timingSafeEqual(given, expected);
  }

  async encrypt(algorithm, key, data) {
    algorithm = normalize(algorithm, "encrypt");
    use(key, "encrypt", algorithm);
    if (algorithm.name === "RSA-OAEP") return exact(require("internal/subtle-asymmetric").encrypt(tools, algorithm, key, CryptoKey[guard](key), bytes(data, "data")));
    return exact(cipher(algorithm, key, bytes(data, "data"), true));
  }

  async decrypt(algorithm, key, data) {
    algorithm = normalize(algorithm, "decrypt");
    use(key, "decrypt", algorithm);
    if (algorithm.name === "RSA-OAEP") return exact(require("internal/subtle-asymmetric").decrypt(tools, algorithm, key, CryptoKey[guard](key), bytes(data, "data")));
    return exact(cipher(algorithm, key, bytes(data, "data"), false));
  }

  async deriveBits(algorithm, key, length) {
    algorithm = normalize(algorithm, "deriveBits");
    use(key, "deriveBits", algorithm);
    if (!Number.isInteger(length) || length % 8 !== 0) throw failed("OperationError", "length must be a multiple of 8");
    const hash = digestOf(hashOf(algorithm.hash, "deriveBits"));
    const { hkdf, pbkdf2 } = require("internal/kdf");
    const secret = CryptoKey[guard](key);
    if (algorithm.name === "HKDF") return exact(hkdf(hash, secret, bytes(algorithm.salt, "algorithm.salt"), bytes(algorithm.info, "algorithm.info"), length / 8));
    if (algorithm.name === "PBKDF2") return exact(pbkdf2(hash, secret, bytes(algorithm.salt, "algorithm.salt"), { c: algorithm.iterations, dkLen: length / 8 }));
    throw notSupported(`crypto.subtle.deriveBits with ${algorithm.name}`);
  }

  get [Symbol.toStringTag]() {
    return "SubtleCrypto";
  }
}

for (const name of ["deriveKey", "unwrapKey", "wrapKey"]) {
  const reject = async (first) => {
    throw notSupported(`crypto.subtle.${name}${first?.name ? ` with ${first.name}` : ""}`);
  };
  Object.defineProperty(SubtleCrypto.prototype, name, { value: reject, configurable: true, writable: true, enumerable: false });
}

const integers = ["Int8Array", "Uint8Array", "Uint8ClampedArray", "Int16Array", "Uint16Array", "Int32Array", "Uint32Array", "BigInt64Array", "BigUint64Array"];
const hex = (view) => encodings.hex.decode(view);

class Crypto {
  getRandomValues(array) {
    const kind = ArrayBuffer.isView(array) ? Object.prototype.toString.call(array).slice(8, -1) : "";
    if (!integers.includes(kind)) throw failed("TypeMismatchError", "The data argument must be an integer-type TypedArray");
    if (array.byteLength > 65536) throw failed("QuotaExceededError", `The requested length exceeds 65,536 bytes`);
    viewOf(array).set(native.randomBytes(array.byteLength));
    return array;
  }

  randomUUID() {
    const random = native.randomBytes(16);
    random[6] = (random[6] & 0x0f) | 0x40;
    random[8] = (random[8] & 0x3f) | 0x80;
    return hex(random).replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
  }

  get subtle() {
    return subtle;
  }

  get [Symbol.toStringTag]() {
    return "Crypto";
  }
}

const subtle = new SubtleCrypto();
const crypto = new Crypto();
const makeKey = (type, algorithm, extractable, usages, material) => new CryptoKey(guard, type, algorithm, extractable, usages, material);

/** What the other file about keys needs of this one. */
const tools = { bytes, checkUsages, digestName, failed, hashOf, makeKey, notSupported, webName };

/** The same key for the module `crypto`. */
function toKeyObject(key) {
  const keys = require("internal/keys");
  const material = CryptoKey[guard](key);
  return key.type === "secret" ? keys.secretKey(material) : keys.asymmetricKey(key.type, { ...material });
}

module.exports = { Crypto, CryptoKey, SubtleCrypto, crypto, toKeyObject };
