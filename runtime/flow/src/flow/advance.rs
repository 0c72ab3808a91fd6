//! Going on: the current Action's commands in call order, then its redirect, then the next Action, then the end.

use super::{Ask, End, Flow, Leave, MAX_MFA_COMMANDS, MAX_REDIRECTS, Phase, Waiting};
use crate::command::MfaCommand;
use crate::event::Interaction;
use crate::factor::{DropReason, DroppedFactor, Factor};
use crate::log::{LogEntry, LogType};
use crate::mfa::{Evaluation, Verdict, evaluate};
use crate::recorder::Handler;
use crate::result::{Cause, ErrorCode, Step, StepStatus};

/// What a client learns of a failure: nothing that helps an attacker.
pub(super) const REFUSED: &str = "The login could not be completed.";

impl Flow {
    /// Where the login stands next. The only way to its end, apart from failures and denials.
    pub(super) fn next_phase(&mut self, now: u64) -> Phase {
        while let Some(command) = self.queue.pop_front() {
            if let Some(phase) = self.take_up(command, now) {
                return phase;
            }
        }
        if let Some(leave) = self.leave.take() {
            return self.send_away(leave, now);
        }
        self.position += 1;
        if self.position < self.actions.len() {
            return Phase::Run(Handler::Execute);
        }
        self.finish_login(now)
    }

    /// Takes up one command. Nothing when it is satisfied already, and the login goes on.
    fn take_up(&mut self, command: MfaCommand, now: u64) -> Option<Phase> {
        self.commands_taken += 1;
        if let Some(phase) = self.refuse_unseen(&command) {
            return Some(phase);
        }
        let evaluation = evaluate(&command, self.situation());
        self.log_option_faults(&evaluation);
        let mut step = Step {
            action: self.action_name().map(str::to_owned),
            method: command.method.into(),
            status: StepStatus::Failed,
            requested: command.factors.clone(),
            usable: Vec::new(),
            dropped: evaluation.dropped.clone(),
            completed_with: None,
        };
        // Nothing can be shown, and nothing can have been completed: what is usable does not matter (D6, M21, O19).
        if matches!(
            self.interaction,
            Interaction::Silent | Interaction::TokenExchange
        ) {
            if let Verdict::Ask(usable) = evaluation.verdict {
                step.usable = usable;
            }
            self.steps.push(step);
            return Some(self.cannot_ask());
        }
        match evaluation.verdict {
            Verdict::Satisfied(factor) => {
                step.status = StepStatus::Satisfied;
                step.completed_with = Some(factor);
                self.steps.push(step);
                None
            }
            Verdict::Ask(usable) => {
                self.warn_of_dropped(command.method.name(), &evaluation.dropped);
                step.status = StepStatus::Pending;
                step.usable = usable;
                self.steps.push(step);
                Some(self.wait_for_factor(Ask::Command(command), now))
            }
            Verdict::ChallengeFirst | Verdict::NothingUsable => {
                self.steps.push(step);
                Some(self.no_factor(&command, &evaluation.verdict, evaluation.dropped))
            }
        }
    }

    /// What fails a command before its factors are looked at.
    fn refuse_unseen(&mut self, command: &MfaCommand) -> Option<Phase> {
        let (cause, message) = if self.commands_taken > MAX_MFA_COMMANDS {
            let message = format!(
                "{} called {}, the login's {}th second-factor command; at most {MAX_MFA_COMMANDS} are carried out",
                self.subject(),
                command.method.name(),
                self.commands_taken
            );
            (Cause::TooManyMfaCommands, message)
        } else if !self.tenant.customize_mfa_in_postlogin_action {
            let message = format!(
                "{} called {}, and the tenant's setting customize_mfa_in_postlogin_action (\"Customize MFA Factors using Actions\") is off; switch it on, or use api.multifactor.enable",
                self.subject(),
                command.method.name()
            );
            (Cause::MfaCustomizationDisabled, message)
        } else {
            return None;
        };
        self.steps.push(Step {
            action: self.action_name().map(str::to_owned),
            method: command.method.into(),
            status: StepStatus::Failed,
            requested: command.factors.clone(),
            usable: Vec::new(),
            dropped: Vec::new(),
            completed_with: None,
        });
        self.log(LogType::F, message.clone());
        Some(Self::failed(
            ErrorCode::AccessDenied,
            REFUSED,
            cause,
            message,
        ))
    }

    /// Pauses for a second factor: the last step is the pending one.
    pub(super) fn wait_for_factor(&mut self, ask: Ask, now: u64) -> Phase {
        if self.interaction != Interaction::Browser {
            let message = format!(
                "{} requires a second factor in a flow without a browser: the token endpoint answers mfa_required",
                self.subject()
            );
            self.log(LogType::Mfar, message);
        }
        let seconds = u64::from(self.tenant.factor_timeout_seconds);
        self.wait(ask, now, seconds)
    }

    fn wait(&mut self, ask: Ask, now: u64, seconds: u64) -> Phase {
        self.step_number += 1;
        Phase::Waiting(Waiting {
            ask,
            expires_at: now.saturating_add(seconds * 1_000),
        })
    }

