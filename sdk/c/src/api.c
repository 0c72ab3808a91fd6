/// `api`, but for the cache and the SAML response.
#include "internal.h"
#include "call.h"

static vestibule_actions_types_factor_t lower_factor(vestibule_factor factor) {
    // By its name: the host reads every factor it knows from that as well.
    vestibule_actions_types_factor_t lowered = {.tag = VESTIBULE_ACTIONS_TYPES_FACTOR_OTHER};
    lowered.val.other.type = vestibule_lower(factor.type);
    lowered.val.other.options.is_some = factor.options != NULL;
    if (factor.options != NULL) {
        lowered.val.other.options.val = vestibule_lower(factor.options);
    }
    return lowered;
}

static vestibule_actions_authentication_list_factor_t lower_factors(vestibule_factors factors) {
    vestibule_actions_types_factor_t *items = vestibule_allocate(factors.count * sizeof *items);
    for (size_t index = 0; index < factors.count; index++) {
        items[index] = lower_factor(factors.items[index]);
    }
    return (vestibule_actions_authentication_list_factor_t){items, factors.count};
}

void api_access_deny(const char *reason, const char *description) {
    vestibule_actions_access_deny(in(reason), in_or_null(description));
}

vestibule_result api_access_token_set_custom_claim(const char *name, const char *value) {
    CALL(vestibule_actions_access_token_set_custom_claim, in(name), in(value));
}

vestibule_result api_access_token_add_scope(const char *scope) {
    CALL(vestibule_actions_access_token_add_scope, in(scope));
}

vestibule_result api_access_token_remove_scope(const char *scope) {
    CALL(vestibule_actions_access_token_remove_scope, in(scope));
}

void api_authentication_challenge_with(vestibule_factor factor) {
    api_authentication_challenge_with_alternatives(factor, (vestibule_factors){NULL, 0});
}

void api_authentication_challenge_with_alternatives(vestibule_factor factor, vestibule_factors additional_factors) {
    vestibule_actions_types_factor_t lowered = lower_factor(factor);
    vestibule_actions_authentication_list_factor_t additional = lower_factors(additional_factors);
    vestibule_actions_authentication_challenge_with(&lowered, &additional);
}

vestibule_result api_authentication_challenge_with_any(vestibule_factors factors) {
    vestibule_actions_authentication_list_factor_t lowered = lower_factors(factors);
    CALL(vestibule_actions_authentication_challenge_with_any, &lowered);
}

void api_authentication_enroll_with(vestibule_factor factor) {
    api_authentication_enroll_with_alternatives(factor, (vestibule_factors){NULL, 0});
}

void api_authentication_enroll_with_alternatives(vestibule_factor factor, vestibule_factors additional_factors) {
    vestibule_actions_types_factor_t lowered = lower_factor(factor);
    vestibule_actions_authentication_list_factor_t additional = lower_factors(additional_factors);
    vestibule_actions_authentication_enroll_with(&lowered, &additional);
}

vestibule_result api_authentication_enroll_with_any(vestibule_factors factors) {
    vestibule_actions_authentication_list_factor_t lowered = lower_factors(factors);
    CALL(vestibule_actions_authentication_enroll_with_any, &lowered);
}

vestibule_result api_authentication_record_method(const char *provider_url) {
    CALL(vestibule_actions_authentication_record_method, in(provider_url));
}

vestibule_result api_authentication_set_primary_user(const char *primary_user_id) {
    CALL(vestibule_actions_authentication_set_primary_user, in(primary_user_id));
}

vestibule_result api_id_token_set_custom_claim(const char *name, const char *value) {
    CALL(vestibule_actions_id_token_set_custom_claim, in(name), in(value));
}

void api_multifactor_enable(multifactor_provider provider, bool allow_remember_browser) {
    static const uint8_t TAGS[] = {
        [MULTIFACTOR_ANY] = VESTIBULE_ACTIONS_MULTIFACTOR_PROVIDER_ANY,
        [MULTIFACTOR_GUARDIAN] = VESTIBULE_ACTIONS_MULTIFACTOR_PROVIDER_GUARDIAN,
        [MULTIFACTOR_GOOGLE_AUTHENTICATOR] = VESTIBULE_ACTIONS_MULTIFACTOR_PROVIDER_GOOGLE_AUTHENTICATOR,
        [MULTIFACTOR_DUO] = VESTIBULE_ACTIONS_MULTIFACTOR_PROVIDER_DUO,
        [MULTIFACTOR_NONE] = VESTIBULE_ACTIONS_MULTIFACTOR_PROVIDER_NONE,
    };
    if ((size_t)provider >= sizeof TAGS) {
        vestibule_stop("api_multifactor_enable: there is no such provider");
    }
    vestibule_actions_multifactor_provider_t lowered = {.tag = TAGS[provider]};
    vestibule_actions_multifactor_enable(&lowered, allow_remember_browser);
}

