const path = require("npm:path-browserify");

/** Paths are POSIX paths: there is no other kind of system here. */
module.exports = path;
path.posix = path;
