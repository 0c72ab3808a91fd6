// O-A12: accounts are linked by a second login inside of the first. The application asks for it with a scope and with the ID token of the account
// that the person is logged in with; the other account logs in on the authorisation server, and its code is exchanged when it comes back.

const { createHash } = require("node:crypto");
const { format } = require("node:url");
const debug = require("debug")("link");
const hkdf = require("@panva/hkdf").default;

const SCOPE = "link_account";

/** Settings live in the event's configuration, where every helper finds them. */
function configure(event) {
  const server = format({ protocol: "https", host: event.secrets.DOMAIN, pathname: "/" });
  event.configuration = { ...event.configuration, server, issuer: `https://${event.request.hostname}/` };
  event.configuration.keys = `${server}.well-known/jwks.json`;
}

const callback = (event) => `${event.configuration.issuer}continue`;

/** What both handlers need to know and must not send: from one secret, for each transaction anew. */
async function derived(event, purpose) {
  const { LINK_SECRET } = event.secrets;
  const bytes = await hkdf("sha256", LINK_SECRET, event.transaction.id, purpose, 32);
  return Buffer.from(bytes).toString("base64url");
}

function makeClient(event) {
  const { Issuer } = require("openid-client");
  const { server, issuer, keys } = event.configuration;
  const { Client } = new Issuer({
    issuer,
    authorization_endpoint: `${server}authorize`,
    token_endpoint: `${server}oauth/token`,
    jwks_uri: keys,
  });
  return new Client({
    client_id: event.secrets.LINK_CLIENT_ID,
    client_secret: event.secrets.LINK_CLIENT_SECRET,
    redirect_uris: [callback(event)],
    response_types: ["code"],
    token_endpoint_auth_method: "client_secret_post",
  });
}

async function hinted(event) {
  const { createRemoteJWKSet, jwtVerify } = require("jose");
  const keys = createRemoteJWKSet(new URL(event.configuration.keys));
  const { payload } = await jwtVerify(event.request.query.id_token_hint, keys, {
    issuer: event.configuration.issuer,
    audience: event.client.client_id,
  });
  return payload;
}

exports.onExecutePostLogin = async (event, api) => {
  configure(event);
  const { protocol, requested_scopes: scopes } = event.transaction ?? {};
  if (protocol !== "oidc-basic-profile" || !scopes.includes(SCOPE)) {
    return;
  }
  if (!event.authentication?.methods?.some((method) => method.name === "mfa")) {
    return api.access.deny("Accounts can be linked after a second factor only");
  }
  try {
    const hint = await hinted(event);
    debug("hint", hint);
    if (hint.sub !== event.user.user_id) {
      return api.access.deny("The hint is of somebody else");
    }
  } catch (error) {
    console.warn(`${error.code}: ${error.message}`);
    return api.access.deny("The hint is not valid");
  }
  const key = `link:${event.client.client_id}`;
  if (api.cache.get(key) === undefined) {
    api.cache.set(key, event.user.user_id, { ttl: 60_000 });
  }
  const verifier = await derived(event, "verifier");
  const url = makeClient(event).authorizationUrl({
    scope: "openid email",
    prompt: "login",
    nonce: await derived(event, "nonce"),
    code_challenge: createHash("sha256").update(verifier).digest("base64url"),
    code_challenge_method: "S256",
  });
  api.redirect.sendUserTo(url);
};

exports.onContinuePostLogin = async (event, api) => {
  configure(event);
  const { code, error } = event.request.query;
  if (!code) {
    return api.access.deny(error ?? "The other account did not log in");
  }
  const { ManagementClient } = require("auth0");
  const primary = api.cache.get(`link:${event.client.client_id}`)?.value;
  try {
    const tokens = await makeClient(event).callback(
      callback(event),
      { code },
      { nonce: await derived(event, "nonce"), code_verifier: await derived(event, "verifier") },
    );
    const [provider, user_id] = tokens.claims().sub.split("|");
    const management = new ManagementClient({
      domain: event.secrets.DOMAIN,
      clientId: event.secrets.LINK_CLIENT_ID,
      clientSecret: event.secrets.LINK_CLIENT_SECRET,
    });
    await management.users.link({ id: primary }, { provider, user_id });
    api.idToken.setCustomClaim("linked", `${provider}|${user_id}`);
    api.authentication.setPrimaryUser(primary);
  } catch (failure) {
    console.error(`${failure.name}: ${failure.message}`);
    return api.access.deny("The accounts could not be linked");
  }
};
