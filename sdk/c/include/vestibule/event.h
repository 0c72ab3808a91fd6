/// `event`: what is known about this login. Each part is read when it is asked for, and the component imports only what it reads.
#ifndef VESTIBULE_EVENT_H
#define VESTIBULE_EVENT_H

#include "text.h"
#include <stdint.h>

/// An entry of `event.authentication.methods`.
typedef struct event_method {
    /// `name`: `pwd`, `federated`, `passkey`, `mfa` and others, or a URL that `recordMethod` recorded.
    const char *name;
    /// `timestamp`: when, as ISO 8601 text. May be NULL.
    const char *timestamp;
    /// `type`: for `mfa`, the factor that was passed. NULL otherwise.
    const char *type;
} event_method;

/// The entries of `event.authentication.methods`.
typedef struct event_methods {
    const event_method *items;
    size_t count;
} event_methods;

/// An entry of `event.authentication.riskAssessment.assessments`. Any member may be NULL.
typedef struct event_assessment {
    /// `confidence`: `low`, `medium`, `high` or `neutral`.
    const char *confidence;
    /// `code`: the finding, e.g. `no_match`.
    const char *code;
    /// `details`: a JSON object.
    const char *details;
} event_assessment;

/// `event.request.geoip`: where the address seems to be. Any member may be NULL.
typedef struct event_geoip {
    /// `cityName`
    const char *city_name;
    /// `continentCode`: two letters.
    const char *continent_code;
    /// `countryCode`: ISO 3166-1, two letters.
    const char *country_code;
    /// `countryCode3`: ISO 3166-1, three letters.
    const char *country_code_three;
    /// `countryName`: in English.
    const char *country_name;
    /// `subdivisionCode`
    const char *subdivision_code;
    /// `subdivisionName`
    const char *subdivision_name;
    /// `timeZone`: IANA name, e.g. `Europe/Paris`.
    const char *time_zone;
    /// `latitude`: degrees, north positive.
    const double *latitude;
    /// `longitude`: degrees, east positive.
    const double *longitude;
} event_geoip;

/// An entry of `event.user.enrolledFactors`.
typedef struct event_enrolled_factor {
    /// `type`: the factor's name, e.g. `otp`.
    const char *type;
    /// `options`: a JSON object. NULL when the factor has none.
    const char *options;
} event_enrolled_factor;

/// The entries of `event.user.enrolledFactors`.
typedef struct event_enrolled_factors {
    const event_enrolled_factor *items;
    size_t count;
} event_enrolled_factors;

/// An entry of `event.user.identities`. Any member may be NULL.
typedef struct event_identity {
    /// `connection`
    const char *connection;
    /// `provider`
    const char *provider;
    /// `user_id`: without the provider's prefix.
    const char *user_id;
    /// `isSocial`
    const bool *is_social;
    /// `profileData`: a JSON object.
    const char *profile_data;
} event_identity;

/// The entries of `event.user.identities`.
typedef struct event_identities {
    const event_identity *items;
    size_t count;
} event_identities;

/// The value at a JSON Pointer (RFC 6901) in the event: `/user/app_metadata/plan`, `/user`, or the empty text for all of it. NULL when
/// there is nothing at that place, or the text is no pointer; a JSON `null` is the text `null`.
const char *event_get(const char *pointer);
/// The names of the parts that this event has, e.g. `user`, `request`, `organization`.
vestibule_texts event_parts(void);

/// `event.authentication.methods`: what the person completed in this session, oldest first. It is set when the handler starts: a factor asked
/// for in this run shows in the next Action.
event_methods event_authentication_methods(void);
/// `event.authentication.riskAssessment.confidence`. NULL when risk is not assessed.
const char *event_authentication_risk_confidence(void);
/// `event.authentication.riskAssessment.assessments[name]`, e.g. `NewDevice`, `ImpossibleTravel`, `UntrustedIP`. NULL when not assessed.
const event_assessment *event_authentication_risk_assessment(const char *name);

/// `event.authorization.roles`: names of the roles assigned to the user. Empty when the event has no `authorization`.
vestibule_texts event_authorization_roles(void);

/// `event.client.client_id`
const char *event_client_client_id(void);
/// `event.client.name`
const char *event_client_name(void);
/// `event.client.metadata`: a JSON object of texts.
const char *event_client_metadata(void);

/// `event.configuration[name]` as JSON text. NULL when not set.
const char *event_configuration_get(const char *name);
/// The names that have a value.
vestibule_texts event_configuration_names(void);

