// O-A15: a one-time password first, and everything that is enrolled besides.

exports.onExecutePostLogin = async (event, api) => {
  const additionalFactors = (event.user.enrolledFactors ?? []).map(({ type }) => ({ type }));
  api.authentication.challengeWith({ type: "otp" }, { additionalFactors });
};
