// O-B27: a server that takes longer than the run may.

exports.onExecutePostLogin = async (event, api) => {
  api.idToken.setCustomClaim("before", 1);
  const response = await fetch(event.secrets.URL);
  api.idToken.setCustomClaim("status", response.status);
};
