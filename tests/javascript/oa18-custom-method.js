// O-A18: a method of another provider's that is good for a day.

const PROVIDER = "https://kyc.example/check";
const DAY = 24 * 60 * 60 * 1000;

exports.onExecutePostLogin = async (event, api) => {
  const record = event.authentication?.methods.find(({ name }) => name === PROVIDER);
  if (record !== undefined && Date.now() - new Date(record.timestamp).getTime() < DAY) {
    return;
  }
  const session_token = api.redirect.encodeToken({
    secret: event.secrets.KYC_SECRET,
    payload: { email: event.user.email },
    expiresInSeconds: 600,
  });
  api.redirect.sendUserTo(PROVIDER, { query: { session_token } });
};

exports.onContinuePostLogin = async (event, api) => {
  let payload;
  try {
    payload = api.redirect.validateToken({ secret: event.secrets.KYC_SECRET, tokenParameterName: "session_token" });
  } catch (error) {
    console.log(error.message);
    return api.access.deny("Could not verify you");
  }
  if (payload.result !== "passed") {
    return api.access.deny("The check was not passed");
  }
  api.authentication.recordMethod(PROVIDER);
};
