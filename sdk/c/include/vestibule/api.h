/// `api`: what an Action can ask for.
///
/// Nothing is done at once. The host records each call, and carries it out when the handler has returned `vestibule_ok()`; only questions (the
/// cache, tokens, `api_redirect_can_redirect`) are answered immediately.
#ifndef VESTIBULE_API_H
#define VESTIBULE_API_H

#include "factor.h"
#include "result.h"
#include "text.h"
#include <stdint.h>

/// Which second factor `api_multifactor_enable` requires.
typedef enum multifactor_provider {
    /// `any`: every factor that the tenant has enabled.
    MULTIFACTOR_ANY,
    /// `guardian`: push, phone, one-time password, email.
    MULTIFACTOR_GUARDIAN,
    /// `google-authenticator`: as `guardian`.
    MULTIFACTOR_GOOGLE_AUTHENTICATOR,
    /// `duo`, with the tenant's account.
    MULTIFACTOR_DUO,
    /// `none`: no second factor, also where the tenant's policy asks for one.
    MULTIFACTOR_NONE,
} multifactor_provider;

/// `providerOptions` of `duo`.
typedef struct duo_options {
    /// `host`
    const char *host;
    /// `ikey`: the integration's key.
    const char *ikey;
    /// `skey`: the integration's secret.
    const char *skey;
    /// `username`: the name at Duo. NULL when it is the user's own.
    const char *username;
} duo_options;

/// A value in the cache.
typedef struct cache_record {
    /// `value`
    const char *value;
    /// `expires_at`: milliseconds since 1970.
    uint64_t expires_at;
} cache_record;

/// A parameter of a URL's query.
typedef struct query_parameter {
    const char *name;
    const char *value;
} query_parameter;

/// How long the session's cookie lives: it survives closing the browser, or does not.
typedef enum session_cookie_mode { COOKIE_PERSISTENT, COOKIE_NON_PERSISTENT } session_cookie_mode;
/// How the SAML response is signed.
typedef enum saml_signature_algorithm { SAML_RSA_SHA256, SAML_RSA_SHA1 } saml_signature_algorithm;
/// How the SAML response is digested.
typedef enum saml_digest_algorithm { SAML_SHA256, SAML_SHA1 } saml_digest_algorithm;
/// How the SAML response is encrypted.
typedef enum saml_encryption_algorithm { SAML_AES256_GCM, SAML_AES256_CBC } saml_encryption_algorithm;

/// `api.access.deny(reason)`: the login ends after this Action, no later one runs, and the person is told the reason. Metadata that was set
/// is still saved (D9). The first call of a run counts (D4). `description` is the second argument that many Actions pass: then `reason` is
/// taken as a code, and both are kept.
void api_access_deny(const char *reason, const char *description);

/// `api.accessToken.setCustomClaim(name, value)`: the last value of a name counts. A reserved name is dropped with a warning when the
/// claims are put together; the name `scope` is refused here.
vestibule_result api_access_token_set_custom_claim(const char *name, const char *value);
/// `api.accessToken.addScope(scope)`: one scope without inner spaces, at most 280 characters; at most 1,000 are added.
vestibule_result api_access_token_add_scope(const char *scope);
/// `api.accessToken.removeScope(scope)`
vestibule_result api_access_token_remove_scope(const char *scope);

/// `api.authentication.challengeWith(factor, {additionalFactors})`: ask for `factor`, offering the others behind a link.
void api_authentication_challenge_with(vestibule_factor factor);
/// `challengeWith(factor, {additionalFactors})`
void api_authentication_challenge_with_alternatives(vestibule_factor factor, vestibule_factors additional_factors);
/// `api.authentication.challengeWithAny(factors)`: let the person pick; straight to the factor if only one is usable. An empty list is
/// refused.
vestibule_result api_authentication_challenge_with_any(vestibule_factors factors);
/// `api.authentication.enrollWith(factor, {additionalFactors})`: have the person enrol `factor`, offering the others behind a link. One who
/// has a second factor already must pass a challenge before (D5, D7).
void api_authentication_enroll_with(vestibule_factor factor);
/// `enrollWith(factor, {additionalFactors})`
void api_authentication_enroll_with_alternatives(vestibule_factor factor, vestibule_factors additional_factors);
/// `api.authentication.enrollWithAny(factors)`: let the person pick what to enrol, in the given order. An empty list is refused.
vestibule_result api_authentication_enroll_with_any(vestibule_factors factors);
/// `api.authentication.recordMethod(provider_url)`: add a method of the Action's own to the session. Only in `on_continue_post_login`, and
/// only an http or https URL.
vestibule_result api_authentication_record_method(const char *provider_url);
/// `api.authentication.setPrimaryUser(primary_user_id)`: issue the tokens for another user, of whom the current identity is a secondary
/// one. Once in a login; 1 to 128 characters. `user_metadata` set in the same Action is lost.
vestibule_result api_authentication_set_primary_user(const char *primary_user_id);

