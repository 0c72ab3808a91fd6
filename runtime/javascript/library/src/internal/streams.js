// Node's streams by the package readable-stream.
module.exports = require("npm:readable-stream/lib/stream");
