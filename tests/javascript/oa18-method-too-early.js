// O-A18: recordMethod in the wrong handler.

exports.onExecutePostLogin = async (event, api) => {
  api.idToken.setCustomClaim("before", 1);
  api.authentication.recordMethod("https://kyc.example/check");
};
