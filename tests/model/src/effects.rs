//! What is to be applied, in the JSON of the flow result. Source: decisions D3, D9, D10; specification §2.4–2.6.

use crate::login::{Command, SessionCall};
use serde_json::{Map, Value, json};

/// All effects of a login that ends well: those of the commands, and the second factors that were passed.
pub(crate) fn all(commands: &[Command], methods: &[Value], passed: bool) -> Value {
    let mut effects = json!({
        "id_token_claims": claims(commands, |command| match command {
            Command::IdTokenClaim { name, value } => Some((name, value)),
            _ => None,
        }),
        "access_token_claims": claims(commands, |command| match command {
            Command::AccessTokenClaim { name, value } => Some((name, value)),
            _ => None,
        }),
        "scopes_added": scopes(commands, true),
        "scopes_removed": scopes(commands, false),
        "app_metadata": app_metadata(commands),
        "user_metadata": user_metadata(commands),
        "primary_user_id": primary_user(commands),
        "authentication_methods": methods,
        "amr": if passed { json!(["mfa"]) } else { json!([]) },
        "session": session(&calls(commands, false)),
        "refresh_token": session(&calls(commands, true)),
        "saml_attributes": last_of_each(commands, |command| match command {
            Command::SamlAttribute { name, value } => Some((name, value)),
            _ => None,
        }),
        "saml_settings": last_of_each(commands, |command| match command {
            Command::Saml { setting, value } => Some((setting, value)),
            _ => None,
        }),
    });
    without_empty(&mut effects);
    effects
}

/// D9: of a denied login the user's metadata, and what was revoked.
pub(crate) fn of_denied(commands: &[Command]) -> Value {
    let revoked = |of_token| {
        let mut calls = calls(commands, of_token);
        calls.retain(|call| matches!(call, SessionCall::Revoke { .. }));
        session(&calls)
    };
    let mut effects = json!({
        "app_metadata": app_metadata(commands),
        "user_metadata": user_metadata(commands),
        "session": revoked(false),
        "refresh_token": revoked(true),
    });
    without_empty(&mut effects);
    effects
}

/// The last value of each name.
pub(crate) fn last_of_each<'a>(
    commands: &'a [Command],
    pair: impl Fn(&'a Command) -> Option<(&'a String, &'a Value)>,
) -> Map<String, Value> {
    let mut last = Map::new();
    for (name, value) in commands.iter().filter_map(pair) {
        last.insert(name.clone(), value.clone());
    }
    last
}

pub(crate) fn app_metadata(commands: &[Command]) -> Map<String, Value> {
    last_of_each(commands, |command| match command {
        Command::AppMetadata { key, value } => Some((key, value)),
        _ => None,
    })
}

pub(crate) fn user_metadata(commands: &[Command]) -> Map<String, Value> {
    last_of_each(commands, |command| match command {
        Command::UserMetadata { key, value } => Some((key, value)),
        _ => None,
    })
}

/// Claims of the standard and of the issuer are not an Action's to set.
fn claims<'a>(
    commands: &'a [Command],
    pair: impl Fn(&'a Command) -> Option<(&'a String, &'a Value)>,
) -> Map<String, Value> {
    let mut claims = last_of_each(commands, pair);
    for reserved in ["sub", "iss", "aud", "exp", "acr", "amr"] {
        claims.remove(reserved);
    }
    claims
}

/// The scopes whose last mention adds (or removes) them, sorted.
fn scopes(commands: &[Command], added: bool) -> Vec<&String> {
    let mentions: Vec<(&String, bool)> = commands
        .iter()
        .filter_map(|command| match command {
            Command::AddScope { scope } => Some((scope, true)),
            Command::RemoveScope { scope } => Some((scope, false)),
            _ => None,
        })
        .collect();
    let mut scopes: Vec<&String> = Vec::new();
    for (scope, _) in &mentions {
        let last = mentions.iter().rev().find(|(other, _)| other == scope);
        if last.is_some_and(|(_, adds)| *adds == added) && !scopes.contains(scope) {
            scopes.push(scope);
        }
    }
    scopes.sort();
    scopes
}

fn primary_user(commands: &[Command]) -> Value {
    let mut ids = commands.iter().filter_map(|command| match command {
        Command::SetPrimaryUser { user_id } => Some(user_id),
        _ => None,
    });
    json!(ids.next_back())
}

fn calls(commands: &[Command], of_token: bool) -> Vec<&SessionCall> {
    let mut calls = Vec::new();
    for command in commands {
        match command {
            Command::Session(call) if !of_token => calls.push(call),
            Command::RefreshToken(call) if of_token => calls.push(call),
            _ => {}
        }
    }
    calls
}

fn session(calls: &[&SessionCall]) -> Value {
    let mut effects = json!({});
    let mut metadata = Map::new();
    for call in calls {
        match call {
            // D4: the first refusal counts.
            SessionCall::Revoke { .. } if effects.get("revoke").is_some() => {}
            SessionCall::Revoke {
                reason,
                preserve_refresh_tokens,
            } => {
                effects["revoke"] = json!(reason);
                if *preserve_refresh_tokens {
                    effects["preserve_refresh_tokens"] = json!(true);
                }
            }
            SessionCall::SetExpiresAt { milliseconds } => {
                earliest(&mut effects, "expires_at", *milliseconds);
            }
            SessionCall::SetIdleExpiresAt { milliseconds } => {
                earliest(&mut effects, "idle_expires_at", *milliseconds);
            }
            SessionCall::SetCookieMode { persistent: true } => {
                effects["cookie_mode"] = json!("persistent");
            }
            SessionCall::SetCookieMode { persistent: false } => {
                effects["cookie_mode"] = json!("non-persistent");
            }
            SessionCall::SetMetadata { key, value } => {
                metadata.insert(key.clone(), json!(value));
            }
            SessionCall::EvictMetadata => {
                metadata.clear();
                effects["evict_metadata"] = json!(true);
            }
        }
    }
    effects["metadata"] = json!(metadata);
    without_empty(&mut effects);
    effects
}

fn earliest(effects: &mut Value, name: &str, time: u64) {
    let before = effects[name].as_u64().unwrap_or(u64::MAX);
    effects[name] = json!(time.min(before));
}

/// The contract leaves out what is empty.
fn without_empty(object: &mut Value) {
    let is_empty = |value: &Value| match value {
        Value::Null => true,
        Value::Array(items) => items.is_empty(),
        Value::Object(members) => members.is_empty(),
        _ => false,
    };
    if let Value::Object(members) = object {
        members.retain(|_, value| !is_empty(value));
    }
}
