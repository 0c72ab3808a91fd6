//! The second factor at the end of a login: `api.multifactor.enable`, else the tenant's policy.
//!
//! Source: specification M2, M12–M15, O12–O14, §2.2; decision D19.

use super::advance::reasons;
use super::{Ask, Flow, Phase};
use crate::command::{EnableMultifactor, MfaCommand, MfaMethod, MultifactorProvider};
use crate::event::Interaction;
use crate::factor::{DropReason, DroppedFactor, Factor, FactorType};
use crate::mfa::{Evaluation, Situation, Verdict, evaluate};
use crate::result::{Cause, Step, StepMethod, StepStatus};
use crate::tenant::Policy;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The value of `acr_values` by which a client insists on a second factor; it overrides a remembered browser (specification M15).
pub const MULTIFACTOR_ACR: &str = "http://schemas.openid.net/pape/policies/2007/06/multi-factor";

/// The last `api.multifactor.enable` of the login.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Enabled {
    /// The Action that called it.
    pub(super) action: String,
    pub(super) request: EnableMultifactor,
}

impl Flow {
    /// All Actions have run: completes the login, or asks for the second factor that is still required.
    pub(super) fn finish_login(&mut self, now: u64) -> Phase {
        // A command of `authentication` overrides both; it was fulfilled, or the login would have ended (M12).
        if self.commands_taken > 0 {
            return self.complete();
        }
        match self.enable.as_ref().map(|enabled| enabled.request.provider) {
            Some(MultifactorProvider::None) => self.complete(),
            // A remembered browser means nothing to Adaptive MFA (M15), which asks for a factor beside the Action (M13).
            Some(_) if self.is_remembered() && !self.adaptive_requires_factor() => self.complete(),
            Some(provider) => self.require_factor(provider, now),
            None if self.policy_requires_factor() => {
                self.require_factor(MultifactorProvider::Any, now)
            }
            None => self.complete(),
        }
    }

    /// Only a browser that an Action allowed to be remembered is, and never against the client's wish.
    fn is_remembered(&self) -> bool {
        let allowed = self
            .enable
            .as_ref()
            .is_some_and(|enabled| enabled.request.allow_remember_browser);
        let insisted = self
            .event
            .texts("transaction", "acr_values")
            .iter()
            .any(|values| {
                values
                    .split_whitespace()
                    .any(|value| value == MULTIFACTOR_ACR)
            });
        allowed && self.browser.remembered && !insisted
    }

    fn policy_requires_factor(&self) -> bool {
        self.tenant.policies.contains(&Policy::AllApplications) || self.adaptive_requires_factor()
    }

    fn adaptive_requires_factor(&self) -> bool {
        let confidence = self
            .event
            .member("authentication", "riskAssessment")
            .and_then(|assessment| assessment.get("confidence"))
            .and_then(Value::as_str);
        // An assessment that is missing or that nobody can read is one that failed, and counts as low (§1.5).
        let is_low = !matches!(confidence, Some("high" | "medium" | "neutral"));
        is_low && self.tenant.policies.contains(&Policy::ConfidenceScore)
    }

    /// Of token exchanges, only one without an actor and an organization can ask for a factor at its end (M21).
    fn can_ask_at_the_end(&self) -> bool {
        match self.interaction {
            Interaction::Silent => false,
            Interaction::TokenExchange => {
                let actor = self.event.member("transaction", "actor");
                actor.is_none_or(Value::is_null) && !self.event.has_part("organization")
            }
            Interaction::Browser | Interaction::TokenEndpoint => true,
        }
    }

