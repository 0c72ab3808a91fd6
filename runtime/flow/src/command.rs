//! What an Action can ask for, as it is recorded during a run and applied after it.

use crate::factor::Factor;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// One recorded call of the `api`.
///
/// Nothing here has happened yet: the flow applies a run's commands when, and only when, the handler has returned cleanly (D8).
/// The serialised names are those of Auth0's `api`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "command", rename_all_fields = "snake_case")]
pub enum Command {
    /// One of the four commands of `api.authentication` that bring up a second factor.
    #[serde(rename = "authentication.mfa")]
    Mfa(MfaCommand),
    /// `api.authentication.recordMethod`
    #[serde(rename = "authentication.recordMethod")]
    RecordMethod {
        /// The provider's URL, which becomes the method's name.
        provider_url: String,
    },
    /// `api.authentication.setPrimaryUser`
    #[serde(rename = "authentication.setPrimaryUser")]
    SetPrimaryUser {
        /// The user for whom tokens are issued.
        user_id: String,
    },
    /// `api.access.deny`
    #[serde(rename = "access.deny")]
    Deny(Denial),
    /// `api.validation.error`
    #[serde(rename = "validation.error")]
    ValidationError {
        /// The error's code.
        code: String,
        /// The error's text.
        message: String,
    },
    /// `api.multifactor.enable`
    #[serde(rename = "multifactor.enable")]
    EnableMultifactor(EnableMultifactor),
    /// `api.redirect.sendUserTo`
    #[serde(rename = "redirect.sendUserTo")]
    SendUserTo {
        /// The absolute URL, with `query` merged in.
        url: String,
    },
    /// `api.prompt.render`
    #[serde(rename = "prompt.render")]
    Render {
        /// The form.
        prompt_id: String,
        /// Values for its fields.
        #[serde(default, skip_serializing_if = "Map::is_empty")]
        fields: Map<String, Value>,
        /// Values for its hidden variables.
        #[serde(default, skip_serializing_if = "Map::is_empty")]
        vars: Map<String, Value>,
    },
    /// `api.idToken.setCustomClaim`
    #[serde(rename = "idToken.setCustomClaim")]
    SetIdTokenClaim {
        /// The claim.
        name: String,
        /// Its value.
        value: Value,
    },
    /// `api.accessToken.setCustomClaim`
    #[serde(rename = "accessToken.setCustomClaim")]
    SetAccessTokenClaim {
        /// The claim.
        name: String,
        /// Its value.
        value: Value,
    },
    /// `api.accessToken.addScope`
    #[serde(rename = "accessToken.addScope")]
    AddScope {
        /// The scope, trimmed.
        scope: String,
    },
    /// `api.accessToken.removeScope`
    #[serde(rename = "accessToken.removeScope")]
    RemoveScope {
        /// The scope, trimmed.
        scope: String,
    },
    /// `api.user.setAppMetadata`
    #[serde(rename = "user.setAppMetadata")]
    SetAppMetadata {
        /// The key.
        key: String,
        /// Its value; `null` removes the key.
        value: Value,
    },
    /// `api.user.setUserMetadata`
    #[serde(rename = "user.setUserMetadata")]
    SetUserMetadata {
        /// The key.
        key: String,
        /// Its value; `null` removes the key.
        value: Value,
    },
    /// `api.transaction.setMetadata`
    #[serde(rename = "transaction.setMetadata")]
    SetTransactionMetadata {
        /// The key.
        key: String,
        /// Text, number or boolean; `null` removes the key.
        value: Value,
    },
    /// A call of `api.session`
    #[serde(rename = "session")]
    Session(SessionCommand),
    /// A call of `api.refreshToken`
    #[serde(rename = "refreshToken")]
    RefreshToken(SessionCommand),
    /// `api.samlResponse.setAttribute`
    #[serde(rename = "samlResponse.setAttribute")]
    SetSamlAttribute {
        /// The attribute.
        name: String,
        /// Its value; `null` blanks it.
        value: Value,
    },
    /// Any other setter of `api.samlResponse`
    #[serde(rename = "samlResponse.set")]
    SetSaml {
        /// The setting in camel case without `set`, e.g. `audience`, `signResponse`.
        setting: String,
        /// Its value.
        value: Value,
    },
}

