//! Which factors of a command can be used. Source: specification M7–M11, decisions D1, D2, D5, D7, D16, D17.

use crate::login::{Browser, Factor, Tenant};
use serde_json::{Value, json};

/// All that decides.
#[derive(Debug, Clone)]
pub(crate) struct World {
    pub(crate) tenant: Tenant,
    pub(crate) browser: Browser,
    pub(crate) email: String,
    pub(crate) email_verified: bool,
    /// `event.user.enrolledFactors`.
    pub(crate) enrolled: Vec<Value>,
    /// What was passed in this login.
    pub(crate) challenged: Vec<String>,
    /// What was enrolled in this login.
    pub(crate) newly_enrolled: Vec<String>,
}

/// What becomes of a command.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Verdict {
    Ask,
    Satisfied(String),
    ChallengeFirst,
    Nothing,
}

/// A verdict with the factors, in the JSON of the flow result.
#[derive(Debug, Clone)]
pub(crate) struct Look {
    pub(crate) verdict: Verdict,
    pub(crate) usable: Vec<Value>,
    pub(crate) dropped: Vec<Value>,
}

const FACTORS: [&str; 7] = [
    "webauthn-roaming",
    "webauthn-platform",
    "push-notification",
    "otp",
    "phone",
    "email",
    "recovery-code",
];

impl World {
    /// D16: email is enrolled exactly when it is switched on and there is a verified address.
    pub(crate) fn settle_email(&mut self) {
        let is_there = self.is_enrolled("email");
        let should_be = self.is_on("email") && self.email_verified && !self.email.is_empty();
        if should_be && !is_there {
            self.enrolled.push(json!({ "type": "email" }));
        }
        if !should_be {
            self.enrolled.retain(|entry| entry["type"] != "email");
        }
    }

    pub(crate) fn is_enrolled(&self, factor: &str) -> bool {
        self.enrolled
            .iter()
            .any(|entry| canonical(entry["type"].as_str().unwrap_or_default()) == factor)
    }

    /// A phone needs a way to reach it.
    fn is_on(&self, factor: &str) -> bool {
        let is_on = self.tenant.factors.iter().any(|on| canonical(on) == factor);
        is_on && (factor != "phone" || !self.tenant.phone_message_types.is_empty())
    }

    fn is_completed(&self, factor: &str) -> bool {
        let of = |list: &[String]| list.iter().any(|done| done == factor);
        of(&self.challenged) || of(&self.newly_enrolled)
    }

    /// Whether anything was passed or enrolled in this login.
    pub(crate) fn has_completed_any(&self) -> bool {
        !self.challenged.is_empty() || !self.newly_enrolled.is_empty()
    }

    pub(crate) fn look(&self, enrols: bool, requested: &[Factor]) -> Look {
        let mut factors: Vec<Factor> = Vec::new();
        for factor in requested {
            let name = canonical(&factor.name);
            if !factors.iter().any(|other| other.name == name) {
                let options = factor.options.clone();
                factors.push(Factor {
                    name: name.to_owned(),
                    options,
                });
            }
        }
        if enrols {
            self.look_at_enrolment(&factors)
        } else {
            self.look_at_challenge(&factors)
        }
    }

    fn look_at_challenge(&self, factors: &[Factor]) -> Look {
        // D1: any requested factor that was completed in this login satisfies it.
        for factor in factors {
            if self.is_completed(&factor.name) {
                return Look::without_factors(Verdict::Satisfied(factor.name.clone()));
            }
        }
        let mut look = Look::without_factors(Verdict::Nothing);
        for factor in factors {
            let name = factor.name.as_str();
            let unverified = name == "email" && !self.email.is_empty() && !self.email_verified;
            if !FACTORS.contains(&name) {
                look.drop(name, "unknown");
            } else if !self.is_on(name) {
                look.drop(name, "not_enabled");
            } else if !self.is_enrolled(name) && unverified {
                look.drop(name, "email_not_verified");
            } else if !self.is_enrolled(name) {
                look.drop(name, "not_enrolled");
            } else if self.cannot_show(name) {
                look.drop(name, "not_supported_by_client");
            } else {
                look.usable.push(self.shown(factor));
            }
        }
        if !look.usable.is_empty() {
            look.verdict = Verdict::Ask;
        }
        look
    }

    fn look_at_enrolment(&self, factors: &[Factor]) -> Look {
        // M11, D5, D7.
        let counts = |entry: &Value| {
            !["email", "webauthn-platform", "recovery-code"]
                .contains(&entry["type"].as_str().unwrap_or_default())
        };
        if self.enrolled.iter().any(counts) && !self.has_completed_any() {
            return Look::without_factors(Verdict::ChallengeFirst);
        }
        let mut look = Look::without_factors(Verdict::Nothing);
        let mut completed = None;
        for factor in factors {
            let name = factor.name.as_str();
            if !FACTORS.contains(&name) {
                look.drop(name, "unknown");
            } else if name == "email" {
                look.drop(name, "not_enrollable");
            } else if !self.is_on(name) {
                look.drop(name, "not_enabled");
            } else if self.newly_enrolled.iter().any(|done| done == name) {
                look.drop(name, "completed");
                completed.get_or_insert(name);
            } else if self.is_enrolled(name) {
                // D2, even if it was challenged in this login: it was there before.
                look.drop(name, "already_enrolled");
            } else if self.cannot_show(name) {
                look.drop(name, "not_supported_by_client");
            } else {
                look.usable.push(self.shown(factor));
            }
        }
        if !look.usable.is_empty() {
            look.verdict = Verdict::Ask;
        } else if let Some(name) = completed {
            look.verdict = Verdict::Satisfied(name.to_owned());
        }
        look
    }

    fn cannot_show(&self, factor: &str) -> bool {
        let unsupported = &self.browser.unsupported_factors;
        unsupported.iter().any(|name| canonical(name) == factor)
    }

    /// §3: options that mean nothing, or have an impossible value, are as if they were not given. A phone is reached by what there is.
    fn shown(&self, factor: &Factor) -> Value {
        let mut shown = json!({ "type": factor.name });
        match (factor.name.as_str(), factor.options.get("otpFallback")) {
            ("push-notification", Some(Value::Bool(fallback))) => {
                shown["options"] = json!({ "otpFallback": fallback });
            }
            ("phone", _) => {
                let wish = factor
                    .options
                    .get("preferredMethod")
                    .and_then(Value::as_str);
                let ways = &self.tenant.phone_message_types;
                let only = |way: &str| ways.iter().all(|other| other == way);
                let method = match wish {
                    Some("sms" | "voice" | "both") if only("sms") => "sms",
                    Some("sms" | "voice" | "both") if only("voice") => "voice",
                    Some(wish @ ("sms" | "voice" | "both")) => wish,
                    _ => return shown,
                };
                shown["options"] = json!({ "preferredMethod": method });
            }
            _ => {}
        }
        shown
    }
}

impl Look {
    fn without_factors(verdict: Verdict) -> Look {
        Look {
            verdict,
            usable: Vec::new(),
            dropped: Vec::new(),
        }
    }

    fn drop(&mut self, factor: &str, reason: &str) {
        self.dropped
            .push(json!({ "type": factor, "reason": reason }));
    }
}

/// §3: `push` is another name of `push-notification`.
pub(crate) fn canonical(name: &str) -> &str {
    match name {
        "push" => "push-notification",
        name => name,
    }
}