    /// A second factor is needed where none can be asked for (M19, M21).
    pub(super) fn cannot_ask(&mut self) -> Phase {
        let (code, description, flow) = match self.interaction {
            Interaction::Silent => (
                ErrorCode::LoginRequired,
                "Multifactor authentication required",
                "with prompt=none",
            ),
            _ => (ErrorCode::AccessDenied, REFUSED, "in a token exchange"),
        };
        let message = format!(
            "{} requires a second factor, and none can be asked for {flow}",
            self.subject()
        );
        self.log(LogType::Mfar, message.clone());
        Self::failed(code, description, Cause::MfaInNonInteractiveFlow, message)
    }

    /// Fails a command that no factor can fulfil (M8, M11).
    pub(super) fn no_factor(
        &mut self,
        command: &MfaCommand,
        verdict: &Verdict,
        dropped: Vec<DroppedFactor>,
    ) -> Phase {
        let enrols = command.method.enrols();
        let (cause, why) = match verdict {
            Verdict::ChallengeFirst => (
                Cause::ChallengeFirst,
                "the user has a second factor already and must pass a challenge with it before enrolling another"
                    .to_owned(),
            ),
            _ => (Cause::NoUsableFactor, reasons(&dropped)),
        };
        self.fail_mfa(command.method.name(), enrols, cause, &why, dropped)
    }

    pub(super) fn fail_mfa(
        &mut self,
        method: &str,
        enrols: bool,
        cause: Cause,
        why: &str,
        factors: Vec<DroppedFactor>,
    ) -> Phase {
        let what = if enrols { "enrollment" } else { "challenge" };
        let message = format!(
            "{}: the requested {what} ({method}) is not properly set up: {why}",
            self.subject()
        );
        let action = self.action_name().map(str::to_owned);
        self.logs.push(LogEntry {
            log_type: LogType::Mfar,
            description: message.clone(),
            action,
            factors,
        });
        Self::failed(ErrorCode::AccessDenied, REFUSED, cause, message)
    }

    /// One warning for each factor that was dropped while others can be used. One that was completed is nothing to warn of (M7).
    pub(super) fn warn_of_dropped(&mut self, method: &str, dropped: &[DroppedFactor]) {
        let subject = self.subject();
        let action = self.action_name().map(str::to_owned);
        let worth_a_warning = dropped
            .iter()
            .filter(|factor| factor.reason != DropReason::Completed);
        self.logs.extend(worth_a_warning.map(|factor| LogEntry {
            log_type: LogType::W,
            description: format!(
                "{subject}: {method} ignores factor {}, which {}",
                factor.factor_type,
                factor.reason.in_words()
            ),
            action: action.clone(),
            factors: vec![factor.clone()],
        }));
    }

    fn log_option_faults(&mut self, evaluation: &Evaluation) {
        for fault in &evaluation.option_faults {
            let message = format!("{}: {fault}", self.subject());
            self.log(LogType::W, message);
        }
    }

    /// Pauses for the person's return, or fails where nobody can be sent anywhere (D6).
    fn send_away(&mut self, leave: Leave, now: u64) -> Phase {
        self.redirects += 1;
        let what = match leave {
            Leave::Redirect { .. } => "a redirect",
            Leave::Form { .. } => "a form",
        };
        if self.interaction != Interaction::Browser {
            let message = format!(
                "{} asked for {what} in a flow that cannot show one; test api.redirect.canRedirect() before",
                self.subject()
            );
            self.log(LogType::F, message.clone());
            return Self::failed(
                ErrorCode::InteractionRequired,
                "A redirect is required, and this request cannot follow one.",
                Cause::RedirectInNonInteractiveFlow,
                message,
            );
        }
        if self.redirects > MAX_REDIRECTS {
            let message = format!(
                "{} asked for {what}, the login's {}th; at most {MAX_REDIRECTS} are carried out",
                self.subject(),
                self.redirects
            );
            self.log(LogType::F, message.clone());
            return Self::failed(
                ErrorCode::AccessDenied,
                REFUSED,
                Cause::TooManyRedirects,
                message,
            );
        }
        let seconds = u64::from(self.tenant.redirect_timeout_seconds);
        self.wait(Ask::Return(leave), now, seconds)
    }

    /// All is done: what was ignored on the way is logged once.
    pub(super) fn complete(&mut self) -> Phase {
        let (_, ignored) = crate::effects::merge(self.effects.iter(), crate::effects::Scope::All);
        for message in ignored {
            self.log(LogType::W, message);
        }
        Phase::Ended(End::Complete)
    }
}

/// Each dropped factor with its reason, as one sentence.
pub(super) fn reasons(dropped: &[DroppedFactor]) -> String {
    let each: Vec<String> = dropped
        .iter()
        .map(|factor| format!("{} {}", factor.factor_type, factor.reason.in_words()))
        .collect();
    match each.is_empty() {
        true => "no factor can be used".to_owned(),
        false => each.join("; "),
    }
}

/// The types of factors, for a message.
pub(super) fn names(factors: &[Factor]) -> String {
    let names: Vec<&str> = factors
        .iter()
        .map(|factor| factor.factor_type.name())
        .collect();
    names.join(", ")
}
