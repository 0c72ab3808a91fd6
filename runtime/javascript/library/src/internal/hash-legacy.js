// Broken for signatures, but services still ask for them.
const { md5, ripemd160, sha1 } = require("npm:@noble/hashes/legacy.js");

module.exports = { md5, ripemd160, sha1 };
