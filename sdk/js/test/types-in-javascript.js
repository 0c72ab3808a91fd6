// The same types in JavaScript, as an Action for Auth0 is written.

/**
 * @param {import("@vestibule/actions").Event} event
 * @param {import("@vestibule/actions").PostLoginAPI} api
 */
export const onExecutePostLogin = async (event, api) => {
  if (event.user.enrolledFactors?.some(({ type }) => type === "otp")) api.authentication.challengeWith({ type: "otp" });
  // @ts-expect-error: it is written otherwise
  api.authentication.challenge_with({ type: "otp" });
};

/** @type {import("@vestibule/actions").PostLoginHandler} */
export const onContinuePostLogin = async (event, api) => {
  api.access.deny(event.user.user_id);
};
