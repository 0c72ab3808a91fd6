//! What one run of an Action came to, as the flow needs to know it.

use crate::recorder::Recorded;
use serde::{Deserialize, Serialize};

/// How a run of a handler ended.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum RunOutcome {
    /// The handler returned cleanly. Only then are its commands carried out.
    Completed(Recorded),
    /// The Action has no such handler.
    NotImplemented,
    /// Anything else. Its commands are gone (D8).
    Failed(RunFailure),
}

/// Why a run failed. The text names the Action, and for a limit the limit and its value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunFailure {
    /// Which part of the system is at fault, Auth0's `error_class`.
    pub class: ErrorClass,
    /// A stable word for the failure: `time_limit`, `fuel_limit`, `memory_limit`, `trap`, `action_error` and others.
    pub kind: String,
    /// A sentence for the tenant's log.
    pub message: String,
    /// The Action's own error, when it reported one: its name, e.g. `TypeError`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Where it happened, in the author's source, when known. For the log only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stack: Option<String>,
    /// How many commands were recorded and then discarded.
    #[serde(default)]
    pub discarded_commands: usize,
}

/// Auth0's `error_class` of a failed execution (specification §0).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ErrorClass {
    /// The Action's code failed, or passed a limit other than time.
    ActionError,
    /// The Action passed its time limit.
    ActionTimeout,
    /// The host could not run the Action.
    PlatformError,
}

/// What a run used, of failed runs as well.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunUsage {
    /// Fuel: roughly one unit an instruction, plus the price of host calls. Of a run that its time limit ended at least so much: a loop keeps its
    /// own count until it calls something.
    pub fuel: u64,
    /// The most linear memory held at once, over all memories of the component, in bytes.
    pub memory_bytes: u64,
    /// Wall-clock time in microseconds, instantiation included.
    pub duration_microseconds: u64,
    /// Calls from the Action into the host.
    pub host_calls: u64,
}

/// A line that an Action logged.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConsoleLine {
    /// The console method: `log`, `warn`, …
    pub level: ConsoleLevel,
    /// The text, control characters escaped.
    pub message: String,
}

/// The console method that wrote a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ConsoleLevel {
    /// `console.trace`
    Trace,
    /// `console.debug`
    Debug,
    /// `console.log`
    Log,
    /// `console.info`
    Info,
    /// `console.warn`
    Warn,
    /// `console.error`
    Error,
}

/// A run's outcome with everything that is reported about it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RunReport {
    /// How it ended.
    #[serde(flatten)]
    pub outcome: RunOutcome,
    /// What it used.
    pub usage: RunUsage,
    /// What it logged, oldest first.
    pub console: Vec<ConsoleLine>,
    /// Whether lines or parts of lines were cut because of the log limit.
    pub console_truncated: bool,
}
