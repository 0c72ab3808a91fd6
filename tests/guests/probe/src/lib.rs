//! A guest for tests: it reads every part of the event, or makes the calls that `event.configuration.mode` names, and logs what came of each.
//!
//! There is one in every language (`tests/probes`), and all must log the same.

mod calls;
mod echo;
mod outside;

use vestibule_sdk::prelude::*;

/// The Action.
pub struct Probe;

impl PostLogin for Probe {
    fn on_execute_post_login(event: &Event, api: &Api) -> Result<()> {
        let mode = event.configuration().get("mode").unwrap_or_default();
        match mode.as_str().unwrap_or_default() {
            "echo" => echo::echo(event),
            "grants" => calls::grants(api),
            "saml" => calls::saml(api),
            "factors" => calls::factors(api),
            "deny" => calls::deny(api),
            "validation" => calls::validation(api),
            "revoke" => calls::revoke(api),
            "refresh" => calls::refresh(api),
            "redirect" => calls::redirect(api),
            "prompt" => calls::prompt(api),
            "http" => calls::http(),
            "outside" => outside::outside(event, api)?,
            "throw" => return Err(Error::named("ProbeError", "thrown with \"quotes\" and ü")),
            "refused" => api.access_token().add_scope("two scopes")?,
            _ => fail!("there is no such mode"),
        }
        Ok(())
    }

    fn on_continue_post_login(_: &Event, api: &Api) -> Result<()> {
        calls::continued(api);
        Ok(())
    }
}

vestibule_sdk::export!(Probe);

/// Logs a value.
fn say(what: &str, value: Value) {
    console::log!("{what} = {value}");
}
