// The body of a Request or a Response: bytes, of which a stream is made when it is asked for.
const { Blob, bytesOfBlob } = require("internal/blob");
const { concat, viewOf } = require("internal/bytes");
const { FormData, decodeForm, encodeForm } = require("internal/form-data");

const isStream = (value) => typeof value === "object" && value !== null && typeof value.getReader === "function" && typeof value.tee === "function";

class Body {
  constructor(bytes, type, stream = null) {
    this.bytes = bytes;
    this.type = type;
    this.stream = stream;
    this.used = false;
  }

  /** The body that a script gave; null for none. */
  static from(value) {
    if (value === null || value === undefined) return null;
    if (isStream(value)) {
      if (value.locked) throw new TypeError("Response body object should not be disturbed or locked");
      return new Body(null, null, value);
    }
    if (value instanceof Blob) return new Body(bytesOfBlob(value), value.type || null);
    if (value instanceof FormData) {
      const { bytes, type } = encodeForm(value);
      return new Body(bytes, type);
    }
    if (value instanceof require("internal/whatwg-url").URLSearchParams) return new Body(native.utf8Encode(`${value}`), "application/x-www-form-urlencoded;charset=UTF-8");
    const view = viewOf(value);
    // A copy: what a script does with its buffer later has no effect.
    if (view) return new Body(view.slice(), null);
    if (typeof value === "object" && typeof value[Symbol.asyncIterator] === "function") return new Body(null, null, require("internal/web-streams").ReadableStream.from(value));
    return new Body(native.utf8Encode(`${value}`), "text/plain;charset=UTF-8");
  }

  get disturbed() {
    return this.used || Boolean(this.stream?._disturbed);
  }

  get unusable() {
    return this.disturbed || Boolean(this.stream?.locked);
  }

  /** The stream that scripts see. */
  asStream() {
    if (this.stream === null) {
      const { bytes } = this;
      const { used } = this;
      this.stream = new (require("internal/web-streams").ReadableStream)(
        {
          type: "bytes",
          pull(controller) {
            if (bytes.length > 0 && !used) controller.enqueue(bytes.slice());
            controller.close();
            controller.byobRequest?.respond(0);
          },
        },
        { highWaterMark: 0 },
      );
      if (used) this.stream.cancel();
    }
    return this.stream;
  }

  /** All bytes; the body is used up. */
  async read() {
    if (this.unusable) throw new TypeError("Body is unusable: Body has already been read");
    this.used = true;
    // A script that holds the stream must see it used up as well.
    if (this.bytes !== null && this.stream === null) return this.bytes;
    const reader = this.stream.getReader();
    const parts = [];
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      if (!(value instanceof Uint8Array)) throw new TypeError("Received non-Uint8Array chunk");
      parts.push(value);
    }
    return concat(parts);
  }

  clone() {
    if (this.bytes !== null && this.stream === null) return new Body(this.bytes, this.type);
    const [mine, other] = this.stream.tee();
    this.stream = mine;
    this.bytes = null;
    return new Body(null, this.type, other);
  }
}

/** Gives a class the methods to read its body, which `state(this).body` holds. */
function mixin(Class, state) {
  const read = async (self) => {
    const { body } = state(self);
    return body === null ? new Uint8Array(0) : body.read();
  };
  const methods = {
    async arrayBuffer() {
      return (await read(this)).slice().buffer;
    },
    async blob() {
      return new Blob([await read(this)], { type: this.headers.get("content-type") ?? "" });
    },
    async bytes() {
      return (await read(this)).slice();
    },
    async formData() {
      return decodeForm(await read(this), this.headers.get("content-type") ?? "");
    },
    async json() {
      return JSON.parse(withoutBom(native.utf8Decode(await read(this))));
    },
    async text() {
      return withoutBom(native.utf8Decode(await read(this)));
    },
  };
  for (const [name, value] of Object.entries(methods)) Object.defineProperty(Class.prototype, name, { value, writable: true, configurable: true, enumerable: true });
  Object.defineProperties(Class.prototype, {
    body: {
      configurable: true,
      enumerable: true,
      get() {
        return state(this).body?.asStream() ?? null;
      },
    },
    bodyUsed: {
      configurable: true,
      enumerable: true,
      get() {
        return Boolean(state(this).body?.disturbed);
      },
    },
  });
}

const withoutBom = (text) => (text.charCodeAt(0) === 0xfeff ? text.slice(1) : text);

module.exports = { Body, mixin };
