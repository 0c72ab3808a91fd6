//! Going on with a suspended login: the token, the person's answer, and what has changed meanwhile.
//!
//! Source: decisions D12, D13; specification M5, O15, O21, O24.

use super::advance::{REFUSED, names};
use super::deferred::evaluate_deferred;
use super::{Ask, Flow, Phase, Waiting, start};
use crate::command::MfaCommand;
use crate::event::{Event, EventError};
use crate::factor::FactorType;
use crate::log::LogType;
use crate::mfa::{Completion, Evaluation, Situation, Verdict, evaluate};
use crate::recorder::Handler;
use crate::result::{Cause, ErrorCode, StepStatus};
use crate::tenant::Tenant;
use crate::time::iso8601;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use thiserror::Error;

/// An answer to a suspended login.
#[derive(Debug, Clone, PartialEq)]
pub struct Resume {
    /// The `state` of the result.
    pub state: String,
    /// The tenant through which the answer came.
    pub tenant_id: String,
    /// The answer.
    pub answer: Answer,
    /// What is different from when the login was suspended.
    pub changes: Changes,
}

/// What the person did.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", try_from = "AnswerText")]
pub enum Answer {
    /// They passed a factor, or enrolled one: the identity provider has verified it.
    Factor {
        /// Which of the offered ones.
        factor: FactorType,
        /// Of an enrolment: its `options` in `event.user.enrolledFactors`.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        options: Option<Map<String, Value>>,
    },
    /// They came back from a redirect or form.
    Returned,
    /// They gave up, or ran out of attempts or time. The login ends.
    NotPassed {
        /// Which.
        reason: NotPassed,
    },
}

/// An [`Answer`] as it comes: nothing in it may be more than its kind has, for a word too many is one that was meant to say something.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AnswerText {
    kind: AnswerKind,
    factor: Option<FactorType>,
    options: Option<Map<String, Value>>,
    reason: Option<NotPassed>,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
enum AnswerKind {
    Factor,
    Returned,
    NotPassed,
}

impl TryFrom<AnswerText> for Answer {
    type Error = &'static str;

    fn try_from(text: AnswerText) -> Result<Answer, &'static str> {
        let AnswerText {
            kind,
            factor,
            options,
            reason,
        } = text;
        match (kind, factor, options, reason) {
            (AnswerKind::Factor, Some(factor), options, None) => {
                Ok(Answer::Factor { factor, options })
            }
            (AnswerKind::Factor, None, ..) => Err("missing field `factor`"),
            (AnswerKind::Returned, None, None, None) => Ok(Answer::Returned),
            (AnswerKind::NotPassed, None, None, Some(reason)) => Ok(Answer::NotPassed { reason }),
            (AnswerKind::NotPassed, None, None, None) => Err("missing field `reason`"),
            (AnswerKind::Factor, ..) => Err("a factor that was passed has no `reason`"),
            (AnswerKind::Returned, ..) => Err("an answer of the kind `returned` has nothing else"),
            (AnswerKind::NotPassed, ..) => {
                Err("an answer of the kind `not_passed` has a `reason` and nothing else")
            }
        }
    }
}

/// Why a person did not do what was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NotPassed {
    /// They cancelled.
    Cancelled,
    /// They used up their attempts.
    Failed,
    /// Their time ran out.
    TimedOut,
}

/// What may have changed while a login was suspended. Absent parts stay as they were.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Changes {
    /// The new `event.request` (M5). After a redirect it carries what came back.
    pub request: Option<Value>,
    /// `event.prompt`, after a form.
    pub prompt: Option<Value>,
    /// The user's confirmed enrolments now, as in `event.user.enrolledFactors` (O24).
    pub enrolled_factors: Option<Value>,
    /// The tenant's settings now (O24).
    pub tenant: Option<Tenant>,
}

/// Why an answer was refused. The login is exactly as it was, and its token still good (D13).
///
/// Whoever shows this to the outside says the same for every case but the last four: the differences help only an attacker.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum ResumeError {
    /// It runs, or has ended.
    #[error("this login is not suspended")]
    NotSuspended,
    /// The token is of an earlier step, of another login, or made up.
    #[error("the state is not the one of this login's current step")]
    UnknownState,
    /// The answer came through another tenant.
    #[error("the state belongs to another tenant")]
    ForeignTenant,
    /// Too late.
    #[error("the state expired at {at}")]
    Expired {
        /// ISO 8601.
        at: String,
    },
    /// A factor that was not on offer.
    #[error("factor {factor} was not offered; expected one of {offered}")]
    NotOffered {
        /// The answer.
        factor: FactorType,
        /// What was on offer.
        offered: String,
    },
    /// A factor where a return is awaited, or the reverse.
    #[error("expected {expected}, got {got}")]
    WrongAnswer {
        /// What the login waits for.
        expected: &'static str,
        /// What came.
        got: &'static str,
    },
    /// What came back from a redirect or form says that it belongs to another login.
    #[error("the request's {part} has the state of another login")]
    OtherState {
        /// `query` or `body`.
        part: &'static str,
    },
    /// The changes make no event.
    #[error(transparent)]
    Changes(#[from] EventError),
}

