// What Node has and an Action has not says so.
const { subtle } = crypto;
(async () => {
  for (const fn of [() => subtle.encrypt({ name: "AES-GCM" }), () => subtle.generateKey({ name: "AES-GCM", length: 256 }, true, ["encrypt"]), () => subtle.importKey("raw", new Uint8Array(16), "AES-GCM", true, ["encrypt"]), () => subtle.wrapKey("raw")]) {
    await fn().catch((error) => console.log(error.name, error.message, error.code));
  }
  const node = require("crypto");
  for (const name of ["createCipheriv", "generateKeyPairSync", "X509Certificate"]) try { new node[name]("x"); } catch (error) { console.log(error.code, error.message); }
})();
