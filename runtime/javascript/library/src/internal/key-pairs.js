// New pairs of keys. RSA is left out: finding its primes takes longer than an Action may.
const { curves } = require("internal/asn1");
const { missing, nodeError } = require("internal/errors");
const { asymmetricKey } = require("internal/keys");

/** A private key, as the library's parsed form of it. */
function generate(type, namedCurve) {
  if (type === "ed25519") {
    const { ed25519 } = require("internal/ed25519");
    const d = native.randomBytes(32);
    return { kind: "ed25519", d, x: ed25519.getPublicKey(d) };
  }
  if (type !== "ec") throw missing(`a new pair of keys of type "${type}"`);
  const curve = Object.keys(curves).find((name) => name === namedCurve || curves[name].jwk === namedCurve);
  if (!curve) throw nodeError(TypeError, "ERR_CRYPTO_INVALID_CURVE", "Invalid EC curve name");
  const { utils, getPublicKey, lengths } = require("internal/signatures").curve(curve);
  const d = utils.randomSecretKey(native.randomBytes(lengths.seed));
  return { kind: "ec", curve, point: getPublicKey(d, false), d };
}

/** Both keys as KeyObjects, or in the forms that the options ask for. */
function generateKeyPairSync(type, options = {}) {
  const made = generate(type, options.namedCurve);
  const publicKey = asymmetricKey("public", require("internal/asn1").publicHalf(made));
  const privateKey = asymmetricKey("private", made);
  return {
    publicKey: options.publicKeyEncoding ? publicKey.export(options.publicKeyEncoding) : publicKey,
    privateKey: options.privateKeyEncoding ? privateKey.export(options.privateKeyEncoding) : privateKey,
  };
}

module.exports = { generate, generateKeyPairSync };
