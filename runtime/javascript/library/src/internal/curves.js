// The curves of ES256, ES384 and ES512.
export { p256, p384, p521 } from "npm:@noble/curves/nist.js";
