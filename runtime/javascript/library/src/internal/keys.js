const { encodings, viewOf } = require("internal/bytes");
const { invalidType, nodeError } = require("internal/errors");

const secret = Symbol("key");

/** The bytes of a string or buffer source that a caller of crypto gave as `name`. */
function bytesOf(value, name, encoding = "utf8") {
  if (typeof value === "string") return (encodings[encoding] ?? encodings.utf8).encode(value);
  const bytes = viewOf(value);
  if (bytes === null) throw invalidType(name, "of type string or an instance of ArrayBuffer, Buffer, TypedArray, or DataView", value);
  return bytes;
}

/** A key that is checked and cannot be changed. */
class KeyObject {
  #material;

  constructor(type, material, guard) {
    if (guard !== secret) throw nodeError(TypeError, "ERR_ILLEGAL_CONSTRUCTOR", "Illegal constructor");
    this.#material = material;
    Object.defineProperty(this, "type", { value: type, enumerable: true });
  }

  static from(key) {
    if (!require("util/types").isCryptoKey(key)) throw invalidType("key", "an instance of CryptoKey", key);
    return require("internal/subtle").toKeyObject(key);
  }

  /** The parsed key, for the library itself. */
  static material(key) {
    return key.#material;
  }

  get symmetricKeySize() {
    return this.type === "secret" ? this.#material.length : undefined;
  }

  get asymmetricKeyType() {
    return this.type === "secret" ? undefined : this.#material.kind;
  }

  get asymmetricKeyDetails() {
    if (this.type === "secret") return undefined;
    const { kind, n, e, curve } = this.#material;
    if (kind === "rsa") return { modulusLength: n.toString(2).length, publicExponent: e };
    if (kind === "ec") return { namedCurve: curve };
    return {};
  }

  equals(other) {
    if (!(other instanceof KeyObject)) throw invalidType("otherKeyObject", "an instance of KeyObject", other);
    if (other.type !== this.type) return false;
    const text = (key) => (key.type === "secret" ? encodings.hex.decode(key.#material) : JSON.stringify(key.export({ format: "jwk" })));
    return text(this) === text(other);
  }

  export(options = {}) {
    if (this.type === "secret") {
      if (options.format === "jwk") return { kty: "oct", k: encodings.base64url.decode(this.#material) };
      return require("buffer").Buffer.from(this.#material);
    }
    return require("internal/asn1").exportKey(this.type, this.#material, options);
  }

  get [Symbol.toStringTag]() {
    return "KeyObject";
  }
}

const secretKey = (bytes) => new KeyObject("secret", new Uint8Array(bytes), secret);
const asymmetricKey = (type, material) => new KeyObject(type, Object.freeze(material), secret);

function createSecretKey(key, encoding) {
  return secretKey(bytesOf(key, "key", encoding));
}

function parse(key, wanted) {
  if (typeof key === "object" && key !== null && !(viewOf(key) || key instanceof KeyObject)) {
    const { format = "pem" } = key;
    if (key.key === undefined) throw invalidType("key.key", "of type string or an instance of ArrayBuffer, Buffer, TypedArray, DataView, or KeyObject", key.key);
    if (format === "jwk") return require("internal/asn1").fromJwk(key.key, wanted);
    if (key.key instanceof KeyObject) return parse(key.key, wanted);
    if (key.passphrase !== undefined) throw require("internal/errors").missing("an encrypted private key");
    if (format === "der") return require("internal/asn1").fromDer(bytesOf(key.key, "key.key"), wanted);
    key = key.key;
  }
  if (key instanceof KeyObject) {
    if (key.type === wanted || wanted === "any") return { type: key.type, ...KeyObject.material(key) };
    if (wanted === "public" && key.type === "private") return { ...KeyObject.material(key), type: "private" };
    throw nodeError(TypeError, "ERR_CRYPTO_INVALID_KEY_OBJECT_TYPE", `Invalid key object type ${key.type}, expected ${wanted}.`);
  }
  const text = typeof key === "string" ? key : encodings.latin1.decode(bytesOf(key, "key"));
  return require("internal/asn1").fromPem(text, wanted);
}

function createPrivateKey(key) {
  const { type, ...material } = parse(key, "private");
  return asymmetricKey("private", material);
}

/** A public key; also the public half of a private one. */
function createPublicKey(key) {
  const { type, ...material } = parse(key, "public");
  return asymmetricKey("public", require("internal/asn1").publicHalf(material));
}

module.exports = { KeyObject, asymmetricKey, bytesOf, createPrivateKey, createPublicKey, createSecretKey, secretKey };
