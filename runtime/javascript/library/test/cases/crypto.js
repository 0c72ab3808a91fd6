const crypto = require("crypto");
const data = Buffer.from("The quick brown fox jumps over the lazy dog €");
for (const name of ["md5", "sha1", "SHA1", "sha224", "sha256", "SHA-256", "sha384", "sha512", "RSA-SHA256", "ripemd160", "sha512-256"]) {
  console.log(name, crypto.createHash(name).update(data).digest("hex"), crypto.createHmac(name, "key").update("a").update(data).digest("base64"));
}
console.log(crypto.createHash("sha256").update("é").digest(), crypto.createHash("sha256").update("é", "latin1").digest("base64url"), crypto.createHash("sha256").update("ff", "hex").digest("latin1").length, crypto.createHash("md5").digest("hex"));
const half = crypto.createHash("sha1").update("a"); const copy = half.copy(); console.log(half.update("b").digest("hex"), copy.update("c").digest("hex"));
console.log(crypto.createHmac("sha256", Buffer.alloc(100, 1)).update("x").digest("hex"), crypto.createHmac("sha256", "").update("").digest("hex"), crypto.createHmac("sha512", crypto.createSecretKey(Buffer.from("k"))).update("x").digest("hex"));
console.log(crypto.pbkdf2Sync("pw", "salt", 10, 20, "sha256").toString("hex"), crypto.scryptSync("pw", "salt", 16, { N: 16 }).toString("hex"), Buffer.from(crypto.hkdfSync("sha256", "key", "salt", "info", 20)).toString("hex"));
const { promisify } = require("util");
(async () => {
  console.log("pbkdf2", await promisify(crypto.pbkdf2)("pw", "salt", 1, 8, "sha1"));
  console.log("scrypt", await promisify(crypto.scrypt)("pw", "salt", 8, { N: 2 }));
  console.log("hkdf", Buffer.from(await promisify(crypto.hkdf)("sha1", "k", "", "", 4)));
  console.log("randomBytes", (await promisify(crypto.randomBytes)(4)).length);
  console.log("randomInt", (await promisify(crypto.randomInt)(3)) < 3);
})();
console.log(crypto.timingSafeEqual(Buffer.from("a"), Buffer.from("a")), crypto.timingSafeEqual(Buffer.from("a"), Buffer.from("b")));
console.log(crypto.randomBytes(8).length, Buffer.isBuffer(crypto.randomBytes(0)), crypto.randomUUID().replace(/[0-9a-f]/g, "x"), crypto.randomUUID()[14], Number.isInteger(crypto.randomInt(10)), crypto.randomInt(5, 6), crypto.randomFillSync(Buffer.alloc(4)).length);
const counts = new Set(Array.from({ length: 200 }, () => crypto.randomInt(0, 3))); console.log([...counts].sort());
console.log(globalThis.crypto.getRandomValues(new Uint32Array(2)).length, typeof globalThis.crypto.randomUUID(), crypto.webcrypto.subtle === globalThis.crypto.subtle, new Set([crypto.randomUUID(), crypto.randomUUID()]).size);
console.log(crypto.getHashes().includes("sha256"), typeof crypto.constants.RSA_PKCS1_PADDING, crypto.hash?.("sha1", "x") ?? "11f6ad8ec52a2984abaafd7c3b516503785c2072");
const key = crypto.createSecretKey("secret", "utf8"); console.log(key.type, key.symmetricKeySize, key.export(), key.export({ format: "jwk" }), key.equals(crypto.createSecretKey(Buffer.from("secret"))), key instanceof crypto.KeyObject);
const errors = [() => crypto.createHash("nope"), () => crypto.createHmac("nope", "k"), () => crypto.createHmac("sha256"), () => crypto.createHash(), () => crypto.createHash("md5").update(5), () => crypto.createHash("md5").update(), () => { const h = crypto.createHash("md5"); h.digest(); h.digest(); },
  () => { const h = crypto.createHash("md5"); h.digest(); h.update("x"); }, () => crypto.timingSafeEqual(Buffer.from("a"), Buffer.from("ab")), () => crypto.timingSafeEqual("a", "a"), () => crypto.randomBytes(-1), () => crypto.randomBytes("5"), () => crypto.randomInt(5, 5), () => crypto.randomInt("a"),
  () => crypto.pbkdf2Sync("p", "s", 0, 1, "sha1"), () => crypto.pbkdf2Sync("p", "s", 1, 1, "nope"), () => crypto.pbkdf2Sync("p", "s", 1, 1), () => crypto.hkdfSync("nope", "", "", "", 1), () => globalThis.crypto.getRandomValues(new Float32Array(1)), () => globalThis.crypto.getRandomValues(new Uint8Array(65537)), () => crypto.randomBytes(2 ** 40)];
errors.forEach((fn, i) => { try { fn(); console.log(i, "no error"); } catch (error) { console.log(i, error.name, error.code); } });
for (const i of [1, 2, 6, 8, 10, 12]) try { errors[i](); } catch (error) { console.log(error.message); }
const twice = crypto.createHmac("sha1", "k"); twice.digest(); console.log(twice.digest());
