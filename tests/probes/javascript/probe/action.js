// The probe: it reads every part of the event, or makes the calls that `event.configuration.mode` names, and logs what came of each.

class ProbeError extends Error {
  name = "ProbeError";
}

const MODES = { echo, grants, saml, factors, deny, validation, revoke, refresh, redirect, prompt, http, outside, throw: thrown, refused };

exports.onExecutePostLogin = async (event, api) => {
  const run = MODES[event.configuration.mode];
  if (run === undefined) throw new Error("there is no such mode");
  await run(api, event);
};

exports.onContinuePostLogin = async (event, api) => {
  tell("redirect.validate-token", () => api.redirect.validateToken({ secret: "secret" }));
  tell("authentication.record-method", () => api.authentication.recordMethod("ftp://x"));
  tell("authentication.record-method", () => api.authentication.recordMethod("https://acme.example/method"));
};

/** Logs a value. What is absent is null. */
function say(what, value) {
  console.log(`${what} = ${JSON.stringify(value ?? null)}`);
}

/** Makes a call and logs what came of it. Methods that give `api` or an object of the cache give nothing to compare. */
function tell(call, make) {
  let value;
  try {
    value = make();
  } catch ({ name, message }) {
    return say(call, { name, message });
  }
  if (value?.type === "error") return say(call, { name: "CacheError", message: value.code });
  say(call, { ok: typeof value === "string" ? value : null });
}

function thrown() {
  throw new ProbeError('thrown with "quotes" and ü');
}

function refused(api) {
  api.accessToken.addScope("two scopes");
}

function grants(api) {
  tell("access-token.set-custom-claim", () => api.accessToken.setCustomClaim("https://acme.example/a", { n: 1, list: [true, null, "ü"] }));
  tell("access-token.set-custom-claim", () => api.accessToken.setCustomClaim("scope", 1));
  tell("access-token.add-scope", () => api.accessToken.addScope("read:things"));
  tell("access-token.add-scope", () => api.accessToken.addScope("two scopes"));
  tell("access-token.remove-scope", () => api.accessToken.removeScope("openid"));
  tell("id-token.set-custom-claim", () => api.idToken.setCustomClaim("https://acme.example/i", "text"));
  tell("id-token.set-custom-claim", () => api.idToken.setCustomClaim("scope", null));
  tell("user.set-app-metadata", () => api.user.setAppMetadata("plan", "gold"));
  tell("user.set-user-metadata", () => api.user.setUserMetadata("theme", null));
  tell("transaction.set-metadata", () => api.transaction.setMetadata("seen", 3));
  tell("transaction.set-metadata", () => api.transaction.setMetadata("no", { an: "object" }));
  tell("transaction.set-metadata", () => api.transaction.setMetadata("k".repeat(65), true));
  tell("authentication.record-method", () => api.authentication.recordMethod("https://acme.example/method"));
  tell("authentication.set-primary-user", () => api.authentication.setPrimaryUser(""));
  tell("authentication.set-primary-user", () => api.authentication.setPrimaryUser("auth0|other"));
  tell("authentication.set-primary-user", () => api.authentication.setPrimaryUser("auth0|third"));
  tell("session.set-expires-at", () => api.session.setExpiresAt(1_900_000_000_000));
  tell("session.set-idle-expires-at", () => api.session.setIdleExpiresAt(1_900_000_000_000));
  api.session.setCookieMode("non-persistent");
  tell("session.set-metadata", () => api.session.setMetadata("key", "value"));
  tell("session.set-metadata", () => api.session.setMetadata("not a key", "value"));
  api.session.deleteMetadata("key");
  api.session.evictMetadata();
  tell("refresh-token.set-expires-at", () => api.refreshToken.setExpiresAt(1_900_000_000_000));
  tell("refresh-token.set-idle-expires-at", () => api.refreshToken.setIdleExpiresAt(1_900_000_000_000));
  tell("refresh-token.set-metadata", () => api.refreshToken.setMetadata("key", "v".repeat(256)));
  api.refreshToken.deleteMetadata("key");
  api.refreshToken.evictMetadata();
  say("redirect.can-redirect", api.redirect.canRedirect());
  say("rules.was-executed", api.rules.wasExecuted("rule"));
  tell("redirect.encode-token", () => api.redirect.encodeToken({ secret: "secret", payload: { a: "b" }, expiresInSeconds: 60 }));
  tell("redirect.encode-token", () => api.redirect.encodeToken({ secret: "secret", payload: "no object", expiresInSeconds: 60 }));
  tell("redirect.encode-token", () => api.redirect.encodeToken({ secret: "", payload: {}, expiresInSeconds: 60 }));
  tell("redirect.validate-token", () => api.redirect.validateToken({ secret: "secret" }));
  say("cache.get", api.cache.get("nothing")?.value);
  tell("cache.set", () => api.cache.set("key", "value", { ttl: 60_000 }));
  say("cache.get", api.cache.get("key")?.value);
  tell("cache.set", () => api.cache.set("k".repeat(65), "value", { ttl: 60_000 }));
  tell("cache.set", () => api.cache.set("key", "v".repeat(4097), { ttl: 60_000 }));
  tell("cache.delete", () => api.cache.delete("key"));
  tell("cache.delete", () => api.cache.delete("nothing"));
  api.multifactor.enable("guardian", { allowRememberBrowser: true });
  api.multifactor.enable("any");
  api.multifactor.enable("google-authenticator");
  api.multifactor.enable("none");
  api.multifactor.enable("duo");
  api.multifactor.enable("duo", { allowRememberBrowser: true, providerOptions: { host: "h", ikey: "i", skey: "s" } });
}

