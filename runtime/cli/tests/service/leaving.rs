//! Clients that leave before they have their answer.

use crate::support::{START, Server, folder, start};
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

    let body = event(Some("Ada")).to_string();
    let mut leaving = TcpStream::connect(server.address()).unwrap();
    write!(
        leaving,
        "POST {START} HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer {}\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
        tenant.flow_token,
        body.len()
    )
    .unwrap();
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
