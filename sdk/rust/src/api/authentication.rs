//! `api.authentication`, `api.access`, `api.multifactor`, `api.validation`: who gets in, and how.

use crate::error::CallError;
use crate::factor::Factor;
use crate::host;

/// `api.authentication`: second factors.
///
/// A command is queued. When the handler has returned, the host takes up the Action's commands in call order, each pausing the login for the person, and
/// then runs the next Action. At most four in one login. Factors that cannot be used are dropped, each with a reason; if none is left, the login fails.
#[derive(Debug)]
pub struct Authentication(pub(super) ());

impl Authentication {
    /// `challengeWith(factor)`: ask for a factor.
    pub fn challenge_with(&self, factor: Factor) {
        host::challenge_with(factor, Vec::new());
    }

    /// `challengeWith(factor, {additionalFactors})`: ask for a factor, offering others behind a link.
    pub fn challenge_with_alternatives(
        &self,
        factor: Factor,
        additional_factors: impl IntoIterator<Item = Factor>,
    ) {
        host::challenge_with(factor, additional_factors.into_iter().collect());
    }

    /// `challengeWithAny(factors)`: let the person pick; straight to the factor if only one can be used.
    ///
    /// # Errors
    /// There are no factors.
    pub fn challenge_with_any(
        &self,
        factors: impl IntoIterator<Item = Factor>,
    ) -> Result<(), CallError> {
        host::challenge_with_any(factors.into_iter().collect())
    }

    /// `enrollWith(factor)`: have the person enrol a factor. One who has a second factor already must pass a challenge before.
    pub fn enroll_with(&self, factor: Factor) {
        host::enroll_with(factor, Vec::new());
    }

    /// `enrollWith(factor, {additionalFactors})`: have the person enrol a factor, offering others behind a link.
    pub fn enroll_with_alternatives(
        &self,
        factor: Factor,
        additional_factors: impl IntoIterator<Item = Factor>,
    ) {
        host::enroll_with(factor, additional_factors.into_iter().collect());
    }

    /// `enrollWithAny(factors)`: let the person pick what to enrol, in this order.
    ///
    /// # Errors
    /// There are no factors.
    pub fn enroll_with_any(
        &self,
        factors: impl IntoIterator<Item = Factor>,
    ) -> Result<(), CallError> {
        host::enroll_with_any(factors.into_iter().collect())
    }

    /// `recordMethod(provider_url)`: add a method of the Action's own to the session.
    ///
    /// # Errors
    /// Not in `on_continue_post_login`, or no http or https URL.
    pub fn record_method(&self, provider_url: &str) -> Result<(), CallError> {
        host::record_method(provider_url)
    }

    /// `setPrimaryUser(primary_user_id)`: issue the tokens for another user, of whom the current identity is a secondary one. `user_metadata` set in
    /// the same Action is lost.
    ///
    /// # Errors
    /// The second call in a login, or not 1 to 128 characters.
    pub fn set_primary_user(&self, primary_user_id: &str) -> Result<(), CallError> {
        host::set_primary_user(primary_user_id)
    }
}

/// `api.access`
#[derive(Debug)]
pub struct Access(pub(super) ());

impl Access {
    /// `deny(reason)`: the login ends after this Action, and the person is told the reason. The first call of a run counts.
    pub fn deny(&self, reason: &str) {
        host::deny(reason, None);
    }

    /// `deny(code, text)`: as [`Access::deny`], with a code for the client and a text.
    pub fn deny_with_code(&self, code: &str, text: &str) {
        host::deny(code, Some(text));
    }
}

/// `api.multifactor`
#[derive(Debug)]
pub struct Multifactor(pub(super) ());

/// Which second factor `multifactor.enable` requires.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Provider {
    /// `any`: every factor that the tenant has enabled.
    Any,
    /// `guardian`: push, phone, one-time password, email.
    Guardian,
    /// `google-authenticator`: as `guardian`.
    GoogleAuthenticator,
    /// `duo`, with the account to use instead of the tenant's.
    Duo(Option<DuoOptions>),
    /// `none`: no second factor, also where the tenant's policy asks for one.
    None,
}

/// `providerOptions` of `duo`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DuoOptions {
    /// `host`
    pub host: String,
    /// `ikey`: the integration's key.
    pub ikey: String,
    /// `skey`: the integration's secret.
    pub skey: String,
    /// `username`: the name at Duo, if it is not the user's own.
    pub username: Option<String>,
}

impl Multifactor {
    /// `enable(provider)`: require a second factor at the very end of the login, after all Actions. The last call of the login counts, and none adds a
    /// prompt to a login that carried out a command of `authentication`.
    pub fn enable(&self, provider: Provider) {
        host::multifactor_enable(provider, false);
    }

    /// `enable(provider, {allowRememberBrowser: true})`: as [`Multifactor::enable`], letting the person have the browser remembered.
    pub fn enable_and_remember_browser(&self, provider: Provider) {
        host::multifactor_enable(provider, true);
    }
}

/// `api.validation`
#[derive(Debug)]
pub struct Validation(pub(super) ());

impl Validation {
    /// `error(error_code, error_message)`: stop the login with a validation error.
    ///
    /// # Errors
    /// A text is not 1 to 100 characters long.
    pub fn error(&self, error_code: &str, error_message: &str) -> Result<(), CallError> {
        host::validation_error(error_code, error_message)
    }
}
