// O-A24, first Action: leaves flags for the second one, and asks for a second factor.

exports.onExecutePostLogin = async (event, api) => {
  api.user.setAppMetadata("mfa_needed", true);
  api.user.setAppMetadata("note", { by: "first" });
  if (event.user.enrolledFactors?.length) {
    api.authentication.challengeWithAny(event.user.enrolledFactors.map(({ type }) => ({ type })));
  }
};
