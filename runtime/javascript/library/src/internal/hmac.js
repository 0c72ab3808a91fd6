import { hmac } from "npm:@noble/hashes/hmac.js";
import { digestOf } from "internal/digest";

/** A keyed hash that is still to be fed: `update(bytes)`, `digest()`. */
export const createHmac = (name, key) => hmac.create(digestOf(name), key);
