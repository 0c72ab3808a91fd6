// Has admins enrol a security key, or a one-time password.

exports.onExecutePostLogin = async (event, api) => {
  const isAdmin = event.authorization?.roles?.includes("admin");
  const enrolled = (event.user.enrolledFactors ?? []).map((factor) => factor.type);
  if (!isAdmin || enrolled.includes("webauthn-roaming")) {
    return;
  }
  const factors = ["webauthn-roaming", "otp"].filter((type) => !enrolled.includes(type));
  api.authentication.enrollWithAny(factors.map((type) => ({ type })));
};
