//! What becomes of one MFA command: which of its factors can be used, and what if none can.
//!
//! Source: specification §4.1 M7–M11, §4.2; decisions D1, D2, D5, D7, D16, D17.

use crate::command::MfaCommand;
use crate::event::Event;
use crate::factor::{DropReason, DroppedFactor, Factor, FactorType};
use crate::tenant::{Browser, MessageType, Tenant};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A second factor that the person passed in this transaction.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Completion {
    /// Which one.
    pub factor: FactorType,
    /// Whether it was enrolled, rather than challenged.
    pub enrolled: bool,
}

/// All that decides about a factor at one moment of a login.
#[derive(Debug, Clone, Copy)]
pub struct Situation<'a> {
    /// The tenant's settings now.
    pub tenant: &'a Tenant,
    /// What the browser can do.
    pub browser: &'a Browser,
    /// The event now, with the enrolments made in this login.
    pub event: &'a Event,
    /// What was completed in this transaction, oldest first.
    pub completed: &'a [Completion],
}

/// What becomes of a command.
#[derive(Debug, Clone, PartialEq)]
pub enum Verdict {
    /// The person must pass one of these, in this order.
    Ask(Vec<Factor>),
    /// Nothing to ask: this factor was completed already (D1).
    Satisfied(FactorType),
    /// A person who has a second factor must pass a challenge before enrolling another (M11).
    ChallengeFirst,
    /// No factor is left (M8, D2).
    NothingUsable,
}

/// A verdict with the reason of every factor that was dropped, and sentences about options that made no sense.
#[derive(Debug, Clone, PartialEq)]
pub struct Evaluation {
    /// What becomes of the command.
    pub verdict: Verdict,
    /// In the order of the request.
    pub dropped: Vec<DroppedFactor>,
    /// Invalid options, which were replaced by defaults.
    pub option_faults: Vec<String>,
}

/// Decides about one command. Pure: asking twice gives the same answer.
pub fn evaluate(command: &MfaCommand, situation: Situation<'_>) -> Evaluation {
    let mut evaluation = Evaluation {
        verdict: Verdict::NothingUsable,
        dropped: Vec::new(),
        option_faults: Vec::new(),
    };
    let requested = without_repeats(&command.factors);
    let enrols = command.method.enrols();
    if enrols && situation.must_challenge_first() {
        evaluation.verdict = Verdict::ChallengeFirst;
        return evaluation;
    }
    if !enrols
        && let Some(done) = requested
            .iter()
            .find(|factor| situation.has_completed(&factor.factor_type))
    {
        evaluation.verdict = Verdict::Satisfied(done.factor_type.clone());
        return evaluation;
    }
    let mut usable = Vec::new();
    for factor in requested {
        let reason = if enrols {
            situation.why_not_enrol(&factor.factor_type)
        } else {
            situation.why_not_challenge(&factor.factor_type)
        };
        match reason {
            Some(reason) => evaluation.dropped.push(DroppedFactor {
                factor_type: factor.factor_type.clone(),
                reason,
            }),
            None => {
                let (options, faults) = factor.checked_options();
                evaluation.option_faults.extend(faults);
                let factor = Factor {
                    factor_type: factor.factor_type.clone(),
                    options,
                };
                usable.push(situation.with_available_method(factor));
            }
        }
    }
    let completed = evaluation
        .dropped
        .iter()
        .find(|dropped| dropped.reason == DropReason::Completed);
    if !usable.is_empty() {
        evaluation.verdict = Verdict::Ask(usable);
    } else if let Some(done) = completed {
        evaluation.verdict = Verdict::Satisfied(done.factor_type.clone());
    }
    evaluation
}

/// The requested factors, each type once: the first mention wins.
fn without_repeats(factors: &[Factor]) -> Vec<&Factor> {
    let mut kept: Vec<&Factor> = Vec::new();
    for factor in factors {
        if kept
            .iter()
            .all(|other| other.factor_type != factor.factor_type)
        {
            kept.push(factor);
        }
    }
    kept
}

impl Situation<'_> {
    /// Whether a factor was passed in this transaction, by challenge or enrolment.
    pub fn has_completed(&self, factor: &FactorType) -> bool {
        self.completed.iter().any(|done| done.factor == *factor)
    }

    /// M11, D5, D7: only a counting enrolment asks for a challenge, and anything completed in this transaction answers it.
    fn must_challenge_first(&self) -> bool {
        self.completed.is_empty()
            && self
                .event
                .enrolled_factor_types()
                .iter()
                .any(FactorType::counts_as_enrolment)
    }

    /// Why a factor cannot be challenged, if it cannot.
    pub fn why_not_challenge(&self, factor: &FactorType) -> Option<DropReason> {
        match factor {
            // Duo exists, but not in these commands (§3); "not enabled" would send the tenant looking for a switch.
            FactorType::Unknown(_) | FactorType::Duo => return Some(DropReason::Unknown),
            _ if !self.tenant.has_enabled(factor) => return Some(DropReason::NotEnabled),
            _ => {}
        }
        let enrolled = self.event.enrolled_factor_types().contains(factor);
        if !enrolled {
            let unverified = *factor == FactorType::Email
                && self
                    .event
                    .text("user", "email")
                    .is_some_and(|email| !email.is_empty())
                && self.event.member("user", "email_verified") != Some(&Value::Bool(true));
            return Some(if unverified {
                DropReason::EmailNotVerified
            } else {
                DropReason::NotEnrolled
            });
        }
        self.unsupported(factor)
    }

    /// Why a factor cannot be enrolled, if it cannot.
    pub fn why_not_enrol(&self, factor: &FactorType) -> Option<DropReason> {
        match factor {
            FactorType::Unknown(_) | FactorType::Duo => return Some(DropReason::Unknown),
            _ if !factor.is_enrollable() => return Some(DropReason::NotEnrollable),
            _ if !self.tenant.has_enabled(factor) => return Some(DropReason::NotEnabled),
            _ => {}
        }
        // A factor that the user had before is `already_enrolled` even when it was challenged in this login: it is not dropped *because* it
        // was completed, and so does not satisfy the command (D1, D2).
        if self
            .completed
            .iter()
            .any(|done| done.enrolled && done.factor == *factor)
        {
            return Some(DropReason::Completed);
        }
        if self.event.enrolled_factor_types().contains(factor) {
            return Some(DropReason::AlreadyEnrolled);
        }
        self.unsupported(factor)
    }

    fn unsupported(&self, factor: &FactorType) -> Option<DropReason> {
        self.browser
            .unsupported_factors
            .contains(factor)
            .then_some(DropReason::NotSupportedByClient)
    }

    /// `preferredMethod` is a preference: one that the tenant does not offer gives way to the one that it does (§3).
    fn with_available_method(&self, mut factor: Factor) -> Factor {
        if factor.factor_type == FactorType::Phone {
            let only = match self.tenant.phone_message_types.iter().collect::<Vec<_>>()[..] {
                [MessageType::Sms] => "sms",
                [MessageType::Voice] => "voice",
                _ => return factor,
            };
            if let Some(method) = factor.options.get_mut("preferredMethod") {
                *method = Value::from(only);
            }
        }
        factor
    }
}
