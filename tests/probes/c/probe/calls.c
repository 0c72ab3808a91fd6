/// Every method of the `api`, with arguments that are accepted and with such that are refused.
#include "probe.h"
#include <stdlib.h>
#include <string.h>

static void tell_value(const char *call, vestibule_result result, const char *json) {
    if (result.kind == VESTIBULE_OK) {
        say(call, JOIN("{\"ok\":", json, "}"));
    } else {
        say(call, JOIN("{\"name\":", json_string(result.name), ",\"message\":", json_string(result.message), "}"));
    }
}

static void tell(const char *call, vestibule_result result) {
    tell_value(call, result, "null");
}

static const char *of_cached(const cache_record *record) {
    return record != NULL ? json_string(record->value) : "null";
}

static const char *repeat(char character, size_t count) {
    char *text = malloc(count + 1);
    if (text == NULL) {
        abort();
    }
    memset(text, character, count);
    text[count] = '\0';
    return text;
}

void probe_grants(void) {
    vestibule_result result;
    const char *value = NULL;
    tell("access-token.set-custom-claim", api_access_token_set_custom_claim("https://acme.example/a", "{\"n\": 1, \"list\": [true, null, \"ü\"]}"));
    tell("access-token.set-custom-claim", api_access_token_set_custom_claim("scope", "1"));
    tell("access-token.add-scope", api_access_token_add_scope("read:things"));
    tell("access-token.add-scope", api_access_token_add_scope("two scopes"));
    tell("access-token.remove-scope", api_access_token_remove_scope("openid"));
    tell("id-token.set-custom-claim", api_id_token_set_custom_claim("https://acme.example/i", "\"text\""));
    tell("id-token.set-custom-claim", api_id_token_set_custom_claim("scope", "null"));
    tell("user.set-app-metadata", api_user_set_app_metadata("plan", "\"gold\""));
    tell("user.set-user-metadata", api_user_set_user_metadata("theme", "null"));
    tell("transaction.set-metadata", api_transaction_set_metadata("seen", "3"));
    tell("transaction.set-metadata", api_transaction_set_metadata("no", "{\"an\": \"object\"}"));
    tell("transaction.set-metadata", api_transaction_set_metadata(repeat('k', 65), "true"));
    tell("authentication.record-method", api_authentication_record_method("https://acme.example/method"));
    tell("authentication.set-primary-user", api_authentication_set_primary_user(""));
    tell("authentication.set-primary-user", api_authentication_set_primary_user("auth0|other"));
    tell("authentication.set-primary-user", api_authentication_set_primary_user("auth0|third"));
    tell("session.set-expires-at", api_session_set_expires_at(1900000000000));
    tell("session.set-idle-expires-at", api_session_set_idle_expires_at(1900000000000));
    api_session_set_cookie_mode(COOKIE_NON_PERSISTENT);
    tell("session.set-metadata", api_session_set_metadata("key", "value"));
    tell("session.set-metadata", api_session_set_metadata("not a key", "value"));
    api_session_delete_metadata("key");
    api_session_evict_metadata();
    tell("refresh-token.set-expires-at", api_refresh_token_set_expires_at(1900000000000));
    tell("refresh-token.set-idle-expires-at", api_refresh_token_set_idle_expires_at(1900000000000));
    tell("refresh-token.set-metadata", api_refresh_token_set_metadata("key", repeat('v', 256)));
    api_refresh_token_delete_metadata("key");
    api_refresh_token_evict_metadata();
    say("redirect.can-redirect", of_flag(api_redirect_can_redirect()));
    say("rules.was-executed", of_flag(api_rules_was_executed("rule")));
    result = api_redirect_encode_token("secret", "{\"a\": \"b\"}", &(uint32_t){60}, &value);
    tell_value("redirect.encode-token", result, of_text(value));
    result = api_redirect_encode_token("secret", "\"no object\"", &(uint32_t){60}, &value);
    tell_value("redirect.encode-token", result, of_text(value));
    result = api_redirect_encode_token("", "{}", &(uint32_t){60}, &value);
    tell_value("redirect.encode-token", result, of_text(value));
    result = api_redirect_validate_token("secret", NULL, &value);
    tell_value("redirect.validate-token", result, value);
    say("cache.get", of_cached(api_cache_get("nothing")));
    tell("cache.set", api_cache_set("key", "value", &(uint64_t){60000}, NULL, NULL));
    say("cache.get", of_cached(api_cache_get("key")));
    tell("cache.set", api_cache_set(repeat('k', 65), "value", &(uint64_t){60000}, NULL, NULL));
    tell("cache.set", api_cache_set("key", repeat('v', 4097), &(uint64_t){60000}, NULL, NULL));
    tell("cache.delete", api_cache_delete("key"));
    tell("cache.delete", api_cache_delete("nothing"));
    api_multifactor_enable(MULTIFACTOR_GUARDIAN, true);
    api_multifactor_enable(MULTIFACTOR_ANY, false);
    api_multifactor_enable(MULTIFACTOR_GOOGLE_AUTHENTICATOR, false);
    api_multifactor_enable(MULTIFACTOR_NONE, false);
    api_multifactor_enable(MULTIFACTOR_DUO, false);
    api_multifactor_enable_duo((duo_options){"h", "i", "s", NULL}, true);
}

