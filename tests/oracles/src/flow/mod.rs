//! A login against the model: whatever Actions ask for, however runs end and whatever is answered, both come to the same.

mod compare;
mod scenario;

use crate::choices::Choices;
use compare::{run_seen, simplified};
use scenario::{Attempt, Scenario, Script, Shown, from_contract};
use serde_json::Value;
use vestibule_flow::flow::{BoundAction, Flow, FlowSecret, FlowStart};
use vestibule_flow::outcome::{ErrorClass, RunFailure, RunOutcome, RunReport, RunUsage};
use vestibule_flow::recorder::{Handler, Recorded};
use vestibule_flow::result::Status;
use vestibule_model::{Login, Prediction, predict};

/// The most answers, and attempts at one, of one login.
const ATTEMPTS: usize = 16;

/// Plays the login that the bytes stand for.
///
/// # Panics
/// The login and the model differ, or a refused answer has changed something.
pub fn flow(bytes: &[u8]) {
    let mut choices = Choices::new(bytes);
    let scenario = Scenario::chosen(&mut choices);
    let login = scenario.for_model();
    let mut played = Played::start(&scenario);
    let mut answers = Vec::new();
    played.run_due_actions(&scenario);
    played.must_agree(&predict(&login, &answers), &login);
    while answers.len() < ATTEMPTS && !choices.is_used_up() {
        let attempt = Attempt::chosen(&mut choices, &scenario, &played.now_shown());
        answers.push(attempt.for_model());
        let taken = played.answer(&attempt);
        played.run_due_actions(&scenario);
        let prediction = predict(&login, &answers);
        assert_eq!(
            prediction.taken.last(),
            Some(&taken),
            "whether it is taken: {attempt:#?}\nin {scenario:#?}"
        );
        played.must_agree(&prediction, &login);
    }
}

/// The login that the choices stand for, where it waits for the first time, or ends.
pub(crate) fn suspended(choices: &mut Choices<'_>) -> Flow {
    let scenario = Scenario::chosen(choices);
    let mut played = Played::start(&scenario);
    played.run_due_actions(&scenario);
    played.flow
}

/// A login as it is played.
struct Played {
    flow: Flow,
    now: u64,
    runs: Vec<Value>,
    used_up: Option<String>,
}

impl Played {
    fn start(scenario: &Scenario) -> Played {
        let actions = scenario.actions.iter().map(|action| BoundAction {
            shadow: action.shadow,
            ..BoundAction::new(&action.name, "1")
        });
        let start = FlowStart {
            tenant: scenario.tenant(),
            browser: scenario.browser(),
            actions: actions.collect(),
            event: scenario.event(),
            secret: FlowSecret::new([7; 32]),
        };
        let flow = Flow::start(start, scenario.now).expect("the scenario is of one tenant");
        Played {
            flow,
            now: scenario.now,
            runs: Vec::new(),
            used_up: None,
        }
    }

    fn run_due_actions(&mut self, scenario: &Scenario) {
        while let Some(job) = self.flow.next_run() {
            let action = &scenario.actions[job.index];
            let script = match job.handler {
                Handler::Execute => &action.execute,
                Handler::Continue => &action.resume,
            };
            self.runs.push(run_seen(&job));
            assert_eq!(self.flow.result(), None, "a result while a handler is due");
            let done = self.flow.finish_run(report(script), self.now);
            done.expect("a handler was due");
        }
        let before = self.flow.clone();
        let report = report(&Script::Returns(Vec::new()));
        self.flow
            .finish_run(report, self.now)
            .expect_err("no handler is due");
        assert_eq!(self.flow, before, "a report that nobody waited for");
        // What is suspended is stored, and goes on somewhere else.
        let text = self.flow.store().expect("a login can be stored");
        let restored = Flow::restore(&text).expect("what was stored can be read");
        assert_eq!(self.flow, restored, "storing changes a login");
    }

    fn now_shown(&self) -> Shown {
        let result = self.flow.result();
        let steps = result.as_ref().map(|result| result.steps.as_slice());
        let pending = steps
            .unwrap_or_default()
            .iter()
            .find(|step| step.status == vestibule_flow::result::StepStatus::Pending);
        Shown {
            now: self.now,
            usable: pending.map_or(Vec::new(), |step| {
                let names = step.usable.iter();
                names.map(|factor| factor.factor_type.to_string()).collect()
            }),
        }
    }

    /// Whether the answer was taken.
    fn answer(&mut self, attempt: &Attempt) -> bool {
        let before = self.flow.clone();
        let state = self.flow.state();
        let taken = match attempt.resume(state.as_deref(), self.used_up.as_deref()) {
            Some(resume) => self.flow.resume(resume, attempt.now).is_ok(),
            None => self.flow.expire(attempt.now),
        };
        if taken {
            self.now = attempt.now;
            self.used_up = state;
        } else {
            assert_eq!(self.flow, before, "a refused answer changed the login");
        }
        taken
    }

    fn must_agree(&self, prediction: &Prediction, login: &Login) {
        let result = self.flow.result().expect("no handler is due");
        let is_over = matches!(result.status, Status::Complete | Status::Denied);
        assert!(
            !is_over || result.state.is_none(),
            "an ended login can be resumed"
        );
        let actual = simplified(&result);
        assert_eq!(
            actual, prediction.result,
            "the result (left) against the model (right), of {login:#?}"
        );
        assert_eq!(
            self.runs.len(),
            prediction.runs.len(),
            "the runs of {login:#?}"
        );
        for (actual, expected) in self.runs.iter().zip(&prediction.runs) {
            for (name, value) in actual.as_object().into_iter().flatten() {
                assert_eq!(
                    value, &expected[name],
                    "{name} of a run (left) against the model (right), of {login:#?}"
                );
            }
        }
    }
}

fn report(script: &Script) -> RunReport {
    let outcome = match script {
        Script::Returns(commands) => RunOutcome::Completed(Recorded {
            commands: commands.iter().map(from_contract).collect(),
            ..Recorded::default()
        }),
        Script::Missing => RunOutcome::NotImplemented,
        Script::Fails => RunOutcome::Failed(RunFailure {
            class: ErrorClass::ActionError,
            kind: "trap".to_owned(),
            message: "it failed".to_owned(),
            name: None,
            stack: None,
            discarded_commands: 3,
        }),
    };
    RunReport {
        outcome,
        usage: RunUsage::default(),
        console: Vec::new(),
        console_truncated: false,
    }
}
