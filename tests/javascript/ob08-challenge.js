// O-B08, first Action: what comes after a challenge in the same run has not seen it yet.

exports.onExecutePostLogin = async (event, api) => {
  api.authentication.challengeWithAny([{ type: "otp" }, { type: "phone" }]);
  const isDone = event.authentication.methods.some(({ name }) => name === "mfa");
  api.idToken.setCustomClaim("at once", isDone);
};
