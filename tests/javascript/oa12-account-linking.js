// O-A12, without its packages: how the linking of two accounts begins, and what it keeps between its two logins.

const SCOPE = "link_account";

exports.onExecutePostLogin = async (event, api) => {
  // Helpers find the settings here.
  event.configuration = { ...event.configuration, issuer: `https://${event.request.hostname}/` };
  event.configuration.started = true;

  if (event.transaction?.protocol !== "oidc-basic-profile" || !event.transaction.requested_scopes.includes(SCOPE)) {
    return;
  }
  if (!event.authentication?.methods?.some((method) => method.name === "mfa")) {
    return api.access.deny("Accounts can be linked after a second factor only");
  }
  const key = `link:${event.client.client_id}`;
  const known = api.cache.get(key);
  api.idToken.setCustomClaim("miss", known === undefined);
  if (known === undefined) {
    api.cache.set(key, event.user.user_id, { ttl: 60_000 });
  }
  const url = new URL("authorize", event.configuration.issuer);
  url.searchParams.set("login_hint", event.user.email);
  api.redirect.sendUserTo(url.toString(), { query: { client_id: event.client.client_id, started: event.configuration.started } });
};

exports.onContinuePostLogin = async (event, api) => {
  const { code } = event.request.query;
  if (!code) {
    return api.access.deny("The other account did not log in");
  }
  const linked = api.cache.get(`link:${event.client.client_id}`)?.value;
  api.idToken.setCustomClaim("linked", linked);
  // A change of the event in the run before is not seen any more.
  api.idToken.setCustomClaim("issuer", event.configuration.issuer);
  api.authentication.setPrimaryUser(linked);
};
