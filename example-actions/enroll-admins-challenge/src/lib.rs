//! Challenges admins who have a second factor, so that the next Action may have them enrol another.

use vestibule_sdk::prelude::*;

/// Enrolments that do not ask for a challenge before another one.
const NOT_COUNTED: [&str; 3] = ["email", "webauthn-platform", "recovery-code"];

/// The Action.
pub struct EnrollAdminsChallenge;

impl PostLogin for EnrollAdminsChallenge {
    fn on_execute_post_login(event: &Event, api: &Api) -> Result<()> {
        if !event
            .authorization()
            .roles()
            .iter()
            .any(|role| role == "admin")
        {
            return Ok(());
        }
        let factors: Vec<Factor> = event
            .user()
            .enrolled_factors()
            .iter()
            .filter(|factor| !NOT_COUNTED.contains(&factor.factor_type()))
            .map(|factor| Factor::from_name(factor.factor_type()))
            .collect();
        if !factors.is_empty() {
            api.authentication().challenge_with_any(factors)?;
        }
        Ok(())
    }
}

vestibule_sdk::export!(EnrollAdminsChallenge);

#[cfg(test)]
mod tests {
    use super::EnrollAdminsChallenge;
    use vestibule_sdk::testing::{self, MfaMethod};

    fn asked(event: &str) -> Vec<(MfaMethod, Vec<String>)> {
        let run = testing::run::<EnrollAdminsChallenge>(event);
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
    fn an_admin_with_a_phone_is_challenged() {
        let expected = [(MfaMethod::ChallengeWithAny, vec!["phone".to_owned()])];
        assert_eq!(asked(include_str!("../admin-with-phone.json")), expected);
    }

    #[test]
    fn an_admin_without_a_counting_factor_is_not() {
        assert_eq!(asked(include_str!("../admin-without-factor.json")), []);
    }
}
