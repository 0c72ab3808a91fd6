/// Every part of the event.
#include "probe.h"
#include <math.h>

/// Degrees with as many digits as the test's event has.
static const char *of_degrees(const double *degrees) {
    if (degrees == NULL) {
        return "null";
    }
    uint64_t tenths = (uint64_t)(fabs(*degrees) * 10 + 0.5);
    return JOIN(*degrees < 0 ? "-" : "", of_number(tenths / 10), ".", of_number(tenths % 10));
}

static const char *of_methods(event_methods methods) {
    const char *json = "[";
    for (size_t index = 0; index < methods.count; index++) {
        const event_method *entry = &methods.items[index];
        json = JOIN(json, index != 0 ? "," : "", "{\"name\":", of_text(entry->name), ",\"timestamp\":", of_text(entry->timestamp),
                    ",\"type\":", of_text(entry->type), "}");
    }
    return JOIN(json, "]");
}

static const char *of_assessment(const event_assessment *found) {
    if (found == NULL) {
        return "null";
    }
    return JOIN("{\"confidence\":", of_text(found->confidence), ",\"code\":", of_text(found->code), ",\"details\":", of_json(found->details), "}");
}

static const char *of_geoip(const event_geoip *place) {
    if (place == NULL) {
        return "null";
    }
    return JOIN("{\"city_name\":", of_text(place->city_name), ",\"continent_code\":", of_text(place->continent_code), ",\"country_code\":",
                of_text(place->country_code), ",\"country_code_three\":", of_text(place->country_code_three), ",\"country_name\":",
                of_text(place->country_name), ",\"subdivision_code\":", of_text(place->subdivision_code), ",\"subdivision_name\":",
                of_text(place->subdivision_name), ",\"time_zone\":", of_text(place->time_zone), ",\"latitude\":", of_degrees(place->latitude),
                ",\"longitude\":", of_degrees(place->longitude), "}");
}

static const char *of_enrolled_factors(event_enrolled_factors factors) {
    const char *json = "[";
    for (size_t index = 0; index < factors.count; index++) {
        const event_enrolled_factor *entry = &factors.items[index];
        json = JOIN(json, index != 0 ? "," : "", "{\"type\":", of_text(entry->type), ",\"options\":", of_json(entry->options), "}");
    }
    return JOIN(json, "]");
}

static const char *of_identities(event_identities identities) {
    const char *json = "[";
    for (size_t index = 0; index < identities.count; index++) {
        const event_identity *entry = &identities.items[index];
        json = JOIN(json, index != 0 ? "," : "", "{\"connection\":", of_text(entry->connection), ",\"provider\":", of_text(entry->provider),
                    ",\"user_id\":", of_text(entry->user_id), ",\"is_social\":", of_optional_flag(entry->is_social), ",\"profile_data\":",
                    of_json(entry->profile_data), "}");
    }
    return JOIN(json, "]");
}

