const streams = require("internal/web-streams");
const { TextDecoder, TextEncoder } = require("internal/encoding");

/** Text to bytes, chunk by chunk. A surrogate pair may be split between two chunks. */
class TextEncoderStream {
  #pair;

  constructor() {
    const encoder = new TextEncoder();
    let high = "";
    this.#pair = new streams.TransformStream({
      transform(chunk, controller) {
        let text = high + chunk;
        high = /[\ud800-\udbff]$/.exec(text)?.[0] ?? "";
        text = text.slice(0, text.length - high.length);
        if (text) controller.enqueue(encoder.encode(text));
      },
      flush(controller) {
        if (high) controller.enqueue(encoder.encode(high));
      },
    });
  }

  get encoding() {
    return "utf-8";
  }

  get readable() {
    return this.#pair.readable;
  }

  get writable() {
    return this.#pair.writable;
  }
}

/** Bytes to text, chunk by chunk. */
class TextDecoderStream {
  #pair;
  #decoder;

  constructor(label, options) {
    const decoder = (this.#decoder = new TextDecoder(label, options));
    this.#pair = new streams.TransformStream({
      transform(chunk, controller) {
        const text = decoder.decode(chunk, { stream: true });
        if (text) controller.enqueue(text);
      },
      flush(controller) {
        const text = decoder.decode();
        if (text) controller.enqueue(text);
      },
    });
  }

  get encoding() {
    return this.#decoder.encoding;
  }

  get readable() {
    return this.#pair.readable;
  }

  get writable() {
    return this.#pair.writable;
  }
}

const { ByteLengthQueuingStrategy, CountQueuingStrategy, ReadableStream, TransformStream, WritableStream } = streams;
module.exports = { ByteLengthQueuingStrategy, CountQueuingStrategy, ReadableStream, TextDecoderStream, TextEncoderStream, TransformStream, WritableStream };
