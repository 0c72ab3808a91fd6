export { ed25519 } from "npm:@noble/curves/ed25519.js";
