//! The `api` object: checks a call, answers it, and records what it asks for.
//!
//! This is the one implementation of what `api` accepts and refuses. The sandbox puts it behind the WIT interfaces; the Rust SDK uses it
//! as the mock of native unit tests, so that a test sees what production does. It decides nothing about the login: see
//! [`crate::flow`].
//!
//! Source: specification §2.

mod cache;
mod metadata;
mod redirect;
mod saml;
mod tokens;

pub use cache::{CacheError, CacheSnapshot, apply_cache_changes};
pub use saml::{SamlFlag, SamlText};

use crate::command::{
    CacheChange, Command, Denial, EnableMultifactor, MfaCommand, MfaMethod, SessionCommand,
};
use crate::event::{Event, describe};
use crate::factor::Factor;
use crate::mirror;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use thiserror::Error;

/// Which of an Action's two handlers runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Handler {
    /// `onExecutePostLogin`
    #[serde(rename = "onExecutePostLogin")]
    Execute,
    /// `onContinuePostLogin`
    #[serde(rename = "onContinuePostLogin")]
    Continue,
}

impl Handler {
    /// The name that an Auth0 Action exports.
    pub fn name(self) -> &'static str {
        match self {
            Handler::Execute => "onExecutePostLogin",
            Handler::Continue => "onContinuePostLogin",
        }
    }
}

/// A refused call: nothing was recorded, and the Action may catch it and go on.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum CallError {
    /// A wrong argument; in JavaScript a `TypeError`.
    #[error("{0}")]
    InvalidArgument(String),
    /// Not possible in this handler or login.
    #[error("{0}")]
    NotAllowed(String),
    /// A documented limit would be passed.
    #[error("{0}")]
    LimitExceeded(String),
}

fn invalid<T>(message: impl Into<String>) -> Result<T, CallError> {
    Err(CallError::InvalidArgument(message.into()))
}

/// How much one run may record. Passing it is no refusal that an Action can catch: the run ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OutputLimits {
    /// Commands, cache changes included.
    pub commands: u32,
    /// Bytes of their names, keys and values.
    pub bytes: u64,
}

impl Default for OutputLimits {
    fn default() -> Self {
        OutputLimits {
            commands: 2_000,
            bytes: 1 << 20,
        }
    }
}

/// Which output limit a run has passed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Overflow {
    /// [`OutputLimits::commands`]
    Commands,
    /// [`OutputLimits::bytes`]
    Bytes,
}

/// What earlier Actions of the same login did that the `api` of a later one must know.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct TransactionFacts {
    /// `setPrimaryUser` was called before: a second call is refused.
    pub primary_user_set: bool,
    /// Scopes added so far, of at most 1,000.
    pub scopes_added: u32,
    /// Bytes of `app_metadata` written so far, of at most 32 kB.
    pub app_metadata_bytes: u64,
    /// Bytes of `user_metadata` written so far, of at most 32 kB.
    pub user_metadata_bytes: u64,
    /// Attribute changes of the SAML response so far, of at most 100.
    pub saml_attribute_changes: u32,
}

/// One run's `event` and `api`.
#[derive(Debug)]
pub struct Recorder {
    handler: Handler,
    event: Event,
    facts: TransactionFacts,
    limits: OutputLimits,
    bytes: u64,
    overflow: Option<Overflow>,
    aborted: Option<&'static str>,
    commands: Vec<Command>,
    cache: CacheSnapshot,
    cache_changes: Vec<CacheChange>,
}

/// What a cleanly finished run asked for.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Recorded {
    /// In call order.
    pub commands: Vec<Command>,
    /// In call order; to be stored at once.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub cache_changes: Vec<CacheChange>,
    /// What the `api` of the next Action must know.
    #[serde(default)]
    pub facts: TransactionFacts,
}

impl Recorder {
    /// The `api` for one run of `handler` with `event`, which the recorder owns: what the `api` mirrors into the event at once
    /// (transaction, session and refresh-token metadata, the cookie mode) shows in [`Recorder::event`].
    pub fn new(
        handler: Handler,
        event: Event,
        facts: TransactionFacts,
        cache: CacheSnapshot,
        limits: OutputLimits,
    ) -> Self {
        Recorder {
            handler,
            event,
            facts,
            limits,
            bytes: 0,
            overflow: None,
            aborted: None,
            commands: Vec::new(),
            cache,
            cache_changes: Vec::new(),
        }
    }

    /// The event as the Action sees it now.
    pub fn event(&self) -> &Event {
        &self.event
    }

