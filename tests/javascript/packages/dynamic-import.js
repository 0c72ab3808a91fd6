// `import()`, as Actions use it for packages that are ES modules.

exports.onExecutePostLogin = async (event, api) => {
  const { createHash, default: crypto } = await import("node:crypto");
  api.idToken.setCustomClaim("node", createHash("sha256").update("hello").digest("hex"));
  api.idToken.setCustomClaim("default of node", crypto.createHash === createHash);
  const uuid = await import("uuid");
  api.idToken.setCustomClaim("for import alone", uuid.validate(uuid.v4()));
  const { decode } = await import("jsonwebtoken");
  api.idToken.setCustomClaim("same as required", decode === require("jsonwebtoken").decode);
  const { default: address } = await import("ipaddr.js");
  api.idToken.setCustomClaim("default of CommonJS", address.parse("9.0.0.0").toString().split(".")[0]);
  api.idToken.setCustomClaim("same again", (await import("uuid")).v4 === uuid.v4);
  const name = "nothing-of-this-name";
  const missing = await import(name).catch((error) => error);
  api.idToken.setCustomClaim("not there", missing.code);
};
