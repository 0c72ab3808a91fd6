//! What the `api` shows in the event: to the Action itself at once, and to the Actions after it (specification §0, §2.4).

use crate::command::{Command, SessionCommand};
use crate::event::Event;
use serde_json::{Map, Value, json};

/// Shows what the Action that made the call sees itself: metadata of the transaction, the session and the refresh token, and the cookie mode.
pub(crate) fn at_once(event: &mut Event, command: &Command) {
    match command {
        Command::SetTransactionMetadata { key, value } => {
            set(event, "transaction", "metadata", key, value.clone());
        }
        Command::Session(call) => session(event, "session", call),
        Command::RefreshToken(call) => session(event, "refresh_token", call),
        _ => {}
    }
}

/// Shows what the next Action sees: the above, and the user's metadata.
pub(crate) fn to_later_actions(event: &mut Event, command: &Command) {
    match command {
        Command::SetAppMetadata { key, value } => {
            set(event, "user", "app_metadata", key, value.clone());
        }
        Command::SetUserMetadata { key, value } => {
            set(event, "user", "user_metadata", key, value.clone());
        }
        other => at_once(event, other),
    }
}

/// A login without a session or refresh token gets none by this.
fn session(event: &mut Event, part: &str, call: &SessionCommand) {
    if !event.has_part(part) {
        return;
    }
    match call {
        SessionCommand::SetMetadata { key, value } => {
            let value = value.clone().map_or(Value::Null, Value::String);
            set(event, part, "metadata", key, value);
        }
        SessionCommand::EvictMetadata => {
            event.set_member(part, "metadata", Some(Value::Object(Map::new())));
        }
        SessionCommand::SetCookieMode { persistent } => {
            let mode = if *persistent {
                "persistent"
            } else {
                "non-persistent"
            };
            event.set_member(part, "cookie", Some(json!({ "mode": mode })));
        }
        SessionCommand::Revoke { .. }
        | SessionCommand::SetExpiresAt { .. }
        | SessionCommand::SetIdleExpiresAt { .. } => {}
    }
}

/// Sets a key of an object in the event; `null` removes it.
fn set(event: &mut Event, part: &str, member: &str, key: &str, value: Value) {
    let mut object = match event.member(part, member) {
        Some(Value::Object(object)) => object.clone(),
        _ => Map::new(),
    };
    if value.is_null() {
        object.remove(key);
    } else {
        object.insert(key.to_owned(), value);
    }
    event.set_member(part, member, Some(Value::Object(object)));
}
