// Node's streams by the package readable-stream, and the ways from and to web streams, which it leaves out.
const streams = require("npm:readable-stream/lib/stream");
const { own } = require("internal/errors");

/** A web stream as a Readable. */
own(streams.Readable, "fromWeb", function fromWeb(stream, options) {
  return streams.Readable.from(stream, { objectMode: false, ...options });
});

/** A Readable as a web stream. */
own(streams.Readable, "toWeb", function toWeb(readable) {
  const iterator = readable[Symbol.asyncIterator]();
  return new (require("internal/web-streams").ReadableStream)(
    {
      async pull(controller) {
        const { done, value } = await iterator.next();
        if (done) return controller.close();
        controller.enqueue(value instanceof Uint8Array ? new Uint8Array(value) : value);
      },
      async cancel(reason) {
        readable.destroy(reason instanceof Error ? reason : undefined);
      },
    },
    { highWaterMark: 0 },
  );
});

module.exports = streams;
