// A new device must pass a second factor.

// The factors to ask for, the best first.
const FACTORS = ["webauthn-roaming", "push-notification", "otp", "phone", "email"];

exports.onExecutePostLogin = async (event, api) => {
  const confidence = event.authentication?.riskAssessment?.assessments?.NewDevice?.confidence;
  if (confidence !== "low" && confidence !== "medium") {
    return;
  }
  const enrolled = (event.user.enrolledFactors ?? []).map((factor) => factor.type);
  const usable = FACTORS.filter((type) => enrolled.includes(type)).map((type) => ({ type }));
  if (usable.length > 0) {
    api.authentication.challengeWithAny(usable);
  } else {
    api.authentication.enrollWithAny([{ type: "otp" }, { type: "phone" }]);
  }
};
