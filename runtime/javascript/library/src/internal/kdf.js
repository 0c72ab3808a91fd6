// Keys from passwords and from other keys.
export { hkdf } from "npm:@noble/hashes/hkdf.js";
export { pbkdf2 } from "npm:@noble/hashes/pbkdf2.js";
export { scrypt } from "npm:@noble/hashes/scrypt.js";
