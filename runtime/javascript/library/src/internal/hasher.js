// The hashes of the engine, in the form of those of @noble/hashes: its HMAC and key derivation, curves and RSA take them.

/** As `hash.h` of the engine counts them. */
const kinds = ["sha1", "sha224", "sha256", "sha384", "sha512", "sha512_224", "sha512_256"];

/** A hash that is still to be fed. */
class Hash {
  #kind;
  #state;
  #ended = false;

  constructor(kind, blockLen, outputLen) {
    this.#kind = kind;
    this.#state = native.hashBegin(kinds.indexOf(kind));
    this.blockLen = blockLen;
    this.outputLen = outputLen;
  }

  #check() {
    if (this.#ended) throw new Error("digest() was already called");
  }

  update(bytes) {
    this.#check();
    native.hashUpdate(this.#state, bytes);
    return this;
  }

  /** Writes the digest to where `bytes` begin. */
  digestInto(bytes) {
    this.#check();
    native.hashDigest(this.#state, bytes);
    this.#ended = true;
  }

  digest() {
    const bytes = new Uint8Array(this.outputLen);
    this.digestInto(bytes);
    return bytes;
  }

  /** Makes `to`, a hash of the same kind, or a new one, what this one is. */
  _cloneInto(to = new Hash(this.#kind, this.blockLen, this.outputLen)) {
    to.#state.set(this.#state);
    to.#ended = this.#ended;
    return to;
  }

  clone() {
    return this._cloneInto();
  }

  destroy() {
    this.#state.fill(0);
    this.#ended = true;
  }
}

/** The hash function of a kind, by the sizes of its blocks and of its digest in bytes. */
function hasher(kind, blockLen, outputLen) {
  const create = () => new Hash(kind, blockLen, outputLen);
  return Object.assign((bytes) => create().update(bytes).digest(), { blockLen, outputLen, create });
}

module.exports = { hasher };
