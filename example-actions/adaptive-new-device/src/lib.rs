//! A new device must pass a second factor.

use vestibule_sdk::prelude::*;

/// The factors to ask for, the best first.
const FACTORS: [&str; 5] = [
    "webauthn-roaming",
    "push-notification",
    "otp",
    "phone",
    "email",
];

/// The Action.
pub struct AdaptiveNewDevice;

impl PostLogin for AdaptiveNewDevice {
    fn on_execute_post_login(event: &Event, api: &Api) -> Result<()> {
        let assessment = event.authentication().risk_assessment("NewDevice");
        let confidence = assessment.and_then(|assessment| assessment.confidence);
        if !matches!(confidence.as_deref(), Some("low" | "medium")) {
            return Ok(());
        }
        let enrolled = event.user().enrolled_factors();
        let usable: Vec<Factor> = FACTORS
            .iter()
            .filter(|name| enrolled.iter().any(|factor| factor.factor_type() == **name))
            .map(|name| Factor::from_name(name))
            .collect();
        if usable.is_empty() {
            api.authentication()
                .enroll_with_any([Factor::otp(), Factor::phone()])?;
        } else {
            api.authentication().challenge_with_any(usable)?;
        }
        Ok(())
    }
}

vestibule_sdk::export!(AdaptiveNewDevice);

#[cfg(test)]
mod tests {
    use super::AdaptiveNewDevice;
    use vestibule_sdk::testing::{self, MfaMethod};

    fn asked(event: &str) -> Vec<(MfaMethod, Vec<String>)> {
        let run = testing::run::<AdaptiveNewDevice>(event);
        run.outcome().as_ref().unwrap();
        let commands = run.mfa_commands();
        commands
            .iter()
            .map(|command| {
                let factors = command.factors.iter();
                (
                    command.method,
                    factors
                        .map(|factor| factor.factor_type.to_string())
                        .collect(),
                )
            })
            .collect()
    }

    #[test]
    fn a_new_device_is_challenged_with_what_is_enrolled() {
        let expected = vec!["otp".to_owned(), "email".to_owned()];
        let event = include_str!("../new-device.json");
        assert_eq!(asked(event), [(MfaMethod::ChallengeWithAny, expected)]);
    }

    #[test]
    fn a_user_without_a_factor_enrols_one() {
        let event = r#"{"user": {"user_id": "auth0|1"}, "authentication": {"riskAssessment": {
            "confidence": "low", "assessments": {"NewDevice": {"confidence": "low"}}}}}"#;
        assert_eq!(asked(event)[0].0, MfaMethod::EnrollWithAny);
    }

    #[test]
    fn a_known_device_and_a_missing_assessment_ask_nothing() {
        assert_eq!(asked(include_str!("../known-device.json")), []);
        assert_eq!(asked(r#"{"user": {"user_id": "auth0|1"}}"#), []);
    }
}
