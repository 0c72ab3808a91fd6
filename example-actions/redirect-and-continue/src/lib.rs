//! Terms must be accepted on another page.

use vestibule_sdk::prelude::*;

const PAGE: &str = "https://terms.example/accept";

/// The Action.
pub struct RedirectAndContinue;

impl PostLogin for RedirectAndContinue {
    fn on_execute_post_login(event: &Event, api: &Api) -> Result<()> {
        if event.user().app_metadata()["terms_accepted"] == true || !api.redirect().can_redirect() {
            return Ok(());
        }
        let token = api.redirect().encode_token(&secret(event)?, &json!({}))?;
        api.redirect()
            .send_user_to(PAGE, [("session_token", token.as_str())])?;
        Ok(())
    }

    fn on_continue_post_login(event: &Event, api: &Api) -> Result<()> {
        // A token that is missing, forged, expired or another person's is an error, and fails the login.
        let token = api.redirect().validate_token(&secret(event)?)?;
        if token["accepted"] == true {
            api.user().set_app_metadata("terms_accepted", true)?;
        } else {
            api.access().deny("Please accept the terms.");
        }
        Ok(())
    }
}

vestibule_sdk::export!(RedirectAndContinue);

fn secret(event: &Event) -> Result<String> {
    let Some(secret) = event.secrets().get("TERMS_SECRET") else {
        fail!("the secret TERMS_SECRET is missing");
    };
    Ok(secret)
}

#[cfg(test)]
mod tests {
    use super::RedirectAndContinue;
    use vestibule_sdk::prelude::*;
    use vestibule_sdk::testing::{Command, Login, TestRun};

    const EVENT: &str = include_str!("../event.json");

    /// What the page does: it signs with the shared secret. The claim carries the token out.
    struct Page;

    impl PostLogin for Page {
        fn on_execute_post_login(event: &Event, api: &Api) -> Result<()> {
            let payload = event.get("/configuration").unwrap_or_default();
            let token = api
                .redirect()
                .encode_token(&super::secret(event)?, &payload)?;
            api.id_token().set_custom_claim("token", token)?;
            Ok(())
        }
    }

    fn come_back(secret: &str, payload: Value) -> TestRun {
        let page = Login::new(EVENT)
            .secret("TERMS_SECRET", secret)
            .with("/configuration", payload);
        let run = page.run::<Page>();
        let [Command::SetIdTokenClaim { value, .. }] = run.commands() else {
            panic!("the page signed nothing: {run:?}");
        };
        Login::new(EVENT)
            .with(
                "/request/query",
                json!({ "session_token": value, "state": "s1" }),
            )
            .run_continue::<RedirectAndContinue>()
    }

    #[test]
    fn a_person_who_has_not_accepted_is_sent_away() {
        let run = Login::new(EVENT).run::<RedirectAndContinue>();
        assert!(
            matches!(run.commands(), [Command::SendUserTo { url }] if url.starts_with("https://terms.example/accept?session_token="))
        );
        let accepted = Login::new(EVENT).with("/user/app_metadata/terms_accepted", true);
        assert!(accepted.run::<RedirectAndContinue>().commands().is_empty());
    }

    #[test]
    fn who_accepted_comes_in_and_is_remembered() {
        let run = come_back("shared", json!({ "state": "s1", "accepted": true }));
        assert!(
            matches!(run.commands(), [Command::SetAppMetadata { key, .. }] if key == "terms_accepted")
        );
    }

    #[test]
    fn who_did_not_is_refused() {
        let run = come_back("shared", json!({ "state": "s1" }));
        assert!(matches!(run.commands(), [Command::Deny(_)]));
    }

    #[test]
    fn a_forged_or_foreign_token_fails_the_login() {
        for run in [
            come_back("another", json!({ "state": "s1", "accepted": true })),
            come_back("shared", json!({ "state": "s2", "accepted": true })),
        ] {
            assert!(run.outcome().is_err());
            assert!(run.commands().is_empty());
        }
    }
}
