// O-B13: an Action that has nothing to do until somebody comes back.

exports.onContinuePostLogin = async (event, api) => {
  api.idToken.setCustomClaim("continued", true);
};
