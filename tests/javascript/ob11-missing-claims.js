// O-B11: a token that lacks a claim is refused, and the message names it.

exports.onExecutePostLogin = async (event, api) => {
  api.redirect.sendUserTo("https://app.example/x");
};

exports.onContinuePostLogin = async (event, api) => {
  for (const tokenParameterName of Object.keys(event.request.query)) {
    if (tokenParameterName === "state") continue;
    try {
      const claims = api.redirect.validateToken({ secret: "shared", tokenParameterName });
      api.idToken.setCustomClaim(tokenParameterName, claims.sub);
    } catch (error) {
      api.idToken.setCustomClaim(tokenParameterName, `${error.name}: ${error.message}`);
    }
  }
};
