// Cipheriv and Decipheriv: AES in the modes that scripts use. What comes out of `update` is as much as Node gives at that point,
// because scripts that use a stream mode may ignore what `final` returns.
const aes = require("internal/aes");
const { concat, encodingName, encodings } = require("internal/bytes");
const { checkString, invalidType, nodeError } = require("internal/errors");
const { KeyObject, bytesOf } = require("internal/keys");

const BLOCK = 16;
const ivLengths = { cbc: 16, ctr: 16, ecb: 0 };
const plain = { disablePadding: true };

function parseName(name) {
  checkString(name, "cipher");
  const match = /^(?:id-)?aes-?(128|192|256)-?(cbc|ctr|ecb|gcm)$/i.exec(name);
  if (!match) throw nodeError(Error, "ERR_CRYPTO_UNKNOWN_CIPHER", "Unknown cipher");
  return { size: Number(match[1]) / 8, mode: match[2].toLowerCase() };
}

const badState = () => nodeError(Error, "ERR_CRYPTO_INVALID_STATE", "Unsupported state");

/** The counter of CTR mode, `blocks` further on. */
function advance(counter, blocks) {
  const next = counter.slice();
  for (let i = BLOCK - 1, carry = blocks; i >= 0 && carry > 0; i--) {
    carry += next[i];
    next[i] = carry & 255;
    carry = Math.floor(carry / 256);
  }
  return next;
}

class Cipher {
  #encrypts;
  #mode;
  #key;
  #iv;
  #held = new Uint8Array(0);
  #whole = [];
  #emitted = 0;
  #aad = [];
  #tag = null;
  #tagLength;
  #padding = true;
  #finished = false;

