//! The Organization's metadata chooses the factors.

use vestibule_sdk::prelude::*;

/// The Action.
pub struct OrganizationFactors;

impl PostLogin for OrganizationFactors {
    fn on_execute_post_login(event: &Event, api: &Api) -> Result<()> {
        let metadata = event.organization().metadata();
        let names = metadata["factors"].as_str().unwrap_or_default();
        let factors: Vec<Factor> = names
            .split(',')
            .map(str::trim)
            .filter(|name| !name.is_empty())
            .map(Factor::from_name)
            .collect();
        if !factors.is_empty() {
            api.authentication().challenge_with_any(factors)?;
        }
        Ok(())
    }
}

vestibule_sdk::export!(OrganizationFactors);

#[cfg(test)]
mod tests {
    use super::OrganizationFactors;
    use vestibule_sdk::testing::{self, MfaMethod};

    fn asked(event: &str) -> Vec<(MfaMethod, Vec<String>)> {
        let run = testing::run::<OrganizationFactors>(event);
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
    fn the_organization_chooses() {
        let expected = vec!["otp".to_owned(), "email".to_owned()];
        let event = include_str!("../organization.json");
        assert_eq!(asked(event), [(MfaMethod::ChallengeWithAny, expected)]);
    }

    #[test]
    fn without_an_organization_nothing_is_asked() {
        assert_eq!(asked(r#"{"user": {"user_id": "auth0|1"}}"#), []);
    }
}
