// Whoever is an admin must pass a security key, or enrol one.

const KEY = { type: "webauthn-roaming" };

exports.onExecutePostLogin = async (event, api) => {
  if (!event.authorization?.roles?.includes("admin")) {
    return;
  }
  const hasKey = event.user.enrolledFactors?.some((factor) => factor.type === KEY.type);
  if (hasKey) {
    api.authentication.challengeWith(KEY);
  } else {
    api.authentication.enrollWith(KEY);
  }
};