  constructor(encrypts, name, key, iv, options) {
    const { size, mode } = parseName(name);
    this.#encrypts = encrypts;
    this.#mode = mode;
    this.#key = new Uint8Array(key instanceof KeyObject ? KeyObject.material(key) : bytesOf(key, "key"));
    if (iv === null) iv = new Uint8Array(0);
    this.#iv = new Uint8Array(bytesOf(iv, "iv"));
    if (this.#key.length !== size) throw nodeError(RangeError, "ERR_CRYPTO_INVALID_KEYLEN", "Invalid key length");
    if (mode === "gcm" ? this.#iv.length === 0 : this.#iv.length !== ivLengths[mode]) throw nodeError(TypeError, "ERR_CRYPTO_INVALID_IV", "Invalid initialization vector");
    this.#tagLength = options?.authTagLength ?? BLOCK;
    if (mode === "gcm") this.#checkTagLength(this.#tagLength);
  }

  #checkTagLength(length) {
    if (![4, 8, 12, 13, 14, 15, 16].includes(length)) throw nodeError(TypeError, "ERR_CRYPTO_INVALID_AUTH_TAG", `Invalid authentication tag length: ${length}`);
  }

  #gcm() {
    return aes.gcm(this.#key, this.#iv, concat(this.#aad));
  }

  update(data, inputEncoding, outputEncoding) {
    if (this.#finished) throw new Error("Trying to add data in unsupported state");
    return result(this.#update(bytesOf(data, "data", encodingName(inputEncoding) ?? "utf8")), outputEncoding);
  }

  #update(data) {
    if (this.#mode === "cbc" || this.#mode === "ecb") return this.#blocks(data);
    return this.#mode === "ctr" ? this.#counter(data) : this.#authenticated(data);
  }

  #blocks(data) {
    this.#held = concat([this.#held, data]);
    // The last block waits when it may be padding that has to be taken off.
    const wait = !this.#encrypts && this.#padding && this.#held.length % BLOCK === 0 ? BLOCK : this.#held.length % BLOCK;
    const ready = this.#held.slice(0, Math.max(0, this.#held.length - wait));
    this.#held = this.#held.slice(ready.length);
    return this.#convert(ready);
  }

  #convert(blocks) {
    if (blocks.length === 0) return blocks;
    const cipher = this.#mode === "ecb" ? aes.ecb(this.#key, plain) : aes.cbc(this.#key, this.#iv, plain);
    const out = this.#encrypts ? cipher.encrypt(blocks) : cipher.decrypt(blocks);
    if (this.#mode === "cbc") this.#iv = (this.#encrypts ? out : blocks).slice(-BLOCK);
    return out;
  }

  #counter(data) {
    // `held` is what the current block has had already; its keystream is made again.
    const skip = this.#emitted % BLOCK;
    const out = aes.ctr(this.#key, advance(this.#iv, Math.floor(this.#emitted / BLOCK))).encrypt(concat([new Uint8Array(skip), data])).slice(skip);
    this.#emitted += data.length;
    return out;
  }

  #authenticated(data) {
    this.#whole.push(new Uint8Array(data));
    const all = concat(this.#whole);
    // Both directions are the same keystream; whether the tag is right is seen in `final`.
    const out = this.#gcm().encrypt(all).slice(this.#emitted, all.length);
    this.#emitted = all.length;
    return out;
  }

  final(outputEncoding) {
    if (this.#finished) throw badState();
    this.#finished = true;
    return result(this.#final(), outputEncoding);
  }

  #final() {
    if (this.#mode === "ctr") return new Uint8Array(0);
    if (this.#mode === "gcm") return this.#finishAuthenticated();
    if (this.#encrypts) return this.#finishEncryption();
    if (!this.#padding) {
      if (this.#held.length > 0) throw nodeError(Error, "ERR_OSSL_WRONG_FINAL_BLOCK_LENGTH", "error:1C80006B:Provider routines::wrong final block length");
      return this.#held;
    }
    if (this.#held.length !== BLOCK) throw nodeError(Error, "ERR_OSSL_WRONG_FINAL_BLOCK_LENGTH", "error:1C80006B:Provider routines::wrong final block length");
    const last = this.#convert(this.#held);
    const count = last[BLOCK - 1];
    if (count < 1 || count > BLOCK || last.subarray(BLOCK - count).some((byte) => byte !== count)) throw nodeError(Error, "ERR_OSSL_BAD_DECRYPT", "error:1C800064:Provider routines::bad decrypt");
    return last.slice(0, BLOCK - count);
  }

  #finishEncryption() {
    if (!this.#padding) {
      if (this.#held.length > 0) throw nodeError(Error, "ERR_OSSL_WRONG_FINAL_BLOCK_LENGTH", "error:1C80006A:Provider routines::wrong final block length");
      return this.#held;
    }
    const count = BLOCK - this.#held.length;
    return this.#convert(concat([this.#held, new Uint8Array(count).fill(count)]));
  }

  #finishAuthenticated() {
    const all = concat(this.#whole);
    // In both directions the tag is of the encrypted text.
    const encrypted = this.#encrypts ? all : this.#gcm().encrypt(all).slice(0, all.length);
    const tag = this.#gcm().encrypt(encrypted).slice(-BLOCK);
    if (this.#encrypts) this.#tag = tag.slice(0, this.#tagLength);
    else if (this.#tag === null || !require("crypto").timingSafeEqual(tag.slice(0, this.#tag.length), this.#tag)) throw new Error("Unsupported state or unable to authenticate data");
    return new Uint8Array(0);
  }

  setAAD(data, options) {
    if (this.#mode !== "gcm" || this.#finished || this.#whole.length > 0) throw badState();
    this.#aad.push(new Uint8Array(bytesOf(data, "buffer", options?.encoding)));
    return this;
  }

  getAuthTag() {
    if (!this.#encrypts || this.#tag === null) throw nodeError(Error, "ERR_CRYPTO_INVALID_STATE", "Invalid state for operation getAuthTag");
    return require("buffer").Buffer.from(this.#tag);
  }

  setAuthTag(tag, encoding) {
    if (this.#encrypts || this.#mode !== "gcm" || this.#finished || this.#tag !== null) throw nodeError(Error, "ERR_CRYPTO_INVALID_STATE", "Invalid state for operation setAuthTag");
    const bytes = new Uint8Array(bytesOf(tag, "buffer", encoding));
    this.#checkTagLength(bytes.length);
    this.#tag = bytes;
    return this;
  }

  setAutoPadding(padding = true) {
    if (this.#finished) throw badState();
    this.#padding = Boolean(padding);
    return this;
  }
}

function result(bytes, encoding) {
  if (encoding === undefined || encoding === null || encoding === "buffer") return require("buffer").Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return encodings[encodingName(encoding) ?? "utf8"].decode(bytes);
}

class Cipheriv extends Cipher {
  constructor(name, key, iv, options) {
    super(true, name, key, iv, options);
  }
}

class Decipheriv extends Cipher {
  constructor(name, key, iv, options) {
    super(false, name, key, iv, options);
  }
}

const names = ["128", "192", "256"].flatMap((size) => ["cbc", "ctr", "ecb", "gcm"].map((mode) => `aes-${size}-${mode}`));

module.exports = { Cipheriv, Decipheriv, names };
