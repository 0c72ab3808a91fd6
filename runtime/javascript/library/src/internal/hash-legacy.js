// Broken for signatures, but services still ask for them.
import { hasher } from "internal/hasher";

export { md5, ripemd160 } from "npm:@noble/hashes/legacy.js";
export const sha1 = hasher("sha1", 64, 20);