impl Flow {
    /// Takes an answer and goes on as [`Flow::finish_run`] does. When what has changed leaves the answered factor unusable, the login is
    /// suspended anew, with what is left (O24).
    ///
    /// # Errors
    /// The answer is refused, and nothing has changed.
    pub fn resume(&mut self, resume: Resume, now: u64) -> Result<(), ResumeError> {
        let waiting = self.accept_state(&resume, now)?.clone();
        self.check_answer(&waiting.ask, &resume.answer)?;
        if resume.answer == Answer::Returned {
            check_request(&resume)?;
        }
        let (event, tenant) = self.changed(&resume.changes, &waiting.ask)?;
        self.event = event;
        self.tenant = tenant;
        match (resume.answer, waiting.ask) {
            (Answer::NotPassed { reason }, _) => self.give_up(reason),
            (Answer::Returned, _) => self.phase = Phase::Run(Handler::Continue),
            (Answer::Factor { factor, options }, ask) => {
                self.phase = self.factor_passed(factor, options, ask, now);
            }
        }
        Ok(())
    }

    fn accept_state(&self, resume: &Resume, now: u64) -> Result<&Waiting, ResumeError> {
        let Phase::Waiting(waiting) = &self.phase else {
            return Err(ResumeError::NotSuspended);
        };
        if resume.tenant_id != self.tenant.id {
            return Err(ResumeError::ForeignTenant);
        }
        if !self.secret.verify(self.step_number, &resume.state) {
            return Err(ResumeError::UnknownState);
        }
        if now >= waiting.expires_at {
            return Err(ResumeError::Expired {
                at: iso8601(waiting.expires_at),
            });
        }
        Ok(waiting)
    }

    fn check_answer(&self, ask: &Ask, answer: &Answer) -> Result<(), ResumeError> {
        const FACTOR: &str = "a second factor";
        const RETURN: &str = "the return from a redirect or form";
        let wrong = |expected, got| Err(ResumeError::WrongAnswer { expected, got });
        match (answer, ask) {
            (Answer::NotPassed { .. }, _) | (Answer::Returned, Ask::Return(_)) => Ok(()),
            (Answer::Returned, _) => wrong(FACTOR, RETURN),
            (Answer::Factor { .. }, Ask::Return(_)) => wrong(RETURN, FACTOR),
            (Answer::Factor { factor, .. }, _) => {
                let usable = self.steps.last().map_or(&[][..], |step| &step.usable);
                if usable.iter().any(|offered| offered.factor_type == *factor) {
                    return Ok(());
                }
                Err(ResumeError::NotOffered {
                    factor: factor.clone(),
                    offered: names(usable),
                })
            }
        }
    }

    /// The event and the settings with what has changed.
    fn changed(&self, changes: &Changes, ask: &Ask) -> Result<(Event, Tenant), ResumeError> {
        let mut event = self.event.clone();
        let tenant = match &changes.tenant {
            Some(tenant) if tenant.id == self.tenant.id => tenant.clone(),
            Some(_) => return Err(ResumeError::ForeignTenant),
            None => self.tenant.clone(),
        };
        if let Some(request) = &changes.request {
            event.replace_part("request", request.clone())?;
        }
        if let (Some(prompt), Ask::Return(_)) = (&changes.prompt, ask) {
            event.replace_part("prompt", prompt.clone())?;
        }
        if let Some(enrolled) = &changes.enrolled_factors {
            let mut user = event.part("user").unwrap_or_default();
            if let Value::Object(members) = &mut user {
                members.insert("enrolledFactors".to_owned(), enrolled.clone());
            }
            event.replace_part("user", user)?;
        }
        start::settle_enrolments(&mut event, &tenant);
        Ok((event, tenant))
    }

    fn factor_passed(
        &mut self,
        factor: FactorType,
        options: Option<Map<String, Value>>,
        ask: Ask,
        now: u64,
    ) -> Phase {
        let (Ask::Command(command) | Ask::Deferred(command)) = &ask else {
            // `check_answer` has refused it; a login that got here all the same must not go on.
            return self.phase.clone();
        };
        let evaluation = self.evaluate_again(command, &ask, &factor);
        let usable = match &evaluation.verdict {
            Verdict::Ask(usable) => usable.as_slice(),
            _ => &[],
        };
        if !usable.iter().any(|usable| usable.factor_type == factor) {
            return self.ask_again(ask, evaluation, now);
        }
        let enrolled = command.method.enrols();
        if enrolled {
            self.add_enrolment(&factor, options);
        }
        if let Some(step) = self.steps.last_mut() {
            step.status = StepStatus::Completed;
            step.completed_with = Some(factor.clone());
        }
        self.add_method(json!({
            "name": "mfa",
            "type": factor.name(),
            "timestamp": iso8601(now),
        }));
        self.completed.push(Completion { factor, enrolled });
        match ask {
            Ask::Deferred(_) => self.complete(),
            _ => self.next_phase(now),
        }
    }

