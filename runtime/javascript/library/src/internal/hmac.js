const { hmac } = require("npm:@noble/hashes/hmac.js");
const { digestOf } = require("internal/digest");

/** A keyed hash that is still to be fed: `update(bytes)`, `digest()`. */
exports.createHmac = (name, key) => hmac.create(digestOf(name), key);
