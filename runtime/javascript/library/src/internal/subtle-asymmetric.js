// crypto.subtle with RSA and elliptic curves.
const { curves, exportKey: encodeKey, fromDer, fromJwk, publicHalf } = require("internal/asn1");
const { signWith, verifyWith } = require("internal/signatures");

const kinds = { "RSASSA-PKCS1-v1_5": "rsa", "RSA-PSS": "rsa", ECDSA: "ec", Ed25519: "ed25519" };
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

function importKey(tools, format, data, algorithm, extractable, usages) {
  const kind = kinds[algorithm.name];
  if (!kind) throw tools.notSupported(`crypto.subtle.importKey with ${algorithm.name}`);
  const { type, ...key } = parse(tools, format, data, algorithm);
  if (key.kind !== kind) throw tools.failed("DataError", "Invalid key type");
  const used = tools.checkUsages(usages, type === "private" ? ["sign"] : ["verify"], `an ${algorithm.name}`);
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

function exportKey(tools, format, key, material) {
  if (format === "jwk") {
    const alg = { "RSASSA-PKCS1-v1_5": "RS", "RSA-PSS": "PS" }[key.algorithm.name];
    if (key.algorithm.name === "Ed25519") return { ...encodeKey(key.type, material, { format: "jwk" }), key_ops: [...key.usages], ext: true };
    return { ...encodeKey(key.type, material, { format: "jwk" }), ...(alg ? { alg: `${alg}${key.algorithm.hash.name.slice(4)}` } : {}), key_ops: [...key.usages], ext: true };
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

module.exports = { exportKey, importKey, sign, verify };
