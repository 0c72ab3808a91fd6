//! Requests that somebody answers, at `event.configuration.base`.

use crate::say;
use std::time::Duration;
use vestibule_sdk::http::{self, HttpError, Response};
use vestibule_sdk::prelude::*;

/// Mode `outside`.
pub fn outside(event: &Event, api: &Api) -> Result<()> {
    let base = event.configuration().get("base").unwrap_or_default();
    let base = base.as_str().unwrap_or_default();
    let url = |path: &str| format!("{base}{path}");
    let tell = |call: &str, answer: Result<Response, HttpError>| {
        let answer = answer?;
        say(
            call,
            json!({
                "status": answer.status(),
                "path": answer.url().strip_prefix(base),
                "kind": answer.header("x-kind"),
                "location": answer.header("location"),
                "text": answer.text(),
            }),
        );
        Ok::<_, Error>(answer)
    };
    tell(
        "http.send",
        http::get(url("/hello?a=%C3%BC"))
            .header("x-own", "a")
            .send(),
    )?;
    tell("http.redirected", http::get(url("/moved")).send())?;
    let moved = http::get(url("/moved")).without_redirects().send();
    tell("http.manual", moved)?;
    tell("http.missing", http::get(url("/missing")).send())?;

    let score = http::post(url("/score"))
        .json(&json!({"ip": "203.0.113.7"}))
        .start()?;
    let bytes = http::get(url("/bytes")).start()?;
    let ready = http::wait(&[&score, &bytes], None);
    say("http.wait", json!(ready.is_some()));
    let score = tell("http.exchange.finish", score.finish())?;
    api.id_token()
        .set_custom_claim("https://acme.example/score", score.json()?)?;
    say("http.bytes", json!(bytes.finish()?.body().len()));

    let never = http::get(url("/never")).start()?;
    let ready = http::wait(&[&never], Some(Duration::from_millis(1)));
    say("http.wait", json!(ready));
    drop(never);
    Ok(())
}
