//! The calls of a script, by Auth0's names and with Auth0's arguments.

use vestibule_sdk::api::{CookieMode, DuoOptions, Provider};
use vestibule_sdk::prelude::*;

/// Makes one call.
///
/// # Errors
/// The call was refused, or is none.
pub fn call(step: &Value, event: &Event, api: &Api) -> Result<()> {
    let name = step["call"].as_str().unwrap_or_default();
    let first = text(&step["arguments"][0]);
    let second = &step["arguments"][1];
    let authentication = api.authentication();
    match name {
        "throw" => return Err(Error::named(first, text(second))),
        // What a compiler makes of a call that never returns differs between targets; these two are meant.
        "trap" => std::process::abort(),
        "loop" => loop {
            std::hint::spin_loop();
        },
        "fill" => {
            let mut memory = Vec::new();
            loop {
                memory.push(vec![1_u8; 1 << 20]);
                std::hint::black_box(&memory);
            }
        }
        "console.log" => console::log!("{first}"),
        "http.get" => {
            let answer = http::get(&first).send()?;
            let claim = json!({"status": answer.status(), "text": answer.text()});
            api.id_token().set_custom_claim(&text(second), claim)?;
        }
        "http.all" => {
            let statuses = all(&step["arguments"][0])?;
            api.id_token().set_custom_claim(&text(second), statuses)?;
        }
        "clock.wait" => clock::wait(std::time::Duration::from_millis(
            first.parse().unwrap_or_default(),
        )),
        "claimFromEvent" => {
            if let Some(value) = event.get(&text(second)).filter(|value| !value.is_null()) {
                api.id_token().set_custom_claim(&first, value)?;
            }
        }
        "access.deny" => match second {
            Value::String(text) => api.access().deny_with_code(&first, text),
            _ => api.access().deny(&first),
        },
        "validation.error" => api.validation().error(&first, &text(second))?,
        "authentication.challengeWith" => {
            let factor = factor(&step["arguments"][0])?;
            authentication.challenge_with_alternatives(factor, additional(second)?);
        }
        "authentication.enrollWith" => {
            let factor = factor(&step["arguments"][0])?;
            authentication.enroll_with_alternatives(factor, additional(second)?);
        }
        "authentication.challengeWithAny" => {
            authentication.challenge_with_any(factors(&step["arguments"][0])?)?;
        }
        "authentication.enrollWithAny" => {
            authentication.enroll_with_any(factors(&step["arguments"][0])?)?;
        }
        "authentication.recordMethod" => authentication.record_method(&first)?,
        "authentication.setPrimaryUser" => authentication.set_primary_user(&first)?,
        "multifactor.enable" => enable(&first, second, api)?,
        "idToken.setCustomClaim" => api.id_token().set_custom_claim(&first, second.clone())?,
        "accessToken.setCustomClaim" => {
            api.access_token()
                .set_custom_claim(&first, second.clone())?;
        }
        "accessToken.addScope" => api.access_token().add_scope(&first)?,
        "accessToken.removeScope" => api.access_token().remove_scope(&first)?,
        "user.setAppMetadata" => api.user().set_app_metadata(&first, second.clone())?,
        "user.setUserMetadata" => api.user().set_user_metadata(&first, second.clone())?,
        "transaction.setMetadata" => api.transaction().set_metadata(&first, second.clone())?,
        "redirect.sendUserTo" => send_user_to(&first, second, api)?,
        "prompt.render" => api
            .prompt()
            .render(&first, &second["fields"], &second["vars"])?,
        "refreshToken.revoke" => api.refresh_token().revoke(&first)?,
        "refreshToken.setMetadata" => api.refresh_token().set_metadata(&first, &text(second))?,
        other => return session(other, &first, second, api),
    }
    Ok(())
}

/// The statuses of several requests that are under way at once, in the order in which they were answered.
fn all(urls: &Value) -> Result<Value> {
    let urls = urls.as_array().into_iter().flatten();
    let mut exchanges: Vec<http::Exchange> = urls
        .map(|url| http::get(text(url)).start())
        .collect::<Result<_, _>>()?;
    let mut statuses = Vec::new();
    while !exchanges.is_empty() {
        let listed: Vec<&http::Exchange> = exchanges.iter().collect();
        let Some(ready) = http::wait(&listed, None) else {
            fail!("a wait without an end ended");
        };
        statuses.push(exchanges.remove(ready).finish()?.status());
    }
    Ok(json!(statuses))
}

fn session(call: &str, first: &str, second: &Value, api: &Api) -> Result<()> {
    let session = api.session();
    let milliseconds = first.parse().unwrap_or_default();
    match call {
        "session.revoke" if second["preserveRefreshTokens"] == true => {
            session.revoke_preserving_refresh_tokens(first);
        }
        "session.revoke" => session.revoke(first),
        "session.setExpiresAt" => session.set_expires_at(milliseconds)?,
        "session.setIdleExpiresAt" => session.set_idle_expires_at(milliseconds)?,
        "session.setCookieMode" => session.set_cookie_mode(match first {
            "persistent" => CookieMode::Persistent,
            _ => CookieMode::NonPersistent,
        }),
        "session.setMetadata" => session.set_metadata(first, &text(second))?,
        "session.deleteMetadata" => session.delete_metadata(first),
        "session.evictMetadata" => session.evict_metadata(),
        other => fail!("{other} is no call of a script"),
    }
    Ok(())
}

fn send_user_to(url: &str, options: &Value, api: &Api) -> Result<()> {
    let query: Vec<(String, String)> = match options["query"].as_object() {
        Some(query) => query
            .iter()
            .map(|(name, value)| (name.clone(), text(value)))
            .collect(),
        None => Vec::new(),
    };
    let query = query
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()));
    api.redirect().send_user_to(url, query)?;
    Ok(())
}

fn enable(provider: &str, options: &Value, api: &Api) -> Result<()> {
    let account = &options["providerOptions"];
    let provider = match provider {
        "any" => Provider::Any,
        "guardian" => Provider::Guardian,
        "google-authenticator" => Provider::GoogleAuthenticator,
        "none" => Provider::None,
        "duo" => Provider::Duo(account.is_object().then(|| DuoOptions {
            host: text(&account["host"]),
            ikey: text(&account["ikey"]),
            skey: text(&account["skey"]),
            username: account["username"].as_str().map(str::to_owned),
        })),
        other => fail!("multifactor.enable: there is no provider {other}"),
    };
    match options["allowRememberBrowser"] == true {
        true => api.multifactor().enable_and_remember_browser(provider),
        false => api.multifactor().enable(provider),
    }
    Ok(())
}

fn factor(value: &Value) -> Result<Factor> {
    let Some(name) = value["type"].as_str() else {
        fail!("expected a factor object, got {value}");
    };
    Ok(match value.get("options") {
        Some(options) => Factor::other(name, Some(options.clone())),
        None => Factor::from_name(name),
    })
}

fn factors(value: &Value) -> Result<Vec<Factor>> {
    match value {
        Value::Array(items) => items.iter().map(factor).collect(),
        Value::Null => Ok(Vec::new()),
        other => fail!("expected an array of factors, got {other}"),
    }
}

fn additional(options: &Value) -> Result<Vec<Factor>> {
    factors(&options["additionalFactors"])
}

fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        other => other.to_string(),
    }
}
