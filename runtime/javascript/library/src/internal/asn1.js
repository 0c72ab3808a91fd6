// Keys as PEM, DER and JWK.
const { nodeError } = require("internal/errors");

const unsupported = () => nodeError(Error, "ERR_OSSL_UNSUPPORTED", "error:1E08010C:DECODER routines::unsupported");

module.exports = {
  fromPem() {
    throw unsupported();
  },
  fromDer() {
    throw unsupported();
  },
  fromJwk() {
    throw unsupported();
  },
};