    fn require_factor(&mut self, provider: MultifactorProvider, now: u64) -> Phase {
        let (command, evaluation) = offer(provider, self.situation());
        let mut step = Step {
            action: self.enable.as_ref().map(|enabled| enabled.action.clone()),
            method: StepMethod::Multifactor,
            status: StepStatus::Failed,
            requested: command.factors.clone(),
            usable: Vec::new(),
            dropped: evaluation.dropped.clone(),
            completed_with: None,
        };
        if let Verdict::Ask(usable) = &evaluation.verdict {
            step.usable.clone_from(usable);
        }
        if !self.can_ask_at_the_end() {
            self.steps.push(step);
            return self.cannot_ask();
        }
        if step.usable.is_empty() {
            self.steps.push(step);
            return self.no_deferred_factor(&command, evaluation);
        }
        step.status = StepStatus::Pending;
        self.steps.push(step);
        self.wait_for_factor(Ask::Deferred(command), now)
    }

    pub(super) fn no_deferred_factor(
        &mut self,
        command: &MfaCommand,
        evaluation: Evaluation,
    ) -> Phase {
        let (cause, why) = match evaluation.verdict {
            Verdict::ChallengeFirst => (
                Cause::ChallengeFirst,
                "the user has a second factor, and it is none of those that can be asked for"
                    .to_owned(),
            ),
            _ => (
                Cause::NoUsableFactor,
                reasons(&worth_naming(&evaluation.dropped)),
            ),
        };
        let enrols = command.method.enrols();
        self.fail_mfa("multifactor", enrols, cause, &why, evaluation.dropped)
    }
}

/// The factors of a provider that the person can pass, else those that they can enrol.
fn offer(provider: MultifactorProvider, situation: Situation<'_>) -> (MfaCommand, Evaluation) {
    let challenge = MfaCommand {
        method: MfaMethod::ChallengeWith,
        factors: factors_of(provider),
    };
    let evaluation = evaluate_deferred(&challenge, situation);
    if matches!(evaluation.verdict, Verdict::Ask(_)) {
        return (challenge, evaluation);
    }
    let enroll = MfaCommand {
        method: MfaMethod::EnrollWithAny,
        factors: challenge
            .factors
            .iter()
            .filter(|factor| factor.factor_type.is_enrollable())
            .cloned()
            .collect(),
    };
    let possible = evaluate_deferred(&enroll, situation);
    if possible.verdict == Verdict::NothingUsable {
        // Why no challenge was possible says more, e.g. that the address is not verified (O-B06).
        return (challenge, evaluation);
    }
    (enroll, possible)
}

/// As [`evaluate`], for a command of our own making: Duo enrols its users itself, and works with the tenant's switch off (§2.2).
pub(super) fn evaluate_deferred(command: &MfaCommand, situation: Situation<'_>) -> Evaluation {
    let duo = Factor::new(FactorType::Duo);
    if command.factors.contains(&duo) {
        return Evaluation {
            verdict: Verdict::Ask(vec![duo]),
            dropped: Vec::new(),
            option_faults: Vec::new(),
        };
    }
    evaluate(command, situation)
}

/// The provider matrix of §2.2.
fn factors_of(provider: MultifactorProvider) -> Vec<Factor> {
    let types: &[FactorType] = match provider {
        MultifactorProvider::Any => &FactorType::CHALLENGEABLE,
        MultifactorProvider::Guardian | MultifactorProvider::GoogleAuthenticator => &[
            FactorType::PushNotification,
            FactorType::Phone,
            FactorType::Otp,
            FactorType::Email,
        ],
        MultifactorProvider::Duo => &[FactorType::Duo],
        MultifactorProvider::None => &[],
    };
    types.iter().cloned().map(Factor::new).collect()
}

/// Nobody asked for these by name: factors that the tenant has off are of interest only when all are.
fn worth_naming(dropped: &[DroppedFactor]) -> Vec<DroppedFactor> {
    let other: Vec<DroppedFactor> = dropped
        .iter()
        .filter(|factor| factor.reason != DropReason::NotEnabled)
        .cloned()
        .collect();
    if other.is_empty() {
        dropped.to_vec()
    } else {
        other
    }
}
