// O-B08, second Action: runs when the challenge was passed.

exports.onExecutePostLogin = async (event, api) => {
  const method = event.authentication.methods.find(({ name }) => name === "mfa");
  if (method !== undefined) {
    api.idToken.setCustomClaim("afterwards", method.type);
  }
};
