//! A one-time password for everybody, and a code by phone for admins.

use vestibule_sdk::prelude::*;

/// The Action.
pub struct RoleBasedFactors;

impl PostLogin for RoleBasedFactors {
    fn on_execute_post_login(event: &Event, api: &Api) -> Result<()> {
        let enrolled = event.user().enrolled_factors();
        if enrolled.iter().any(|factor| factor.factor_type() == "otp") {
            api.authentication().challenge_with(Factor::otp());
        }
        if event
            .authorization()
            .roles()
            .iter()
            .any(|role| role == "admin")
        {
            // An admin without a phone does not get in: the login fails, and the tenant's log says why.
            api.authentication().challenge_with(Factor::phone());
        }
        Ok(())
    }
}

vestibule_sdk::export!(RoleBasedFactors);

#[cfg(test)]
mod tests {
    use super::RoleBasedFactors;
    use vestibule_sdk::testing::{self, MfaMethod};

    fn asked(event: &str) -> Vec<(MfaMethod, Vec<String>)> {
        let run = testing::run::<RoleBasedFactors>(event);
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
    fn an_admin_is_asked_twice() {
        let factors: Vec<String> = asked(include_str!("../admin.json"))
            .into_iter()
            .flat_map(|(_, factors)| factors)
            .collect();
        assert_eq!(factors, ["otp", "phone"]);
    }

    #[test]
    fn a_user_is_asked_once() {
        let expected = [(MfaMethod::ChallengeWith, vec!["otp".to_owned()])];
        assert_eq!(asked(include_str!("../user.json")), expected);
    }
}
