// Keys as PEM, DER and JWK, and back. What is parsed is one of
//   { kind: "rsa", n, e, d?, p?, q?, dp?, dq?, qi? }        (BigInt)
//   { kind: "ec", curve, point, d? }                         (bytes; the point is not compressed)
//   { kind: "ed25519", x, d? }                               (bytes)
const { concat, encodings } = require("internal/bytes");
const { invalidType, missing, nodeError } = require("internal/errors");

const unsupported = () => nodeError(Error, "ERR_OSSL_UNSUPPORTED", "error:1E08010C:DECODER routines::unsupported");
const wrong = (text) => nodeError(Error, "ERR_OSSL_ASN1_PARSE", `The key cannot be read: ${text}`);

const oids = {
  "1.2.840.113549.1.1.1": "rsa",
  "1.2.840.113549.1.1.10": "rsa",
  "1.2.840.10045.2.1": "ec",
  "1.3.101.112": "ed25519",
};
const curves = {
  prime256v1: { oid: "1.2.840.10045.3.1.7", jwk: "P-256", size: 32 },
  secp384r1: { oid: "1.3.132.0.34", jwk: "P-384", size: 48 },
  secp521r1: { oid: "1.3.132.0.35", jwk: "P-521", size: 66 },
};
const curveBy = (key, value) => Object.keys(curves).find((name) => curves[name][key] === value);

const TAG = { integer: 0x02, bits: 0x03, octets: 0x04, null: 0x05, oid: 0x06, sequence: 0x30 };

/** Reads one element after the other from DER. */
class Reader {
  constructor(bytes) {
    this.bytes = bytes;
    this.at = 0;
  }

  get done() {
    return this.at >= this.bytes.length;
  }

  /** The tag and the content of the next element. */
  next() {
    const { bytes } = this;
    if (this.at + 2 > bytes.length) throw wrong("it ends too early");
    const tag = bytes[this.at++];
    let length = bytes[this.at++];
    if (length > 0x80) {
      const count = length & 0x7f;
      if (count > 4 || this.at + count > bytes.length) throw wrong("a length is out of range");
      length = 0;
      for (let i = 0; i < count; i++) length = length * 256 + bytes[this.at++];
    } else if (length === 0x80) throw wrong("a length is not definite");
    if (this.at + length > bytes.length) throw wrong("it ends too early");
    const content = bytes.subarray(this.at, (this.at += length));
    return { tag, content };
  }

  take(tag) {
    const element = this.next();
    if (element.tag !== tag) throw wrong(`element 0x${element.tag.toString(16)} where 0x${tag.toString(16)} is due`);
    return element.content;
  }

  sequence() {
    return new Reader(this.take(TAG.sequence));
  }

  integer() {
    return toInteger(this.take(TAG.integer));
  }

  bits() {
    const content = this.take(TAG.bits);
    if (content[0] !== 0) throw wrong("a bit string is not whole bytes");
    return content.subarray(1);
  }

  oid() {
    const content = this.take(TAG.oid);
    const parts = [];
    let value = 0;
    for (const byte of content) {
      value = value * 128 + (byte & 0x7f);
      if (byte & 0x80) continue;
      parts.push(value);
      value = 0;
    }
    const first = Math.min(2, Math.floor(parts[0] / 40));
    return [first, parts[0] - first * 40, ...parts.slice(1)].join(".");
  }
}

const toInteger = (bytes) => (bytes.length === 0 ? 0n : BigInt(`0x${encodings.hex.decode(bytes)}`));
const fromInteger = (value) => {
  const text = value.toString(16);
  return encodings.hex.encode(text.length % 2 ? `0${text}` : text);
};

const pad = (bytes, size) => concat([new Uint8Array(Math.max(0, size - bytes.length)), bytes]);

function rsaPublic(reader) {
  return { kind: "rsa", n: reader.integer(), e: reader.integer() };
}

function rsaPrivate(reader) {
  if (reader.integer() !== 0n) throw wrong("RSA keys of more than two primes are not supported");
  const [n, e, d, p, q, dp, dq, qi] = Array.from({ length: 8 }, () => reader.integer());
  return { kind: "rsa", n, e, d, p, q, dp, dq, qi };
}

/** The point that belongs to a private key which comes without it. */
function pointOf(curve, d) {
  return require("internal/signatures").curve(curve).getPublicKey(d, false);
}

function ecPrivate(reader, curve) {
  if (reader.integer() !== 1n) throw wrong("unknown version of an EC private key");
  const d = reader.take(TAG.octets);
  let point;
  while (!reader.done) {
    const { tag, content } = reader.next();
    if (tag === 0xa0) curve ??= curveBy("oid", new Reader(content).oid());
    if (tag === 0xa1) point = new Reader(content).bits();
  }
  return ecKey(curve, point, d);
}

