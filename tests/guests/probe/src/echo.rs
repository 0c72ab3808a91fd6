//! Every part of the event.

use crate::say;
use vestibule_sdk::event::{Assessment, AuthenticationMethod, EnrolledFactor, GeoIp, Identity};
use vestibule_sdk::prelude::*;

/// Logs every part.
pub fn echo(event: &Event) {
    say("event.get", json!(event.get("/user/name")));
    say("event.parts", json!(event.parts()));
    say(
        "event-authentication.methods",
        methods(&event.authentication().methods()),
    );
    say(
        "event-authentication.risk-confidence",
        json!(event.authentication().risk_confidence()),
    );
    say(
        "event-authentication.risk-assessment",
        assessment(event.authentication().risk_assessment("NewDevice")),
    );
    say(
        "event-authorization.roles",
        json!(event.authorization().roles()),
    );
    say("event-client.client-id", json!(event.client().client_id()));
    say("event-client.name", json!(event.client().name()));
    say("event-client.metadata", json!(event.client().metadata()));
    say(
        "event-configuration.get",
        json!(event.configuration().get("mode")),
    );
    say(
        "event-configuration.names",
        json!(event.configuration().names()),
    );
    say("event-connection.id", json!(event.connection().id()));
    say("event-connection.name", json!(event.connection().name()));
    say(
        "event-connection.strategy",
        json!(event.connection().strategy()),
    );
    say(
        "event-connection.metadata",
        json!(event.connection().metadata()),
    );
    say(
        "event-custom-domain.domain",
        json!(event.custom_domain().domain()),
    );
    say(
        "event-custom-domain.domain-metadata",
        json!(event.custom_domain().domain_metadata()),
    );
    say("event-organization.id", json!(event.organization().id()));
    say(
        "event-organization.name",
        json!(event.organization().name()),
    );
    say(
        "event-organization.display-name",
        json!(event.organization().display_name()),
    );
    say(
        "event-organization.metadata",
        json!(event.organization().metadata()),
    );
    say("event-prompt.id", json!(event.prompt().id()));
    say("event-prompt.fields", json!(event.prompt().fields()));
    say("event-prompt.vars", json!(event.prompt().vars()));
    say("event-refresh-token.id", json!(event.refresh_token().id()));
    say(
        "event-refresh-token.client-id",
        json!(event.refresh_token().client_id()),
    );
    say(
        "event-refresh-token.session-id",
        json!(event.refresh_token().session_id()),
    );
    say(
        "event-refresh-token.created-at",
        json!(event.refresh_token().created_at()),
    );
    say(
        "event-refresh-token.expires-at",
        json!(event.refresh_token().expires_at()),
    );
    say(
        "event-refresh-token.idle-expires-at",
        json!(event.refresh_token().idle_expires_at()),
    );
    say(
        "event-refresh-token.last-exchanged-at",
        json!(event.refresh_token().last_exchanged_at()),
    );
    say(
        "event-refresh-token.rotating",
        json!(event.refresh_token().rotating()),
    );
    say(
        "event-refresh-token.device",
        json!(event.refresh_token().device()),
    );
    say(
        "event-refresh-token.resource-servers",
        json!(event.refresh_token().resource_servers()),
    );
    say(
        "event-refresh-token.metadata",
        json!(event.refresh_token().metadata()),
    );
    say("event-request.ip", json!(event.request().ip()));
    say("event-request.method", json!(event.request().method()));
    say("event-request.hostname", json!(event.request().hostname()));
    say("event-request.language", json!(event.request().language()));
    say(
        "event-request.user-agent",
        json!(event.request().user_agent()),
    );
    say("event-request.asn", json!(event.request().asn()));
    say("event-request.query", json!(event.request().query()));
    say(
        "event-request.query-parameter",
        json!(event.request().query_parameter("q")),
    );
    say("event-request.body", json!(event.request().body()));
    say("event-request.geoip", geoip(event.request().geoip()));
    say(
        "event-resource-server.identifier",
        json!(event.resource_server().identifier()),
    );
    say("event-secrets.get", json!(event.secrets().get("KEY")));
    say("event-secrets.names", json!(event.secrets().names()));
    say(
        "event-security-context.ja3",
        json!(event.security_context().ja3()),
    );
    say(
        "event-security-context.ja4",
        json!(event.security_context().ja4()),
    );
    say("event-session.id", json!(event.session().id()));
    say("event-session.user-id", json!(event.session().user_id()));
    say(
        "event-session.created-at",
        json!(event.session().created_at()),
    );
    say(
        "event-session.updated-at",
        json!(event.session().updated_at()),
    );
    say(
        "event-session.authenticated-at",
        json!(event.session().authenticated_at()),
    );
    say(
        "event-session.idle-expires-at",
        json!(event.session().idle_expires_at()),
    );
    say(
        "event-session.expires-at",
        json!(event.session().expires_at()),
    );
    say(
        "event-session.last-interacted-at",
        json!(event.session().last_interacted_at()),
    );
    say("event-session.clients", json!(event.session().clients()));
    say(
        "event-session.cookie-mode",
        json!(event.session().cookie_mode()),
    );
    say("event-session.device", json!(event.session().device()));
    say("event-session.metadata", json!(event.session().metadata()));
    say(
        "event-stats.logins-count",
        json!(event.stats().logins_count()),
    );
    say("event-tenant.id", json!(event.tenant().id()));
    say("event-transaction.id", json!(event.transaction().id()));
    say(
        "event-transaction.protocol",
        json!(event.transaction().protocol()),
    );
    say(
        "event-transaction.acr-values",
        json!(event.transaction().acr_values()),
    );
    say(
        "event-transaction.requested-scopes",
        json!(event.transaction().requested_scopes()),
    );
    say(
        "event-transaction.ui-locales",
        json!(event.transaction().ui_locales()),
    );
    say(
        "event-transaction.prompt",
        json!(event.transaction().prompt()),
    );
    say(
        "event-transaction.response-type",
        json!(event.transaction().response_type()),
    );
    say(
        "event-transaction.response-mode",
        json!(event.transaction().response_mode()),
    );
    say(
        "event-transaction.redirect-uri",
        json!(event.transaction().redirect_uri()),
    );
    say(
        "event-transaction.state",
        json!(event.transaction().state()),
    );
    say(
        "event-transaction.login-hint",
        json!(event.transaction().login_hint()),
    );
    say(
        "event-transaction.locale",
        json!(event.transaction().locale()),
    );
    say(
        "event-transaction.linking-id",
        json!(event.transaction().linking_id()),
    );
    say(
        "event-transaction.correlation-id",
        json!(event.transaction().correlation_id()),
    );
    say(
        "event-transaction.requested-authorization-details",
        json!(event.transaction().requested_authorization_details()),
    );
    say(
        "event-transaction.subject-token-type",
        json!(event.transaction().subject_token_type()),
    );
    say(
        "event-transaction.actor-token-type",
        json!(event.transaction().actor_token_type()),
    );
    say(
        "event-transaction.actor",
        json!(event.transaction().actor()),
    );
    say(
        "event-transaction.metadata",
        json!(event.transaction().metadata()),
    );
    say("event-user.user-id", json!(event.user().user_id()));
    say("event-user.email", json!(event.user().email()));
    say(
        "event-user.email-verified",
        json!(event.user().email_verified()),
    );
    say("event-user.username", json!(event.user().username()));
    say("event-user.name", json!(event.user().name()));
    say("event-user.given-name", json!(event.user().given_name()));
    say("event-user.family-name", json!(event.user().family_name()));
    say("event-user.nickname", json!(event.user().nickname()));
    say("event-user.picture", json!(event.user().picture()));
    say(
        "event-user.phone-number",
        json!(event.user().phone_number()),
    );
    say(
        "event-user.phone-verified",
        json!(event.user().phone_verified()),
    );
    say("event-user.created-at", json!(event.user().created_at()));
    say("event-user.updated-at", json!(event.user().updated_at()));
    say(
        "event-user.last-password-reset",
        json!(event.user().last_password_reset()),
    );
    say(
        "event-user.app-metadata",
        json!(event.user().app_metadata()),
    );
    say(
        "event-user.user-metadata",
        json!(event.user().user_metadata()),
    );
    say(
        "event-user.enrolled-factors",
        enrolled_factors(&event.user().enrolled_factors()),
    );
    say("event-user.multifactor", json!(event.user().multifactor()));
    say(
        "event-user.identities",
        identities(&event.user().identities()),
    );
}

