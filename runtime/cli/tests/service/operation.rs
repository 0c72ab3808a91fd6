//! What operators rely on: metrics, traces, settings.

use crate::support::{START, Server, component, done, folder, start, text, vestibule};
use serde_json::Value;
use std::io::{Read, Write};
use std::net::TcpListener;
use std::sync::mpsc;
use vestibule_wat_guests::guest;

/// Takes OTLP exports as a collector does, and gives their bodies.
fn collector() -> (String, mpsc::Receiver<Vec<u8>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let (sender, receiver) = mpsc::channel();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut taken = Vec::new();
            let mut buffer = [0; 4096];
            let body = loop {
                let size = stream.read(&mut buffer).unwrap();
                assert!(size > 0, "the export broke off");
                taken.extend_from_slice(&buffer[..size]);
                let Some(end) = taken.windows(4).position(|window| window == b"\r\n\r\n") else {
                    continue;
                };
                let head = String::from_utf8_lossy(&taken[..end]).to_lowercase();
                assert!(head.starts_with("post /v1/traces "), "{head}");
                let length: usize = head
                    .lines()
                    .find_map(|line| line.strip_prefix("content-length: "))
                    .unwrap()
                    .parse()
                    .unwrap();
                if taken.len() >= end + 4 + length {
                    break taken.split_off(end + 4);
                }
            };
            stream
                .write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\nconnection: close\r\n\r\n")
                .unwrap();
            if sender.send(body).is_err() {
                return;
            }
        }
    });
    (url, receiver)
}

#[test]
fn traces_are_exported_and_continue_the_callers() {
    let (url, exports) = collector();
    let mut server = Server::start_with("traces", &["--otlp-endpoint", &url]);
    let tenant = server.tenant("acme");
    server.allow_security_keys(&tenant);
    server.deploy(&tenant, "article", component());
    let trace = "4bf92f3577b34da6a3ce929d0e0e4736";
    let parent = format!("00-{trace}-00f067aa0ba902b7-01");
    let headers = [("traceparent", parent.as_str())];
    let body = start("non-admin").to_string();
    server
        .raw(&tenant.flow_token, "POST", START, &headers, body.as_bytes())
        .unwrap()
        .good();
    // What is not exported yet is exported at the end.
    assert!(server.end());
    let all: Vec<u8> = exports.try_iter().flatten().collect();
    let id: Vec<u8> = (0..16)
        .map(|at| u8::from_str_radix(&trace[2 * at..2 * at + 2], 16).unwrap())
        .collect();
    let count = |needle: &[u8]| {
        all.windows(needle.len())
            .filter(|window| *window == needle)
            .count()
    };
    assert_eq!(count(b"article onExecutePostLogin"), 1);
    assert!(count(b"POST /v1/flows/post-login") > 0);
    // Both spans, of the request and of the run, are part of the caller's trace.
    assert_eq!(count(&id), 2);
    assert!(
        !server.log().contains("vestibule::trace"),
        "{}",
        server.log()
    );
}

#[test]
fn metrics_count_without_naming_anybody() {
    let server = Server::start("metrics");
    let tenant = server.tenant("acme-of-paris");
    server.allow_security_keys(&tenant);
    server.deploy(&tenant, "article-of-paris", component());
    server.login(&tenant, "non-admin");
    server.login(&tenant, "admin-with-key");
    let metrics = server.get("", "/metrics").body;
    let metrics = metrics.as_str().unwrap();
    for line in [
        "vestibule_login_segments_total{outcome=\"complete\"} 1",
        "vestibule_login_segments_total{outcome=\"suspended\"} 1",
        "vestibule_action_runs_total{outcome=\"completed\"} 2",
        "vestibule_builds_total{outcome=\"built\"}",
        "route=\"/v1/flows/post-login\",status=\"200\"} 2",
    ] {
        assert!(metrics.contains(line), "{line} is not in {metrics}");
    }
    assert!(!metrics.contains("paris"));
}

#[test]
fn a_run_that_fails_is_one_line_in_the_log() {
    let server = Server::start_with("failures", &["--log-format", "json"]);
    let tenant = server.tenant("acme");
    let file = folder("failures-action").join("endless.wasm");
    let endless = guest("(loop (br 0)) i32.const 0");
    std::fs::write(&file, endless.bytes()).unwrap();
    let id = server.deploy(&tenant, "endless", &file);
    // It is ended by its fuel, and not by its time on a busy machine.
    server.limit(&tenant, &id, serde_json::json!({"fuel": 100_000_000}));
    let login = server.login(&tenant, "non-admin");
    assert_eq!(login["status"], "error");
    assert_eq!(
        login["actions"][0]["error"]["kind"], "fuel_limit",
        "{login}"
    );
    let lines: Vec<Value> = server
        .log()
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .filter(|line: &Value| line["message"] == "an Action failed")
        .collect();
    let [line] = &lines[..] else {
        panic!("{lines:?}");
    };
    assert_eq!(line["tenant"], "acme");
    assert_eq!(line["execution"], login["execution_id"]);
    assert_eq!(line["action"], "endless");
    assert_eq!(line["version"], "2");
    assert_eq!(line["kind"], "fuel_limit");
    assert_eq!(
        line["why"],
        "Action 'endless' exceeded its fuel limit of 100000000"
    );
}

#[test]
fn settings_are_checked_and_said() {
    let folder = folder("settings");
    let file = folder.join("vestibule.toml");
    let check = |text: &str, arguments: &[&str]| {
        std::fs::write(&file, text).unwrap();
        let mut command = vestibule(&["config", "check", "--json", "--config"]);
        command.arg(&file).args(arguments).output().unwrap()
    };
    let good = check(
        "concurrent_runs = 8\ntls_self_signed = true",
        &["--listen", "127.0.0.1:1"],
    );
    let said: Value = serde_json::from_slice(&good.stdout).unwrap();
    assert_eq!(said["concurrent_runs"], 8);
    assert_eq!(said["listen"], "127.0.0.1:1");
    for (wrong, says) in [
        ("concurent_runs = 8", "concurent_runs"),
        ("concurrent_runs = 0", "expected 1 to 2000"),
        ("tenant_fuel_per_second = 0", "expected 1000000 to"),
        ("tls_key = \"k.pem\"", "belong together"),
        ("listen = \"nowhere\"", "listen"),
    ] {
        let refused = check(wrong, &[]);
        assert_eq!(refused.status.code(), Some(3));
        assert!(
            text(&refused.stderr).contains(says),
            "{}",
            text(&refused.stderr)
        );
    }
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let data = folder.join("data");
    let mut serve = vestibule(&["serve", "--listen", &address, "--data"]);
    let refused = serve.arg(&data).output().unwrap();
    assert_eq!(refused.status.code(), Some(1));
    assert!(
        text(&refused.stderr).contains("cannot listen"),
        "{}",
        text(&refused.stderr)
    );
    // A key that is not the one with which the data was encrypted opens nothing.
    let mut create = vestibule(&["tenant", "create", "acme", "--data"]);
    done(create.arg(&data));
    let mut list = vestibule(&["tenant", "list", "--data"]);
    list.arg(&data).env("VESTIBULE_MASTER_KEY", "A".repeat(43));
    let refused = list.output().unwrap();
    assert!(!refused.status.success());
    assert!(
        text(&refused.stderr).contains("master key"),
        "{}",
        text(&refused.stderr)
    );
}