    /// Whether the run has asked for more than it may, and must be ended.
    pub fn overflow(&self) -> Option<Overflow> {
        self.overflow
    }

    /// Why the run must be ended although it could catch the error: it asked for what cannot be carried out together (specification §2.3).
    pub fn aborted(&self) -> Option<&'static str> {
        self.aborted
    }

    /// The commands so far.
    pub fn commands(&self) -> &[Command] {
        &self.commands
    }

    /// What the run asked for. Only for a run that ended cleanly.
    pub fn finish(self) -> Recorded {
        Recorded {
            commands: self.commands,
            cache_changes: self.cache_changes,
            facts: self.facts,
        }
    }

    /// Refuses a call for which the run must be ended.
    fn abort<T>(&mut self, reason: &'static str) -> Result<T, CallError> {
        self.aborted.get_or_insert(reason);
        Err(CallError::NotAllowed(reason.into()))
    }

    /// Keeps a command that has been checked; `size` is what the Action made us keep, in bytes.
    fn record(&mut self, command: Command, size: usize) {
        if self.charge(size) {
            mirror::at_once(&mut self.event, &command);
            self.commands.push(command);
        }
    }

    fn charge(&mut self, size: usize) -> bool {
        self.bytes = self.bytes.saturating_add(size as u64 + 16);
        let count = self.commands.len() + self.cache_changes.len() + 1;
        if count as u64 > u64::from(self.limits.commands) {
            self.overflow.get_or_insert(Overflow::Commands);
        } else if self.bytes > self.limits.bytes {
            self.overflow.get_or_insert(Overflow::Bytes);
        }
        self.overflow.is_none()
    }

    // --- api.authentication ---------------------------------------------------------------------------------------------

    /// `api.authentication.challengeWith`
    pub fn challenge_with(&mut self, factor: Factor, additional: Vec<Factor>) {
        self.mfa(MfaMethod::ChallengeWith, Some(factor), additional);
    }

    /// `api.authentication.challengeWithAny`
    ///
    /// # Errors
    /// The list is empty.
    pub fn challenge_with_any(&mut self, factors: Vec<Factor>) -> Result<(), CallError> {
        if factors.is_empty() {
            return invalid("challengeWithAny: expected at least one factor, got an empty array");
        }
        self.mfa(MfaMethod::ChallengeWithAny, None, factors);
        Ok(())
    }

    /// `api.authentication.enrollWith`
    pub fn enroll_with(&mut self, factor: Factor, additional: Vec<Factor>) {
        self.mfa(MfaMethod::EnrollWith, Some(factor), additional);
    }

    /// `api.authentication.enrollWithAny`
    ///
    /// # Errors
    /// The list is empty.
    pub fn enroll_with_any(&mut self, factors: Vec<Factor>) -> Result<(), CallError> {
        if factors.is_empty() {
            return invalid("enrollWithAny: expected at least one factor, got an empty array");
        }
        self.mfa(MfaMethod::EnrollWithAny, None, factors);
        Ok(())
    }

    fn mfa(&mut self, method: MfaMethod, first: Option<Factor>, rest: Vec<Factor>) {
        let factors: Vec<Factor> = first.into_iter().chain(rest).collect();
        let size = factors
            .iter()
            .map(|factor| factor.factor_type.name().len() + object_size(&factor.options) + 16)
            .sum();
        self.record(Command::Mfa(MfaCommand { method, factors }), size);
    }

    /// `api.authentication.recordMethod`
    ///
    /// # Errors
    /// Called outside `onContinuePostLogin`, or with something other than an http(s) URL.
    pub fn record_method(&mut self, provider_url: &str) -> Result<(), CallError> {
        if self.handler != Handler::Continue {
            return Err(CallError::NotAllowed(
                "recordMethod can only be called in onContinuePostLogin".into(),
            ));
        }
        match url::Url::parse(provider_url) {
            Ok(url) if matches!(url.scheme(), "http" | "https") => {}
            _ => return invalid("recordMethod: expected an http or https URL"),
        }
        let size = provider_url.len();
        let provider_url = provider_url.to_owned();
        self.record(Command::RecordMethod { provider_url }, size);
        Ok(())
    }

    /// `api.authentication.setPrimaryUser`
    ///
    /// # Errors
    /// A second call in this login, or not 1 to 128 characters.
    pub fn set_primary_user(&mut self, user_id: &str) -> Result<(), CallError> {
        if self.facts.primary_user_set {
            return Err(CallError::NotAllowed(
                "setPrimaryUser can be called only once in a login".into(),
            ));
        }
        let length = user_id.chars().count();
        if length == 0 || length > 128 {
            return invalid(format!(
                "setPrimaryUser: expected a user id of 1 to 128 characters, got {length}"
            ));
        }
        self.facts.primary_user_set = true;
        let user_id = user_id.to_owned();
        let size = user_id.len();
        self.record(Command::SetPrimaryUser { user_id }, size);
        Ok(())
    }

    // --- api.access, api.validation, api.multifactor, api.rules -----------------------------------------------------------

    /// `api.access.deny`. Every call is recorded; the flow takes the first (D4).
    pub fn deny(&mut self, reason: &str, description: Option<&str>) {
        let size = reason.len() + description.map_or(0, str::len);
        let denial = Denial {
            reason: reason.to_owned(),
            description: description.map(str::to_owned),
        };
        self.record(Command::Deny(denial), size);
    }

    /// `api.validation.error`
    ///
    /// # Errors
    /// A text that is not 1 to 100 characters long.
    pub fn validation_error(&mut self, code: &str, message: &str) -> Result<(), CallError> {
        for (what, text) in [("errorCode", code), ("errorMessage", message)] {
            let length = text.chars().count();
            if length == 0 || length > 100 {
                return invalid(format!(
                    "validation.error: expected {what} of 1 to 100 characters, got {length}"
                ));
            }
        }
        let size = code.len() + message.len();
        let (code, message) = (code.to_owned(), message.to_owned());
        self.record(Command::ValidationError { code, message }, size);
        Ok(())
    }

    /// `api.multifactor.enable`
    pub fn enable_multifactor(&mut self, enable: EnableMultifactor) {
        let size = enable.provider_options.as_ref().map_or(0, object_size);
        self.record(Command::EnableMultifactor(enable), size);
    }

    /// `api.rules.wasExecuted`: there are no Rules.
    pub fn rule_was_executed(&self, _rule_id: &str) -> bool {
        false
    }

    // --- api.session, api.refreshToken ------------------------------------------------------------------------------------

    /// `api.session.revoke`
    pub fn revoke_session(&mut self, reason: &str, preserve_refresh_tokens: bool) {
        let size = reason.len();
        let reason = reason.to_owned();
        self.record(
            Command::Session(SessionCommand::Revoke {
                reason,
                preserve_refresh_tokens,
            }),
            size,
        );
    }

    /// `api.refreshToken.revoke`
    ///
    /// # Errors
    /// This login is no refresh-token exchange.
    pub fn revoke_refresh_token(&mut self, reason: &str) -> Result<(), CallError> {
        if self.event.text("transaction", "protocol") != Some("oauth2-refresh-token") {
            return Err(CallError::NotAllowed(
                "refreshToken.revoke can only be called in a refresh-token exchange".into(),
            ));
        }
        let size = reason.len();
        let reason = reason.to_owned();
        self.record(
            Command::RefreshToken(SessionCommand::Revoke {
                reason,
                preserve_refresh_tokens: false,
            }),
            size,
        );
        Ok(())
    }

    /// `api.session.setCookieMode`
    pub fn set_cookie_mode(&mut self, persistent: bool) {
        self.record(
            Command::Session(SessionCommand::SetCookieMode { persistent }),
            0,
        );
    }
}