void echo(void) {
    say("event.get", of_json(event_get("/user/name")));
    say("event.parts", of_texts(event_parts()));
    say("event-authentication.methods", of_methods(event_authentication_methods()));
    say("event-authentication.risk-confidence", of_text(event_authentication_risk_confidence()));
    say("event-authentication.risk-assessment", of_assessment(event_authentication_risk_assessment("NewDevice")));
    say("event-authorization.roles", of_texts(event_authorization_roles()));
    say("event-client.client-id", of_text(event_client_client_id()));
    say("event-client.name", of_text(event_client_name()));
    say("event-client.metadata", of_json(event_client_metadata()));
    say("event-configuration.get", of_json(event_configuration_get("mode")));
    say("event-configuration.names", of_texts(event_configuration_names()));
    say("event-connection.id", of_text(event_connection_id()));
    say("event-connection.name", of_text(event_connection_name()));
    say("event-connection.strategy", of_text(event_connection_strategy()));
    say("event-connection.metadata", of_json(event_connection_metadata()));
    say("event-custom-domain.domain", of_text(event_custom_domain_domain()));
    say("event-custom-domain.domain-metadata", of_json(event_custom_domain_domain_metadata()));
    say("event-organization.id", of_text(event_organization_id()));
    say("event-organization.name", of_text(event_organization_name()));
    say("event-organization.display-name", of_text(event_organization_display_name()));
    say("event-organization.metadata", of_json(event_organization_metadata()));
    say("event-prompt.id", of_text(event_prompt_id()));
    say("event-prompt.fields", of_json(event_prompt_fields()));
    say("event-prompt.vars", of_json(event_prompt_vars()));
    say("event-refresh-token.id", of_text(event_refresh_token_id()));
    say("event-refresh-token.client-id", of_text(event_refresh_token_client_id()));
    say("event-refresh-token.session-id", of_text(event_refresh_token_session_id()));
    say("event-refresh-token.created-at", of_text(event_refresh_token_created_at()));
    say("event-refresh-token.expires-at", of_text(event_refresh_token_expires_at()));
    say("event-refresh-token.idle-expires-at", of_text(event_refresh_token_idle_expires_at()));
    say("event-refresh-token.last-exchanged-at", of_text(event_refresh_token_last_exchanged_at()));
    say("event-refresh-token.rotating", of_optional_flag(event_refresh_token_rotating()));
    say("event-refresh-token.device", of_json(event_refresh_token_device()));
    say("event-refresh-token.resource-servers", of_json(event_refresh_token_resource_servers()));
    say("event-refresh-token.metadata", of_json(event_refresh_token_metadata()));
    say("event-request.ip", of_text(event_request_ip()));
    say("event-request.method", of_text(event_request_method()));
    say("event-request.hostname", of_text(event_request_hostname()));
    say("event-request.language", of_text(event_request_language()));
    say("event-request.user-agent", of_text(event_request_user_agent()));
    say("event-request.asn", of_text(event_request_asn()));
    say("event-request.query", of_json(event_request_query()));
    say("event-request.query-parameter", of_text(event_request_query_parameter("q")));
    say("event-request.body", of_json(event_request_body()));
    say("event-request.geoip", of_geoip(event_request_geoip()));
    say("event-resource-server.identifier", of_text(event_resource_server_identifier()));
    say("event-secrets.get", of_text(event_secrets_get("KEY")));
    say("event-secrets.names", of_texts(event_secrets_names()));
    say("event-security-context.ja3", of_text(event_security_context_ja3()));
    say("event-security-context.ja4", of_text(event_security_context_ja4()));
    say("event-session.id", of_text(event_session_id()));
    say("event-session.user-id", of_text(event_session_user_id()));
    say("event-session.created-at", of_text(event_session_created_at()));
    say("event-session.updated-at", of_text(event_session_updated_at()));
    say("event-session.authenticated-at", of_text(event_session_authenticated_at()));
    say("event-session.idle-expires-at", of_text(event_session_idle_expires_at()));
    say("event-session.expires-at", of_text(event_session_expires_at()));
    say("event-session.last-interacted-at", of_text(event_session_last_interacted_at()));
    say("event-session.clients", of_texts(event_session_clients()));
    say("event-session.cookie-mode", of_text(event_session_cookie_mode()));
    say("event-session.device", of_json(event_session_device()));
    say("event-session.metadata", of_json(event_session_metadata()));
    say("event-stats.logins-count", of_number(event_stats_logins_count()));
    say("event-tenant.id", of_text(event_tenant_id()));
    say("event-transaction.id", of_text(event_transaction_id()));
    say("event-transaction.protocol", of_text(event_transaction_protocol()));
    say("event-transaction.acr-values", of_texts(event_transaction_acr_values()));
    say("event-transaction.requested-scopes", of_texts(event_transaction_requested_scopes()));
    say("event-transaction.ui-locales", of_texts(event_transaction_ui_locales()));
    say("event-transaction.prompt", of_texts(event_transaction_prompt()));
    say("event-transaction.response-type", of_texts(event_transaction_response_type()));
    say("event-transaction.response-mode", of_text(event_transaction_response_mode()));
    say("event-transaction.redirect-uri", of_text(event_transaction_redirect_uri()));
    say("event-transaction.state", of_text(event_transaction_state()));
    say("event-transaction.login-hint", of_text(event_transaction_login_hint()));
    say("event-transaction.locale", of_text(event_transaction_locale()));
    say("event-transaction.linking-id", of_text(event_transaction_linking_id()));
    say("event-transaction.correlation-id", of_text(event_transaction_correlation_id()));
    say("event-transaction.requested-authorization-details", of_json(event_transaction_requested_authorization_details()));
    say("event-transaction.subject-token-type", of_text(event_transaction_subject_token_type()));
    say("event-transaction.actor-token-type", of_text(event_transaction_actor_token_type()));
    say("event-transaction.actor", of_json(event_transaction_actor()));
    say("event-transaction.metadata", of_json(event_transaction_metadata()));
    say("event-user.user-id", of_text(event_user_user_id()));
    say("event-user.email", of_text(event_user_email()));
    say("event-user.email-verified", of_flag(event_user_email_verified()));
    say("event-user.username", of_text(event_user_username()));
    say("event-user.name", of_text(event_user_name()));
    say("event-user.given-name", of_text(event_user_given_name()));
    say("event-user.family-name", of_text(event_user_family_name()));
    say("event-user.nickname", of_text(event_user_nickname()));
    say("event-user.picture", of_text(event_user_picture()));
    say("event-user.phone-number", of_text(event_user_phone_number()));
    say("event-user.phone-verified", of_optional_flag(event_user_phone_verified()));
    say("event-user.created-at", of_text(event_user_created_at()));
    say("event-user.updated-at", of_text(event_user_updated_at()));
    say("event-user.last-password-reset", of_text(event_user_last_password_reset()));
    say("event-user.app-metadata", of_json(event_user_app_metadata()));
    say("event-user.user-metadata", of_json(event_user_user_metadata()));
    say("event-user.enrolled-factors", of_enrolled_factors(event_user_enrolled_factors()));
    say("event-user.multifactor", of_texts(event_user_multifactor()));
    say("event-user.identities", of_identities(event_user_identities()));
}
