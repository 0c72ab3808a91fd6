//! `api.authentication`.

use super::api::{Answer, answer};
use super::size::Size;
use crate::bindings::vestibule::actions::authentication;
use crate::bindings::vestibule::actions::types::{self, PhoneMethod};
use crate::run::state::RunState;
use serde_json::{Map, Value};
use vestibule_flow::factor::{Factor, FactorType};
use vestibule_flow::outcome::ConsoleLevel;
use vestibule_flow::recorder::json_object_argument;

impl Size for types::Factor {
    fn size(&self) -> usize {
        match self {
            types::Factor::Other(other) => other.type_.len() + other.options.size(),
            _ => 0,
        }
    }
}

impl authentication::Host for RunState {
    fn challenge_with(&mut self, factor: types::Factor, additional_factors: Vec<types::Factor>) {
        self.called(&(&factor, &additional_factors));
        let factor = self.factor(factor);
        let additional = self.factors(additional_factors);
        self.recorder.challenge_with(factor, additional);
    }

    fn challenge_with_any(&mut self, factors: Vec<types::Factor>) -> Answer {
        self.called(&factors);
        let factors = self.factors(factors);
        answer(self.recorder.challenge_with_any(factors))
    }

    fn enroll_with(&mut self, factor: types::Factor, additional_factors: Vec<types::Factor>) {
        self.called(&(&factor, &additional_factors));
        let factor = self.factor(factor);
        let additional = self.factors(additional_factors);
        self.recorder.enroll_with(factor, additional);
    }

    fn enroll_with_any(&mut self, factors: Vec<types::Factor>) -> Answer {
        self.called(&factors);
        let factors = self.factors(factors);
        answer(self.recorder.enroll_with_any(factors))
    }

    fn record_method(&mut self, provider_url: String) -> Answer {
        self.called(&provider_url);
        answer(self.recorder.record_method(&provider_url))
    }

    fn set_primary_user(&mut self, primary_user_id: String) -> Answer {
        self.called(&primary_user_id);
        answer(self.recorder.set_primary_user(&primary_user_id))
    }
}

impl RunState {
    fn factors(&mut self, factors: Vec<types::Factor>) -> Vec<Factor> {
        factors
            .into_iter()
            .map(|factor| self.factor(factor))
            .collect()
    }

    fn factor(&mut self, factor: types::Factor) -> Factor {
        match factor {
            types::Factor::Otp => Factor::new(FactorType::Otp),
            types::Factor::Email => Factor::new(FactorType::Email),
            types::Factor::RecoveryCode => Factor::new(FactorType::RecoveryCode),
            types::Factor::WebauthnRoaming => Factor::new(FactorType::WebauthnRoaming),
            types::Factor::WebauthnPlatform => Factor::new(FactorType::WebauthnPlatform),
            types::Factor::PushNotification(options) => with_option(
                FactorType::PushNotification,
                "otpFallback",
                options.otp_fallback.map(Value::Bool),
            ),
            types::Factor::Phone(options) => with_option(
                FactorType::Phone,
                "preferredMethod",
                options
                    .preferred_method
                    .map(|method| phone_method(method).into()),
            ),
            types::Factor::Other(other) => Factor {
                options: self.other_options(other.options),
                factor_type: other.type_.into(),
            },
        }
    }

    /// Two of the functions have no way to refuse, so options that are no object are told to the log and left out, as invalid values are.
    fn other_options(&mut self, options: Option<String>) -> Map<String, Value> {
        let Some(options) = options else {
            return Map::new();
        };
        json_object_argument("options of a factor", &options).unwrap_or_else(|error| {
            self.log(ConsoleLevel::Warn, &format!("{error}; they are ignored"));
            Map::new()
        })
    }
}

fn with_option(factor_type: FactorType, name: &str, value: Option<Value>) -> Factor {
    let mut factor = Factor::new(factor_type);
    if let Some(value) = value {
        factor.options.insert(name.to_owned(), value);
    }
    factor
}

fn phone_method(method: PhoneMethod) -> &'static str {
    match method {
        PhoneMethod::Sms => "sms",
        PhoneMethod::Voice => "voice",
        PhoneMethod::Both => "both",
    }
}