void api_multifactor_enable_duo(duo_options account, bool allow_remember_browser) {
    vestibule_actions_multifactor_provider_t lowered = {.tag = VESTIBULE_ACTIONS_MULTIFACTOR_PROVIDER_DUO};
    lowered.val.duo.is_some = true;
    lowered.val.duo.val.host = vestibule_lower(account.host);
    lowered.val.duo.val.ikey = vestibule_lower(account.ikey);
    lowered.val.duo.val.skey = vestibule_lower(account.skey);
    lowered.val.duo.val.username.is_some = account.username != NULL;
    if (account.username != NULL) {
        lowered.val.duo.val.username.val = vestibule_lower(account.username);
    }
    vestibule_actions_multifactor_enable(&lowered, allow_remember_browser);
}

vestibule_result api_prompt_render(const char *prompt_id, const char *fields, const char *vars) {
    CALL(vestibule_actions_prompt_render, in(prompt_id), in_or_null(fields), in_or_null(vars));
}

vestibule_result api_redirect_encode_token(const char *secret, const char *payload, const uint32_t *expires_in_seconds, const char **token) {
    vestibule_actions_types_call_error_t error;
    post_login_string_t encoded;
    if (!vestibule_actions_redirect_encode_token(in(secret), in(payload), (uint32_t *)expires_in_seconds, &encoded, &error)) {
        return vestibule_refused(&error);
    }
    *token = vestibule_lift(encoded);
    return vestibule_ok();
}

vestibule_result api_redirect_send_user_to(const char *url, const query_parameter *query, size_t count) {
    post_login_tuple2_string_string_t *items = vestibule_allocate(count * sizeof *items);
    for (size_t index = 0; index < count; index++) {
        items[index].f0 = vestibule_lower(query[index].name);
        items[index].f1 = vestibule_lower(query[index].value);
    }
    post_login_list_tuple2_string_string_t lowered = {items, count};
    CALL(vestibule_actions_redirect_send_user_to, in(url), &lowered);
}

bool api_redirect_can_redirect(void) {
    return vestibule_actions_redirect_can_redirect();
}

vestibule_result api_redirect_validate_token(const char *secret, const char *token_parameter_name, const char **claims) {
    vestibule_actions_types_call_error_t error;
    post_login_string_t json;
    if (!vestibule_actions_redirect_validate_token(in(secret), in_or_null(token_parameter_name), &json, &error)) {
        return vestibule_refused(&error);
    }
    *claims = vestibule_lift(json);
    return vestibule_ok();
}

vestibule_result api_refresh_token_revoke(const char *reason) {
    CALL(vestibule_actions_refresh_token_revoke, in(reason));
}

vestibule_result api_refresh_token_set_expires_at(uint64_t milliseconds) {
    CALL(vestibule_actions_refresh_token_set_expires_at, milliseconds);
}

vestibule_result api_refresh_token_set_idle_expires_at(uint64_t milliseconds) {
    CALL(vestibule_actions_refresh_token_set_idle_expires_at, milliseconds);
}

vestibule_result api_refresh_token_set_metadata(const char *key, const char *value) {
    CALL(vestibule_actions_refresh_token_set_metadata, in(key), in_or_null(value));
}

void api_refresh_token_delete_metadata(const char *key) {
    vestibule_actions_refresh_token_delete_metadata(in(key));
}

void api_refresh_token_evict_metadata(void) {
    vestibule_actions_refresh_token_evict_metadata();
}

bool api_rules_was_executed(const char *rule_id) {
    return vestibule_actions_rules_was_executed(in(rule_id));
}

void api_session_revoke(const char *reason, bool preserve_refresh_tokens) {
    vestibule_actions_session_revoke(in(reason), preserve_refresh_tokens);
}

vestibule_result api_session_set_expires_at(uint64_t milliseconds) {
    CALL(vestibule_actions_session_set_expires_at, milliseconds);
}

vestibule_result api_session_set_idle_expires_at(uint64_t milliseconds) {
    CALL(vestibule_actions_session_set_idle_expires_at, milliseconds);
}

void api_session_set_cookie_mode(session_cookie_mode mode) {
    vestibule_actions_session_set_cookie_mode(
        mode == COOKIE_PERSISTENT ? VESTIBULE_ACTIONS_SESSION_COOKIE_MODE_PERSISTENT : VESTIBULE_ACTIONS_SESSION_COOKIE_MODE_NON_PERSISTENT);
}

vestibule_result api_session_set_metadata(const char *key, const char *value) {
    CALL(vestibule_actions_session_set_metadata, in(key), in_or_null(value));
}

void api_session_delete_metadata(const char *key) {
    vestibule_actions_session_delete_metadata(in(key));
}

void api_session_evict_metadata(void) {
    vestibule_actions_session_evict_metadata();
}

vestibule_result api_transaction_set_metadata(const char *key, const char *value) {
    CALL(vestibule_actions_transaction_set_metadata, in(key), in(value));
}

vestibule_result api_user_set_app_metadata(const char *key, const char *value) {
    CALL(vestibule_actions_user_set_app_metadata, in(key), in(value));
}

vestibule_result api_user_set_user_metadata(const char *key, const char *value) {
    CALL(vestibule_actions_user_set_user_metadata, in(key), in(value));
}

vestibule_result api_validation_error(const char *error_code, const char *error_message) {
    CALL(vestibule_actions_validation_error, in(error_code), in(error_message));
}
