// O-A30: parts of the profile in both tokens.

exports.onExecutePostLogin = async (event, api) => {
  const phone = event.user.enrolledFactors?.find(({ type, options }) => type === "phone" && options?.preferredMethod === "sms");
  const claims = {
    email: event.user.email,
    email_verified: event.user.email_verified,
    identities: event.user.identities,
    phone_verified: event.user.enrolledFactors && phone !== undefined,
    nickname: event.user.nickname,
  };
  for (const [name, value] of Object.entries(claims)) {
    api.idToken.setCustomClaim(`https://acme.example/${name}`, value);
    api.accessToken.setCustomClaim(`https://acme.example/${name}`, value);
  }
};
