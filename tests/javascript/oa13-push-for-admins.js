// O-A13, second Action: admins who passed by phone are asked for push too.

exports.onExecutePostLogin = async (event, api) => {
  const methods = event.authentication?.methods || [];
  const byPhone = methods.some((method) => method.name === "mfa" && method.type === "phone");
  api.idToken.setCustomClaim("seen", methods.map((method) => method.type ?? method.name));
  if (byPhone && event.authorization?.roles.includes("admin")) {
    api.authentication.challengeWith({ type: "push-notification" });
  }
};