/// `api.cache.get(key)`. NULL when there is no value or it has expired.
const cache_record *api_cache_get(const char *key);
/// `api.cache.set(key, value, {ttl, expires_at})`, both in milliseconds; the earlier one counts. Default 15 minutes, at most 24 hours.
/// `ttl` and `expires_at` may be NULL, `stored` as well: `api_cache_set("key", "value", &(uint64_t){60000}, NULL, NULL)`.
vestibule_result api_cache_set(const char *key, const char *value, const uint64_t *ttl, const uint64_t *expires_at, cache_record *stored);
/// `api.cache.delete(key)`
vestibule_result api_cache_delete(const char *key);

/// `api.idToken.setCustomClaim(name, value)`: as `api_access_token_set_custom_claim`.
vestibule_result api_id_token_set_custom_claim(const char *name, const char *value);

/// `api.multifactor.enable(provider, {allowRememberBrowser})`: require a second factor at the very end of the login, after all Actions. The
/// last call of the login counts, and none adds a prompt to a login that carried out a command of `authentication` (D19).
void api_multifactor_enable(multifactor_provider provider, bool allow_remember_browser);
/// `enable('duo', {providerOptions})`: as above, with the account to use instead of the tenant's.
void api_multifactor_enable_duo(duo_options account, bool allow_remember_browser);

/// `api.prompt.render(promptId, {fields, vars})`: show a form, and come back to this Action's `on_continue_post_login`. Once a run, not
/// together with `api_redirect_send_user_to`; `fields` and `vars` are JSON objects of at most 24 KiB together.
vestibule_result api_prompt_render(const char *prompt_id, const char *fields, const char *vars);

/// `api.redirect.encodeToken({secret, payload, expiresInSeconds})`: a signed token (HS256) with `iat`, `iss`, `sub`, `exp`, `ip` and the
/// members of `payload`, a JSON object. Default 900 seconds.
/// `expires_in_seconds` may be NULL. `token` is set when the result is `VESTIBULE_OK`.
vestibule_result api_redirect_encode_token(const char *secret, const char *payload, const uint32_t *expires_in_seconds, const char **token);
/// `api.redirect.sendUserTo(url, {query})`: send the person there when the Action's second factors are passed; back to this Action's
/// `on_continue_post_login`. `query` replaces parameters of the same name. The last call of a run counts.
vestibule_result api_redirect_send_user_to(const char *url, const query_parameter *query, size_t count);
/// `api.redirect.canRedirect()`: false where nobody could follow a redirect (`prompt=none`, password and refresh-token grants).
bool api_redirect_can_redirect(void);
/// `api.redirect.validateToken({secret, tokenParameterName})`: the members of the token that came back, as a JSON object. Refused when it
/// is missing, expired, for another user or another transaction, or signed with another secret. Default parameter `session_token`, looked
/// for in the body, then in the query.
/// `token_parameter_name` may be NULL. `claims` is set when the result is `VESTIBULE_OK`.
vestibule_result api_redirect_validate_token(const char *secret, const char *token_parameter_name, const char **claims);

/// `api.refreshToken.revoke(reason)`: revoke the token and deny. Only in a refresh-token exchange.
vestibule_result api_refresh_token_revoke(const char *reason);
/// `api.refreshToken.setExpiresAt(ms)`: milliseconds since 1970. The earliest call counts; the tenant's maximum is never passed.
vestibule_result api_refresh_token_set_expires_at(uint64_t milliseconds);
/// `api.refreshToken.setIdleExpiresAt(ms)`: as the one above.
vestibule_result api_refresh_token_set_idle_expires_at(uint64_t milliseconds);
/// `api.refreshToken.setMetadata(key, value)`: at most 25 keys of letters, digits, `_` and `-`; values of at most 255 characters. No value
/// removes the key.
vestibule_result api_refresh_token_set_metadata(const char *key, const char *value);
/// `api.refreshToken.deleteMetadata(key)`
void api_refresh_token_delete_metadata(const char *key);
/// `api.refreshToken.evictMetadata()`: remove all of it.
void api_refresh_token_evict_metadata(void);

/// `api.rules.wasExecuted(ruleId)`: always false, there are no Rules.
bool api_rules_was_executed(const char *rule_id);

