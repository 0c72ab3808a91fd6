//! Actions as components, run in the sandbox.

use crate::driver::ActionRunner;
use crate::dry::DryRun;
use std::sync::Arc;
use vestibule_flow::flow::RunJob;
use vestibule_flow::outcome::{ErrorClass, RunFailure, RunOutcome, RunReport, RunUsage};
use vestibule_flow::recorder::CacheSnapshot;
use vestibule_sandbox::outbound::Outbound;
use vestibule_sandbox::{InputSource, Limits, Program, RunRequest, Sandbox};

/// A compiled Action with the limits of its runs.
#[derive(Debug, Clone)]
pub struct SandboxedAction {
    /// What runs.
    pub program: Program,
    /// Under which limits.
    pub limits: Limits,
    /// Who sends its HTTP requests. Absent: nobody, and they are refused. A run for the record only sends none in any case.
    pub outbound: Option<Arc<dyn Outbound>>,
}

/// The Actions of a login, in the order of [`vestibule_flow::flow::Flow::actions`].
#[derive(Debug)]
pub struct SandboxedActions<'a> {
    /// Where they run.
    pub sandbox: &'a Sandbox,
    /// What runs.
    pub actions: &'a [SandboxedAction],
}

impl ActionRunner for SandboxedActions<'_> {
    async fn run(&self, job: RunJob<'_>, cache: CacheSnapshot, milliseconds: u64) -> RunReport {
        match self.actions.get(job.index) {
            Some(action) => run_one(self.sandbox, action, job, cache, milliseconds).await,
            None => {
                let name = &job.action.name;
                let message = format!("Action '{name}' is bound and was not loaded");
                not_run("platform_error", message)
            }
        }
    }
}

/// Runs one handler of one Action in the sandbox, within `milliseconds` and its own limits.
pub async fn run_one(
    sandbox: &Sandbox,
    action: &SandboxedAction,
    job: RunJob<'_>,
    cache: CacheSnapshot,
    milliseconds: u64,
) -> RunReport {
    let SandboxedAction {
        program,
        limits,
        outbound,
    } = action;
    let outbound: Option<Arc<dyn Outbound>> = match job.action.shadow {
        true => Some(Arc::new(DryRun)),
        false => outbound.clone(),
    };
    let own_limit = limits.time_milliseconds;
    let mut limits = *limits;
    limits.time_milliseconds = own_limit.min(milliseconds);
    let request = RunRequest {
        action: job.action.name.clone(),
        handler: job.handler,
        event: job.event,
        facts: job.facts,
        cache,
        limits,
        inputs: InputSource::Live,
        outbound,
    };
    let mut report = sandbox.run(program, request).await.report;
    if milliseconds < own_limit
        && let RunOutcome::Failed(failure) = &mut report.outcome
        && failure.class == ErrorClass::ActionTimeout
    {
        failure.message.push_str(
            ": what the Actions before it had left of the time for all Actions of a login",
        );
    }
    report
}

/// The report of a run that the host could not begin. The login fails; the Action is not at fault.
pub fn not_run(kind: &str, message: String) -> RunReport {
    RunReport {
        outcome: RunOutcome::Failed(RunFailure {
            class: ErrorClass::PlatformError,
            kind: kind.to_owned(),
            message,
            name: None,
            stack: None,
            discarded_commands: 0,
        }),
        usage: RunUsage::default(),
        console: Vec::new(),
        console_truncated: false,
    }
}
