//! Has admins enrol a security key, or a one-time password.

use vestibule_sdk::prelude::*;

/// The Action.
pub struct EnrollAdminsEnroll;

impl PostLogin for EnrollAdminsEnroll {
    fn on_execute_post_login(event: &Event, api: &Api) -> Result<()> {
        let enrolled = event.user().enrolled_factors();
        let has = |name: &str| enrolled.iter().any(|factor| factor.factor_type() == name);
        let is_admin = event
            .authorization()
            .roles()
            .iter()
            .any(|role| role == "admin");
        if !is_admin || has("webauthn-roaming") {
            return Ok(());
        }
        let mut factors = vec![Factor::webauthn_roaming()];
        if !has("otp") {
            factors.push(Factor::otp());
        }
        api.authentication().enroll_with_any(factors)?;
        Ok(())
    }
}

vestibule_sdk::export!(EnrollAdminsEnroll);

#[cfg(test)]
mod tests {
    use super::EnrollAdminsEnroll;
    use vestibule_sdk::testing::{self, MfaMethod};

    fn asked(event: &str) -> Vec<(MfaMethod, Vec<String>)> {
        let run = testing::run::<EnrollAdminsEnroll>(event);
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
    fn an_admin_without_a_key_enrols() {
        let expected = vec!["webauthn-roaming".to_owned(), "otp".to_owned()];
        let event = include_str!("../admin-with-phone.json");
        assert_eq!(asked(event), [(MfaMethod::EnrollWithAny, expected)]);
    }

    #[test]
    fn an_admin_with_a_key_does_not() {
        assert_eq!(asked(include_str!("../admin-with-key.json")), []);
    }
}
