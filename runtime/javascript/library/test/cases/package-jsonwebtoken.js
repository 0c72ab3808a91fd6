const jwt = require("jsonwebtoken");
const now = 1700000000;
const token = jwt.sign({ sub: "auth0|u1", iat: now, data: { a: [1] } }, "secret", { algorithm: "HS256", issuer: "me", audience: "you" });
console.log(token, jwt.verify(token, "secret", { clockTimestamp: now, issuer: "me" }), jwt.decode(token, { complete: true }).header);
for (const algorithm of ["HS384", "HS512"]) console.log(jwt.sign({ iat: now }, Buffer.from("key"), { algorithm }));
const attempt = (fn) => { try { console.log(fn()); } catch (error) { console.log(error.name, error.message); } };
attempt(() => jwt.verify(token, "wrong")); attempt(() => jwt.verify("nope", "secret")); attempt(() => jwt.verify(token, "secret", { algorithms: ["RS256"] })); attempt(() => jwt.verify(token, "secret", { audience: "other" }));
attempt(() => jwt.verify(jwt.sign({ exp: now, iat: now }, "s"), "s")); attempt(() => jwt.sign({}, "")); attempt(() => jwt.sign({ a: 1 }, "s", { algorithm: "nope" })); attempt(() => jwt.verify(token, "secret", { clockTimestamp: now, complete: true }).signature);
attempt(() => jwt.verify(`${token.split(".").slice(0, 2).join(".")}.`, "secret")); attempt(() => jwt.verify("eyJhbGciOiJub25lIn0.e30.", ""));
jwt.sign({ iat: now }, "secret", (error, made) => { console.log(error, made); jwt.verify(made, "secret", (failure, claims) => console.log(failure, claims)); });
const { generated } = { generated: require("./keys-for-packages.json") };
for (const [algorithm, kind] of [["RS256", "rsa"], ["RS512", "rsa"], ["PS256", "rsa"], ["ES256", "ec"]]) {
  const signed = jwt.sign({ iat: now, sub: "x" }, generated[kind].private, { algorithm, keyid: "k1" });
  console.log(algorithm, jwt.verify(signed, generated[kind].public, { algorithms: [algorithm] }), algorithm.startsWith("RS") ? signed : "");
  attempt(() => jwt.verify(signed.slice(0, -6) + "AAAAAA", generated[kind].public));
}
