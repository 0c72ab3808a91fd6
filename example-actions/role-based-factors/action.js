// A one-time password for everybody, and a code by phone for admins.

exports.onExecutePostLogin = async (event, api) => {
  if (event.user.enrolledFactors?.some((factor) => factor.type === "otp")) {
    api.authentication.challengeWith({ type: "otp" });
  }
  if (event.authorization?.roles?.includes("admin")) {
    // An admin without a phone does not get in: the login fails, and the tenant's log says why.
    api.authentication.challengeWith({ type: "phone" });
  }
};