/// `event.connection.id`
const char *event_connection_id(void);
/// `event.connection.name`
const char *event_connection_name(void);
/// `event.connection.strategy`: `auth0` for a database, the provider's name for a social login.
const char *event_connection_strategy(void);
/// `event.connection.metadata`: a JSON object of texts. NULL when the connection has none.
const char *event_connection_metadata(void);

/// `event.custom_domain.domain`
const char *event_custom_domain_domain(void);
/// `event.custom_domain.domain_metadata`: a JSON object of texts.
const char *event_custom_domain_domain_metadata(void);

/// `event.organization.id`
const char *event_organization_id(void);
/// `event.organization.name`
const char *event_organization_name(void);
/// `event.organization.display_name`
const char *event_organization_display_name(void);
/// `event.organization.metadata`: a JSON object of texts.
const char *event_organization_metadata(void);

/// `event.prompt.id`
const char *event_prompt_id(void);
/// `event.prompt.fields`: a JSON object.
const char *event_prompt_fields(void);
/// `event.prompt.vars`: a JSON object.
const char *event_prompt_vars(void);

/// `event.refresh_token.id`
const char *event_refresh_token_id(void);
/// `event.refresh_token.client_id`
const char *event_refresh_token_client_id(void);
/// `event.refresh_token.session_id`
const char *event_refresh_token_session_id(void);
/// `event.refresh_token.created_at`: ISO 8601.
const char *event_refresh_token_created_at(void);
/// `event.refresh_token.expires_at`: ISO 8601.
const char *event_refresh_token_expires_at(void);
/// `event.refresh_token.idle_expires_at`: ISO 8601.
const char *event_refresh_token_idle_expires_at(void);
/// `event.refresh_token.last_exchanged_at`: ISO 8601.
const char *event_refresh_token_last_exchanged_at(void);
/// `event.refresh_token.rotating`
const bool *event_refresh_token_rotating(void);
/// `event.refresh_token.device`: a JSON object of addresses and user agents, first and last.
const char *event_refresh_token_device(void);
/// `event.refresh_token.resource_servers`: a JSON array of `{audience, scopes}`.
const char *event_refresh_token_resource_servers(void);
/// `event.refresh_token.metadata`: a JSON object of texts; shows `api_refresh_token_set_metadata` of this run.
const char *event_refresh_token_metadata(void);

/// `event.request.ip`: the person's address, as text.
const char *event_request_ip(void);
/// `event.request.method`: the HTTP method.
const char *event_request_method(void);
/// `event.request.hostname`
const char *event_request_hostname(void);
/// `event.request.language`
const char *event_request_language(void);
/// `event.request.user_agent`
const char *event_request_user_agent(void);
/// `event.request.asn`: the network's autonomous system number, e.g. `AS13335`.
const char *event_request_asn(void);
/// `event.request.query`: a JSON object. A parameter given several times is an array.
const char *event_request_query(void);
/// `event.request.query[name]`: the parameter's text, the first one if it was given several times. NULL when not given.
const char *event_request_query_parameter(const char *name);
/// `event.request.body`: a JSON object, empty when there was no body.
const char *event_request_body(void);
/// `event.request.geoip`. NULL when the event has none.
const event_geoip *event_request_geoip(void);

/// `event.resource_server.identifier`: the audience.
const char *event_resource_server_identifier(void);

/// `event.secrets[name]`. NULL when the Action has no such secret.
const char *event_secrets_get(const char *name);
/// The names of the secrets.
vestibule_texts event_secrets_names(void);

/// `event.security_context.ja3`
const char *event_security_context_ja3(void);
/// `event.security_context.ja4`
const char *event_security_context_ja4(void);

/// `event.session.id`
const char *event_session_id(void);
/// `event.session.user_id`
const char *event_session_user_id(void);
/// `event.session.created_at`: ISO 8601.
const char *event_session_created_at(void);
/// `event.session.updated_at`: ISO 8601.
const char *event_session_updated_at(void);
/// `event.session.authenticated_at`: ISO 8601.
const char *event_session_authenticated_at(void);
/// `event.session.idle_expires_at`: ISO 8601.
const char *event_session_idle_expires_at(void);
/// `event.session.expires_at`: ISO 8601.
const char *event_session_expires_at(void);
/// `event.session.last_interacted_at`: ISO 8601.
const char *event_session_last_interacted_at(void);
/// `event.session.clients[].client_id`: the applications of this session.
vestibule_texts event_session_clients(void);
/// `event.session.cookie.mode`: `persistent` or `non-persistent`; shows `session.set-cookie-mode` of this run.
const char *event_session_cookie_mode(void);
/// `event.session.device`: a JSON object of addresses and user agents, first and last.
const char *event_session_device(void);
/// `event.session.metadata`: a JSON object of texts; shows `session.set-metadata` of this run.
const char *event_session_metadata(void);

