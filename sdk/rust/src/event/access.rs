//! The parts of the event, property by property.
//!
//! A text that the event lacks is `None` where the documentation lets it be absent, and empty where it does not.

use super::records::{EnrolledFactor, GeoIp, Identity};
use crate::host::{self, property};
use serde_json::Value;

macro_rules! part {
    ($(#[$doc:meta])* $part:ident from $interface:ident {
        $($(#[$property_doc:meta])* $name:ident: $kind:ident -> $type:ty = $place:literal;)*
    }) => {
        $(#[$doc])*
        #[derive(Debug)]
        pub struct $part(pub(super) ());

        impl $part {
            $($(#[$property_doc])* pub fn $name(&self) -> $type {
                property!($kind $interface.$name at $place)
            })*
        }
    };
}

part! {
    /// `event.authorization`
    Authorization from event_authorization {
        /// `event.authorization.roles`: the names of the user's roles; empty also when the event has no `authorization`.
        roles: optional_texts -> Vec<String> = "/authorization/roles";
    }
}

part! {
    /// `event.client`
    Client from event_client {
        /// `event.client.client_id`
        client_id: text -> String = "/client/client_id";
        /// `event.client.name`
        name: text -> String = "/client/name";
        /// `event.client.metadata`: an object of texts.
        metadata: json -> Value = "/client/metadata";
    }
}

part! {
    /// `event.connection`
    Connection from event_connection {
        /// `event.connection.id`
        id: text -> String = "/connection/id";
        /// `event.connection.name`
        name: text -> String = "/connection/name";
        /// `event.connection.strategy`: `auth0` for a database, the provider's name for a social login.
        strategy: text -> String = "/connection/strategy";
        /// `event.connection.metadata`: an object of texts; null when there is none.
        metadata: optional_json -> Value = "/connection/metadata";
    }
}

part! {
    /// `event.custom_domain`
    CustomDomain from event_custom_domain {
        /// `event.custom_domain.domain`. Absent when the person came through no custom domain.
        domain: optional_text -> Option<String> = "/custom_domain/domain";
        /// `event.custom_domain.domain_metadata`: an object of texts; null when there is none.
        domain_metadata: optional_json -> Value = "/custom_domain/domain_metadata";
    }
}

part! {
    /// `event.organization`
    Organization from event_organization {
        /// `event.organization.id`. Absent when the login is not to an Organization.
        id: optional_text -> Option<String> = "/organization/id";
        /// `event.organization.name`. Absent when the login is not to an Organization.
        name: optional_text -> Option<String> = "/organization/name";
        /// `event.organization.display_name`. Absent when the login is not to an Organization.
        display_name: optional_text -> Option<String> = "/organization/display_name";
        /// `event.organization.metadata`: an object of texts; null when the login is not to an Organization.
        metadata: optional_json -> Value = "/organization/metadata";
    }
}

part! {
    /// `event.prompt`
    Prompt from event_prompt {
        /// `event.prompt.id`. Absent unless the person comes back from a form.
        id: optional_text -> Option<String> = "/prompt/id";
        /// `event.prompt.fields`: an object; null when there are none.
        fields: optional_json -> Value = "/prompt/fields";
        /// `event.prompt.vars`: an object; null when there are none.
        vars: optional_json -> Value = "/prompt/vars";
    }
}

part! {
    /// `event.refresh_token`: everything is absent unless this is a refresh-token exchange. Times are ISO 8601 texts.
    RefreshToken from event_refresh_token {
        /// `event.refresh_token.id`
        id: optional_text -> Option<String> = "/refresh_token/id";
        /// `event.refresh_token.client_id`
        client_id: optional_text -> Option<String> = "/refresh_token/client_id";
        /// `event.refresh_token.session_id`
        session_id: optional_text -> Option<String> = "/refresh_token/session_id";
        /// `event.refresh_token.created_at`
        created_at: optional_text -> Option<String> = "/refresh_token/created_at";
        /// `event.refresh_token.expires_at`
        expires_at: optional_text -> Option<String> = "/refresh_token/expires_at";
        /// `event.refresh_token.idle_expires_at`
        idle_expires_at: optional_text -> Option<String> = "/refresh_token/idle_expires_at";
        /// `event.refresh_token.last_exchanged_at`
        last_exchanged_at: optional_text -> Option<String> = "/refresh_token/last_exchanged_at";
        /// `event.refresh_token.rotating`
        rotating: optional_flag -> Option<bool> = "/refresh_token/rotating";
        /// `event.refresh_token.device`: an object of addresses and user agents; null when there is none.
        device: optional_json -> Value = "/refresh_token/device";
        /// `event.refresh_token.resource_servers`: an array of `{audience, scopes}`; null when there is none.
        resource_servers: optional_json -> Value = "/refresh_token/resource_servers";
        /// `event.refresh_token.metadata`: an object of texts; null when there is none. It shows this run's `setMetadata`.
        metadata: optional_json -> Value = "/refresh_token/metadata";
    }
}

part! {
    /// `event.request`
    Request from event_request {
        /// `event.request.ip`: the person's address.
        ip: text -> String = "/request/ip";
        /// `event.request.method`: the HTTP method.
        method: text -> String = "/request/method";
        /// `event.request.hostname`
        hostname: optional_text -> Option<String> = "/request/hostname";
        /// `event.request.language`
        language: optional_text -> Option<String> = "/request/language";
        /// `event.request.user_agent`
        user_agent: optional_text -> Option<String> = "/request/user_agent";
        /// `event.request.asn`: the network's autonomous system number, e.g. `AS13335`.
        asn: optional_text -> Option<String> = "/request/asn";
        /// `event.request.query`: an object. A parameter that was given several times is an array.
        query: json -> Value = "/request/query";
        /// `event.request.body`: an object, empty when there was no body.
        body: json -> Value = "/request/body";
        /// `event.request.geoip`. Absent when the event has none.
        geoip: geoip -> Option<GeoIp> = "/request/geoip";
    }
}

impl Request {
    /// `event.request.query[name]`: the parameter's text, the first one if it was given several times. Absent when it was not given.
    pub fn query_parameter(&self, name: &str) -> Option<String> {
        host::query_parameter(name)
    }
}

part! {
    /// `event.resource_server`
    ResourceServer from event_resource_server {
        /// `event.resource_server.identifier`: the audience. Absent when no API was asked for.
        identifier: optional_text -> Option<String> = "/resource_server/identifier";
    }
}

part! {
    /// `event.security_context`
    SecurityContext from event_security_context {
        /// `event.security_context.ja3`
        ja3: optional_text -> Option<String> = "/security_context/ja3";
        /// `event.security_context.ja4`
        ja4: optional_text -> Option<String> = "/security_context/ja4";
    }
}

part! {
    /// `event.session`: everything is absent when there is no session. Times are ISO 8601 texts.
    Session from event_session {
        /// `event.session.id`
        id: optional_text -> Option<String> = "/session/id";
        /// `event.session.user_id`
        user_id: optional_text -> Option<String> = "/session/user_id";
        /// `event.session.created_at`
        created_at: optional_text -> Option<String> = "/session/created_at";
        /// `event.session.updated_at`
        updated_at: optional_text -> Option<String> = "/session/updated_at";
        /// `event.session.authenticated_at`
        authenticated_at: optional_text -> Option<String> = "/session/authenticated_at";
        /// `event.session.idle_expires_at`
        idle_expires_at: optional_text -> Option<String> = "/session/idle_expires_at";
        /// `event.session.expires_at`
        expires_at: optional_text -> Option<String> = "/session/expires_at";
        /// `event.session.last_interacted_at`
        last_interacted_at: optional_text -> Option<String> = "/session/last_interacted_at";
        /// `event.session.clients[].client_id`: the applications of this session.
        clients: client_ids -> Vec<String> = "/session/clients";
        /// `event.session.cookie.mode`: `persistent` or `non-persistent`. It shows this run's `setCookieMode`.
        cookie_mode: optional_text -> Option<String> = "/session/cookie/mode";
        /// `event.session.device`: an object of addresses and user agents; null when there is none.
        device: optional_json -> Value = "/session/device";
        /// `event.session.metadata`: an object of texts; null when there is none. It shows this run's `setMetadata`.
        metadata: optional_json -> Value = "/session/metadata";
    }
}

part! {
    /// `event.stats`
    Stats from event_stats {
        /// `event.stats.logins_count`: how often this user has logged in; 0 when that is not known.
        logins_count: count -> u64 = "/stats/logins_count";
    }
}

part! {
    /// `event.tenant`
    Tenant from event_tenant {
        /// `event.tenant.id`: the tenant's name.
        id: text -> String = "/tenant/id";
    }
}

part! {
    /// `event.transaction`: texts are absent and lists empty when the event has none.
    Transaction from event_transaction {
        /// `event.transaction.id`: only in browser flows.
        id: optional_text -> Option<String> = "/transaction/id";
        /// `event.transaction.protocol`: e.g. `oidc-basic-profile`, `oauth2-refresh-token`.
        protocol: optional_text -> Option<String> = "/transaction/protocol";
        /// `event.transaction.acr_values`
        acr_values: texts -> Vec<String> = "/transaction/acr_values";
        /// `event.transaction.requested_scopes`
        requested_scopes: texts -> Vec<String> = "/transaction/requested_scopes";
        /// `event.transaction.ui_locales`
        ui_locales: texts -> Vec<String> = "/transaction/ui_locales";
        /// `event.transaction.prompt`: e.g. `none`.
        prompt: texts -> Vec<String> = "/transaction/prompt";
        /// `event.transaction.response_type`
        response_type: texts -> Vec<String> = "/transaction/response_type";
        /// `event.transaction.response_mode`
        response_mode: optional_text -> Option<String> = "/transaction/response_mode";
        /// `event.transaction.redirect_uri`
        redirect_uri: optional_text -> Option<String> = "/transaction/redirect_uri";
        /// `event.transaction.state`
        state: optional_text -> Option<String> = "/transaction/state";
        /// `event.transaction.login_hint`
        login_hint: optional_text -> Option<String> = "/transaction/login_hint";
        /// `event.transaction.locale`
        locale: optional_text -> Option<String> = "/transaction/locale";
        /// `event.transaction.linking_id`
        linking_id: optional_text -> Option<String> = "/transaction/linking_id";
        /// `event.transaction.correlation_id`
        correlation_id: optional_text -> Option<String> = "/transaction/correlation_id";
        /// `event.transaction.requested_authorization_details`: an array of objects with `type`; null when there is none.
        requested_authorization_details: optional_json -> Value = "/transaction/requested_authorization_details";
        /// `event.transaction.subject_token_type`: in a token exchange.
        subject_token_type: optional_text -> Option<String> = "/transaction/subject_token_type";
        /// `event.transaction.actor_token_type`: in a token exchange.
        actor_token_type: optional_text -> Option<String> = "/transaction/actor_token_type";
        /// `event.transaction.actor`: an object, `sub` and perhaps `act`; null when there is none.
        actor: optional_json -> Value = "/transaction/actor";
        /// `event.transaction.metadata`: an object of texts, numbers and booleans. It shows this run's `setMetadata`.
        metadata: json -> Value = "/transaction/metadata";
    }
}

part! {
    /// `event.user`. Times are ISO 8601 texts.
    User from event_user {
        /// `event.user.user_id`, e.g. `auth0|5f7c8ec7c33c6c004bbafe82`.
        user_id: text -> String = "/user/user_id";
        /// `event.user.email`
        email: optional_text -> Option<String> = "/user/email";
        /// `event.user.email_verified`: false when that is not known.
        email_verified: flag -> bool = "/user/email_verified";
        /// `event.user.username`
        username: optional_text -> Option<String> = "/user/username";
        /// `event.user.name`
        name: optional_text -> Option<String> = "/user/name";
        /// `event.user.given_name`
        given_name: optional_text -> Option<String> = "/user/given_name";
        /// `event.user.family_name`
        family_name: optional_text -> Option<String> = "/user/family_name";
        /// `event.user.nickname`
        nickname: optional_text -> Option<String> = "/user/nickname";
        /// `event.user.picture`: a URL.
        picture: optional_text -> Option<String> = "/user/picture";
        /// `event.user.phone_number`
        phone_number: optional_text -> Option<String> = "/user/phone_number";
        /// `event.user.phone_verified`
        phone_verified: optional_flag -> Option<bool> = "/user/phone_verified";
        /// `event.user.created_at`
        created_at: optional_text -> Option<String> = "/user/created_at";
        /// `event.user.updated_at`
        updated_at: optional_text -> Option<String> = "/user/updated_at";
        /// `event.user.last_password_reset`. Absent when there was none.
        last_password_reset: optional_text -> Option<String> = "/user/last_password_reset";
        /// `event.user.app_metadata`: an object, with what earlier Actions of this login set.
        app_metadata: json -> Value = "/user/app_metadata";
        /// `event.user.user_metadata`: an object, with what earlier Actions of this login set.
        user_metadata: json -> Value = "/user/user_metadata";
        /// `event.user.enrolledFactors`: confirmed factors, one entry per enrolment; `email` among them when the tenant has it enabled and the
        /// address is verified. Fixed when the handler starts.
        enrolled_factors: enrolled_factors -> Vec<EnrolledFactor> = "/user/enrolledFactors";
        /// `event.user.multifactor`: `guardian` as soon as any factor but email is enrolled. Only a sign of presence.
        multifactor: texts -> Vec<String> = "/user/multifactor";
        /// `event.user.identities`
        identities: identities -> Vec<Identity> = "/user/identities";
    }
}

/// `event.configuration`
#[derive(Debug)]
pub struct Configuration(pub(super) ());

impl Configuration {
    /// `event.configuration[name]`. Absent when it is not set.
    pub fn get(&self, name: &str) -> Option<Value> {
        host::configuration_get(name).map(|text| host::json(&text))
    }

    /// The names that have a value.
    pub fn names(&self) -> Vec<String> {
        host::configuration_names()
    }
}

/// `event.secrets`
#[derive(Debug)]
pub struct Secrets(pub(super) ());

impl Secrets {
    /// `event.secrets[name]`. Absent when the Action has no such secret.
    pub fn get(&self, name: &str) -> Option<String> {
        host::secret(name)
    }

    /// The names of the secrets.
    pub fn names(&self) -> Vec<String> {
        host::secret_names()
    }
}
