// What Node has and an Action has not says so.
const { subtle } = crypto;
(async () => {
  for (const fn of [() => subtle.encrypt({ name: "RSA-OAEP" }), () => subtle.generateKey({ name: "ECDSA", namedCurve: "P-256" }, true, ["sign"]), () => subtle.importKey("raw", new Uint8Array(16), "AES-KW", true, ["wrapKey"]), () => subtle.wrapKey("raw")]) {
    await fn().catch((error) => console.log(error.name, error.message, error.code));
  }
  const node = require("crypto");
  for (const name of ["createECDH", "generateKeyPairSync", "X509Certificate"]) try { new node[name]("x"); } catch (error) { console.log(error.code, error.message); }
})();
