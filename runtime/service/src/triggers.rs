//! The triggers: specification §6.1. Only one of Auth0's can be served.

use crate::http::error::{ApiError, ApiResult};
use serde_json::{Value, json};

/// A trigger.
#[derive(Debug)]
pub struct Trigger {
    /// Its id.
    pub id: &'static str,
    /// All versions.
    pub versions: &'static [&'static str],
    /// The version of new Actions.
    pub current_version: &'static str,
    /// What an Action may say that it is written for, with every version of the trigger. It makes no difference to how it runs.
    pub runtimes: &'static [&'static str],
    /// The runtime of new Actions.
    pub default_runtime: &'static str,
}

impl Trigger {
    /// Whether an Action for `version` may say that it is written for `runtime`.
    ///
    /// # Errors
    /// It may not: both, and what is accepted. Part of the text is Auth0's.
    pub fn accepts(&self, version: &str, runtime: &str) -> Result<(), String> {
        if self.runtimes.contains(&runtime) {
            return Ok(());
        }
        Err(format!(
            "runtime is not supported: {runtime:?} with {} {version}; expected one of {}",
            self.id,
            self.runtimes.join(", ")
        ))
    }
}

/// The trigger that is served.
pub const POST_LOGIN: Trigger = Trigger {
    id: "post-login",
    versions: &["v1", "v2", "v3"],
    current_version: "v3",
    runtimes: &["node18", "node18-actions", "node22"],
    default_runtime: "node22",
};

/// Auth0's other triggers, which clients may name.
const OTHERS: [&str; 13] = [
    "credentials-exchange",
    "pre-user-registration",
    "post-user-registration",
    "post-change-password",
    "send-phone-message",
    "custom-phone-provider",
    "custom-email-provider",
    "password-reset-post-challenge",
    "custom-token-exchange",
    "event-stream",
    "password-hash-migration",
    "login-post-identifier",
    "signup-post-identifier",
];

/// The trigger with an id.
///
/// # Errors
/// It is none that is served.
pub fn known(id: &str) -> ApiResult<&'static Trigger> {
    if id == POST_LOGIN.id {
        return Ok(&POST_LOGIN);
    }
    Err(ApiError::bad_request(if OTHERS.contains(&id) {
        format!("The trigger '{id}' is not served by Vestibule; it serves: post-login.")
    } else {
        format!("There is no trigger '{id}'; there is: post-login.")
    }))
}

/// The trigger that a path names.
///
/// # Errors
/// There is none of this id, or it is none that is served.
pub fn in_path(id: &str) -> ApiResult<&'static Trigger> {
    if id == POST_LOGIN.id || OTHERS.contains(&id) {
        return known(id);
    }
    Err(ApiError::bad_request(
        "There is no such trigger; there is: post-login.",
    ))
}

/// Whether Auth0 has a trigger that is not served: nothing can be bound to it, but a client that binds nothing to each trigger may say so.
pub fn is_unserved(id: &str) -> bool {
    OTHERS.contains(&id)
}

/// What `GET /actions/triggers` lists.
pub fn list() -> Vec<Value> {
    let entry = |version: &str, status: &str, compatible: Value| {
        json!({
            "id": POST_LOGIN.id,
            "version": version,
            "status": status,
            "runtimes": ["node18-actions", "node22"],
            "default_runtime": POST_LOGIN.default_runtime,
            "compatible_triggers": compatible,
            "binding_policy": "trigger-bound",
        })
    };
    vec![
        entry(
            "v3",
            "CURRENT",
            json!([{"id": POST_LOGIN.id, "version": "v2"}]),
        ),
        entry("v2", "DEPRECATED", json!([])),
        entry("v1", "DEPRECATED", json!([])),
    ]
}