function saml(api) {
  const { samlResponse } = api;
  tell("saml-response.set-attribute", () => samlResponse.setAttribute("roles", ["a", "b"]));
  tell("saml-response.set-attribute", () => samlResponse.setAttribute("bad", { an: "object" }));
  tell("saml-response.set-audience", () => samlResponse.setAudience("urn:acme:set-audience"));
  tell("saml-response.set-recipient", () => samlResponse.setRecipient("urn:acme:set-recipient"));
  tell("saml-response.set-destination", () => samlResponse.setDestination("urn:acme:set-destination"));
  tell("saml-response.set-issuer", () => samlResponse.setIssuer("urn:acme:set-issuer"));
  tell("saml-response.set-relay-state", () => samlResponse.setRelayState("urn:acme:set-relay-state"));
  tell("saml-response.set-name-identifier-format", () => samlResponse.setNameIdentifierFormat("urn:acme:set-name-identifier-format"));
  tell("saml-response.set-authn-context-class-ref", () => samlResponse.setAuthnContextClassRef("urn:acme:set-authn-context-class-ref"));
  tell("saml-response.set-signing-cert", () => samlResponse.setSigningCert("urn:acme:set-signing-cert"));
  tell("saml-response.set-encryption-cert", () => samlResponse.setEncryptionCert("urn:acme:set-encryption-cert"));
  tell("saml-response.set-encryption-public-key", () => samlResponse.setEncryptionPublicKey("urn:acme:set-encryption-public-key"));
  tell("saml-response.set-cert", () => samlResponse.setCert("urn:acme:set-cert"));
  tell("saml-response.set-key", () => samlResponse.setKey("urn:acme:set-key"));
  tell("saml-response.set-authn-context-class-ref", () => samlResponse.setAuthnContextClassRef("c".repeat(513)));
  tell("saml-response.set-name-identifier-probes", () => samlResponse.setNameIdentifierProbes(["one", "two"]));
  tell("saml-response.set-name-identifier-probes", () => samlResponse.setNameIdentifierProbes(Array(11).fill("x")));
  samlResponse.setCreateUpnClaim(true);
  samlResponse.setPassthroughClaimsWithNoMapping(true);
  samlResponse.setMapUnknownClaimsAsIs(true);
  samlResponse.setMapIdentities(false);
  samlResponse.setSignResponse(true);
  samlResponse.setIncludeAttributeNameFormat(true);
  samlResponse.setTypedAttributes(true);
  samlResponse.setSignatureAlgorithm("rsa-sha256");
  samlResponse.setDigestAlgorithm("sha1");
  samlResponse.setEncryptionAlgorithm("aes256-gcm");
  samlResponse.setLifetimeInSeconds(3_600);
}

function factors({ authentication }) {
  tell("authentication.challenge-with-any", () => authentication.challengeWithAny([]));
  tell("authentication.enroll-with-any", () => authentication.enrollWithAny([]));
  authentication.challengeWith(
    { type: "otp" },
    { additionalFactors: [{ type: "push-notification", options: { otpFallback: false } }, { type: "email" }, { type: "webauthn-platform" }] },
  );
  tell("authentication.challenge-with-any", () =>
    authentication.challengeWithAny([{ type: "phone", options: { preferredMethod: "sms" } }, { type: "recovery-code" }, { type: "retina" }]),
  );
  authentication.enrollWith({ type: "webauthn-roaming" }, { additionalFactors: [{ type: "push-notification" }] });
  tell("authentication.enroll-with-any", () => authentication.enrollWithAny([{ type: "phone" }, { type: "phone", options: { preferredMethod: "voice" } }]));
}

function deny(api) {
  api.access.deny("code", "text");
}

function validation(api) {
  tell("validation.error", () => api.validation.error("", "x"));
  tell("validation.error", () => api.validation.error("code", "message"));
}

function revoke(api) {
  api.session.revoke("reason", { preserveRefreshTokens: true });
}

