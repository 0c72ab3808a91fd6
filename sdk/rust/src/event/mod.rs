//! `event`: what is known about this login.
//!
//! Each part is read when it is asked for, and only what is read crosses into the Action. The event is the Action's own copy: it shows at
//! once what the `api` mirrors into it (metadata of the transaction, the session and the refresh token, and the cookie mode), nothing else
//! changes it.

mod access;
mod authentication;
mod records;

pub use access::{
    Authorization, Client, Configuration, Connection, CustomDomain, Organization, Prompt,
    RefreshToken, Request, ResourceServer, Secrets, SecurityContext, Session, Stats, Tenant,
    Transaction, User,
};
pub use authentication::{Assessment, Authentication, AuthenticationMethod};
pub use records::{EnrolledFactor, GeoIp, Identity};

use crate::host;
use serde_json::Value;

/// The login's event. A handler gets one.
#[derive(Debug)]
pub struct Event(());

macro_rules! parts {
    ($($(#[$doc:meta])* $name:ident: $part:ident;)*) => {
        impl Event {
            $($(#[$doc])* pub fn $name(&self) -> $part {
                $part(())
            })*
        }
    };
}

parts! {
    /// `event.authentication`: how the person has authenticated.
    authentication: Authentication;
    /// `event.authorization`: the user's roles.
    authorization: Authorization;
    /// `event.client`: the application the person logs in to.
    client: Client;
    /// `event.configuration`: values that the Action's publisher defined.
    configuration: Configuration;
    /// `event.connection`: where the person's account lives.
    connection: Connection;
    /// `event.custom_domain`: the domain the person came through, if it is a custom one.
    custom_domain: CustomDomain;
    /// `event.organization`: the Organization that the login is to, if it is to one.
    organization: Organization;
    /// `event.prompt`: what a form collected, in `on_continue_post_login`.
    prompt: Prompt;
    /// `event.refresh_token`: in a refresh-token exchange.
    refresh_token: RefreshToken;
    /// `event.request`: the HTTP request that this run answers.
    request: Request;
    /// `event.resource_server`: the API that a token was asked for.
    resource_server: ResourceServer;
    /// `event.secrets`: this Action's secrets.
    secrets: Secrets;
    /// `event.security_context`: fingerprints of the TLS handshake.
    security_context: SecurityContext;
    /// `event.session`: the person's session, if there is one.
    session: Session;
    /// `event.stats`: counts.
    stats: Stats;
    /// `event.tenant`: the tenant.
    tenant: Tenant;
    /// `event.transaction`: the protocol transaction.
    transaction: Transaction;
    /// `event.user`: who logs in.
    user: User;
}

impl Event {
    pub(crate) fn new() -> Self {
        Event(())
    }

    /// Whatever is at a JSON Pointer (RFC 6901): `/user/app_metadata/plan`, or the empty text for the whole event. Absent when nothing is
    /// there. For properties that this version of the SDK does not know.
    pub fn get(&self, pointer: &str) -> Option<Value> {
        host::event_get(pointer).map(|text| host::json(&text))
    }

    /// The names of the parts that this event has, e.g. `user`, `organization`.
    pub fn parts(&self) -> Vec<String> {
        host::event_parts()
    }
}
