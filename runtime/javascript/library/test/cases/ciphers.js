const crypto = require("crypto");
const text = "what is to be hidden, which is longer than two blocks é";
for (const name of ["aes-128-cbc", "aes-192-cbc", "aes-256-cbc", "aes-256-ctr", "aes-128-ecb", "aes-256-gcm", "AES-128-GCM"]) {
  const { keyLength, ivLength } = crypto.getCipherInfo(name);
  const key = Buffer.alloc(keyLength, 7), iv = name.endsWith("ecb") ? null : Buffer.alloc(ivLength, 255);
  const cipher = crypto.createCipheriv(name, key, iv); if (/gcm/i.test(name)) cipher.setAAD(Buffer.from("aad"));
  const parts = [cipher.update(text.slice(0, 5), "utf8"), cipher.update(text.slice(5, 21)), cipher.update(text.slice(21)), cipher.final()];
  const whole = Buffer.concat(parts); console.log(name, parts.map((part) => part.length), whole.toString("base64"), /gcm/i.test(name) && cipher.getAuthTag().toString("hex"));
  const decipher = crypto.createDecipheriv(name, crypto.createSecretKey(key), iv); if (/gcm/i.test(name)) decipher.setAAD(Buffer.from("aad")).setAuthTag(cipher.getAuthTag());
  const back = [decipher.update(whole.subarray(0, 16)), decipher.update(whole.subarray(16)), decipher.final()]; console.log(back.map((part) => part.length), Buffer.concat(back).toString() === text);
}
const c = crypto.createCipheriv("aes-256-cbc", "k".repeat(32), "i".repeat(16)); const hex = c.update("text", "utf8", "hex") + c.final("hex"); const d = crypto.createDecipheriv("aes-256-cbc", "k".repeat(32), "i".repeat(16)); console.log(hex, d.update(hex, "hex", "utf8") + d.final("utf8"));
const open = crypto.createCipheriv("aes-128-cbc", Buffer.alloc(16), Buffer.alloc(16)).setAutoPadding(false); console.log(open.update(Buffer.alloc(32)).toString("hex"), open.final().length);
const long = crypto.createCipheriv("aes-256-gcm", Buffer.alloc(32), Buffer.alloc(20, 3)); console.log(long.update("x", "utf8", "hex"), long.final("hex"), long.getAuthTag().toString("hex"));
const fail = [() => crypto.createCipheriv("nope", Buffer.alloc(16), Buffer.alloc(16)), () => crypto.createCipheriv("aes-128-cbc", Buffer.alloc(15), Buffer.alloc(16)), () => crypto.createCipheriv("aes-128-cbc", Buffer.alloc(16), Buffer.alloc(15)), () => crypto.createCipheriv("aes-128-cbc", Buffer.alloc(16), null), () => crypto.createDecipheriv("aes-128-cbc", Buffer.alloc(16), Buffer.alloc(16)).final(),
  () => { const x = crypto.createDecipheriv("aes-128-cbc", Buffer.alloc(16), Buffer.alloc(16)); x.update(Buffer.alloc(16)); x.final(); }, () => { const x = crypto.createDecipheriv("aes-128-gcm", Buffer.alloc(16), Buffer.alloc(12)); x.setAuthTag(Buffer.alloc(16)); x.update("aa", "hex"); x.final(); }, () => { const x = crypto.createDecipheriv("aes-128-gcm", Buffer.alloc(16), Buffer.alloc(12)); x.update("aa", "hex"); x.final(); },
  () => crypto.createDecipheriv("aes-128-gcm", Buffer.alloc(16), Buffer.alloc(12)).setAuthTag(Buffer.alloc(3)), () => crypto.createCipheriv("aes-128-gcm", Buffer.alloc(16), Buffer.alloc(12)).getAuthTag(), () => { const x = crypto.createCipheriv("aes-128-cbc", Buffer.alloc(16), Buffer.alloc(16)); x.final(); x.update("x"); }];
fail.forEach((fn, i) => { try { fn(); console.log(i, "no error"); } catch (error) { console.log(i, error.name, error.code, error.message); } });
const { subtle } = crypto.webcrypto; const hexOf = (b) => Buffer.from(b).toString("hex");
(async () => {
  const raw = Buffer.alloc(32, 9); const data = Buffer.from(text);
  for (const algorithm of [{ name: "AES-GCM", iv: Buffer.alloc(12, 1), additionalData: Buffer.from("aad") }, { name: "AES-GCM", iv: Buffer.alloc(12, 1) }, { name: "AES-CBC", iv: Buffer.alloc(16, 1) }, { name: "AES-CTR", counter: Buffer.alloc(16, 1), length: 64 }]) {
    const key = await subtle.importKey("raw", raw, algorithm.name, true, ["encrypt", "decrypt"]); const sealed = await subtle.encrypt(algorithm, key, data);
    console.log(key.algorithm, hexOf(sealed), Buffer.from(await subtle.decrypt(algorithm, key, sealed)).toString() === text, (await subtle.exportKey("jwk", key)).alg);
    if (algorithm.name !== "AES-CTR") await subtle.decrypt(algorithm, key, Buffer.from(sealed).fill(0, sealed.byteLength - 16)).catch((error) => console.log(error.name));
  }
  console.log((await subtle.generateKey({ name: "AES-GCM", length: 128 }, true, ["encrypt"])).algorithm.length, (await subtle.importKey("jwk", { kty: "oct", k: raw.toString("base64url") }, "AES-GCM", false, ["decrypt"])).usages);
  for (const fn of [() => subtle.importKey("raw", Buffer.alloc(5), "AES-GCM", true, ["encrypt"]), () => subtle.importKey("raw", raw, "AES-GCM", true, ["sign"]), () => subtle.generateKey({ name: "AES-GCM", length: 5 }, true, ["encrypt"])]) await fn().then(() => console.log("no error"), (error) => console.log(error.name));
})();
