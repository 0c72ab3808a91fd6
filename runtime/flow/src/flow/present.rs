//! The flow result: what the identity provider is told.

use super::{Ask, End, Flow, Leave, Phase, Waiting, start};
use crate::command::MfaCommand;
use crate::effects::{Effects, Scope, merge};
use crate::event::Interaction;
use crate::factor::Factor;
use crate::mfa::{Completion, Situation, Verdict, evaluate};
use crate::result::{
    Cause, ErrorCode, FlowError, FlowResult, MfaRequirements, Next, Screen, ScreenKind, Status,
    Step, StepStatus,
};
use crate::time::iso8601;
use serde_json::{Value, json};
use url::Url;

impl Flow {
    /// Where the login stands. None while a handler is due: there is nothing to act on yet.
    pub fn result(&self) -> Option<FlowResult> {
        match &self.phase {
            Phase::Run(_) => None,
            _ => Some(self.stand()),
        }
    }

    /// As [`Flow::result`], for a login of which nothing is to run.
    pub(super) fn stand(&self) -> FlowResult {
        let mut result = FlowResult {
            status: Status::Error,
            steps: self.steps.clone(),
            next: None,
            state: None,
            expires_at: None,
            denial: None,
            error: None,
            effects: None,
            pending: None,
            logs: self.logs.clone(),
            actions: self.runs.clone(),
            plan: false,
        };
        match &self.phase {
            // Only a stored login that was tampered with has no Action to run here: it stays an error.
            Phase::Run(_) => {
                result.error = Some(FlowError {
                    code: ErrorCode::AccessDenied,
                    description: super::advance::REFUSED.to_owned(),
                    cause: Cause::ActionFailed,
                    message: "the stored login names an Action that it does not have".to_owned(),
                    mfa_requirements: None,
                });
            }
            Phase::Waiting(waiting) => self.present_waiting(waiting, &mut result),
            Phase::Ended(End::Complete) => {
                result.status = Status::Complete;
                result.effects = Some(self.merged(Scope::All));
            }
            Phase::Ended(End::Denied(denial)) => {
                result.status = Status::Denied;
                result.denial = Some(denial.clone());
                result.effects = Some(self.merged(Scope::Denied));
            }
            Phase::Ended(End::Failed(error)) => result.error = Some(error.clone()),
        }
        result
    }

    fn merged(&self, scope: Scope) -> Effects {
        let (mut effects, _) = merge(self.effects.iter(), scope);
        if scope == Scope::All {
            effects.authentication_methods = self.methods.clone();
            if !self.completed.is_empty() {
                effects.amr = vec!["mfa".to_owned()];
            }
        }
        effects
    }

    fn present_waiting(&self, waiting: &Waiting, result: &mut FlowResult) {
        let token = self.secret.token(self.step_number);
        result.expires_at = Some(iso8601(waiting.expires_at));
        result.pending = Some(self.merged(Scope::All));
        result.steps.extend(self.upcoming());
        let usable = self.steps.last().map_or(&[][..], |step| &step.usable);
        match &waiting.ask {
            Ask::Command(command) | Ask::Deferred(command) => {
                if self.interaction == Interaction::Browser {
                    result.status = Status::Suspended;
                    result.next = self.factor_screen(command, usable, &waiting.ask);
                } else {
                    result.error = Some(self.mfa_required(command, usable));
                }
            }
            Ask::Return(leave) => {
                result.status = Status::Suspended;
                result.next = Some(away(leave, &token));
            }
        }
        result.state = Some(token);
    }

