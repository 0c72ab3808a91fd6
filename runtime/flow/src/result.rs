//! The flow result: the one document that an identity provider acts on.
//!
//! It is part of the public contract: members are added, never changed.

use crate::command::MfaMethod;
use crate::effects::Effects;
use crate::factor::{DroppedFactor, Factor, FactorType};
use crate::log::LogEntry;
use crate::outcome::{ConsoleLine, RunUsage};
use crate::recorder::Handler;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// Where a login stands, and all that is known about how it came there.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FlowResult {
    /// Where it stands. Only `complete` lets the person in.
    pub status: Status,
    /// Every second-factor step so far and, while suspended, those that the current Action has queued.
    pub steps: Vec<Step>,
    /// What to show the person next; only while suspended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<Next>,
    /// Opaque text to resume with: while suspended, and with an error `mfa_required`. Good for one resume, until `expires_at`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<String>,
    /// When `state` is void, ISO 8601.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<String>,
    /// Why the login was refused by an Action; only when denied.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub denial: Option<DenialResult>,
    /// Why the login failed; only with an error.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<FlowError>,
    /// What to apply: only when complete, or denied (D9, D11).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub effects: Option<Effects>,
    /// What would be applied if the login ended well from here; only while it can be resumed (D11). Not to be applied.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pending: Option<Effects>,
    /// For the tenant's log.
    pub logs: Vec<LogEntry>,
    /// What ran, in order.
    pub actions: Vec<ActionRun>,
    /// Set when nobody logged in: the steps were answered by their default factors.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub plan: bool,
}

/// Where a login stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// All Actions ran, everything they asked for is fulfilled: issue tokens, with `effects`.
    Complete,
    /// The person has to do something: show `next`, then resume with `state`.
    Suspended,
    /// An Action refused the login.
    Denied,
    /// The login failed. Nothing is to be applied.
    Error,
}

/// One second-factor command and what became of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Step {
    /// The Action that asked; absent when the tenant's policy did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub action: Option<String>,
    /// How it was asked for.
    pub method: StepMethod,
    /// Where it stands.
    pub status: StepStatus,
    /// What was asked for, in order.
    pub requested: Vec<Factor>,
    /// What of it the person can use.
    pub usable: Vec<Factor>,
    /// What of it was dropped, each with its reason.
    pub dropped: Vec<DroppedFactor>,
    /// The factor that fulfilled it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub completed_with: Option<FactorType>,
}

/// How a step was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum StepMethod {
    /// `api.authentication.challengeWith`
    ChallengeWith,
    /// `api.authentication.challengeWithAny`
    ChallengeWithAny,
    /// `api.authentication.enrollWith`
    EnrollWith,
    /// `api.authentication.enrollWithAny`
    EnrollWithAny,
    /// `api.multifactor.enable`, or the tenant's policy: at the end of the login.
    Multifactor,
}

impl From<MfaMethod> for StepMethod {
    fn from(method: MfaMethod) -> Self {
        match method {
            MfaMethod::ChallengeWith => StepMethod::ChallengeWith,
            MfaMethod::ChallengeWithAny => StepMethod::ChallengeWithAny,
            MfaMethod::EnrollWith => StepMethod::EnrollWith,
            MfaMethod::EnrollWithAny => StepMethod::EnrollWithAny,
        }
    }
}

/// Where a step stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StepStatus {
    /// The person passed it.
    Completed,
    /// Nothing had to be asked: a requested factor was completed before in this login (D1).
    Satisfied,
    /// It waits for the person.
    Pending,
    /// It cannot be fulfilled, or the person did not fulfil it: the login has failed.
    Failed,
    /// It comes after the pending one. What is usable may change until then.
    Upcoming,
}

/// What to show the person.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Next {
    /// Ask for a factor that the person has.
    Challenge(Screen),
    /// Have the person enrol a factor.
    Enroll(Screen),
    /// Send the person to another page; they come back to the identity provider's continue endpoint with `state`.
    Redirect {
        /// Where to, with `state` added.
        url: String,
    },
    /// Show a form.
    Prompt {
        /// Which form.
        prompt_id: String,
        /// Values for its fields.
        #[serde(default, skip_serializing_if = "Map::is_empty")]
        fields: Map<String, Value>,
        /// Values for its hidden variables.
        #[serde(default, skip_serializing_if = "Map::is_empty")]
        vars: Map<String, Value>,
    },
}

