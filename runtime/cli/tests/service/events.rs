//! Events that are broken or large.

use crate::support::{START, Server, Tenant, component, start};
use serde_json::{Value, json};

fn post(server: &Server, tenant: &Tenant, path: &str, body: &str) -> crate::support::Answer {
    let headers = [("content-type", "application/json")];
    server
        .raw(&tenant.flow_token, "POST", path, &headers, body.as_bytes())
        .unwrap()
}

#[test]
fn what_two_readers_may_understand_differently_is_refused() {
    let server = Server::start("broken-events");
    let tenant = server.tenant("acme");
    let plan = format!("{START}/plan");
    for path in [START, &plan] {
        for (event, says) in [
            (
                r#"{"user": {"user_id": "u", "user_id": "admin"}}"#,
                "given twice",
            ),
            (
                r#"{"user": {"user_id": "u"}, "user": {"user_id": "admin"}}"#,
                "given twice",
            ),
            (
                r#"{"user": {"user_id": "u", "app_metadata": {"a": [{"b": 1, "b": 2}]}}}"#,
                "given twice",
            ),
            (
                r#"{"user": {"user_id": "u"}, "stats": {"logins_count": 1e999}}"#,
                "number out of range",
            ),
            (
                r#"{"user": {"user_id": "u"}, "stats": {"logins_count": NaN}}"#,
                "expected value",
            ),
            (
                "{\"user\": {\"user_id\": \"a\u{1}b\"}}",
                "control character",
            ),
            (r#"{"user": {"user_id": "\ud800"}}"#, ""),
            ("[1]", "expected an object"),
            ("\"event\"", "expected an object"),
            ("null", "expected an object"),
        ] {
            let answer = post(&server, &tenant, path, &format!("{{\"event\": {event}}}"));
            let message = answer.body["message"]
                .as_str()
                .unwrap_or_default()
                .to_owned();
            assert_eq!(answer.status, 400, "{path} {event}: {}", answer.body);
            assert_eq!(answer.body["errorCode"], "invalid_body", "{}", answer.body);
            assert!(message.contains(says), "{path} {event}: {message}");
            // Where it is: as a position, or as the member.
            assert!(
                message.contains("line 1 column") || message.contains("property event"),
                "{message}"
            );
        }
        for body in [
            "[]",
            "[{\"event\": {}}]",
            "7",
            "{\"event\": {}, \"event\": {}}",
        ] {
            post(&server, &tenant, path, body).refused(400, "");
        }
    }
    // What comes with an answer as well, and none of it uses the state up.
    server.allow_security_keys(&tenant);
    server.deploy(&tenant, "article", component());
    let state = server.login(&tenant, "admin-with-key")["state"].clone();
    let path = format!("/v1/flows/{}", state.as_str().unwrap());
    let body = r#"{"answer": {"kind": "factor", "factor": "webauthn-roaming"}, "request": {"ip": "192.0.2.1", "ip": "192.0.2.2"}}"#;
    post(&server, &tenant, &path, body).refused(400, "given twice");
    let complete = server.answer(&tenant, &state, "webauthn-roaming").good();
    assert_eq!(complete["status"], "complete");
}

#[test]
fn an_event_that_is_too_large_is_refused() {
    let server = Server::start("large-events");
    let tenant = server.tenant("acme");
    let event =
        json!({"event": {"user": {"user_id": "u", "app_metadata": {"x": "x".repeat(5 << 20)}}}});
    let answer = post(&server, &tenant, START, &event.to_string());
    assert_eq!(answer.body["size"], event.to_string().len());
    answer.refused(413, "at most");
}

#[test]
fn large_metadata_that_nobody_reads_costs_nothing() {
    let server = Server::start("large-metadata");
    let tenant = server.tenant("acme");
    server.allow_security_keys(&tenant);
    server.deploy(&tenant, "article", component());
    let fuel = |body: &Value| {
        let login = server
            .send(&tenant.flow_token, "POST", START, Some(body))
            .good();
        assert_eq!(login["status"], "complete", "{login}");
        login["actions"][0]["usage"]["fuel"].as_u64().unwrap()
    };
    let small = start("non-admin");
    let mut large = small.clone();
    large["event"]["user"]["app_metadata"] = json!({"unread": "x".repeat(300_000)});
    assert_eq!(fuel(&large), fuel(&small));
}
