// RSA signatures and encryption.
export { OAEP, PKCS1_KEM, PKCS1_SHA1, PKCS1_SHA256, PKCS1_SHA384, PKCS1_SHA512, PSS, mgf1 } from "npm:micro-rsa-dsa-dh/rsa.js";