    /// Whether the answer still stands, with the settings and enrolments of now. An enrolment that the identity provider has stored already
    /// is the one that was asked for.
    fn evaluate_again(&self, command: &MfaCommand, ask: &Ask, factor: &FactorType) -> Evaluation {
        let mut event = self.event.clone();
        if command.method.enrols()
            && let Some(Value::Array(entries)) = event.member("user", "enrolledFactors")
        {
            let others = entries
                .iter()
                .filter(|entry| entry_type(entry).as_ref() != Some(factor))
                .cloned()
                .collect();
            event.set_member("user", "enrolledFactors", Some(Value::Array(others)));
        }
        let situation = Situation {
            event: &event,
            ..self.situation()
        };
        match ask {
            Ask::Deferred(_) => evaluate_deferred(command, situation),
            _ => evaluate(command, situation),
        }
    }

    /// The answered factor can no longer be used: shows what is left, or fails (O24).
    fn ask_again(&mut self, ask: Ask, evaluation: Evaluation, now: u64) -> Phase {
        if let Some(step) = self.steps.last_mut() {
            step.dropped.clone_from(&evaluation.dropped);
            step.usable = match &evaluation.verdict {
                Verdict::Ask(usable) => usable.clone(),
                _ => Vec::new(),
            };
            if step.usable.is_empty() {
                step.status = StepStatus::Failed;
            }
        }
        let is_empty = !matches!(evaluation.verdict, Verdict::Ask(_));
        match &ask {
            Ask::Command(command) if is_empty => {
                self.no_factor(command, &evaluation.verdict, evaluation.dropped)
            }
            Ask::Deferred(command) if is_empty => self.no_deferred_factor(command, evaluation),
            Ask::Command(command) | Ask::Deferred(command) => {
                self.warn_of_dropped(command.method.name(), &evaluation.dropped);
                self.wait_for_factor(ask, now)
            }
            Ask::Return(_) => self.phase.clone(),
        }
    }

    fn add_enrolment(&mut self, factor: &FactorType, options: Option<Map<String, Value>>) {
        let mut entries = match self.event.member("user", "enrolledFactors") {
            Some(Value::Array(entries)) => entries.clone(),
            _ => Vec::new(),
        };
        if entries
            .iter()
            .any(|entry| entry_type(entry).as_ref() == Some(factor))
        {
            return;
        }
        let mut entry = json!({ "type": factor.name() });
        if let Some(options) = options {
            entry["options"] = Value::Object(options);
        }
        entries.push(entry);
        self.event
            .set_member("user", "enrolledFactors", Some(Value::Array(entries)));
        start::settle_enrolments(&mut self.event, &self.tenant);
    }

    /// The person did not do what was asked: the login ends (O15).
    pub(super) fn give_up(&mut self, reason: NotPassed) {
        let Phase::Waiting(waiting) = &self.phase else {
            return;
        };
        let how = match reason {
            NotPassed::Cancelled => "cancelled",
            NotPassed::Failed => "used up their attempts",
            NotPassed::TimedOut => "ran out of time",
        };
        let (cause, what) = match waiting.ask {
            Ask::Return(_) => (Cause::NotReturned, "the redirect or form"),
            _ => (Cause::FactorNotPassed, "the second factor"),
        };
        if cause == Cause::FactorNotPassed
            && let Some(step) = self.steps.last_mut()
        {
            step.status = StepStatus::Failed;
        }
        let message = format!("{}: the person {how} at {what}", self.subject());
        self.log(LogType::F, message.clone());
        self.phase = Self::failed(ErrorCode::AccessDenied, REFUSED, cause, message);
    }
}

/// An Action checks a token against the state that the request has, which the person's browser sends: it must be this login's, or a token of another one
/// would be good here.
fn check_request(resume: &Resume) -> Result<(), ResumeError> {
    let Some(request) = &resume.changes.request else {
        return Ok(());
    };
    for part in ["query", "body"] {
        let state = request.get(part).and_then(|values| values.get("state"));
        if state.is_some_and(|state| !state.is_null() && *state != *resume.state) {
            return Err(ResumeError::OtherState { part });
        }
    }
    Ok(())
}

fn entry_type(entry: &Value) -> Option<FactorType> {
    entry
        .get("type")
        .and_then(Value::as_str)
        .map(FactorType::from)
}
