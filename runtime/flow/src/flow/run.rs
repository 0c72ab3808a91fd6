//! Running the Actions: which handler is due, and what becomes of what it asked for.

use super::deferred::Enabled;
use super::{End, Flow, Leave, Phase};
use crate::command::{Command, SessionCommand};
use crate::event::Event;
use crate::log::LogType;
use crate::mirror;
use crate::outcome::{RunFailure, RunOutcome, RunReport};
use crate::recorder::{Handler, Recorded, TransactionFacts};
use crate::result::{ActionRun, Cause, DenialResult, DeniedBy, ErrorCode, FlowResult, RunEnd};
use crate::time::iso8601;
use serde_json::{Value, json};
use thiserror::Error;

use super::start::BoundAction;

/// A handler that is to run now.
#[derive(Debug, Clone)]
pub struct RunJob<'a> {
    /// The Action's place in [`Flow::actions`].
    pub index: usize,
    /// The Action.
    pub action: &'a BoundAction,
    /// Which of its handlers.
    pub handler: Handler,
    /// The event as this Action sees it.
    pub event: Event,
    /// What its `api` must know of earlier Actions.
    pub facts: TransactionFacts,
}

/// A report came although no handler was due. The login is as it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("no Action of this login is to run now")]
pub struct NoRunDue;

/// What to do with a login now.
#[derive(Debug, Clone)]
pub enum Turn<'a> {
    /// Run this handler, and report with [`Flow::finish_run`].
    Run(RunJob<'a>),
    /// Nothing to run: this is where the login stands.
    Stand(Box<FlowResult>),
}

