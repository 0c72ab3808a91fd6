//! Runs a login's due Actions one after the other, until the person has to do something or the login has ended.

use crate::cache::TriggerCache;
use std::future::Future;
use std::time::{Instant, SystemTime, UNIX_EPOCH};
use vestibule_flow::flow::{Answer, Changes, Flow, Resume, RunJob, Turn};
use vestibule_flow::outcome::{RunOutcome, RunReport};
use vestibule_flow::recorder::CacheSnapshot;
use vestibule_flow::result::{FlowResult, StepStatus};

/// How long the Actions of one segment of a login may run together, in milliseconds: from its start, or from a resume, to the next pause
/// (specification §5, O23).
pub const SEGMENT_MILLISECONDS: u64 = 20_000;

/// Runs one handler of one Action.
pub trait ActionRunner {
    /// Runs `job`. It must end, however badly, within `milliseconds`, and say how it ended.
    fn run(
        &self,
        job: RunJob<'_>,
        cache: CacheSnapshot,
        milliseconds: u64,
    ) -> impl Future<Output = RunReport> + Send;
}

/// Drives logins: which handler runs next, with which cache, and for how long at most.
#[derive(Debug)]
pub struct Driver<'a, R> {
    /// Runs the Actions.
    pub runner: &'a R,
    /// The trigger's cache.
    pub cache: &'a TriggerCache,
    /// The time in milliseconds since 1970, for the flow's time stamps and expiries.
    pub clock: fn() -> u64,
}

/// The host's clock, in milliseconds since 1970. A clock that stands before 1970 reads 0.
pub fn system_clock() -> u64 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |since| {
            u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
        })
}

impl<R: ActionRunner> Driver<'_, R> {
    /// Runs every Action that is due, and says where the login stands then.
    pub async fn advance(&self, flow: &mut Flow) -> FlowResult {
        let started = Instant::now();
        loop {
            let job = match flow.turn() {
                Turn::Stand(result) => return *result,
                Turn::Run(job) => job,
            };
            let spent = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
            // At least one: a limit of nothing would be refused, and the run ends all the same.
            let left = SEGMENT_MILLISECONDS.saturating_sub(spent).max(1);
            let shadow = job.action.shadow;
            let report = self.runner.run(job, self.cache.snapshot(), left).await;
            let now = (self.clock)();
            if let RunOutcome::Completed(recorded) = &report.outcome
                && !shadow
            {
                self.cache.apply(&recorded.cache_changes, now);
            }
            // A run was due, so the flow takes its report; were it not so, the next turn would give the result.
            let _ = flow.finish_run(report, now);
        }
    }

    /// What a whole login would ask for: each second factor is answered by its default, until the login ends or sends the person away.
    /// Nothing is asked of anyone, and nothing of the result is to be applied.
    pub async fn plan(&self, mut flow: Flow) -> FlowResult {
        loop {
            let result = self.advance(&mut flow).await;
            let default = result
                .steps
                .iter()
                .find(|step| step.status == StepStatus::Pending)
                .and_then(|step| step.usable.first());
            let (Some(factor), Some(state)) = (default, &result.state) else {
                return as_plan(result);
            };
            let answer = Resume {
                state: state.clone(),
                tenant_id: flow.tenant().id.clone(),
                answer: Answer::Factor {
                    factor: factor.factor_type.clone(),
                    options: None,
                },
                changes: Changes::default(),
            };
            if flow.resume(answer, (self.clock)()).is_err() {
                return as_plan(result);
            }
        }
    }
}

/// A plan can neither be resumed nor applied.
fn as_plan(mut result: FlowResult) -> FlowResult {
    result.plan = true;
    result.state = None;
    result.expires_at = None;
    result
}
