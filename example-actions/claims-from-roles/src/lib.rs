//! Roles as claims.

use vestibule_sdk::prelude::*;

const CLAIM: &str = "https://acme.example/roles";

/// The Action.
pub struct ClaimsFromRoles;

impl PostLogin for ClaimsFromRoles {
    fn on_execute_post_login(event: &Event, api: &Api) -> Result<()> {
        let roles = event.authorization().roles();
        if !roles.is_empty() {
            api.id_token().set_custom_claim(CLAIM, json!(roles))?;
            api.access_token().set_custom_claim(CLAIM, json!(roles))?;
        }
        Ok(())
    }
}

vestibule_sdk::export!(ClaimsFromRoles);

#[cfg(test)]
mod tests {
    use super::{CLAIM, ClaimsFromRoles};
    use vestibule_sdk::json;
    use vestibule_sdk::testing::{self, Command};

    #[test]
    fn both_tokens_get_the_roles() {
        let run = testing::run::<ClaimsFromRoles>(include_str!("../event.json"));
        let (name, value) = (CLAIM.to_owned(), json!(["admin", "editor"]));
        let expected = [
            Command::SetIdTokenClaim {
                name: name.clone(),
                value: value.clone(),
            },
            Command::SetAccessTokenClaim { name, value },
        ];
        assert_eq!(run.commands(), expected);
    }

    #[test]
    fn no_roles_no_claim() {
        let run = testing::run::<ClaimsFromRoles>(r#"{"user": {"user_id": "auth0|1"}}"#);
        assert!(run.commands().is_empty());
    }
}
