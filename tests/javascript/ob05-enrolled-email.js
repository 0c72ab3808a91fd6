// O-B05: what the user has, as the Action sees it.

exports.onExecutePostLogin = async (event, api) => {
  api.idToken.setCustomClaim("enrolled", event.user.enrolledFactors.map(({ type }) => type));
};
