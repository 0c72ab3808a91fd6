/// `event`: what is known about this login.
#include "internal.h"

#define REQUIRED_TEXT(function, of)                                                                                                         \
    const char *function(void) {                                                                                                            \
        post_login_string_t text;                                                                                                          \
        of(&text);                                                                                                                         \
        return vestibule_lift(text);                                                                                                       \
    }

#define OPTIONAL_TEXT(function, of)                                                                                                         \
    const char *function(void) {                                                                                                            \
        post_login_string_t text;                                                                                                          \
        return of(&text) ? vestibule_lift(text) : NULL;                                                                                    \
    }

#define OPTIONAL_TEXT_OF(function, of, argument)                                                                                            \
    const char *function(const char *argument) {                                                                                            \
        post_login_string_t text;                                                                                                          \
        return of(in(argument), &text) ? vestibule_lift(text) : NULL;                                                                      \
    }

#define OPTIONAL_FLAG(function, of)                                                                                                         \
    const bool *function(void) {                                                                                                            \
        bool flag;                                                                                                                         \
        return of(&flag) ? lift_flag(flag) : NULL;                                                                                         \
    }

#define TEXTS(function, of)                                                                                                                 \
    vestibule_texts function(void) {                                                                                                        \
        post_login_list_string_t texts;                                                                                                    \
        of(&texts);                                                                                                                        \
        return vestibule_lift_all(texts);                                                                                                  \
    }

#define OPTIONAL_TEXTS(function, of)                                                                                                        \
    vestibule_texts function(void) {                                                                                                        \
        post_login_list_string_t texts;                                                                                                    \
        return of(&texts) ? vestibule_lift_all(texts) : (vestibule_texts){NULL, 0};                                                        \
    }

static const bool TRUE = true, FALSE = false;

static const bool *lift_flag(bool flag) {
    return flag ? &TRUE : &FALSE;
}