impl Flow {
    /// What to do now: either there is a handler to run, or there is a result.
    pub fn turn(&self) -> Turn<'_> {
        match self.next_run() {
            Some(job) => Turn::Run(job),
            None => Turn::Stand(Box::new(self.stand())),
        }
    }

    /// The handler to run now; none when the login is suspended or has ended.
    pub fn next_run(&self) -> Option<RunJob<'_>> {
        let Phase::Run(handler) = self.phase else {
            return None;
        };
        let action = self.actions.get(self.position)?;
        Some(RunJob {
            index: self.position,
            action,
            handler,
            event: action.event(&self.event),
            facts: self.facts.clone(),
        })
    }

    /// Takes a run's report and goes on until another handler is due, the person has to do something, or the login ends.
    ///
    /// # Errors
    /// No handler was due.
    pub fn finish_run(&mut self, report: RunReport, now: u64) -> Result<(), NoRunDue> {
        let Phase::Run(handler) = self.phase else {
            return Err(NoRunDue);
        };
        let Some(action) = self.actions.get(self.position) else {
            return Err(NoRunDue);
        };
        let shadow = action.shadow;
        let (outcome, error) = match &report.outcome {
            RunOutcome::Completed(_) => (RunEnd::Completed, None),
            RunOutcome::NotImplemented => (RunEnd::NotImplemented, None),
            RunOutcome::Failed(failure) => (RunEnd::Failed, Some(failure.clone())),
        };
        self.runs.push(ActionRun {
            name: action.name.clone(),
            id: action.id.clone(),
            version: action.version.clone(),
            handler,
            outcome,
            error,
            usage: report.usage,
            console: report.console,
            console_truncated: report.console_truncated,
            shadow: shadow.then(|| asked_for(&report.outcome)),
        });
        if shadow {
            self.phase = self.next_phase(now);
            return Ok(());
        }
        // What a form brought is for the handler that asked for it.
        if handler == Handler::Continue {
            self.event.set_part("prompt", None);
        }
        self.phase = match report.outcome {
            RunOutcome::Completed(recorded) => self.apply(recorded, now),
            RunOutcome::NotImplemented if handler == Handler::Execute => self.next_phase(now),
            RunOutcome::NotImplemented => self.nobody_to_return_to(),
            RunOutcome::Failed(failure) => self.action_failed(failure),
        };
        Ok(())
    }

    fn action_failed(&mut self, failure: RunFailure) -> Phase {
        self.log(LogType::ActionsExecutionFailed, failure.message.clone());
        Self::failed(
            ErrorCode::AccessDenied,
            "The login could not be completed.",
            Cause::ActionFailed,
            failure.message,
        )
    }

    fn nobody_to_return_to(&mut self) -> Phase {
        let message = format!(
            "{} sent the person away and has no {} for their return; add that handler, even an empty one",
            self.subject(),
            Handler::Continue.name()
        );
        self.log(LogType::F, message.clone());
        Self::failed(
            ErrorCode::AccessDenied,
            "The login could not be completed.",
            Cause::NoContinueHandler,
            message,
        )
    }

    /// Applies the commands of a run that ended cleanly.
    fn apply(&mut self, recorded: Recorded, now: u64) -> Phase {
        self.facts = recorded.facts;
        let commands = self.without_lost_metadata(recorded.commands);
        let denial = self.first_denial(&commands);
        for command in commands {
            mirror::to_later_actions(&mut self.event, &command);
            match command {
                Command::Mfa(command) => self.queue.push_back(command),
                Command::EnableMultifactor(request) => {
                    let action = self.action_name().unwrap_or_default().to_owned();
                    self.enable = Some(Enabled { action, request });
                }
                Command::SendUserTo { url } => self.leave = Some(Leave::Redirect { url }),
                Command::Render {
                    prompt_id,
                    fields,
                    vars,
                } => {
                    self.leave = Some(Leave::Form {
                        prompt_id,
                        fields,
                        vars,
                    });
                }
                Command::RecordMethod { provider_url } => {
                    self.add_method(json!({ "name": provider_url, "timestamp": iso8601(now) }));
                }
                Command::Deny(_)
                | Command::ValidationError { .. }
                | Command::SetTransactionMetadata { .. } => {}
                other => self.effects.push(other),
            }
        }
        if let Some(denial) = denial {
            return self.denied(denial);
        }
        if self.leave.is_some() && !self.queue.is_empty() {
            let message = format!(
                "{} asked for second factors and sends the person away: the second factors come first. Give the redirect an Action of its own, bound last",
                self.subject()
            );
            self.log(LogType::W, message);
        }
        self.next_phase(now)
    }

    /// Deny beats everything else that the Action asked for (O10, O-B10).
    fn denied(&mut self, denial: DenialResult) -> Phase {
        let dropped = self.queue.len() + usize::from(self.leave.is_some());
        if dropped > 0 {
            let message = format!(
                "{} refused the login; {dropped} second factors or redirects that it asked for are not carried out",
                self.subject()
            );
            self.log(LogType::W, message);
        }
        self.queue.clear();
        self.leave = None;
        Phase::Ended(End::Denied(denial))
    }

    /// `user_metadata` of the Action that sets another primary user is lost (specification §2.1).
    fn without_lost_metadata(&mut self, commands: Vec<Command>) -> Vec<Command> {
        let moves = commands
            .iter()
            .any(|command| matches!(command, Command::SetPrimaryUser { .. }));
        if !moves {
            return commands;
        }
        let count = commands.len();
        let kept: Vec<Command> = commands
            .into_iter()
            .filter(|command| !matches!(command, Command::SetUserMetadata { .. }))
            .collect();
        if kept.len() < count {
            let message = format!(
                "{} sets another primary user; its own changes of user_metadata are ignored",
                self.subject()
            );
            self.log(LogType::W, message);
        }
        kept
    }

    /// The first call that refuses the login; a warning for each later one (D4).
    fn first_denial(&mut self, commands: &[Command]) -> Option<DenialResult> {
        let action = self.action_name().unwrap_or_default().to_owned();
        let mut refusals = commands
            .iter()
            .filter_map(|command| refusal(command, &action));
        let first = refusals.next()?;
        let ignored: Vec<String> = refusals
            .map(|later| {
                format!(
                    "Action '{action}' refused the login again, for {:?}: ignored, the first reason counts",
                    later.reason
                )
            })
            .collect();
        for message in ignored {
            self.log(LogType::W, message);
        }
        Some(first)
    }

    /// Adds to the session's methods, and shows it to later Actions: one entry per name and type, the latest (O26).
    pub(super) fn add_method(&mut self, method: Value) {
        let same = |other: &Value| {
            other.get("name") == method.get("name") && other.get("type") == method.get("type")
        };
        self.methods.retain(|other| !same(other));
        let mut shown = match self.event.member("authentication", "methods") {
            Some(Value::Array(methods)) => methods.clone(),
            _ => Vec::new(),
        };
        shown.retain(|other| !same(other));
        shown.push(method.clone());
        self.event
            .set_member("authentication", "methods", Some(Value::Array(shown)));
        self.methods.push(method);
    }
}

/// What a run asked for, in the terms of `api`.
fn asked_for(outcome: &RunOutcome) -> Vec<Value> {
    let RunOutcome::Completed(recorded) = outcome else {
        return Vec::new();
    };
    recorded.commands.iter().map(shown).collect()
}

/// A command without what it holds of secrets.
fn shown(command: &Command) -> Value {
    let mut command = command.clone();
    if let Command::EnableMultifactor(request) = &mut command {
        request.forget_secrets();
    }
    json!(command)
}

/// The denial that a command stands for, if it refuses the login.
fn refusal(command: &Command, action: &str) -> Option<DenialResult> {
    let (by, reason, description) = match command {
        Command::Deny(denial) => (
            DeniedBy::AccessDeny,
            &denial.reason,
            denial.description.clone(),
        ),
        Command::ValidationError { code, message } => {
            (DeniedBy::ValidationError, code, Some(message.clone()))
        }
        Command::Session(SessionCommand::Revoke { reason, .. }) => {
            (DeniedBy::SessionRevoke, reason, None)
        }
        Command::RefreshToken(SessionCommand::Revoke { reason, .. }) => {
            (DeniedBy::RefreshTokenRevoke, reason, None)
        }
        _ => return None,
    };
    Some(DenialResult {
        error: "access_denied".to_owned(),
        reason: reason.clone(),
        description,
        by,
        action: action.to_owned(),
    })
}
