//! `event.authentication`: how the person has authenticated, and how risky that looks.

use crate::host::{self, property};
use serde_json::Value;

/// `event.authentication`. Empty or absent in all its parts when the event has none.
#[derive(Debug)]
pub struct Authentication(pub(super) ());

impl Authentication {
    /// `event.authentication.methods`: what the person completed in this session, oldest first. Fixed when the handler starts: a factor that this
    /// run asks for shows in the next Action.
    pub fn methods(&self) -> Vec<AuthenticationMethod> {
        property!(methods event_authentication.methods at "/authentication/methods")
    }

    /// `event.authentication.riskAssessment.confidence`: `low`, `medium`, `high` or `neutral`. Absent when risk is not assessed.
    pub fn risk_confidence(&self) -> Option<String> {
        property!(optional_text event_authentication.risk_confidence at "/authentication/riskAssessment/confidence")
    }

    /// `event.authentication.riskAssessment.assessments[name]`, e.g. `NewDevice`. Absent when it was not assessed.
    pub fn risk_assessment(&self, name: &str) -> Option<Assessment> {
        host::risk_assessment(name)
    }
}

/// An entry of `event.authentication.methods`.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct AuthenticationMethod {
    /// `name`: `pwd`, `federated`, `passkey`, `mfa` and others, or a URL that `recordMethod` recorded.
    pub name: String,
    /// `timestamp`: when, as ISO 8601 text.
    pub timestamp: Option<String>,
    /// `type`: for `mfa`, the factor that was passed.
    pub factor_type: Option<String>,
}

/// An entry of `event.authentication.riskAssessment.assessments`.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Assessment {
    /// `confidence`: `low`, `medium`, `high` or `neutral`.
    pub confidence: Option<String>,
    /// `code`: the finding, e.g. `no_match`.
    pub code: Option<String>,
    /// `details`: an object; null when there is none.
    pub details: Value,
}
