//! The Action `require-webauthn-for-admins` as a plug-in for Extism: the event as JSON in, the commands as JSON out.

use extism_pdk::{FnResult, Json, plugin_fn};
use serde::{Deserialize, Serialize};

const KEY: &str = "webauthn-roaming";

#[derive(Deserialize)]
struct Event {
    user: User,
    authorization: Option<Authorization>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct User {
    #[serde(default)]
    enrolled_factors: Vec<Factor>,
}

#[derive(Deserialize)]
struct Authorization {
    #[serde(default)]
    roles: Vec<String>,
}

#[derive(Deserialize, Serialize)]
struct Factor {
    #[serde(rename = "type")]
    factor_type: String,
}

#[derive(Serialize)]
struct Command {
    command: &'static str,
    given: [Factor; 1],
}

/// Whoever is an admin must pass a security key, or enrol one.
#[plugin_fn]
pub fn on_execute_post_login(Json(event): Json<Event>) -> FnResult<Json<Vec<Command>>> {
    let roles = event.authorization.map_or_else(Vec::new, |of| of.roles);
    if !roles.iter().any(|role| role == "admin") {
        return Ok(Json(Vec::new()));
    }
    let factors = event.user.enrolled_factors;
    let command = match factors.iter().any(|factor| factor.factor_type == KEY) {
        true => "authentication.challengeWith",
        false => "authentication.enrollWith",
    };
    let key = Factor {
        factor_type: KEY.to_owned(),
    };
    Ok(Json(vec![Command {
        command,
        given: [key],
    }]))
}
