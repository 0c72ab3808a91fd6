// What Node has and an Action has not says so.
const { subtle } = crypto;
(async () => {
  for (const fn of [() => subtle.encrypt({ name: "AES-OCB" }), () => subtle.generateKey({ name: "RSA-PSS", modulusLength: 2048 }, true, ["sign"]), () => subtle.importKey("raw", new Uint8Array(16), "AES-KW", true, ["wrapKey"]), () => subtle.wrapKey("raw")]) {
    await fn().catch((error) => console.log(error.name, error.message, error.code));
  }
  const node = require("crypto");
  for (const name of ["createECDH", "createDiffieHellman", "X509Certificate"]) try { new node[name]("x"); } catch (error) { console.log(error.code, error.message); }
})();
