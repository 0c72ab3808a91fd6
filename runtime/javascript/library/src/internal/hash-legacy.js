// Broken for signatures, but services still ask for them.
export { md5, ripemd160, sha1 } from "npm:@noble/hashes/legacy.js";
