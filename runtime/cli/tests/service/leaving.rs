//! Clients that leave before they have their answer.

use crate::support::{START, Server, Tenant, component, folder, start};
use serde_json::{Value, json};
use std::io::Write;
use std::net::TcpStream;
use vestibule_wat_guests::guest;

/// Waits for an hour, if the person has a name.
fn waits() -> Vec<u8> {
    guest(
        r#"
        (call $name (i32.const 256))
        (if (i32.load8_u (i32.const 256)) (then (call $wait (i64.const 3600000))))
        i32.const 0"#,
    )
    .bytes()
}

fn event(name: Option<&str>) -> Value {
    let mut body = start("non-admin");
    match name {
        Some(name) => body["event"]["user"]["name"] = json!(name),
        None => {
            body["event"]["user"]
                .as_object_mut()
                .unwrap()
                .remove("name");
        }
    }
    body
}

/// Sends a request whose answer nobody waits for.
fn ask(server: &Server, tenant: &Tenant, path: &str, headers: &str, body: &Value) -> TcpStream {
    let body = body.to_string();
    let mut stream = TcpStream::connect(server.address()).unwrap();
    write!(
        stream,
        "POST {path} HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer {}\r\ncontent-type: application/json\r\n{headers}content-length: {}\r\n\r\n{body}",
        tenant.flow_token,
        body.len()
    )
    .unwrap();
    stream
}

#[test]
fn a_client_that_leaves_gives_its_place_back() {
    // Two places, of which a tenant can have one.
    let server = Server::plain("leaving", &["--concurrent-runs", "2"]);
    let tenant = server.tenant("acme");
    let file = folder("leaving-action").join("waits.wasm");
    std::fs::write(&file, waits()).unwrap();
    server.deploy(&tenant, "waits", &file);
    let login = |name| server.send(&tenant.flow_token, "POST", START, Some(&event(name)));
    assert_eq!(login(None).good()["status"], "complete");

    let leaving = ask(&server, &tenant, START, "", &event(Some("Ada")));
    // Once it has the place, nobody else does.
    let taken = (0..100).any(|_| login(None).status == 429);
    assert!(taken, "the login that waits never began");
    // Another tenant has its own.
    let other = server.tenant("other");
    let untouched = server.send(&other.flow_token, "POST", START, Some(&event(None)));
    assert_eq!(untouched.good()["status"], "complete");

    drop(leaving);
    // A try waits for two seconds, and the run of the client that has left would go on for twenty.
    let free = (0..4).any(|_| login(None).status == 200);
    assert!(free, "the place was not given back");
}

/// Asks until the answer is another than that somebody else is at it; that takes as long as it takes to see that the client has gone.
fn until_free(ask: impl Fn() -> crate::support::Answer) -> crate::support::Answer {
    (0..500)
        .map(|_| ask())
        .find(|answer| {
            let busy = [409, 429].contains(&answer.status);
            if busy {
                std::thread::sleep(std::time::Duration::from_millis(20));
            }
            !busy
        })
        .unwrap()
}

#[test]
fn a_client_that_leaves_lets_its_login_go() {
    // One place for the tenant, so that it can be seen when it is taken.
    let server = Server::plain("leaving-login", &["--concurrent-runs", "2"]);
    let tenant = server.tenant("acme");
    server.allow_security_keys(&tenant);
    let file = folder("leaving-login-action").join("waits.wasm");
    std::fs::write(&file, waits()).unwrap();
    server.deploy(&tenant, "article", component());
    server.deploy(&tenant, "waits", &file);
    let mut body = start("admin-with-key");
    body["event"]["user"]["name"] = json!("Ada");
    let suspended = server
        .send(&tenant.flow_token, "POST", START, Some(&body))
        .good();
    let path = format!("/v1/flows/{}", suspended["state"].as_str().unwrap());
    let passed = json!({"answer": {"kind": "factor", "factor": "webauthn-roaming"}});
    let leaving = ask(&server, &tenant, &path, "", &passed);
    let given_up = json!({"answer": {"kind": "not_passed", "reason": "cancelled"}});
    let give_up = || server.send(&tenant.flow_token, "POST", &path, Some(&given_up));
    // The second Action waits.
    let other = || server.send(&tenant.flow_token, "POST", START, Some(&event(None)));
    let taken = (0..100).any(|_| other().status == 429);
    assert!(taken, "the answer was never taken up");
    drop(leaving);
    assert_eq!(until_free(give_up).good()["status"], "error");
}

#[test]
fn a_client_that_leaves_lets_its_key_go() {
    // One place for the tenant, so that it can be seen when it is taken.
    let server = Server::plain("leaving-key", &["--concurrent-runs", "2"]);
    let tenant = server.tenant("acme");
    let file = folder("leaving-key-action").join("waits.wasm");
    std::fs::write(&file, waits()).unwrap();
    let id = server.deploy(&tenant, "waits", &file);
    let body = event(Some("Ada"));
    let key = [("idempotency-key", "k")];
    let leaving = ask(&server, &tenant, START, "idempotency-key: k\r\n", &body);
    let text = body.to_string();
    let again = || server.raw(&tenant.flow_token, "POST", START, &key, text.as_bytes());
    let other = || server.send(&tenant.flow_token, "POST", START, Some(&event(None)));
    let taken = (0..100).any(|_| other().status == 429);
    assert!(taken, "the login that waits never began");
    again().unwrap().refused(409, "still being answered");
    // The repetition ends where the first request would have waited.
    server.limit(&tenant, &id, json!({"time_milliseconds": 10}));
    drop(leaving);
    assert_eq!(until_free(|| again().unwrap()).good()["status"], "error");
}
