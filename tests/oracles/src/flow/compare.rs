//! A flow result and a run in the form in which the model predicts them.

use serde_json::{Map, Value, json};
use vestibule_flow::flow::RunJob;
use vestibule_flow::result::FlowResult;

/// The members of a result that the model knows of, with times in milliseconds and without the state itself.
pub(super) fn simplified(result: &FlowResult) -> Value {
    let mut all = json!(result);
    let mut simple = Map::new();
    for name in [
        "status",
        "steps",
        "next",
        "error",
        "denial",
        "effects",
        "pending",
        "expires_at",
    ] {
        if let Some(value) = all.get_mut(name) {
            simple.insert(name.to_owned(), value.take());
        }
    }
    let mut simple = Value::Object(simple);
    // What comes after the pending step is a forecast.
    if let Some(steps) = simple["steps"].as_array_mut() {
        steps.retain(|step| step["status"] != "upcoming");
    }
    // Sentences are for people.
    if let Some(error) = simple.get_mut("error").and_then(Value::as_object_mut) {
        error.retain(|name, _| name != "message" && name != "description");
    }
    if let Some(expires_at) = simple.get_mut("expires_at") {
        to_milliseconds(expires_at);
    }
    for part in ["effects", "pending"] {
        let Some(effects) = simple.get_mut(part) else {
            continue;
        };
        if let Some(methods) = effects.get_mut("authentication_methods") {
            timestamps_to_milliseconds(methods);
        }
        for scopes in ["scopes_added", "scopes_removed"] {
            if let Some(Value::Array(scopes)) = effects.get_mut(scopes) {
                scopes.sort_by(|one, other| one.as_str().cmp(&other.as_str()));
            }
        }
    }
    if let (Some(state), Some(Value::String(url))) =
        (&result.state, simple.pointer_mut("/next/url"))
    {
        *url = url.replace(state.as_str(), "{state}");
    }
    simple
}

/// A handler that is to run, with what it sees of the event.
pub(super) fn run_seen(job: &RunJob<'_>) -> Value {
    let member = |part: &str, name: &str| job.event.member(part, name).cloned();
    let mut methods = json!(member("authentication", "methods"));
    timestamps_to_milliseconds(&mut methods);
    json!({
        "action": job.action.name,
        "handler": job.handler,
        "sees": {
            "enrolledFactors": member("user", "enrolledFactors"),
            "methods": methods,
            "app_metadata": member("user", "app_metadata"),
            "user_metadata": member("user", "user_metadata"),
            "transaction.metadata": member("transaction", "metadata"),
            "session": job.event.part("session"),
            "prompt": job.event.part("prompt"),
        },
    })
}

fn timestamps_to_milliseconds(methods: &mut Value) {
    for method in methods.as_array_mut().into_iter().flatten() {
        if let Some(timestamp) = method.get_mut("timestamp") {
            to_milliseconds(timestamp);
        }
    }
}

fn to_milliseconds(time: &mut Value) {
    if let Value::String(text) = time {
        match text.parse::<jiff::Timestamp>() {
            Ok(timestamp) => *time = json!(timestamp.as_millisecond()),
            Err(error) => panic!("{error}: {text}"),
        }
    }
}
