// The hashes of today. Packages that hash share them from here.
const { hasher } = require("internal/hasher");

module.exports = {
  sha224: hasher("sha224", 64, 28),
  sha256: hasher("sha256", 64, 32),
  sha384: hasher("sha384", 128, 48),
  sha512: hasher("sha512", 128, 64),
  sha512_224: hasher("sha512_224", 128, 28),
  sha512_256: hasher("sha512_256", 128, 32),
};
