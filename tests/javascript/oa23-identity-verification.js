// O-A23: an Action of a partner's, with a configuration: who was not verified lately goes to the partner first.

const DAY = 24 * 60 * 60 * 1000;
const URL_OF_PARTNER = "https://verify.example/start";

exports.onExecutePostLogin = async (event, api) => {
  const { NAMESPACE, VALID_DAYS, REQUIRED } = event.configuration;
  const applies = event.client.metadata?.skip_verification !== "true";
  const last = event.user.app_metadata?.[NAMESPACE]?.verified_at;
  if (!applies || (last && Date.now() - Date.parse(last) < Number(VALID_DAYS) * DAY)) {
    return;
  }
  if (!api.redirect.canRedirect()) {
    if (REQUIRED === "true") {
      return api.access.deny("Your identity must be verified, which is not possible here");
    }
    return;
  }
  const token = api.redirect.encodeToken({
    secret: event.secrets.PARTNER_SECRET,
    payload: { email: event.user.email, nested: { scopes: event.transaction?.requested_scopes } },
    expiresInSeconds: 600,
  });
  api.redirect.sendUserTo(URL_OF_PARTNER, { query: { token } });
};

exports.onContinuePostLogin = async (event, api) => {
  const { NAMESPACE } = event.configuration;
  let payload;
  try {
    payload = api.redirect.validateToken({ secret: event.secrets.PARTNER_SECRET, tokenParameterName: "token" });
  } catch (error) {
    return api.access.deny(`The answer of the partner is not valid: ${error.message}`);
  }
  if (payload.status !== "verified") {
    return api.access.deny("Your identity could not be verified");
  }
  api.user.setAppMetadata(NAMESPACE, { verified_at: new Date(payload.iat * 1000).toISOString(), level: payload.level });
  api.idToken.setCustomClaim("https://verify.example/level", payload.level);
};
