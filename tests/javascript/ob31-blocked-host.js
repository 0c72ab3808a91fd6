// O-B31: a host that may not be asked is an error like any other.

exports.onExecutePostLogin = async (event, api) => {
  try {
    const response = await fetch("https://blocked.example/path");
    api.idToken.setCustomClaim("answer", response.status);
  } catch (error) {
    api.idToken.setCustomClaim("fallback", `${error.name}: ${error.message}: ${error.cause?.message}`);
  }
};