function refresh(api) {
  tell("refresh-token.revoke", () => api.refreshToken.revoke("reason"));
}

function redirect(api) {
  tell("redirect.send-user-to", () => api.redirect.sendUserTo("ftp://acme.example"));
  tell("redirect.send-user-to", () => api.redirect.sendUserTo("https://acme.example/terms?a=1", { query: { a: "2", b: "ü &" } }));
}

function prompt(api) {
  tell("prompt.render", () => api.prompt.render(""));
  tell("prompt.render", () => api.prompt.render("form", { fields: { f: 1 }, vars: { v: [1, 2] } }));
}

async function http() {
  const url = "https://api.example.com/score?a=ü";
  await tellOf("http.send", fetch(url));
  await tellOf("http.exchange.finish", fetch(url, { method: "POST", headers: { "x-own": "a" }, body: "7" }));
}

/** The same of a request. What `fetch` rejects with has the contract's reason as its cause. */
async function tellOf(call, response) {
  try {
    await response;
    say(call, { ok: null });
  } catch (error) {
    say(call, { name: "HttpError", message: error.cause?.message ?? error.message });
  }
}

/** Requests that somebody answers, at `event.configuration.base`. */
async function outside(api, event) {
  const { base } = event.configuration;
  const get = (path, init) => fetch(base + path, init);
  await answered(base, "http.send", get("/hello?a=%C3%BC", { headers: { "x-own": "a" } }));
  await answered(base, "http.redirected", get("/moved"));
  await answered(base, "http.manual", get("/moved", { redirect: "manual" }));
  await answered(base, "http.missing", get("/missing"));

  const headers = { "content-type": "application/json" };
  const score = get("/score", { method: "POST", headers, body: JSON.stringify({ ip: "203.0.113.7" }) });
  const bytes = get("/bytes");
  say("http.wait", (await Promise.race([score, bytes])) !== undefined);
  api.idToken.setCustomClaim("https://acme.example/score", JSON.parse(await answered(base, "http.exchange.finish", score)));
  say("http.bytes", (await (await bytes).arrayBuffer()).byteLength);

  const enough = new AbortController();
  const never = get("/never", { signal: enough.signal }).catch(({ name }) => name);
  say("http.wait", await Promise.race([never, new Promise((done) => setTimeout(done, 1, null))]));
  enough.abort();
}

/** Logs an answer, and gives its body. */
async function answered(base, call, answer) {
  const { status, url, headers } = await answer;
  const text = await (await answer).text();
  say(call, { status, path: url.slice(base.length), kind: headers.get("x-kind"), location: headers.get("location"), text });
  return text;
}