/// A command of `api.authentication` that brings up a second factor.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MfaCommand {
    /// Which of the four.
    pub method: MfaMethod,
    /// The requested factors in order. For `…With` the first is the default and the rest are its `additionalFactors`.
    pub factors: Vec<Factor>,
}

/// The four methods of `api.authentication` that bring up a second factor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum MfaMethod {
    /// `challengeWith`: the default factor first, others behind a link.
    ChallengeWith,
    /// `challengeWithAny`: a picker.
    ChallengeWithAny,
    /// `enrollWith`
    EnrollWith,
    /// `enrollWithAny`
    EnrollWithAny,
}

impl MfaMethod {
    /// Auth0's name.
    pub fn name(self) -> &'static str {
        match self {
            MfaMethod::ChallengeWith => "challengeWith",
            MfaMethod::ChallengeWithAny => "challengeWithAny",
            MfaMethod::EnrollWith => "enrollWith",
            MfaMethod::EnrollWithAny => "enrollWithAny",
        }
    }

    /// Whether it enrols, rather than challenges.
    pub fn enrols(self) -> bool {
        matches!(self, MfaMethod::EnrollWith | MfaMethod::EnrollWithAny)
    }

    /// Whether it offers a picker, rather than a default.
    pub fn is_any(self) -> bool {
        matches!(self, MfaMethod::ChallengeWithAny | MfaMethod::EnrollWithAny)
    }
}

/// What `api.access.deny` said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Denial {
    /// The first argument: what the client sees, a sentence or a code.
    pub reason: String,
    /// The second argument, if there was one: then `reason` is a code and this the sentence (D4).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
}

/// What `api.multifactor.enable` asked for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct EnableMultifactor {
    /// Which second factor.
    pub provider: MultifactorProvider,
    /// Whether the person may have the browser remembered.
    pub allow_remember_browser: bool,
    /// For `duo`: the account to use instead of the tenant's (`host`, `ikey`, `skey`, `username`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub provider_options: Option<Map<String, Value>>,
}

impl EnableMultifactor {
    /// Hides the key of an account at Duo.
    pub(crate) fn forget_secrets(&mut self) {
        if let Some(key) = self
            .provider_options
            .as_mut()
            .and_then(|options| options.get_mut("skey"))
        {
            *key = Value::from("***");
        }
    }
}

/// The first argument of `api.multifactor.enable`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum MultifactorProvider {
    /// Every factor that the tenant has enabled.
    Any,
    /// Push, phone, one-time password, email.
    Guardian,
    /// As `Guardian`.
    GoogleAuthenticator,
    /// Duo.
    Duo,
    /// No second factor.
    None,
}

/// A call of `api.session` or `api.refreshToken`, which have the same methods.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(
    tag = "call",
    rename_all = "camelCase",
    rename_all_fields = "snake_case"
)]
pub enum SessionCommand {
    /// `revoke`: end it and deny the login.
    Revoke {
        /// For the log.
        reason: String,
        /// Sessions only: whether its refresh tokens live on.
        preserve_refresh_tokens: bool,
    },
    /// `setExpiresAt`
    SetExpiresAt {
        /// Since 1970.
        milliseconds: u64,
    },
    /// `setIdleExpiresAt`
    SetIdleExpiresAt {
        /// Since 1970.
        milliseconds: u64,
    },
    /// `setCookieMode`, sessions only
    SetCookieMode {
        /// Whether the cookie survives closing the browser.
        persistent: bool,
    },
    /// `setMetadata`, and `deleteMetadata` with no value
    SetMetadata {
        /// The key.
        key: String,
        /// Its value; absent removes the key.
        value: Option<String>,
    },
    /// `evictMetadata`
    EvictMetadata,
}

/// A change of `api.cache`. It answers the Action at once and is stored when the run has ended cleanly.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "change", rename_all = "snake_case")]
pub enum CacheChange {
    /// `api.cache.set`
    Set {
        /// The key.
        key: String,
        /// What to store.
        record: CacheRecord,
    },
    /// `api.cache.delete`
    Delete {
        /// The key.
        key: String,
    },
}

/// A value in `api.cache`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CacheRecord {
    /// The value.
    pub value: String,
    /// When it is gone, in milliseconds since 1970.
    pub expires_at: u64,
}