/// A second-factor screen.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Screen {
    /// Whether to start with `factor` or with a choice.
    pub screen: ScreenKind,
    /// The factor to start with, or the first of the choice.
    pub factor: Factor,
    /// The others, in order: behind a link, or in the choice. Passing any one fulfils the step.
    pub alternatives: Vec<Factor>,
    /// Whether to offer to remember this browser (specification M15, O13).
    #[serde(default)]
    pub allow_remember_browser: bool,
    /// For Duo: the account to use instead of the tenant's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub provider_options: Option<Map<String, Value>>,
}

/// What a second-factor screen starts with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ScreenKind {
    /// One factor, the others behind a link.
    Factor,
    /// A choice of all.
    Picker,
}

/// Why an Action refused the login.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DenialResult {
    /// The OAuth error for the client: always `access_denied`.
    pub error: String,
    /// What the Action said: `error_description` for the client.
    pub reason: String,
    /// The second argument of `deny`, or the text of a validation error, if there was one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// The call that refused.
    pub by: DeniedBy,
    /// The Action that refused.
    pub action: String,
}

/// The call that refused a login.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum DeniedBy {
    /// `api.access.deny`
    #[serde(rename = "access.deny")]
    AccessDeny,
    /// `api.validation.error`: `reason` is its code.
    #[serde(rename = "validation.error")]
    ValidationError,
    /// `api.session.revoke`
    #[serde(rename = "session.revoke")]
    SessionRevoke,
    /// `api.refreshToken.revoke`
    #[serde(rename = "refreshToken.revoke")]
    RefreshTokenRevoke,
}

/// Why a login failed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FlowError {
    /// The OAuth error for the client.
    pub code: ErrorCode,
    /// A sentence for the client. It gives nothing away.
    pub description: String,
    /// What was behind it, for the tenant.
    pub cause: Cause,
    /// What was behind it in words, naming the Action and the thing. For the tenant, never for the person.
    pub message: String,
    /// With `mfa_required`: what the client must have the person do, as the token endpoint answers it (specification M20, O20).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mfa_requirements: Option<MfaRequirements>,
}

/// The OAuth error of a failed login.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ErrorCode {
    /// The general one.
    AccessDenied,
    /// A grant at the token endpoint needs a second factor; it can be resumed.
    MfaRequired,
    /// `prompt=none` and a second factor is needed.
    LoginRequired,
    /// A redirect is needed and nobody is there to follow it.
    InteractionRequired,
}

/// What was behind a failed login.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cause {
    /// An Action failed: it threw, trapped or passed a limit.
    ActionFailed,
    /// No requested factor can be used.
    NoUsableFactor,
    /// A second factor must be passed before another is enrolled.
    ChallengeFirst,
    /// The fifth MFA command of the login (D18).
    TooManyMfaCommands,
    /// The tenant's switch for MFA commands is off.
    MfaCustomizationDisabled,
    /// A second factor is needed where none can be asked for.
    MfaInNonInteractiveFlow,
    /// A redirect or form is needed where none can be shown.
    RedirectInNonInteractiveFlow,
    /// The person did not pass the second factor.
    FactorNotPassed,
    /// The person did not come back from a redirect or form.
    NotReturned,
    /// The Action asked for a redirect and has no handler for the return.
    NoContinueHandler,
    /// The login's Actions sent the person away too often.
    TooManyRedirects,
}

/// What a client at the token endpoint must have the person do.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct MfaRequirements {
    /// Pass one of these.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub challenge: Vec<Factor>,
    /// Enrol one of these.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub enroll: Vec<Factor>,
}

/// One run of an Action.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ActionRun {
    /// The Action.
    pub name: String,
    /// Its id, where Actions have one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Which version ran.
    pub version: String,
    /// Which handler ran.
    pub handler: Handler,
    /// How it ended.
    pub outcome: RunEnd,
    /// Why it failed; only then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<crate::outcome::RunFailure>,
    /// What it used.
    pub usage: RunUsage,
    /// What it logged.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub console: Vec<ConsoleLine>,
    /// Whether its log was cut.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub console_truncated: bool,
    /// Of an Action that runs for the record only: what it asked for, of which nothing was done. Absent for every other.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shadow: Option<Vec<Value>>,
}

/// How a run ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RunEnd {
    /// It returned cleanly.
    Completed,
    /// The Action has no such handler.
    NotImplemented,
    /// Anything else.
    Failed,
}