function ecKey(curve, point, d) {
  if (!curves[curve]) throw missing("an elliptic curve other than P-256, P-384 and P-521");
  const { size } = curves[curve];
  const key = { kind: "ec", curve, point: point && new Uint8Array(point) };
  if (d) key.d = pad(d, size);
  key.point ??= pointOf(curve, key.d);
  if (key.point[0] !== 4 || key.point.length !== 1 + 2 * size) key.point = require("internal/signatures").curve(curve).Point.fromBytes(key.point).toBytes(false);
  return key;
}

function algorithm(reader) {
  const oid = reader.oid();
  const kind = oids[oid];
  if (!kind) throw missing(`a key of the algorithm ${oid}`);
  return { kind, curve: kind === "ec" ? curveBy("oid", reader.oid()) : undefined };
}

function spki(reader) {
  const { kind, curve } = algorithm(reader.sequence());
  const bits = reader.bits();
  if (kind === "rsa") return rsaPublic(new Reader(bits).sequence());
  if (kind === "ec") return ecKey(curve, bits);
  return { kind, x: new Uint8Array(bits) };
}

function pkcs8(reader) {
  reader.integer();
  const { kind, curve } = algorithm(reader.sequence());
  const inner = new Reader(reader.take(TAG.octets));
  if (kind === "rsa") return rsaPrivate(inner.sequence());
  if (kind === "ec") return ecPrivate(inner.sequence(), curve);
  const d = new Uint8Array(inner.take(TAG.octets));
  return { kind, d, x: require("internal/ed25519").ed25519.getPublicKey(d) };
}

/** The public key in a certificate. Whether the certificate is to be trusted is not looked at. */
function certificate(reader) {
  const body = reader.sequence();
  let element = body.next();
  if (element.tag === 0xa0) element = body.next();
  for (let i = 0; i < 4; i++) body.next();
  return spki(body.sequence());
}

const forms = {
  "PUBLIC KEY": (reader) => ({ type: "public", ...spki(reader) }),
  "RSA PUBLIC KEY": (reader) => ({ type: "public", ...rsaPublic(reader) }),
  CERTIFICATE: (reader) => ({ type: "public", ...certificate(reader) }),
  "PRIVATE KEY": (reader) => ({ type: "private", ...pkcs8(reader) }),
  "RSA PRIVATE KEY": (reader) => ({ type: "private", ...rsaPrivate(reader) }),
  "EC PRIVATE KEY": (reader) => ({ type: "private", ...ecPrivate(reader) }),
};

function checkKind(key, wanted) {
  if (wanted === "private" && key.type !== "private") throw unsupported();
  return key;
}

/** The first key in a PEM text. `wanted` is "private" or "public"; a private key will do for a public one. */
function fromPem(text, wanted) {
  const match = /-----BEGIN ([A-Z0-9 ]+)-----([\s\S]*?)-----END \1-----/.exec(text);
  if (!match) throw unsupported();
  if (/ENCRYPTED/.test(match[1]) || /Proc-Type:.*ENCRYPTED/.test(match[2])) throw missing("an encrypted private key");
  const form = forms[match[1]];
  if (!form) throw unsupported();
  return checkKind(form(new Reader(encodings.base64.encode(match[2].replace(/^[A-Za-z-]+:.*$/gm, ""))).sequence()), wanted);
}

/** A key in DER, whose form is found by trying. */
function fromDer(bytes, wanted) {
  for (const form of Object.values(forms)) {
    let key;
    try {
      key = form(new Reader(bytes).sequence());
    } catch {
      continue;
    }
    return checkKind(key, wanted);
  }
  throw unsupported();
}

function fromJwk(jwk, wanted) {
  if (typeof jwk !== "object" || jwk === null) throw invalidType("key.key", "of type object", jwk);
  const bad = () => nodeError(TypeError, "ERR_CRYPTO_INVALID_JWK", "Invalid JWK data");
  const bytes = (name) => {
    if (typeof jwk[name] !== "string") throw bad();
    return encodings.base64url.encode(jwk[name]);
  };
  const type = wanted === "private" || jwk.d !== undefined ? "private" : "public";
  if (jwk.kty === "RSA") {
    const key = { type, kind: "rsa", n: toInteger(bytes("n")), e: toInteger(bytes("e")) };
    if (type === "private") for (const name of ["d", "p", "q", "dp", "dq", "qi"]) key[name] = toInteger(bytes(name));
    return key;
  }
  if (jwk.kty === "EC") {
    const curve = curveBy("jwk", jwk.crv);
    if (!curve) throw nodeError(TypeError, "ERR_CRYPTO_INVALID_CURVE", `Unsupported JWK EC curve: ${jwk.crv}.`);
    const point = concat([Uint8Array.of(4), pad(bytes("x"), curves[curve].size), pad(bytes("y"), curves[curve].size)]);
    return { type, ...ecKey(curve, point, type === "private" ? bytes("d") : undefined) };
  }
  if (jwk.kty === "OKP" && jwk.crv === "Ed25519") {
    const key = { type, kind: "ed25519", x: bytes("x") };
    return type === "private" ? { ...key, d: bytes("d") } : key;
  }
  throw bad();
}

