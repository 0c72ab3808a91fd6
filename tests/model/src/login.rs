//! A login, as the model is told of it: read from the JSON of the public contract.
#![allow(missing_docs, reason = "most names are those of the contract")]

use serde::Deserialize;
use serde_json::{Map, Value};

/// A login with all that its Actions will ask for.
#[derive(Debug, Clone)]
pub struct Login {
    /// The tenant's settings.
    pub tenant: Tenant,
    /// What the person's browser can do.
    pub browser: Browser,
    /// `event`, valid.
    pub event: Value,
    /// In binding order.
    pub actions: Vec<Action>,
    /// Milliseconds since 1970.
    pub now: u64,
}

/// The tenant's settings.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Tenant {
    pub id: String,
    pub factors: Vec<String>,
    pub phone_message_types: Vec<String>,
    pub policies: Vec<String>,
    pub customize_mfa_in_postlogin_action: bool,
    pub factor_timeout_seconds: u64,
    pub redirect_timeout_seconds: u64,
}

/// What the person's browser can do.
#[derive(Debug, Clone, Deserialize)]
pub struct Browser {
    #[serde(default)]
    pub unsupported_factors: Vec<String>,
    #[serde(default)]
    pub remembered: bool,
}

/// An Action, with what its handlers do whenever they run.
#[derive(Debug, Clone)]
pub struct Action {
    /// Its name.
    pub name: String,
    /// Whether it runs for the record only.
    pub shadow: bool,
    /// What `onExecutePostLogin` does.
    pub execute: Script,
    /// What `onContinuePostLogin` does.
    pub resume: Script,
}

/// What a handler does.
#[derive(Debug, Clone)]
pub enum Script {
    /// It calls these in order and returns.
    Returns(Vec<Command>),
    /// It is not there.
    Missing,
    /// It throws, traps or passes a limit, whatever it called before.
    Fails,
}

/// A call of the `api`, as an execution shows it.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(tag = "command")]
pub enum Command {
    #[serde(rename = "authentication.mfa")]
    Mfa {
        method: String,
        factors: Vec<Factor>,
    },
    #[serde(rename = "authentication.recordMethod")]
    RecordMethod { provider_url: String },
    #[serde(rename = "authentication.setPrimaryUser")]
    SetPrimaryUser { user_id: String },
    #[serde(rename = "access.deny")]
    Deny {
        reason: String,
        description: Option<String>,
    },
    #[serde(rename = "validation.error")]
    ValidationError { code: String, message: String },
    #[serde(rename = "multifactor.enable")]
    Enable {
        provider: String,
        allow_remember_browser: bool,
        provider_options: Option<Value>,
    },
    #[serde(rename = "redirect.sendUserTo")]
    SendUserTo { url: String },
    #[serde(rename = "prompt.render")]
    Render {
        prompt_id: String,
        #[serde(default)]
        fields: Map<String, Value>,
        #[serde(default)]
        vars: Map<String, Value>,
    },
    #[serde(rename = "idToken.setCustomClaim")]
    IdTokenClaim { name: String, value: Value },
    #[serde(rename = "accessToken.setCustomClaim")]
    AccessTokenClaim { name: String, value: Value },
    #[serde(rename = "accessToken.addScope")]
    AddScope { scope: String },
    #[serde(rename = "accessToken.removeScope")]
    RemoveScope { scope: String },
    #[serde(rename = "user.setAppMetadata")]
    AppMetadata { key: String, value: Value },
    #[serde(rename = "user.setUserMetadata")]
    UserMetadata { key: String, value: Value },
    #[serde(rename = "transaction.setMetadata")]
    TransactionMetadata { key: String, value: Value },
    #[serde(rename = "session")]
    Session(SessionCall),
    #[serde(rename = "refreshToken")]
    RefreshToken(SessionCall),
    #[serde(rename = "samlResponse.setAttribute")]
    SamlAttribute { name: String, value: Value },
    #[serde(rename = "samlResponse.set")]
    Saml { setting: String, value: Value },
}

/// A call of `api.session` or `api.refreshToken`.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(tag = "call", rename_all = "camelCase")]
pub enum SessionCall {
    Revoke {
        reason: String,
        preserve_refresh_tokens: bool,
    },
    SetExpiresAt {
        milliseconds: u64,
    },
    SetIdleExpiresAt {
        milliseconds: u64,
    },
    SetCookieMode {
        persistent: bool,
    },
    SetMetadata {
        key: String,
        value: Option<String>,
    },
    EvictMetadata,
}

/// A second factor with its options.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Factor {
    /// E.g. `otp`.
    #[serde(rename = "type")]
    pub name: String,
    /// As they were given.
    #[serde(default)]
    pub options: Map<String, Value>,
}

/// An answer to a pause, or an attempt at one.
#[derive(Debug, Clone)]
pub struct Answer {
    /// When it comes, milliseconds since 1970.
    pub now: u64,
    /// With what it comes.
    pub given: Given,
    /// The tenant through which it comes.
    pub tenant_id: String,
    /// What the person did.
    pub person: Person,
    /// What has changed since the pause began.
    pub changes: Changes,
}

/// The state that an answer comes with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Given {
    /// That of the pause.
    Current,
    /// One that was used up, or made up.
    Other,
}

/// What the person did.
#[derive(Debug, Clone, PartialEq)]
pub enum Person {
    /// Passed or enrolled a factor.
    Factor(String, Option<Map<String, Value>>),
    /// Came back from a redirect or form.
    Returned,
    /// Gave up.
    NotPassed,
    /// Nothing: somebody looks whether the time is over.
    Nothing,
}

/// What has changed since a pause began.
#[derive(Debug, Clone, Default)]
pub struct Changes {
    /// The tenant's settings now.
    pub tenant: Option<Tenant>,
    /// `event.user.enrolledFactors` now, valid or not.
    pub enrolled_factors: Option<Value>,
    /// What a form brought.
    pub prompt: Option<Value>,
}
