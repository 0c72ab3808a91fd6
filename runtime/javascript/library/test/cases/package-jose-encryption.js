const jose = require("jose");
(async () => {
  const keys = require("./keys-for-packages.json");
  const text = new TextEncoder().encode("hidden");
  for (const [alg, enc, kind] of [["dir", "A256GCM"], ["dir", "A128CBC-HS256"], ["RSA-OAEP-256", "A128GCM", "rsa"], ["RSA-OAEP", "A256GCM", "rsa"]]) {
    try {
      const seal = kind ? await jose.importSPKI(keys[kind].public, alg) : new Uint8Array(32).fill(3); const open = kind ? await jose.importPKCS8(keys[kind].private, alg) : seal;
      const jwe = await new jose.CompactEncrypt(text).setProtectedHeader({ alg, enc }).encrypt(seal);
      console.log(alg, enc, new TextDecoder().decode((await jose.compactDecrypt(jwe, open)).plaintext), jwe.split(".").length);
    } catch (error) { console.log(alg, enc, error.name, error.message); }
  }
  const { publicKey, privateKey } = await jose.generateKeyPair("ES256"); console.log(publicKey.type, (await jose.jwtVerify(await new jose.SignJWT({}).setProtectedHeader({ alg: "ES256" }).sign(privateKey), publicKey)).protectedHeader);
})();
