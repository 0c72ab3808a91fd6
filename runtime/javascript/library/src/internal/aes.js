export { cbc, ctr, ecb, gcm } from "npm:@noble/ciphers/aes.js";
