globalThis.__hollow = true;
const jwksClient = require("jwks-rsa"); console.log(typeof jwksClient, typeof jwksClient({ jwksUri: "https://x.example/jwks" }).getSigningKey);
