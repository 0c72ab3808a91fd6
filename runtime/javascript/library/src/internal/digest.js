// Which hash a name means, for crypto and crypto.subtle. Only the hashes that are used get loaded.

const sha2 = new Set(["sha224", "sha256", "sha384", "sha512", "sha512-224", "sha512-256"]);
const legacy = new Set(["md5", "ripemd160", "sha1"]);

/** Our name of a hash, from Node's ("RSA-SHA256", "SHA-256"), or null. */
function digestName(name) {
  const plain = `${name}`.toLowerCase().replace(/^(rsa|id-rsassa-pkcs1-v1_5-with)-/, "").replace(/^sha-/, "sha").replace("sha512/", "sha512-").replace(/^rmd160$/, "ripemd160");
  return sha2.has(plain) || legacy.has(plain) ? plain : null;
}

/** The hash function of one of our names. */
const digestOf = (name) => (sha2.has(name) ? require("internal/hash-sha2") : require("internal/hash-legacy"))[name.replace("-", "_")];

module.exports = { digestName, digestOf, names: [...legacy, ...sha2] };
