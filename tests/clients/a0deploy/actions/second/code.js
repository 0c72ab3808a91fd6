const { chunk } = require("lodash");

exports.onExecutePostLogin = async (event, api) => {
  api.idToken.setCustomClaim("https://acme.example/pairs", chunk([1, 2, 3], 2));
};