    fn factor_screen(&self, command: &MfaCommand, usable: &[Factor], ask: &Ask) -> Option<Next> {
        let (factor, alternatives) = usable.split_first()?;
        let enabled = self.enable.as_ref().map(|enabled| &enabled.request);
        let is_deferred = matches!(ask, Ask::Deferred(_));
        let screen = Screen {
            screen: if command.method.is_any() && !alternatives.is_empty() {
                ScreenKind::Picker
            } else {
                ScreenKind::Factor
            },
            factor: factor.clone(),
            alternatives: alternatives.to_vec(),
            allow_remember_browser: !command.method.enrols()
                && enabled.is_some_and(|request| request.allow_remember_browser),
            provider_options: enabled
                .filter(|_| is_deferred)
                .and_then(|request| request.provider_options.clone()),
        };
        Some(if command.method.enrols() {
            Next::Enroll(screen)
        } else {
            Next::Challenge(screen)
        })
    }

    /// What a client at the token endpoint is told (D6, M20, O20).
    fn mfa_required(&self, command: &MfaCommand, usable: &[Factor]) -> FlowError {
        let mut requirements = MfaRequirements::default();
        if command.method.enrols() {
            requirements.enroll = usable.to_vec();
        } else {
            requirements.challenge = usable.to_vec();
        }
        FlowError {
            code: ErrorCode::MfaRequired,
            description: "Multifactor authentication required".to_owned(),
            cause: Cause::MfaInNonInteractiveFlow,
            message: format!(
                "{} requires a second factor; the client continues with the MFA grant",
                self.subject()
            ),
            mfa_requirements: Some(requirements),
        }
    }

    /// The rest of the current Action's commands, seen as if each step before were passed by its default factor.
    fn upcoming(&self) -> Vec<Step> {
        let mut event = self.event.clone();
        let mut completed = self.completed.clone();
        let pass = |factor: &Factor, enrolled: bool, event: &mut crate::event::Event| {
            if enrolled && let Some(Value::Array(entries)) = event.member("user", "enrolledFactors")
            {
                let mut entries = entries.clone();
                entries.push(json!({ "type": factor.factor_type.name() }));
                event.set_member("user", "enrolledFactors", Some(Value::Array(entries)));
                start::settle_enrolments(event, &self.tenant);
            }
            Completion {
                factor: factor.factor_type.clone(),
                enrolled,
            }
        };
        if let Phase::Waiting(Waiting {
            ask: Ask::Command(command),
            ..
        }) = &self.phase
            && let Some(factor) = self.steps.last().and_then(|step| step.usable.first())
        {
            completed.push(pass(factor, command.method.enrols(), &mut event));
        }
        let mut steps = Vec::new();
        for command in &self.queue {
            let situation = Situation {
                event: &event,
                completed: &completed,
                ..self.situation()
            };
            let evaluation = evaluate(command, situation);
            let usable = match evaluation.verdict {
                Verdict::Ask(usable) => usable,
                _ => Vec::new(),
            };
            if let Some(factor) = usable.first() {
                completed.push(pass(factor, command.method.enrols(), &mut event));
            }
            steps.push(Step {
                action: self.action_name().map(str::to_owned),
                method: command.method.into(),
                status: StepStatus::Upcoming,
                requested: command.factors.clone(),
                usable,
                dropped: evaluation.dropped,
                completed_with: None,
            });
        }
        steps
    }
}

/// Where the person is sent, with the token to come back with.
fn away(leave: &Leave, token: &str) -> Next {
    match leave {
        Leave::Redirect { url } => Next::Redirect {
            url: with_state(url, token),
        },
        Leave::Form {
            prompt_id,
            fields,
            vars,
        } => Next::Prompt {
            prompt_id: prompt_id.clone(),
            fields: fields.clone(),
            vars: vars.clone(),
        },
    }
}

/// The URL with our `state`; one that the Action put there gives way.
fn with_state(url: &str, token: &str) -> String {
    let Ok(mut target) = Url::parse(url) else {
        // The recorder has checked it. Without a state the person cannot come back, which fails closed.
        return url.to_owned();
    };
    let others: Vec<(String, String)> = target
        .query_pairs()
        .filter(|(name, _)| name != "state")
        .map(|(name, value)| (name.into_owned(), value.into_owned()))
        .collect();
    target
        .query_pairs_mut()
        .clear()
        .extend_pairs(others)
        .append_pair("state", token);
    target.to_string()
}
