const { sha224, sha256, sha384, sha512, sha512_256 } = require("npm:@noble/hashes/sha2.js");

module.exports = { sha224, sha256, sha384, sha512, "sha512-256": sha512_256 };
