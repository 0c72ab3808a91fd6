// `stream` is the old Stream itself; the rest comes when it is touched, because it is large.
const { Stream } = require("internal/stream-legacy");

module.exports = Stream;
Stream.Stream = Stream;
const later = ["Readable", "Writable", "Duplex", "Transform", "PassThrough", "addAbortSignal", "compose", "destroy", "finished", "isDisturbed", "isErrored", "isReadable", "pipeline", "promises"];
for (const name of later) {
  // If a module of the library has loaded the rest already, it is there.
  if (Object.hasOwn(Stream, name)) continue;
  Object.defineProperty(Stream, name, {
    configurable: true,
    enumerable: true,
    get() {
      const value = require("internal/streams")[name];
      Object.defineProperty(Stream, name, { value, configurable: true, enumerable: true, writable: true });
      return value;
    },
    set(value) {
      Object.defineProperty(Stream, name, { value, configurable: true, enumerable: true, writable: true });
    },
  });
}
