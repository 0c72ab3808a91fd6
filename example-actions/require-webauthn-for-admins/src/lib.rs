//! Whoever is an admin must pass a security key, or enrol one.

use vestibule_sdk::prelude::*;

/// The Action.
pub struct RequireWebauthnForAdmins;

impl PostLogin for RequireWebauthnForAdmins {
    fn on_execute_post_login(event: &Event, api: &Api) -> Result<()> {
        if !event
            .authorization()
            .roles()
            .iter()
            .any(|role| role == "admin")
        {
            return Ok(());
        }
        let factors = event.user().enrolled_factors();
        if factors
            .iter()
            .any(|factor| factor.factor_type() == "webauthn-roaming")
        {
            api.authentication()
                .challenge_with(Factor::webauthn_roaming());
        } else {
            api.authentication().enroll_with(Factor::webauthn_roaming());
        }
        Ok(())
    }
}

vestibule_sdk::export!(RequireWebauthnForAdmins);

#[cfg(test)]
mod tests {
    use super::RequireWebauthnForAdmins;
    use vestibule_sdk::testing::{self, FactorType, MfaMethod};

    fn asked(event: &str) -> Vec<(MfaMethod, FactorType)> {
        let run = testing::run::<RequireWebauthnForAdmins>(event);
        let commands = run.mfa_commands();
        commands
            .iter()
            .map(|command| (command.method, command.factors[0].factor_type.clone()))
            .collect()
    }

    #[test]
    fn an_admin_with_a_key_is_challenged() {
        let expected = [(MfaMethod::ChallengeWith, FactorType::WebauthnRoaming)];
        assert_eq!(asked(include_str!("../admin-with-key.json")), expected);
    }

    #[test]
    fn an_admin_without_a_key_enrols_one() {
        let expected = [(MfaMethod::EnrollWith, FactorType::WebauthnRoaming)];
        assert_eq!(asked(include_str!("../admin-without-key.json")), expected);
    }

    #[test]
    fn everybody_else_is_let_through() {
        assert_eq!(asked(include_str!("../non-admin.json")), []);
    }
}