OPTIONAL_TEXT_OF(event_get, vestibule_actions_event_get, pointer)
TEXTS(event_parts, vestibule_actions_event_parts)
OPTIONAL_TEXT(event_authentication_risk_confidence, vestibule_actions_event_authentication_risk_confidence)
OPTIONAL_TEXTS(event_authorization_roles, vestibule_actions_event_authorization_roles)
REQUIRED_TEXT(event_client_client_id, vestibule_actions_event_client_client_id)
REQUIRED_TEXT(event_client_name, vestibule_actions_event_client_name)
REQUIRED_TEXT(event_client_metadata, vestibule_actions_event_client_metadata)
OPTIONAL_TEXT_OF(event_configuration_get, vestibule_actions_event_configuration_get, name)
TEXTS(event_configuration_names, vestibule_actions_event_configuration_names)
REQUIRED_TEXT(event_connection_id, vestibule_actions_event_connection_id)
REQUIRED_TEXT(event_connection_name, vestibule_actions_event_connection_name)
REQUIRED_TEXT(event_connection_strategy, vestibule_actions_event_connection_strategy)
OPTIONAL_TEXT(event_connection_metadata, vestibule_actions_event_connection_metadata)
OPTIONAL_TEXT(event_custom_domain_domain, vestibule_actions_event_custom_domain_domain)
OPTIONAL_TEXT(event_custom_domain_domain_metadata, vestibule_actions_event_custom_domain_domain_metadata)
OPTIONAL_TEXT(event_organization_id, vestibule_actions_event_organization_id)
OPTIONAL_TEXT(event_organization_name, vestibule_actions_event_organization_name)
OPTIONAL_TEXT(event_organization_display_name, vestibule_actions_event_organization_display_name)
OPTIONAL_TEXT(event_organization_metadata, vestibule_actions_event_organization_metadata)
OPTIONAL_TEXT(event_prompt_id, vestibule_actions_event_prompt_id)
OPTIONAL_TEXT(event_prompt_fields, vestibule_actions_event_prompt_fields)
OPTIONAL_TEXT(event_prompt_vars, vestibule_actions_event_prompt_vars)
OPTIONAL_TEXT(event_refresh_token_id, vestibule_actions_event_refresh_token_id)
OPTIONAL_TEXT(event_refresh_token_client_id, vestibule_actions_event_refresh_token_client_id)
OPTIONAL_TEXT(event_refresh_token_session_id, vestibule_actions_event_refresh_token_session_id)
OPTIONAL_TEXT(event_refresh_token_created_at, vestibule_actions_event_refresh_token_created_at)
OPTIONAL_TEXT(event_refresh_token_expires_at, vestibule_actions_event_refresh_token_expires_at)
OPTIONAL_TEXT(event_refresh_token_idle_expires_at, vestibule_actions_event_refresh_token_idle_expires_at)
OPTIONAL_TEXT(event_refresh_token_last_exchanged_at, vestibule_actions_event_refresh_token_last_exchanged_at)
OPTIONAL_FLAG(event_refresh_token_rotating, vestibule_actions_event_refresh_token_rotating)
OPTIONAL_TEXT(event_refresh_token_device, vestibule_actions_event_refresh_token_device)
OPTIONAL_TEXT(event_refresh_token_resource_servers, vestibule_actions_event_refresh_token_resource_servers)
OPTIONAL_TEXT(event_refresh_token_metadata, vestibule_actions_event_refresh_token_metadata)
REQUIRED_TEXT(event_request_ip, vestibule_actions_event_request_ip)
REQUIRED_TEXT(event_request_method, vestibule_actions_event_request_method)
OPTIONAL_TEXT(event_request_hostname, vestibule_actions_event_request_hostname)
OPTIONAL_TEXT(event_request_language, vestibule_actions_event_request_language)
OPTIONAL_TEXT(event_request_user_agent, vestibule_actions_event_request_user_agent)
OPTIONAL_TEXT(event_request_asn, vestibule_actions_event_request_asn)
REQUIRED_TEXT(event_request_query, vestibule_actions_event_request_query)
OPTIONAL_TEXT_OF(event_request_query_parameter, vestibule_actions_event_request_query_parameter, name)
REQUIRED_TEXT(event_request_body, vestibule_actions_event_request_body)
OPTIONAL_TEXT(event_resource_server_identifier, vestibule_actions_event_resource_server_identifier)
OPTIONAL_TEXT_OF(event_secrets_get, vestibule_actions_event_secrets_get, name)
TEXTS(event_secrets_names, vestibule_actions_event_secrets_names)
OPTIONAL_TEXT(event_security_context_ja3, vestibule_actions_event_security_context_ja3)
OPTIONAL_TEXT(event_security_context_ja4, vestibule_actions_event_security_context_ja4)
OPTIONAL_TEXT(event_session_id, vestibule_actions_event_session_id)
OPTIONAL_TEXT(event_session_user_id, vestibule_actions_event_session_user_id)
OPTIONAL_TEXT(event_session_created_at, vestibule_actions_event_session_created_at)
OPTIONAL_TEXT(event_session_updated_at, vestibule_actions_event_session_updated_at)
OPTIONAL_TEXT(event_session_authenticated_at, vestibule_actions_event_session_authenticated_at)
OPTIONAL_TEXT(event_session_idle_expires_at, vestibule_actions_event_session_idle_expires_at)
OPTIONAL_TEXT(event_session_expires_at, vestibule_actions_event_session_expires_at)
OPTIONAL_TEXT(event_session_last_interacted_at, vestibule_actions_event_session_last_interacted_at)
TEXTS(event_session_clients, vestibule_actions_event_session_clients)
OPTIONAL_TEXT(event_session_cookie_mode, vestibule_actions_event_session_cookie_mode)
OPTIONAL_TEXT(event_session_device, vestibule_actions_event_session_device)
OPTIONAL_TEXT(event_session_metadata, vestibule_actions_event_session_metadata)
uint64_t event_stats_logins_count(void) {
    return vestibule_actions_event_stats_logins_count();
}

