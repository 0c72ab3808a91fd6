//! A guest for tests: it does what `event.configuration.script` says. The README lists the calls.

mod calls;

use vestibule_sdk::prelude::*;

/// The Action.
pub struct ScriptedAction;

impl PostLogin for ScriptedAction {
    fn on_execute_post_login(event: &Event, api: &Api) -> Result<()> {
        run("onExecutePostLogin", event, api)
    }

    fn on_continue_post_login(event: &Event, api: &Api) -> Result<()> {
        run("onContinuePostLogin", event, api)
    }
}

vestibule_sdk::export!(ScriptedAction);

fn run(handler: &str, event: &Event, api: &Api) -> Result<()> {
    let Some(script) = event.configuration().get("script") else {
        fail!("event.configuration.script is missing");
    };
    match script.get(handler) {
        None => Err(Error::not_implemented()),
        Some(script) => steps(script, event, api),
    }
}

fn steps(script: &Value, event: &Event, api: &Api) -> Result<()> {
    let Some(script) = script.as_array() else {
        fail!("a handler's script is an array of steps");
    };
    script.iter().try_for_each(|each| step(each, event, api))
}

fn step(step: &Value, event: &Event, api: &Api) -> Result<()> {
    if let Some(condition) = step.get("when") {
        return match holds(condition, event) {
            true => steps(&step["then"], event, api),
            false => Ok(()),
        };
    }
    match calls::call(step, event, api) {
        Err(error) if step["catch"] == true => {
            console::error!("{}", error.message());
            Ok(())
        }
        outcome => outcome,
    }
}

/// `{"pointer": …}`: something other than null is there; with `equals`: it is this.
fn holds(condition: &Value, event: &Event) -> bool {
    let pointer = condition["pointer"].as_str().unwrap_or_default();
    let found = event.get(pointer).unwrap_or_default();
    match condition.get("equals") {
        Some(expected) => found == *expected,
        None => !found.is_null(),
    }
}