function publicHalf({ kind, n, e, curve, point, x }) {
  if (kind === "rsa") return { kind, n, e };
  return kind === "ec" ? { kind, curve, point } : { kind, x };
}

function toJwk(type, key) {
  const text = (bytes) => encodings.base64url.decode(bytes);
  const isPrivate = type === "private";
  if (key.kind === "rsa") {
    const names = isPrivate ? ["n", "e", "d", "p", "q", "dp", "dq", "qi"] : ["n", "e"];
    return { kty: "RSA", ...Object.fromEntries(names.map((name) => [name, text(fromInteger(key[name]))])) };
  }
  if (key.kind === "ec") {
    const { jwk, size } = curves[key.curve];
    return { kty: "EC", x: text(key.point.subarray(1, 1 + size)), y: text(key.point.subarray(1 + size)), crv: jwk, ...(isPrivate ? { d: text(key.d) } : {}) };
  }
  return { crv: "Ed25519", ...(isPrivate ? { d: text(key.d) } : {}), x: text(key.x), kty: "OKP" };
}

function element(tag, ...parts) {
  const content = concat(parts);
  const length = content.length < 0x80 ? [content.length] : content.length < 0x100 ? [0x81, content.length] : [0x82, content.length >> 8, content.length & 255];
  return concat([Uint8Array.of(tag, ...length), content]);
}

const integer = (value) => {
  const bytes = fromInteger(value);
  return element(TAG.integer, bytes[0] & 0x80 ? Uint8Array.of(0) : new Uint8Array(0), bytes);
};

function oid(text) {
  const [first, second, ...rest] = text.split(".").map(Number);
  const bytes = [first * 40 + second];
  for (const part of rest) {
    const digits = [part & 0x7f];
    for (let value = Math.floor(part / 128); value > 0; value = Math.floor(value / 128)) digits.unshift((value % 128) | 0x80);
    bytes.push(...digits);
  }
  return element(TAG.oid, Uint8Array.from(bytes));
}

const bitString = (bytes) => element(TAG.bits, Uint8Array.of(0), bytes);

function identifier(key) {
  if (key.kind === "rsa") return element(TAG.sequence, oid("1.2.840.113549.1.1.1"), element(TAG.null));
  if (key.kind === "ec") return element(TAG.sequence, oid("1.2.840.10045.2.1"), oid(curves[key.curve].oid));
  return element(TAG.sequence, oid("1.3.101.112"));
}

function encode(type, key, form) {
  const rsaPublicKey = () => element(TAG.sequence, integer(key.n), integer(key.e));
  const rsaPrivateKey = () => element(TAG.sequence, integer(0n), ...["n", "e", "d", "p", "q", "dp", "dq", "qi"].map((name) => integer(key[name])));
  const ecPrivateKey = (named) =>
    element(TAG.sequence, integer(1n), element(TAG.octets, key.d), ...(named ? [element(0xa0, oid(curves[key.curve].oid))] : []), element(0xa1, bitString(key.point)));
  if (form === "pkcs1" && key.kind === "rsa") return type === "public" ? ["RSA PUBLIC KEY", rsaPublicKey()] : ["RSA PRIVATE KEY", rsaPrivateKey()];
  if (form === "sec1" && key.kind === "ec" && type === "private") return ["EC PRIVATE KEY", ecPrivateKey(true)];
  if (form === "spki" && type === "public") {
    const bits = key.kind === "rsa" ? rsaPublicKey() : key.kind === "ec" ? key.point : key.x;
    return ["PUBLIC KEY", element(TAG.sequence, identifier(key), bitString(bits))];
  }
  if (form === "pkcs8" && type === "private") {
    const inner = key.kind === "rsa" ? rsaPrivateKey() : key.kind === "ec" ? ecPrivateKey(false) : element(TAG.octets, key.d);
    return ["PRIVATE KEY", element(TAG.sequence, integer(0n), identifier(key), element(TAG.octets, inner))];
  }
  throw nodeError(TypeError, "ERR_INVALID_ARG_VALUE", `The property 'options.type' is invalid. Received '${form}'`);
}

/** A key in the form that KeyObject.export is asked for. */
function exportKey(type, key, { format, type: form, cipher } = {}) {
  if (format === "jwk") return toJwk(type, key);
  if (cipher !== undefined) throw missing("the export of encrypted keys");
  if (format !== "pem" && format !== "der") throw nodeError(TypeError, "ERR_INVALID_ARG_VALUE", `The property 'options.format' is invalid. Received ${require("internal/inspect").inspect(format)}`);
  const [label, der] = encode(type, key, form);
  if (format === "der") return require("buffer").Buffer.from(der);
  return `-----BEGIN ${label}-----\n${encodings.base64.decode(der).replace(/.{1,64}/g, "$&\n")}-----END ${label}-----\n`;
}

module.exports = { curves, exportKey, fromDer, fromJwk, fromPem, publicHalf };
