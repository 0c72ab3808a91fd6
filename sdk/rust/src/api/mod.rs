//! `api`: what an Action can ask for.
//!
//! Nothing is done at once. The host records each call, and carries it out when the handler has returned `Ok`; only questions (the cache, tokens,
//! [`Redirect::can_redirect`]) are answered immediately.

mod authentication;
mod cache;
mod redirect;
mod saml;
mod session;
mod tokens;

pub use authentication::{Access, Authentication, DuoOptions, Multifactor, Provider, Validation};
pub use cache::{Cache, CacheError, CacheRecord};
pub use redirect::{Prompt, Redirect};
pub use saml::{DigestAlgorithm, EncryptionAlgorithm, SamlResponse, SignatureAlgorithm};
pub use session::{CookieMode, RefreshToken, Session};
pub use tokens::{AccessToken, IdToken, Transaction, User};

use crate::host;

/// The `api` object. A handler gets one.
#[derive(Debug)]
pub struct Api(());

macro_rules! parts {
    ($($(#[$doc:meta])* $name:ident: $part:ident;)*) => {
        impl Api {
            $($(#[$doc])* pub fn $name(&self) -> $part {
                $part(())
            })*
        }
    };
}

parts! {
    /// `api.access`: refuse the login.
    access: Access;
    /// `api.accessToken`: claims and scopes.
    access_token: AccessToken;
    /// `api.authentication`: second factors.
    authentication: Authentication;
    /// `api.cache`: values that survive a run.
    cache: Cache;
    /// `api.idToken`: claims.
    id_token: IdToken;
    /// `api.multifactor`: a second factor at the end of the login.
    multifactor: Multifactor;
    /// `api.prompt`: forms.
    prompt: Prompt;
    /// `api.redirect`: other pages.
    redirect: Redirect;
    /// `api.refreshToken`: the refresh token.
    refresh_token: RefreshToken;
    /// `api.samlResponse`: the SAML response.
    saml_response: SamlResponse;
    /// `api.session`: the session.
    session: Session;
    /// `api.transaction`: values that this login's Actions share.
    transaction: Transaction;
    /// `api.user`: the profile.
    user: User;
    /// `api.validation`: refuse the login for what was entered.
    validation: Validation;
}

impl Api {
    pub(crate) fn new() -> Self {
        Api(())
    }

    /// `api.rules.wasExecuted(rule_id)`: always false, there are no Rules.
    pub fn rule_was_executed(&self, rule_id: &str) -> bool {
        host::rule_was_executed(rule_id)
    }
}
