// The hashes of today. Other packages of the same author share them from here.
export { sha224, sha256, sha384, sha512, sha512_224, sha512_256 } from "npm:@noble/hashes/sha2.js";
