// O-B28: a wait that is longer than the limit.

exports.onExecutePostLogin = async (event, api) => {
  api.idToken.setCustomClaim("a", 1);
  await new Promise((done) => setTimeout(done, 60_000));
};