/// `setAttribute(name, value)`: text, number, boolean or an array of those; `null` blanks it. A text has at most 2,048 characters; at most
/// 100 changes.
vestibule_result api_saml_response_set_attribute(const char *name, const char *value);
/// `setAudience`
vestibule_result api_saml_response_set_audience(const char *value);
/// `setRecipient`
vestibule_result api_saml_response_set_recipient(const char *value);
/// `setDestination`
vestibule_result api_saml_response_set_destination(const char *value);
/// `setIssuer`
vestibule_result api_saml_response_set_issuer(const char *value);
/// `setRelayState`
vestibule_result api_saml_response_set_relay_state(const char *value);
/// `setNameIdentifierFormat`
vestibule_result api_saml_response_set_name_identifier_format(const char *value);
/// `setAuthnContextClassRef`: at most 512 characters.
vestibule_result api_saml_response_set_authn_context_class_ref(const char *value);
/// `setNameIdentifierProbes`: at most 10, of at most 512 characters.
vestibule_result api_saml_response_set_name_identifier_probes(vestibule_texts values);
/// `setSigningCert`: PEM, at most 4,096 characters, as the others below.
vestibule_result api_saml_response_set_signing_cert(const char *value);
/// `setEncryptionCert`
vestibule_result api_saml_response_set_encryption_cert(const char *value);
/// `setEncryptionPublicKey`
vestibule_result api_saml_response_set_encryption_public_key(const char *value);
/// `setCert`
vestibule_result api_saml_response_set_cert(const char *value);
/// `setKey`
vestibule_result api_saml_response_set_key(const char *value);
/// `setCreateUpnClaim`
void api_saml_response_set_create_upn_claim(bool value);
/// `setPassthroughClaimsWithNoMapping`
void api_saml_response_set_passthrough_claims_with_no_mapping(bool value);
/// `setMapUnknownClaimsAsIs`
void api_saml_response_set_map_unknown_claims_as_is(bool value);
/// `setMapIdentities`
void api_saml_response_set_map_identities(bool value);
/// `setSignResponse`
void api_saml_response_set_sign_response(bool value);
/// `setIncludeAttributeNameFormat`
void api_saml_response_set_include_attribute_name_format(bool value);
/// `setTypedAttributes`
void api_saml_response_set_typed_attributes(bool value);
/// `setSignatureAlgorithm`
void api_saml_response_set_signature_algorithm(saml_signature_algorithm value);
/// `setDigestAlgorithm`
void api_saml_response_set_digest_algorithm(saml_digest_algorithm value);
/// `setEncryptionAlgorithm`
void api_saml_response_set_encryption_algorithm(saml_encryption_algorithm value);
/// `setLifetimeInSeconds`
void api_saml_response_set_lifetime_in_seconds(uint32_t value);

/// `api.session.revoke(reason, {preserveRefreshTokens})`: end the session, deny the login, run no later Action.
void api_session_revoke(const char *reason, bool preserve_refresh_tokens);
/// `api.session.setExpiresAt(ms)`: milliseconds since 1970. The earliest call counts; the tenant's maximum is never passed.
vestibule_result api_session_set_expires_at(uint64_t milliseconds);
/// `api.session.setIdleExpiresAt(ms)`: as the one above.
vestibule_result api_session_set_idle_expires_at(uint64_t milliseconds);
/// `api.session.setCookieMode(mode)`: the last call counts.
void api_session_set_cookie_mode(session_cookie_mode mode);
/// `api.session.setMetadata(key, value)`: needs a session; otherwise as `api_refresh_token_set_metadata`.
vestibule_result api_session_set_metadata(const char *key, const char *value);
/// `api.session.deleteMetadata(key)`: nothing happens without a session.
void api_session_delete_metadata(const char *key);
/// `api.session.evictMetadata()`: remove all of it.
void api_session_evict_metadata(void);

/// `api.transaction.setMetadata(key, value)`: a text, number or boolean that this transaction's Actions share, visible at once in
/// `event.transaction.metadata`; `null` removes. Keys of at most 64 characters, values of at most 8 kB, 16 kB in all.
vestibule_result api_transaction_set_metadata(const char *key, const char *value);

/// `api.user.setAppMetadata(key, value)`: `null` removes the key. Later Actions see it; this one does not. At most 32 kB in a login.
vestibule_result api_user_set_app_metadata(const char *key, const char *value);
/// `api.user.setUserMetadata(key, value)`: as `api_user_set_app_metadata`.
vestibule_result api_user_set_user_metadata(const char *key, const char *value);

/// `api.validation.error(errorCode, errorMessage)`: stop the login with a validation error. Both texts have 1 to 100 characters.
vestibule_result api_validation_error(const char *error_code, const char *error_message);

#endif