REQUIRED_TEXT(event_tenant_id, vestibule_actions_event_tenant_id)
OPTIONAL_TEXT(event_transaction_id, vestibule_actions_event_transaction_id)
OPTIONAL_TEXT(event_transaction_protocol, vestibule_actions_event_transaction_protocol)
TEXTS(event_transaction_acr_values, vestibule_actions_event_transaction_acr_values)
TEXTS(event_transaction_requested_scopes, vestibule_actions_event_transaction_requested_scopes)
TEXTS(event_transaction_ui_locales, vestibule_actions_event_transaction_ui_locales)
TEXTS(event_transaction_prompt, vestibule_actions_event_transaction_prompt)
TEXTS(event_transaction_response_type, vestibule_actions_event_transaction_response_type)
OPTIONAL_TEXT(event_transaction_response_mode, vestibule_actions_event_transaction_response_mode)
OPTIONAL_TEXT(event_transaction_redirect_uri, vestibule_actions_event_transaction_redirect_uri)
OPTIONAL_TEXT(event_transaction_state, vestibule_actions_event_transaction_state)
OPTIONAL_TEXT(event_transaction_login_hint, vestibule_actions_event_transaction_login_hint)
OPTIONAL_TEXT(event_transaction_locale, vestibule_actions_event_transaction_locale)
OPTIONAL_TEXT(event_transaction_linking_id, vestibule_actions_event_transaction_linking_id)
OPTIONAL_TEXT(event_transaction_correlation_id, vestibule_actions_event_transaction_correlation_id)
OPTIONAL_TEXT(event_transaction_requested_authorization_details, vestibule_actions_event_transaction_requested_authorization_details)
OPTIONAL_TEXT(event_transaction_subject_token_type, vestibule_actions_event_transaction_subject_token_type)
OPTIONAL_TEXT(event_transaction_actor_token_type, vestibule_actions_event_transaction_actor_token_type)
OPTIONAL_TEXT(event_transaction_actor, vestibule_actions_event_transaction_actor)
REQUIRED_TEXT(event_transaction_metadata, vestibule_actions_event_transaction_metadata)
REQUIRED_TEXT(event_user_user_id, vestibule_actions_event_user_user_id)
OPTIONAL_TEXT(event_user_email, vestibule_actions_event_user_email)
bool event_user_email_verified(void) {
    return vestibule_actions_event_user_email_verified();
}

OPTIONAL_TEXT(event_user_username, vestibule_actions_event_user_username)
OPTIONAL_TEXT(event_user_name, vestibule_actions_event_user_name)
OPTIONAL_TEXT(event_user_given_name, vestibule_actions_event_user_given_name)
OPTIONAL_TEXT(event_user_family_name, vestibule_actions_event_user_family_name)
OPTIONAL_TEXT(event_user_nickname, vestibule_actions_event_user_nickname)
OPTIONAL_TEXT(event_user_picture, vestibule_actions_event_user_picture)
OPTIONAL_TEXT(event_user_phone_number, vestibule_actions_event_user_phone_number)
OPTIONAL_FLAG(event_user_phone_verified, vestibule_actions_event_user_phone_verified)
OPTIONAL_TEXT(event_user_created_at, vestibule_actions_event_user_created_at)
OPTIONAL_TEXT(event_user_updated_at, vestibule_actions_event_user_updated_at)
OPTIONAL_TEXT(event_user_last_password_reset, vestibule_actions_event_user_last_password_reset)
REQUIRED_TEXT(event_user_app_metadata, vestibule_actions_event_user_app_metadata)
REQUIRED_TEXT(event_user_user_metadata, vestibule_actions_event_user_user_metadata)
TEXTS(event_user_multifactor, vestibule_actions_event_user_multifactor)
