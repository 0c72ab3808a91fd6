// Terms must be accepted on another page.

const PAGE = "https://terms.example/accept";

function secret(event) {
  const { TERMS_SECRET } = event.secrets;
  if (!TERMS_SECRET) {
    throw new Error("the secret TERMS_SECRET is missing");
  }
  return TERMS_SECRET;
}

exports.onExecutePostLogin = async (event, api) => {
  if (event.user.app_metadata.terms_accepted === true || !api.redirect.canRedirect()) {
    return;
  }
  const token = api.redirect.encodeToken({ secret: secret(event), payload: {} });
  api.redirect.sendUserTo(PAGE, { query: { session_token: token } });
};

exports.onContinuePostLogin = async (event, api) => {
  // A token that is missing, forged, expired or another person's throws, and fails the login.
  const token = api.redirect.validateToken({ secret: secret(event) });
  if (token.accepted === true) {
    api.user.setAppMetadata("terms_accepted", true);
  } else {
    api.access.deny("Please accept the terms.");
  }
};
