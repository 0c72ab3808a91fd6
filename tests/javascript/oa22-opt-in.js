// O-A22: a second factor for who wants one. The calls of the api are awaited, and the names keep their spaces.

exports.onExecutePostLogin = async (event, api) => {
  const debug = event.secrets.DEBUG === "true";
  debug ? console.log("opt-in:", event.user.user_metadata.mfa) : null;
  if (event.user.user_metadata.mfa !== "enrolled") {
    return;
  }
  const names = event.secrets.FACTORS.split(",");
  names.forEach((name) => name.trim());
  const factors = names.map((type) => ({ type }));
  const isEnrolled = event.user.enrolledFactors?.length > 0;
  if (isEnrolled) {
    await api.authentication.challengeWithAny(factors);
    debug ? console.log("challenged") : null;
  } else {
    await api.authentication.enrollWithAny(factors);
    debug ? console.log("enrolling") : null;
  }
};
