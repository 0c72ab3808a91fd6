//! Bad input: a clear 4xx for each.

use crate::support::{ACTIONS, BINDINGS, START, Server};
use serde_json::{Value, json};

#[test]
fn is_refused_with_a_reason() {
    let server = Server::start("bad-input");
    let tenant = server.tenant("acme");
    let json_type = [("content-type", "application/json")];
    let post = |path: &str, body: &str| {
        server
            .raw(&tenant.token, "POST", path, &json_type, body.as_bytes())
            .unwrap()
    };
    post(ACTIONS, "{\"name\": \"x\",\n oops}").refused(400, "line 2 column 2");
    post(ACTIONS, "{} {}").refused(400, "missing field `name`");
    post(ACTIONS, "[1]").refused(400, "Payload validation error");
    let in_order = r#"["x", [["post-login", "v3"]]]"#;
    post(ACTIONS, in_order).refused(400, "invalid type: sequence");
    let triggers = r#"{"name": "x", "supported_triggers": [["post-login", "v3"]]}"#;
    post(ACTIONS, triggers).refused(400, "supported_triggers[0]");
    post(ACTIONS, "").refused(400, "EOF");
    post(ACTIONS, r#"{"name": "x", "supported_triggers": []}"#)
        .refused(400, "on property supported_triggers");
    post(ACTIONS, r#"{"name": 7, "supported_triggers": []}"#).refused(400, "on property name");
    post(
        ACTIONS,
        r#"{"name": "", "supported_triggers": [{"id": "post-login"}]}"#,
    )
    .refused(400, "1 to 255 characters");
    let secret = json!({"name": "x", "supported_triggers": [{"id": "post-login"}], "secrets": [{"name": "k"}]});
    post(ACTIONS, &secret.to_string()).refused(400, "has no value");
    let long = json!({"name": "x", "supported_triggers": [{"id": "post-login"}], "secrets": [{"name": "k", "value": "v".repeat(4_097)}]});
    post(ACTIONS, &long.to_string()).refused(400, "at most 4096 characters");
    for (dependencies, says) in [
        (
            json!([{"name": "ms", "version": "2.1.3", "registry_url": "https://npm.acme.example"}]),
            "dependencies[0].registry_url",
        ),
        (
            json!([{"name": "ms", "version": "2.1.3"}, {"name": "ms", "version": "2.1.2"}]),
            "'ms' was given twice",
        ),
    ] {
        let body = json!({"name": "x", "supported_triggers": [{"id": "post-login"}], "dependencies": dependencies});
        post(ACTIONS, &body.to_string()).refused(400, says);
    }
    let code = json!({"name": "x", "supported_triggers": [{"id": "post-login"}], "code": "/".repeat(100_001)});
    let answer = post(ACTIONS, &code.to_string());
    assert_eq!(answer.body["limit"], 100_000);
    assert_eq!(answer.body["size"], 100_001);
    answer.refused(413, "The code may have at most 100000 bytes");
    let huge = format!("{{\"name\": \"{}\"}}", "x".repeat(2 << 20));
    let answer = post(ACTIONS, &huge);
    assert_eq!(answer.body["limit"], (1 << 20) + (64 << 10));
    assert_eq!(answer.body["size"], huge.len());
    answer.refused(413, "at most");
    // Nothing says how long this one is.
    let chunked = [("transfer-encoding", "chunked")];
    let unsized_answer = server
        .raw(&tenant.token, "POST", ACTIONS, &chunked, huge.as_bytes())
        .unwrap();
    unsized_answer.refused(413, "more than that was sent");
    server
        .get(&tenant.token, &format!("{ACTIONS}?pages=1"))
        .refused(400, "unknown field `pages`");
    server
        .get(&tenant.token, &format!("{ACTIONS}?page=-1"))
        .refused(400, "page");
    server
        .get(&tenant.token, &format!("{BINDINGS}?per_page=0"))
        .refused(400, "1 to 100");
    server
        .get(&tenant.token, "/api/v2/nothing")
        .refused(404, "nothing at this path");
    server
        .send(&tenant.token, "DELETE", ACTIONS, None)
        .refused(405, "does not take this method");
    let unbound = json!({ "bindings": [{"ref": {"type": "action_name", "value": "nobody"}}] });
    server
        .send(&tenant.token, "PATCH", BINDINGS, Some(&unbound))
        .refused(400, "That action does not exist.");
    let many: Vec<Value> = (0..21).map(|_| json!({"ref": {"value": "x"}})).collect();
    let many = json!({ "bindings": many });
    server
        .send(&tenant.token, "PATCH", BINDINGS, Some(&many))
        .refused(400, "at most 20");
}

#[test]
fn a_component_that_is_too_large_is_refused_with_the_limit() {
    let server = Server::start("large-component");
    let tenant = server.tenant("acme");
    let draft = json!({"name": "x", "supported_triggers": [{"id": "post-login"}]});
    let made = server
        .send(&tenant.token, "POST", ACTIONS, Some(&draft))
        .good();
    let path = format!("{ACTIONS}/{}/component", made["id"].as_str().unwrap());
    let component = vec![0; 40 << 20];
    let wasm = [("content-type", "application/wasm")];
    let answer = server
        .raw(&tenant.token, "PUT", &path, &wasm, &component)
        .unwrap();
    assert_eq!(answer.body["size"], component.len());
    assert!(
        answer.body["limit"].as_u64().unwrap() >= 16 << 20,
        "{}",
        answer.body
    );
    answer.refused(413, "A component may have at most");
}

#[test]
fn an_event_that_is_too_large_leaves_the_next_login_as_it_is() {
    let server = Server::start("large-event");
    let tenant = server.tenant("acme");
    let draft = json!({
        "name": "x",
        "supported_triggers": [{"id": "post-login"}],
        "code": "exports.onExecutePostLogin = async (event, api) => {
            api.idToken.setCustomClaim('size', JSON.stringify(event.user.app_metadata).length);
        };",
        "deploy": true,
    });
    server
        .send(&tenant.token, "POST", ACTIONS, Some(&draft))
        .good();
    let bind = json!({"bindings": [{"ref": {"value": "x"}}]});
    server
        .send(&tenant.token, "PATCH", BINDINGS, Some(&bind))
        .good();
    let login = |bytes: usize| {
        let blob = "b".repeat(bytes);
        let user = json!({"user_id": "auth0|u1", "app_metadata": {"blob": blob}});
        let body = json!({"event": {"user": user}});
        server.send(&tenant.flow_token, "POST", START, Some(&body))
    };
    let plain = || {
        let result = login(0).good();
        assert_eq!(result["status"], "complete", "{result}");
        assert_eq!(result["effects"]["id_token_claims"]["size"], 11);
    };
    plain();
    login(5 << 20).refused(413, "A JSON body may have at most");
    plain();
    // This one is taken as a body, and refused as an event.
    login((1 << 20) + 1).refused(413, "An event may have at most 1048576 bytes");
    plain();
    // The largest that may come is not too large for what runs it.
    let largest = login((1 << 20) - 1_000).good();
    assert_eq!(largest["status"], "complete", "{largest}");
    plain();
}

#[test]
fn logins_are_refused_with_a_reason() {
    let server = Server::start("bad-logins");
    let tenant = server.tenant("acme");
    let start = |body: &Value| server.send(&tenant.flow_token, "POST", START, Some(body));
    start(&json!({ "event": {"user": {}} })).refused(400, "event.user.user_id");
    start(&json!({ "event": {"user": {"user_id": "u"}, "tenant": {"id": "other"}} }))
        .refused(400, "other");
    start(&json!({ "event": {"user": {"user_id": "u"}}, "bowser": {} })).refused(400, "bowser");
    start(&json!({})).refused(400, "missing field `event`");
    let deep = format!("{{\"event\": {}1{}}}", "[".repeat(500), "]".repeat(500));
    server
        .raw(&tenant.flow_token, "POST", START, &[], deep.as_bytes())
        .unwrap()
        .refused(400, "recursion limit");
    let post = |path: &str, body: &str| {
        server
            .raw(&tenant.flow_token, "POST", path, &[], body.as_bytes())
            .unwrap()
    };
    let plan = format!("{START}/plan");
    // Two readers may understand these differently.
    let metadata =
        r#"{"event": {"user": {"user_id": "u", "app_metadata": {"admin": true, "admin": false}}}}"#;
    let user = r#"{"event": {"user": {"user_id": "u"}, "user": {"user_id": "v"}}}"#;
    for path in [START, &plan] {
        post(path, metadata).refused(400, "event.user.app_metadata is not acceptable JSON: member \"admin\" is given twice in one object at line 1 column");
        post(path, user).refused(400, "member \"user\" is given twice");
    }
    let answer = r#"{"answer": {"kind": "returned"}, "request": {"query": {"a": "1", "a": "2"}}}"#;
    post("/v1/flows/x", answer).refused(400, "member \"a\" is given twice");
    let deep = format!(
        r#"{{"event": {{"user": {{"user_id": "u", "app_metadata": {{"a": {}{}}}}}}}}}"#,
        "[".repeat(10_000),
        "]".repeat(10_000)
    );
    post(START, &deep).refused(400, "nested deeper than 100 levels");
    let answer = json!({ "answer": {"kind": "nonsense"} });
    server
        .send(&tenant.flow_token, "POST", "/v1/flows/x", Some(&answer))
        .refused(400, "unknown variant");
    // A word too many was meant to say something, and none of these that a factor was passed.
    let passed = r#""kind": "factor", "factor": "otp""#;
    for (answer, says) in [
        (
            format!("{{{passed}, \"passed\": false}}"),
            "unknown field `passed`",
        ),
        (
            format!("{{{passed}, \"reason\": \"failed\"}}"),
            "has no `reason`",
        ),
        (r#"["factor", "otp"]"#.to_owned(), "invalid type: sequence"),
        (r#"{"kind": "factor"}"#.to_owned(), "missing field `factor`"),
        (
            r#"{"kind": "not_passed"}"#.to_owned(),
            "missing field `reason`",
        ),
        (
            r#"{"kind": "returned", "factor": "otp"}"#.to_owned(),
            "has nothing else",
        ),
    ] {
        post("/v1/flows/x", &format!("{{\"answer\": {answer}}}")).refused(400, says);
    }
    for path in [START, &plan, "/v1/flows/x"] {
        post(path, r#"[{"user": {"user_id": "u"}}, {}]"#).refused(400, "invalid type: sequence");
    }
    post(
        START,
        r#"{"event": {"user": {"user_id": "u"}}, "browser": [[], true]}"#,
    )
    .refused(400, "invalid type: sequence");
}

#[test]
fn tokens_and_scopes_are_checked() {
    let server = Server::start("tokens");
    let tenant = server.tenant("acme");
    server
        .get("", ACTIONS)
        .refused(401, "Missing authentication");
    server
        .get("made.up.token", ACTIONS)
        .refused(401, "Invalid token");
    let cut = &tenant.token[..tenant.token.len() - 2];
    server.get(cut, ACTIONS).refused(401, "Invalid token");
    server
        .get(&tenant.flow_token, ACTIONS)
        .refused(403, "read:actions");
    let event = json!({ "event": {"user": {"user_id": "u"}} });
    server
        .send(&tenant.token, "POST", START, Some(&event))
        .refused(403, "run:flows");
    // Another tenant's Actions are not there, whatever their ids.
    let draft = json!({"name": "x", "supported_triggers": [{"id": "post-login"}]});
    let id = server
        .send(&tenant.token, "POST", ACTIONS, Some(&draft))
        .good()["id"]
        .clone();
    let other = server.tenant("other");
    let path = format!("{ACTIONS}/{}", id.as_str().unwrap());
    for method in ["GET", "DELETE"] {
        server
            .send(&other.token, method, &path, None)
            .refused(404, "does not exist");
    }
    let wrong = [
        ("grant_type", "client_credentials"),
        ("client_id", &tenant.client_id),
        ("client_secret", "wrong"),
    ];
    let form: Vec<String> = wrong
        .iter()
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    let headers = [("content-type", "application/x-www-form-urlencoded")];
    let refused = server
        .raw(
            "",
            "POST",
            "/oauth/token",
            &headers,
            form.join("&").as_bytes(),
        )
        .unwrap();
    assert_eq!(
        (refused.status, &refused.body["error"]),
        (401, &json!("access_denied"))
    );
    let scoped = json!({
        "grant_type": "client_credentials",
        "client_id": tenant.client_id,
        "client_secret": tenant.client_secret,
        "audience": "https://localhost/api/v2/",
        "scope": "read:actions",
    });
    let token = server
        .send("", "POST", "/oauth/token", Some(&scoped))
        .good();
    let token = token["access_token"].as_str().unwrap();
    server.get(token, ACTIONS).good();
    server
        .send(token, "POST", ACTIONS, Some(&draft))
        .refused(403, "create:actions");
}

#[test]
fn secrets_are_neither_shown_nor_stored_nor_logged() {
    let server = Server::start_with("secrets", &["--log", "debug"]);
    let tenant = server.tenant("acme");
    let secret = "hush-hush-0123456789";
    let draft = json!({
        "name": "x",
        "supported_triggers": [{"id": "post-login"}],
        "code": "exports.onExecutePostLogin = async () => {};",
        "secrets": [{"name": "KEY", "value": secret}],
        "deploy": true,
    });
    let made = server
        .send(&tenant.token, "POST", ACTIONS, Some(&draft))
        .good();
    assert!(!made.to_string().contains(secret));
    let bind = json!({ "bindings": [{"ref": {"value": "x"}, "secrets": [{"name": "B", "value": secret}]}] });
    server
        .send(&tenant.token, "PATCH", BINDINGS, Some(&bind))
        .good();
    server.login(&tenant, "admin-with-key");
    for path in [ACTIONS, BINDINGS] {
        assert!(
            !server
                .get(&tenant.token, path)
                .good()
                .to_string()
                .contains(secret)
        );
    }
    assert!(!server.log().contains(secret));
    for file in ["vestibule.sqlite", "vestibule.sqlite-wal"] {
        let Ok(bytes) = std::fs::read(server.data.join(file)) else {
            continue;
        };
        for hidden in [secret, &tenant.client_secret, &tenant.token] {
            let found = bytes
                .windows(hidden.len())
                .any(|window| window == hidden.as_bytes());
            assert!(!found, "{file} has a secret in it");
        }
    }
}
