//! The tenant's log of a login.

use crate::factor::DroppedFactor;
use serde::{Deserialize, Serialize};

/// One entry of the tenant's log.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LogEntry {
    /// What kind of entry.
    #[serde(rename = "type")]
    pub log_type: LogType,
    /// A sentence that names the Action and the thing. It is for the tenant, never for the person.
    pub description: String,
    /// The Action it is about, when it is about one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub action: Option<String>,
    /// The factors that were dropped, when it is about that.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub factors: Vec<DroppedFactor>,
}

/// Auth0's codes for log entries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LogType {
    /// A warning: something was ignored, and the login goes on.
    W,
    /// A second factor was required and cannot be had: the login has failed.
    Mfar,
    /// The login has failed for another reason.
    F,
    /// An Action failed, and with it the login.
    ActionsExecutionFailed,
}