fn methods(entries: &[AuthenticationMethod]) -> Value {
    entries
        .iter()
        .map(|entry| json!({"name": entry.name, "timestamp": entry.timestamp, "type": entry.factor_type}))
        .collect()
}

fn assessment(found: Option<Assessment>) -> Value {
    found.map_or(Value::Null, |found| {
        json!({"confidence": found.confidence, "code": found.code, "details": found.details})
    })
}

fn geoip(found: Option<GeoIp>) -> Value {
    found.map_or(Value::Null, |place| {
        json!({
            "city_name": place.city_name,
            "continent_code": place.continent_code,
            "country_code": place.country_code,
            "country_code_three": place.country_code_three,
            "country_name": place.country_name,
            "subdivision_code": place.subdivision_code,
            "subdivision_name": place.subdivision_name,
            "time_zone": place.time_zone,
            "latitude": place.latitude,
            "longitude": place.longitude,
        })
    })
}

fn enrolled_factors(entries: &[EnrolledFactor]) -> Value {
    entries
        .iter()
        .map(|entry| json!({"type": entry.factor_type(), "options": entry.options()}))
        .collect()
}

fn identities(entries: &[Identity]) -> Value {
    entries
        .iter()
        .map(|entry| {
            json!({
                "connection": entry.connection,
                "provider": entry.provider,
                "user_id": entry.user_id,
                "is_social": entry.is_social,
                "profile_data": entry.profile_data,
            })
        })
        .collect()
}
