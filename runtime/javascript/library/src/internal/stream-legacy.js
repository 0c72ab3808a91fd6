// The oldest kind of stream, from which all others inherit. Many packages need nothing else of them.
const { Stream, prependListener } = require("npm:readable-stream/lib/internal/streams/legacy");

module.exports = { Stream, prependListener };