function echo(api, event) {
  const { authentication, client, connection, custom_domain, organization, refresh_token, request, session, transaction, user } = event;
  say("event.get", user.name);
  say("event.parts", Object.keys(event));
  say("event-authentication.methods", (authentication?.methods ?? []).map(({ name, timestamp, type }) => ({ name, timestamp, type: type ?? null })));
  say("event-authentication.risk-confidence", authentication?.riskAssessment?.confidence);
  say("event-authentication.risk-assessment", authentication?.riskAssessment?.assessments.NewDevice);
  say("event-authorization.roles", event.authorization?.roles ?? []);
  say("event-client.client-id", client.client_id);
  say("event-client.name", client.name);
  say("event-client.metadata", client.metadata);
  say("event-configuration.get", event.configuration.mode);
  say("event-configuration.names", Object.keys(event.configuration));
  say("event-connection.id", connection.id);
  say("event-connection.name", connection.name);
  say("event-connection.strategy", connection.strategy);
  say("event-connection.metadata", connection.metadata);
  say("event-custom-domain.domain", custom_domain?.domain);
  say("event-custom-domain.domain-metadata", custom_domain?.domain_metadata);
  say("event-organization.id", organization?.id);
  say("event-organization.name", organization?.name);
  say("event-organization.display-name", organization?.display_name);
  say("event-organization.metadata", organization?.metadata);
  say("event-prompt.id", event.prompt?.id);
  say("event-prompt.fields", event.prompt?.fields);
  say("event-prompt.vars", event.prompt?.vars);
  say("event-refresh-token.id", refresh_token?.id);
  say("event-refresh-token.client-id", refresh_token?.client_id);
  say("event-refresh-token.session-id", refresh_token?.session_id);
  say("event-refresh-token.created-at", refresh_token?.created_at);
  say("event-refresh-token.expires-at", refresh_token?.expires_at);
  say("event-refresh-token.idle-expires-at", refresh_token?.idle_expires_at);
  say("event-refresh-token.last-exchanged-at", refresh_token?.last_exchanged_at);
  say("event-refresh-token.rotating", refresh_token?.rotating);
  say("event-refresh-token.device", refresh_token?.device);
  say("event-refresh-token.resource-servers", refresh_token?.resource_servers);
  say("event-refresh-token.metadata", refresh_token?.metadata);
  say("event-request.ip", request.ip);
  say("event-request.method", request.method);
  say("event-request.hostname", request.hostname);
  say("event-request.language", request.language);
  say("event-request.user-agent", request.user_agent);
  say("event-request.asn", request.asn);
  say("event-request.query", request.query);
  say("event-request.query-parameter", [request.query.q].flat()[0]);
  say("event-request.body", request.body);
  say("event-request.geoip", place(request.geoip));
  say("event-resource-server.identifier", event.resource_server?.identifier);
  say("event-secrets.get", event.secrets.KEY);
  say("event-secrets.names", Object.keys(event.secrets));
  say("event-security-context.ja3", event.security_context?.ja3);
  say("event-security-context.ja4", event.security_context?.ja4);
  say("event-session.id", session?.id);
  say("event-session.user-id", session?.user_id);
  say("event-session.created-at", session?.created_at);
  say("event-session.updated-at", session?.updated_at);
  say("event-session.authenticated-at", session?.authenticated_at);
  say("event-session.idle-expires-at", session?.idle_expires_at);
  say("event-session.expires-at", session?.expires_at);
  say("event-session.last-interacted-at", session?.last_interacted_at);
  say("event-session.clients", (session?.clients ?? []).map(({ client_id }) => client_id));
  say("event-session.cookie-mode", session?.cookie?.mode);
  say("event-session.device", session?.device);
  say("event-session.metadata", session?.metadata);
  say("event-stats.logins-count", event.stats.logins_count);
  say("event-tenant.id", event.tenant.id);
  say("event-transaction.id", transaction?.id);
  say("event-transaction.protocol", transaction?.protocol);
  say("event-transaction.acr-values", transaction?.acr_values ?? []);
  say("event-transaction.requested-scopes", transaction?.requested_scopes ?? []);
  say("event-transaction.ui-locales", transaction?.ui_locales ?? []);
  say("event-transaction.prompt", transaction?.prompt ?? []);
  say("event-transaction.response-type", transaction?.response_type ?? []);
  say("event-transaction.response-mode", transaction?.response_mode);
  say("event-transaction.redirect-uri", transaction?.redirect_uri);
  say("event-transaction.state", transaction?.state);
  say("event-transaction.login-hint", transaction?.login_hint);
  say("event-transaction.locale", transaction?.locale);
  say("event-transaction.linking-id", transaction?.linking_id);
  say("event-transaction.correlation-id", transaction?.correlation_id);
  say("event-transaction.requested-authorization-details", transaction?.requested_authorization_details);
  say("event-transaction.subject-token-type", transaction?.subject_token_type);
  say("event-transaction.actor-token-type", transaction?.actor_token_type);
  say("event-transaction.actor", transaction?.actor);
  say("event-transaction.metadata", transaction?.metadata ?? {});
  say("event-user.user-id", user.user_id);
  say("event-user.email", user.email);
  say("event-user.email-verified", user.email_verified ?? false);
  say("event-user.username", user.username);
  say("event-user.name", user.name);
  say("event-user.given-name", user.given_name);
  say("event-user.family-name", user.family_name);
  say("event-user.nickname", user.nickname);
  say("event-user.picture", user.picture);
  say("event-user.phone-number", user.phone_number);
  say("event-user.phone-verified", user.phone_verified);
  say("event-user.created-at", user.created_at);
  say("event-user.updated-at", user.updated_at);
  say("event-user.last-password-reset", user.last_password_reset);
  say("event-user.app-metadata", user.app_metadata);
  say("event-user.user-metadata", user.user_metadata);
  say("event-user.enrolled-factors", (user.enrolledFactors ?? []).map(({ type, options }) => ({ type, options: options ?? null })));
  say("event-user.multifactor", user.multifactor ?? []);
  say("event-user.identities", (user.identities ?? []).map(identity));
}

/** With the names that the contract has. */
function place(geoip) {
  return (
    geoip && {
      city_name: geoip.cityName ?? null,
      continent_code: geoip.continentCode ?? null,
      country_code: geoip.countryCode ?? null,
      country_code_three: geoip.countryCode3 ?? null,
      country_name: geoip.countryName ?? null,
      subdivision_code: geoip.subdivisionCode ?? null,
      subdivision_name: geoip.subdivisionName ?? null,
      time_zone: geoip.timeZone ?? null,
      latitude: geoip.latitude ?? null,
      longitude: geoip.longitude ?? null,
    }
  );
}

/** With the names that the contract has. */
function identity({ connection, provider, user_id, isSocial, profileData }) {
  return { connection: connection ?? null, provider: provider ?? null, user_id: user_id ?? null, is_social: isSocial ?? null, profile_data: profileData ?? null };
}
