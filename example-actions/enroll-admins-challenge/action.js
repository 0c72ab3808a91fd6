// Challenges admins who have a second factor, so that the next Action may have them enrol another.

// Enrolments that do not ask for a challenge before another one.
const NOT_COUNTED = ["email", "webauthn-platform", "recovery-code"];

exports.onExecutePostLogin = async (event, api) => {
  if (!event.authorization?.roles?.includes("admin")) {
    return;
  }
  const factors = (event.user.enrolledFactors ?? [])
    .filter(({ type }) => !NOT_COUNTED.includes(type))
    .map(({ type }) => ({ type }));
  if (factors.length > 0) {
    api.authentication.challengeWithAny(factors);
  }
};
