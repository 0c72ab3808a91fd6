// O-A14: of the factors that the Organization allows, the best that the user has.

exports.onExecutePostLogin = async (event, api) => {
  const names = event.organization?.metadata?.factors;
  const allowed = names.split(",").map((name) => name.trim());
  const enrolled = event.user.enrolledFactors.map((factor) => factor.type);
  const usable = allowed.filter((type) => enrolled.includes(type));

  if (usable.includes("push-notification")) {
    api.authentication.challengeWith({ type: "push-notification" });
  } else if (usable.includes("phone") && event.user.phone_number) {
    const additionalFactors = event.user.phone_verified ? [{ type: "email" }] : [];
    api.authentication.challengeWith({ type: "phone" }, { additionalFactors });
  } else if (usable.includes("email")) {
    api.authentication.challengeWith({ type: "email" });
  } else {
    api.access.deny("None of your factors is allowed in this organization");
  }
};