/// The size of a value as an Action made us keep it, in bytes, without serialising it.
fn value_size(value: &Value) -> usize {
    match value {
        Value::Null | Value::Bool(_) => 4,
        Value::Number(_) => 8,
        Value::String(text) => text.len() + 2,
        Value::Array(items) => items.iter().map(|item| value_size(item) + 1).sum::<usize>() + 2,
        Value::Object(members) => object_size(members),
    }
}

fn object_size(members: &Map<String, Value>) -> usize {
    members
        .iter()
        .map(|(name, value)| name.len() + 4 + value_size(value))
        .sum::<usize>()
        + 2
}

/// Reads JSON text that an Action passed.
///
/// # Errors
/// It is no JSON; says of which argument.
pub fn json_argument(what: &str, text: &str) -> Result<Value, CallError> {
    crate::json::parse(text.as_bytes())
        .or_else(|error| invalid(format!("{what}: expected JSON text: {error}")))
}

/// As [`json_argument`], for an argument that must be an object.
///
/// # Errors
/// It is no JSON, or no object.
pub fn json_object_argument(what: &str, text: &str) -> Result<Map<String, Value>, CallError> {
    match json_argument(what, text)? {
        Value::Object(members) => Ok(members),
        other => invalid(format!(
            "{what}: expected an object, got {}",
            describe(&other)
        )),
    }
}
