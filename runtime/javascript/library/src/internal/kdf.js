// Keys from passwords and from other keys.
const { hkdf } = require("npm:@noble/hashes/hkdf.js");
const { pbkdf2 } = require("npm:@noble/hashes/pbkdf2.js");
const { scrypt } = require("npm:@noble/hashes/scrypt.js");

module.exports = { hkdf, pbkdf2, scrypt };