void probe_saml(void) {
    tell("saml-response.set-attribute", api_saml_response_set_attribute("roles", "[\"a\", \"b\"]"));
    tell("saml-response.set-attribute", api_saml_response_set_attribute("bad", "{\"an\": \"object\"}"));
    tell("saml-response.set-audience", api_saml_response_set_audience("urn:acme:set-audience"));
    tell("saml-response.set-recipient", api_saml_response_set_recipient("urn:acme:set-recipient"));
    tell("saml-response.set-destination", api_saml_response_set_destination("urn:acme:set-destination"));
    tell("saml-response.set-issuer", api_saml_response_set_issuer("urn:acme:set-issuer"));
    tell("saml-response.set-relay-state", api_saml_response_set_relay_state("urn:acme:set-relay-state"));
    tell("saml-response.set-name-identifier-format", api_saml_response_set_name_identifier_format("urn:acme:set-name-identifier-format"));
    tell("saml-response.set-authn-context-class-ref", api_saml_response_set_authn_context_class_ref("urn:acme:set-authn-context-class-ref"));
    tell("saml-response.set-signing-cert", api_saml_response_set_signing_cert("urn:acme:set-signing-cert"));
    tell("saml-response.set-encryption-cert", api_saml_response_set_encryption_cert("urn:acme:set-encryption-cert"));
    tell("saml-response.set-encryption-public-key", api_saml_response_set_encryption_public_key("urn:acme:set-encryption-public-key"));
    tell("saml-response.set-cert", api_saml_response_set_cert("urn:acme:set-cert"));
    tell("saml-response.set-key", api_saml_response_set_key("urn:acme:set-key"));
    tell("saml-response.set-authn-context-class-ref", api_saml_response_set_authn_context_class_ref(repeat('c', 513)));
    tell("saml-response.set-name-identifier-probes", api_saml_response_set_name_identifier_probes((vestibule_texts){(const char *const[]){"one", "two"}, 2}));
    tell("saml-response.set-name-identifier-probes", api_saml_response_set_name_identifier_probes((vestibule_texts){(const char *const[]){"x", "x", "x", "x", "x", "x", "x", "x", "x", "x", "x"}, 11}));
    api_saml_response_set_create_upn_claim(true);
    api_saml_response_set_passthrough_claims_with_no_mapping(true);
    api_saml_response_set_map_unknown_claims_as_is(true);
    api_saml_response_set_map_identities(false);
    api_saml_response_set_sign_response(true);
    api_saml_response_set_include_attribute_name_format(true);
    api_saml_response_set_typed_attributes(true);
    api_saml_response_set_signature_algorithm(SAML_RSA_SHA256);
    api_saml_response_set_digest_algorithm(SAML_SHA1);
    api_saml_response_set_encryption_algorithm(SAML_AES256_GCM);
    api_saml_response_set_lifetime_in_seconds(3600);
}

void probe_factors(void) {
    tell("authentication.challenge-with-any", api_authentication_challenge_with_any((vestibule_factors){NULL, 0}));
    tell("authentication.enroll-with-any", api_authentication_enroll_with_any((vestibule_factors){NULL, 0}));
    api_authentication_challenge_with_alternatives(FACTOR_OTP, FACTORS(FACTOR_PUSH_NOTIFICATION_ONLY, FACTOR_EMAIL, FACTOR_WEBAUTHN_PLATFORM));
    tell("authentication.challenge-with-any", api_authentication_challenge_with_any(FACTORS(FACTOR_PHONE_SMS, FACTOR_RECOVERY_CODE, ((vestibule_factor){"retina", NULL}))));
    api_authentication_enroll_with_alternatives(FACTOR_WEBAUTHN_ROAMING, FACTORS(FACTOR_PUSH_NOTIFICATION));
    tell("authentication.enroll-with-any", api_authentication_enroll_with_any(FACTORS(FACTOR_PHONE, FACTOR_PHONE_VOICE)));
}

void probe_deny(void) {
    api_access_deny("code", "text");
}

void probe_validation(void) {
    tell("validation.error", api_validation_error("", "x"));
    tell("validation.error", api_validation_error("code", "message"));
}

void probe_revoke(void) {
    api_session_revoke("reason", true);
}

void probe_refresh(void) {
    tell("refresh-token.revoke", api_refresh_token_revoke("reason"));
}

void probe_redirect(void) {
    tell("redirect.send-user-to", api_redirect_send_user_to("ftp://acme.example", NULL, 0));
    tell("redirect.send-user-to", api_redirect_send_user_to("https://acme.example/terms?a=1", (query_parameter[]){{"a", "2"}, {"b", "ü &"}}, 2));
}

void probe_prompt(void) {
    tell("prompt.render", api_prompt_render("", NULL, NULL));
    tell("prompt.render", api_prompt_render("form", "{\"f\": 1}", "{\"v\": [1, 2]}"));
}

void probe_http(void) {
    const char *url = "https://api.example.com/score?a=ü";
    http_response response;
    tell("http.send", http_send(&(http_request){.url = url}, &response));
    http_header headers[] = {{"x-own", "a"}, {"content-type", "application/json"}};
    http_request request = {.method = "POST", .url = url, .headers = headers, .header_count = 2, .body = "7", .body_length = 1};
    http_exchange exchange;
    vestibule_result result = http_start(&request, &exchange);
    if (result.kind == VESTIBULE_OK) {
        result = http_finish(exchange, &response);
    }
    tell("http.exchange.finish", result);
}

void continued(void) {
    vestibule_result result;
    const char *value = NULL;
    result = api_redirect_validate_token("secret", NULL, &value);
    tell_value("redirect.validate-token", result, value);
    tell("authentication.record-method", api_authentication_record_method("ftp://x"));
    tell("authentication.record-method", api_authentication_record_method("https://acme.example/method"));
}