/// `event.stats.logins_count`: how often this user has logged in. 0 when not known.
uint64_t event_stats_logins_count(void);

/// `event.tenant.id`: the tenant's name.
const char *event_tenant_id(void);

/// `event.transaction.id`: only in browser flows.
const char *event_transaction_id(void);
/// `event.transaction.protocol`: e.g. `oidc-basic-profile`, `oauth2-refresh-token`.
const char *event_transaction_protocol(void);
/// `event.transaction.acr_values`
vestibule_texts event_transaction_acr_values(void);
/// `event.transaction.requested_scopes`
vestibule_texts event_transaction_requested_scopes(void);
/// `event.transaction.ui_locales`
vestibule_texts event_transaction_ui_locales(void);
/// `event.transaction.prompt`: e.g. `none`.
vestibule_texts event_transaction_prompt(void);
/// `event.transaction.response_type`
vestibule_texts event_transaction_response_type(void);
/// `event.transaction.response_mode`
const char *event_transaction_response_mode(void);
/// `event.transaction.redirect_uri`
const char *event_transaction_redirect_uri(void);
/// `event.transaction.state`
const char *event_transaction_state(void);
/// `event.transaction.login_hint`
const char *event_transaction_login_hint(void);
/// `event.transaction.locale`
const char *event_transaction_locale(void);
/// `event.transaction.linking_id`
const char *event_transaction_linking_id(void);
/// `event.transaction.correlation_id`
const char *event_transaction_correlation_id(void);
/// `event.transaction.requested_authorization_details`: a JSON array of objects with `type`.
const char *event_transaction_requested_authorization_details(void);
/// `event.transaction.subject_token_type`: token exchange.
const char *event_transaction_subject_token_type(void);
/// `event.transaction.actor_token_type`: token exchange.
const char *event_transaction_actor_token_type(void);
/// `event.transaction.actor`: a JSON object, `sub` and perhaps `act`.
const char *event_transaction_actor(void);
/// `event.transaction.metadata`: a JSON object of texts, numbers and booleans. It shows `transaction.set-metadata` of this run at once.
const char *event_transaction_metadata(void);

/// `event.user.user_id`, e.g. `auth0|5f7c8ec7c33c6c004bbafe82`.
const char *event_user_user_id(void);
/// `event.user.email`
const char *event_user_email(void);
/// `event.user.email_verified`: false when not known.
bool event_user_email_verified(void);
/// `event.user.username`
const char *event_user_username(void);
/// `event.user.name`
const char *event_user_name(void);
/// `event.user.given_name`
const char *event_user_given_name(void);
/// `event.user.family_name`
const char *event_user_family_name(void);
/// `event.user.nickname`
const char *event_user_nickname(void);
/// `event.user.picture`: a URL.
const char *event_user_picture(void);
/// `event.user.phone_number`
const char *event_user_phone_number(void);
/// `event.user.phone_verified`
const bool *event_user_phone_verified(void);
/// `event.user.created_at`: ISO 8601. NULL when not known.
const char *event_user_created_at(void);
/// `event.user.updated_at`: ISO 8601. NULL when not known.
const char *event_user_updated_at(void);
/// `event.user.last_password_reset`: ISO 8601. NULL when there was none.
const char *event_user_last_password_reset(void);
/// `event.user.app_metadata`: a JSON object, with what earlier Actions of this login set.
const char *event_user_app_metadata(void);
/// `event.user.user_metadata`: a JSON object, with what earlier Actions of this login set.
const char *event_user_user_metadata(void);
/// `event.user.enrolledFactors`: confirmed factors, one entry per enrolment; `email` among them when the tenant has it enabled and the address
/// is verified. It is set when the handler starts.
event_enrolled_factors event_user_enrolled_factors(void);
/// `event.user.multifactor`: `guardian` as soon as any factor but email is enrolled. Only a sign of presence.
vestibule_texts event_user_multifactor(void);
/// `event.user.identities`
event_identities event_user_identities(void);

#endif
