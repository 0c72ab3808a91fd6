const jose = require("jose");
const keys = require("./keys-for-packages.json");
const now = 1700000000;
(async () => {
  const secret = new TextEncoder().encode("a secret of thirty-two bytes !!!");
  const token = await new jose.SignJWT({ "urn:claim": true }).setProtectedHeader({ alg: "HS256" }).setIssuedAt(now).setIssuer("me").setAudience("you").setExpirationTime(now + 60).sign(secret);
  const currentDate = new Date(now * 1000);
  console.log(token, await jose.jwtVerify(token, secret, { issuer: "me", audience: "you", currentDate }));
  const attempt = async (fn) => { try { console.log(await fn()); } catch (error) { console.log(error.code, error.message); } };
  await attempt(() => jose.jwtVerify(token, new Uint8Array(32), { currentDate })); await attempt(() => jose.jwtVerify(token, secret)); await attempt(() => jose.jwtVerify("x.y", secret)); await attempt(() => jose.jwtVerify(token, secret, { issuer: "other", currentDate }));
  console.log(jose.decodeJwt(token).iss, jose.decodeProtectedHeader(token), jose.base64url.encode("ü"));
  for (const [alg, kind] of [["RS256", "rsa"], ["PS256", "rsa"], ["ES256", "ec"]]) {
    const signed = await new jose.SignJWT({ sub: "s" }).setProtectedHeader({ alg, kid: "1" }).sign(await jose.importPKCS8(keys[kind].private, alg));
    const key = await jose.importSPKI(keys[kind].public, alg, { extractable: true }); const jwk = await jose.exportJWK(key);
    console.log(alg, (await jose.jwtVerify(signed, key)).payload, jwk.kty, (await jose.jwtVerify(signed, jose.createLocalJWKSet({ keys: [{ ...jwk, kid: "1", alg }] }))).protectedHeader, await jose.exportSPKI(key) === keys[kind].public.trim());
    console.log(await jose.calculateJwkThumbprint(jwk));
  }
})();
