// crypto.subtle with RSA and elliptic curves.
const { curves, exportKey: encodeKey, fromDer, fromJwk, publicHalf } = require("internal/asn1");
const { signWith, verifyWith } = require("internal/signatures");

const kinds = { "RSASSA-PKCS1-v1_5": "rsa", "RSA-PSS": "rsa", "RSA-OAEP": "rsa", ECDSA: "ec", Ed25519: "ed25519" };
const RSA_PSS_PADDING = 6;

function parse(tools, format, data, algorithm) {
  try {
    if (format === "jwk") return fromJwk(data, "public");
    if (format === "spki") return fromDer(tools.bytes(data, "keyData"), "public");
    if (format === "pkcs8") return fromDer(tools.bytes(data, "keyData"), "private");
  } catch (error) {
    throw tools.failed("DataError", `Invalid keyData: ${error.message}`);
  }
  if (format === "raw" && algorithm.name === "ECDSA") {
    const curve = Object.keys(curves).find((name) => curves[name].jwk === algorithm.namedCurve);
    const point = tools.bytes(data, "keyData");
    if (curve && point[0] === 4 && point.length === 1 + 2 * curves[curve].size) return { type: "public", kind: "ec", curve, point };
    throw tools.failed("DataError", "Invalid keyData");
  }
  throw tools.notSupported(`importing a key for ${algorithm.name} as ${format}`);
}

/** What a private key and a public one may be used for. */
const usagesOf = (name) => (name === "RSA-OAEP" ? [["decrypt", "unwrapKey"], ["encrypt", "wrapKey"]] : [["sign"], ["verify"]]);

function importKey(tools, format, data, algorithm, extractable, usages) {
  const kind = kinds[algorithm.name];
  if (!kind) throw tools.notSupported(`crypto.subtle.importKey with ${algorithm.name}`);
  const { type, ...key } = parse(tools, format, data, algorithm);
  if (key.kind !== kind) throw tools.failed("DataError", "Invalid key type");
  const [ofPrivate, ofPublic] = usagesOf(algorithm.name);
  const used = tools.checkUsages(usages, type === "private" ? ofPrivate : ofPublic, `an ${algorithm.name}`);
  if (type === "private" && used.length === 0) throw tools.failed("SyntaxError", "Usages cannot be empty when importing a private key.");
  let described = { name: algorithm.name };
  if (kind === "rsa") {
    const exponent = key.e.toString(16);
    described = {
      name: algorithm.name,
      modulusLength: key.n.toString(2).length,
      publicExponent: Uint8Array.fromHex(exponent.length % 2 ? `0${exponent}` : exponent),
      hash: { name: tools.webName(tools.hashOf(algorithm.hash, "importKey")) },
    };
  } else if (kind === "ec") {
    if (curves[key.curve].jwk !== algorithm.namedCurve) throw tools.failed("DataError", "Named curve mismatch");
    described = { name: algorithm.name, namedCurve: algorithm.namedCurve };
  }
  return tools.makeKey(type, described, Boolean(extractable), used, type === "public" ? publicHalf(key) : key);
}

function generateKey(tools, algorithm, extractable, usages) {
  const kind = kinds[algorithm.name];
  if (kind !== "ec" && kind !== "ed25519") throw tools.notSupported(`crypto.subtle.generateKey with ${algorithm.name}`);
  if (kind === "ec" && !Object.values(curves).some(({ jwk }) => jwk === algorithm.namedCurve)) throw tools.notSupported(`crypto.subtle.generateKey on the curve ${algorithm.namedCurve}`);
  const used = tools.checkUsages(usages, ["sign", "verify"], `an ${algorithm.name}`);
  if (!used.includes("sign")) throw tools.failed("SyntaxError", "Usages cannot be empty when creating a key.");
  const described = kind === "ec" ? { name: algorithm.name, namedCurve: algorithm.namedCurve } : { name: algorithm.name };
  const made = require("internal/key-pairs").generate(kind, algorithm.namedCurve);
  return {
    publicKey: tools.makeKey("public", described, true, used.filter((usage) => usage === "verify"), publicHalf(made)),
    privateKey: tools.makeKey("private", described, Boolean(extractable), ["sign"], made),
  };
}

function oaep(tools, algorithm, key) {
  return require("internal/rsa-encryption").oaep(tools.digestName(key.algorithm.hash.name), algorithm.label === undefined ? undefined : tools.bytes(algorithm.label, "algorithm.label"));
}

/** OAEP says nothing about why it failed. */
function opaque(tools, run) {
  try {
    return run();
  } catch {
    throw tools.failed("OperationError", "The operation failed for an operation-specific reason");
  }
}

const encrypt = (tools, algorithm, key, { n, e }, data) => opaque(tools, () => oaep(tools, algorithm, key).encrypt({ n, e }, data));
const decrypt = (tools, algorithm, key, { n, d }, data) => opaque(tools, () => oaep(tools, algorithm, key).decrypt({ n, d }, data));

function exportKey(tools, format, key, material) {
  if (format === "jwk") {
    const digits = key.algorithm.hash?.name.slice(4);
    const alg = { "RSASSA-PKCS1-v1_5": `RS${digits}`, "RSA-PSS": `PS${digits}`, "RSA-OAEP": digits === "1" ? "RSA-OAEP" : `RSA-OAEP-${digits}` }[key.algorithm.name];
    return { ...encodeKey(key.type, material, { format: "jwk" }), ...(alg ? { alg } : {}), key_ops: [...key.usages], ext: true };
  }
  if ((format === "spki" && key.type === "public") || (format === "pkcs8" && key.type === "private")) {
    const der = encodeKey(key.type, material, { format: "der", type: format });
    return der.buffer.slice(der.byteOffset, der.byteOffset + der.length);
  }
  throw tools.notSupported(`exporting a ${key.type} ${key.algorithm.name} key as ${format}`);
}

function settings(tools, algorithm, key) {
  if (key.algorithm.name === "ECDSA") return [tools.hashOf(algorithm.hash, "sign"), { dsaEncoding: "ieee-p1363" }];
  if (key.algorithm.name === "Ed25519") return [null, {}];
  const digest = tools.digestName(key.algorithm.hash.name);
  return [digest, key.algorithm.name === "RSA-PSS" ? { padding: RSA_PSS_PADDING, saltLength: algorithm.saltLength } : {}];
}

function sign(tools, algorithm, key, material, data) {
  const [digest, options] = settings(tools, algorithm, key);
  return signWith(material, digest, data, options);
}

function verify(tools, algorithm, key, material, signature, data) {
  const [digest, options] = settings(tools, algorithm, key);
  return verifyWith(material, digest, data, signature, options);
}

module.exports = { decrypt, encrypt, exportKey, generateKey, importKey, sign, verify };
