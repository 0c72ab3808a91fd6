// Signatures with asymmetric keys, for crypto and crypto.subtle.
const { digestOf } = require("internal/digest");
const { missing, nodeError } = require("internal/errors");
const { KeyObject, createPrivateKey, createPublicKey } = require("internal/keys");

const PSS_PADDING = 6;

/** The arithmetic of a curve by Node's name of it. */
function curve(name) {
  const { p256, p384, p521 } = require("internal/curves");
  return { prime256v1: p256, secp384r1: p384, secp521r1: p521 }[name];
}

function rsaScheme(digest, { padding = 1, saltLength }, n) {
  const rsa = require("internal/rsa");
  if (padding === PSS_PADDING) {
    const hash = digestOf(digest);
    const most = Math.ceil((n.toString(2).length - 1) / 8) - hash.outputLen - 2;
    const length = saltLength === undefined || saltLength === -2 ? most : saltLength === -1 ? hash.outputLen : saltLength;
    return rsa.PSS(hash, rsa.mgf1(hash), length);
  }
  if (padding !== 1) throw missing(`RSA signatures with padding ${padding}`);
  const scheme = rsa[`PKCS1_${digest.toUpperCase()}`];
  if (!scheme) throw missing(`RSA signatures with ${digest}`);
  return scheme;
}

function checkDigest(digest, key) {
  if (digest === null && key.kind !== "ed25519") throw missing("a signature without a named hash");
}

/** The signature of `message`. EC signatures are in DER unless `dsaEncoding` is "ieee-p1363". */
function signWith(key, digest, message, options = {}) {
  checkDigest(digest, key);
  if (key.kind === "ed25519") return require("internal/ed25519").ed25519.sign(message, key.d);
  if (key.kind === "rsa") return rsaScheme(digest, options, key.n).sign({ n: key.n, d: key.d }, message);
  return curve(key.curve).sign(digestOf(digest)(message), key.d, { prehash: false, lowS: false, format: options.dsaEncoding === "ieee-p1363" ? "compact" : "der" });
}

/** Whether `signature` is the key's own of `message`. A signature of the wrong form is simply not. */
function verifyWith(key, digest, message, signature, options = {}) {
  checkDigest(digest, key);
  if (key.kind === "rsa") {
    const publicKey = { n: key.n, e: key.e };
    // "Auto" takes the two lengths of salt that are in use: that of the hash, and the longest.
    const lengths = options.padding === PSS_PADDING && (options.saltLength === undefined || options.saltLength === -2) ? [-1, -2] : [options.saltLength];
    return lengths.some((saltLength) => rsaScheme(digest, { ...options, saltLength }, key.n).verify(publicKey, message, signature));
  }
  try {
    if (key.kind === "ed25519") return require("internal/ed25519").ed25519.verify(signature, message, key.x);
    const format = options.dsaEncoding === "ieee-p1363" ? "compact" : "der";
    return curve(key.curve).verify(signature, digestOf(digest)(message), key.point, { prehash: false, lowS: false, format });
  } catch {
    return false;
  }
}

/** The key and the options in what a caller of Sign or Verify gives. */
function parts(key, create) {
  const { padding, saltLength, dsaEncoding } = typeof key === "object" && key !== null && !(key instanceof KeyObject) ? key : {};
  if (require("util/types").isCryptoKey(key)) key = KeyObject.from(key);
  if (key === undefined || key === null) throw nodeError(Error, "ERR_CRYPTO_SIGN_KEY_REQUIRED", "No key provided to sign");
  return [KeyObject.material(create(key)), { padding, saltLength, dsaEncoding }];
}

function sign(digest, message, key) {
  const [material, options] = parts(key, createPrivateKey);
  return signWith(material, digest, message, options);
}

function verify(digest, message, key, signature) {
  const [material, options] = parts(key, createPublicKey);
  return verifyWith(material, digest, message, signature, options);
}

module.exports = { curve, sign, signWith, verify, verifyWith };
