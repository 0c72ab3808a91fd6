// publicEncrypt and privateDecrypt, and RSA-OAEP of crypto.subtle.
const { digestName, digestOf } = require("internal/digest");
const { missing, nodeError } = require("internal/errors");
const { KeyObject, bytesOf, createPrivateKey, createPublicKey } = require("internal/keys");

const PKCS1 = 1;
const OAEP = 4;

/** OAEP with one hash for both of its parts, as Node and the web have it. */
function oaep(digest, label) {
  const rsa = require("internal/rsa");
  const hash = digestOf(digest);
  return rsa.OAEP(hash, rsa.mgf1(hash), label);
}

function scheme(key) {
  const { padding = OAEP, oaepHash = "sha1", oaepLabel } = typeof key === "object" && key !== null && !(key instanceof KeyObject) ? key : {};
  if (padding === PKCS1) return null;
  if (padding !== OAEP) throw missing(`RSA encryption with padding ${padding}`);
  const digest = digestName(oaepHash);
  if (digest === null) throw nodeError(Error, "ERR_OSSL_EVP_INVALID_DIGEST", "Invalid digest");
  return oaep(digest, oaepLabel === undefined ? undefined : bytesOf(oaepLabel, "key.oaepLabel"));
}

function material(key, create) {
  const parsed = KeyObject.material(create(key));
  if (parsed.kind !== "rsa") throw missing(`encryption with a key of type ${parsed.kind}`);
  return parsed;
}

function publicEncrypt(key, data) {
  const used = scheme(key) ?? require("internal/rsa").PKCS1_KEM;
  const { n, e } = material(key, createPublicKey);
  try {
    return used.encrypt({ n, e }, bytesOf(data, "buffer"));
  } catch {
    throw nodeError(Error, "ERR_OSSL_RSA_DATA_TOO_LARGE_FOR_KEY_SIZE", "error:0200006E:rsa routines::data too large for key size");
  }
}

function privateDecrypt(key, data) {
  const used = scheme(key);
  // Whoever can see whether this padding is right can decrypt without the key.
  if (used === null) throw missing("RSA decryption with PKCS #1 v1.5 padding");
  const { n, d } = material(key, createPrivateKey);
  try {
    return used.decrypt({ n, d }, bytesOf(data, "buffer"));
  } catch {
    throw nodeError(Error, "ERR_OSSL_RSA_OAEP_DECODING_ERROR", "error:02000079:rsa routines::oaep decoding error");
  }
}

module.exports = { oaep, privateDecrypt, publicEncrypt };
