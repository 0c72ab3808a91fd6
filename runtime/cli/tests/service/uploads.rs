//! Uploads that are too large, broken, packed, or never end.

use crate::support::{ACTIONS, Server, Tenant, folder};
use serde_json::{Value, json};
use std::io::{Read, Write};
use std::net::{Shutdown, TcpStream};
use std::path::Path;
use std::time::Duration;
use vestibule_wat_guests::guest;

/// How long a test waits for what must come before it fails.
const PATIENCE: Duration = Duration::from_secs(60);

fn draft(server: &Server, tenant: &Tenant) -> String {
    let body = json!({"name": "x", "supported_triggers": [{"id": "post-login"}]});
    let made = server
        .send(&tenant.token, "POST", ACTIONS, Some(&body))
        .good();
    format!("{ACTIONS}/{}", made["id"].as_str().unwrap())
}

fn upload(
    server: &Server,
    tenant: &Tenant,
    path: &str,
    more: &[(&str, &str)],
    body: &[u8],
) -> crate::support::Answer {
    let headers = [&[("content-type", "application/wasm")], more].concat();
    let path = format!("{path}/component");
    server
        .raw(&tenant.token, "PUT", &path, &headers, body)
        .unwrap()
}

/// The first error of an Action's build, once it has ended.
fn build_error(server: &Server, tenant: &Tenant, path: &str) -> Value {
    server
        .send(&tenant.token, "POST", &format!("{path}/deploy"), None)
        .refused(400, "build has failed");
    server.get(&tenant.token, path).good()["build"]["errors"][0].clone()
}

/// Everything that is kept as a blob, and everything that was begun.
fn kept(server: &Server) -> Vec<String> {
    fn names(folder: &Path, found: &mut Vec<String>) {
        for entry in std::fs::read_dir(folder).into_iter().flatten() {
            let path = entry.unwrap().path();
            match path.is_dir() {
                true => names(&path, found),
                false => found.push(path.display().to_string()),
            }
        }
    }
    let mut found = Vec::new();
    names(&server.data.join("blobs"), &mut found);
    found
}

fn open_files(server: &Server) -> usize {
    std::fs::read_dir(format!("/proc/{}/fd", server.process())).map_or(0, Iterator::count)
}

/// A request that a test writes itself.
struct Raw(TcpStream);

impl Raw {
    fn open(server: &Server) -> Raw {
        let stream = TcpStream::connect(server.address()).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        Raw(stream)
    }

    /// The head of an upload, with these headers.
    fn upload(server: &Server, tenant: &Tenant, path: &str, headers: &str) -> Raw {
        let mut raw = Raw::open(server);
        write!(
            raw.0,
            "PUT {path}/component HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer {}\r\ncontent-type: application/wasm\r\n{headers}\r\n",
            tenant.token
        )
        .unwrap();
        raw
    }

    fn write(&mut self, bytes: &[u8]) -> &mut Self {
        // Whoever refuses does not have to read on.
        let _ = self.0.write_all(bytes);
        self
    }

    /// The head of one answer, and its body of the length that the head says.
    fn answer(&mut self) -> String {
        let mut text = Vec::new();
        let mut byte = [0];
        let mut until = usize::MAX;
        while text.len() < until {
            self.0.read_exact(&mut byte).unwrap();
            text.push(byte[0]);
            if until == usize::MAX && text.ends_with(b"\r\n\r\n") {
                let head = String::from_utf8_lossy(&text).to_lowercase();
                let length = head.split_once("content-length: ").unwrap().1;
                until = text.len() + length.lines().next().unwrap().parse::<usize>().unwrap();
            }
        }
        String::from_utf8(text).unwrap()
    }

    /// Nothing more is sent.
    fn end(&mut self) -> &mut Self {
        // Whoever has refused may have closed the connection already.
        let _ = self.0.shutdown(Shutdown::Write);
        self
    }

    /// All that comes until the service closes the connection.
    fn rest(&mut self) -> String {
        let mut text = Vec::new();
        match self.0.read_to_end(&mut text) {
            Err(error) if error.kind() == std::io::ErrorKind::WouldBlock => {
                panic!("the service keeps the connection")
            }
            _ => String::from_utf8_lossy(&text).into_owned(),
        }
    }
}

#[test]
fn too_much_is_refused_and_nothing_of_it_kept() {
    let server = Server::plain("too-much", &[]);
    let tenant = server.tenant("acme");
    let path = draft(&server, &tenant);
    let before = kept(&server);
    for headers in [
        "content-length: 104857600\r\nconnection: close\r\n",
        "transfer-encoding: chunked\r\nconnection: close\r\n",
    ] {
        let is_chunked = headers.starts_with("transfer");
        let mut raw = Raw::upload(&server, &tenant, &path, headers);
        let mut writer = raw.0.try_clone().unwrap();
        let answer = std::thread::scope(|scope| {
            scope.spawn(move || {
                let megabyte = vec![7; 1 << 20];
                for _ in 0..100 {
                    if is_chunked && write!(writer, "100000\r\n").is_err() {
                        return;
                    }
                    if writer.write_all(&megabyte).is_err() {
                        return;
                    }
                    if is_chunked && writer.write_all(b"\r\n").is_err() {
                        return;
                    }
                }
            });
            raw.rest()
        });
        assert!(
            answer.starts_with("HTTP/1.1 413 "),
            "{headers}: {answer:.200}"
        );
        assert!(answer.contains("33554432"), "{answer}");
    }
    assert_eq!(kept(&server), before);
    server.get(&tenant.token, &path).good();
}

#[test]
fn what_breaks_off_is_not_kept() {
    let server = Server::plain("breaks-off", &[]);
    let tenant = server.tenant("acme");
    let path = draft(&server, &tenant);
    let before = (kept(&server), open_files(&server));
    for _ in 0..20 {
        // Less than it says, and then nothing more, or nobody.
        let mut ends = Raw::upload(&server, &tenant, &path, "content-length: 1000000\r\n");
        let answer = ends.write(&[7; 10_000]).end().rest();
        assert!(
            answer.is_empty() || answer.starts_with("HTTP/1.1 400 "),
            "{answer}"
        );
        let mut leaves = Raw::upload(&server, &tenant, &path, "transfer-encoding: chunked\r\n");
        leaves.write(b"100000\r\nabc");
    }
    for headers in [
        "content-length: -1\r\n",
        "content-length: many\r\n",
        "content-length: 10\r\ncontent-length: 20\r\n",
        "content-length: 99999999999999999999\r\n",
        "transfer-encoding: gzip\r\n",
    ] {
        let mut raw = Raw::upload(&server, &tenant, &path, headers);
        let answer = raw.write(&[7; 20]).end().rest();
        assert!(
            answer.is_empty() || answer.starts_with("HTTP/1.1 4"),
            "{headers}: {answer}"
        );
    }
    // More than it says is no part of it.
    let mut longer = Raw::upload(&server, &tenant, &path, "content-length: 4\r\n");
    longer.write(b"\0asm\x0d\0\x01\0 HTTP/1.1\r\n\r\n");
    let answers = longer.end().rest();
    assert!(answers.starts_with("HTTP/1.1 200 "), "{answers}");
    assert!(answers.contains("\"size\":4"), "{answers}");
    let after: Vec<String> = kept(&server);
    // The four bytes, and nothing else.
    assert_eq!(after.len(), before.0.len() + 1, "{after:?}");
    let closed = (0..1_000).any(|_| {
        server.get(&tenant.token, &path).good();
        open_files(&server) <= before.1 + 8
    });
    assert!(
        closed,
        "{} open files instead of {}",
        open_files(&server),
        before.1
    );
}

#[test]
fn what_trickles_is_given_up() {
    let settings = folder("trickles-settings").join("vestibule.toml");
    std::fs::write(&settings, "head_seconds = 1\nrequest_seconds = 2\n").unwrap();
    let server = Server::plain("trickles", &["--config", settings.to_str().unwrap()]);
    let tenant = server.tenant("acme");
    let path = draft(&server, &tenant);
    let before = kept(&server);
    // Each is closed by the service; a test that hangs here has failed.
    let mut silent = Raw::open(&server);
    let mut head = Raw::open(&server);
    head.write(b"GET /healthz HTTP/1.1\r\nhost: local");
    let mut idle = Raw::open(&server);
    idle.write(b"GET /healthz HTTP/1.1\r\nhost: localhost\r\n\r\n");
    let mut body = Raw::upload(&server, &tenant, &path, "content-length: 1000\r\n");
    body.write(b"\0asm");
    let mut large = Raw::upload(&server, &tenant, &path, "content-length: 104857600\r\n");
    large.write(b"\0asm");
    server.get(&tenant.token, &path).good();
    assert_eq!(silent.rest(), "");
    let answer = head.rest();
    assert!(
        answer.is_empty() || answer.starts_with("HTTP/1.1 408 "),
        "{answer}"
    );
    assert!(idle.rest().starts_with("HTTP/1.1 200 "));
    for mut raw in [body, large] {
        let answer = raw.rest();
        assert!(answer.starts_with("HTTP/1.1 408 "), "{answer}");
        assert!(answer.contains("took longer than 2 s"), "{answer}");
    }
    assert_eq!(kept(&server), before);
}

#[test]
fn what_is_packed_is_not_unpacked() {
    let server = Server::start("packed");
    let tenant = server.tenant("acme");
    let path = draft(&server, &tenant);
    let gzip = [b"\x1f\x8b\x08\0\0\0\0\0\0\x03".as_slice(), &[0; 1_000]].concat();
    let zip = [b"PK\x03\x04".as_slice(), &[0; 1_000]].concat();
    for (bytes, says) in [(&gzip, "gzip"), (&zip, "zip")] {
        // Whatever the request says of it.
        upload(
            &server,
            &tenant,
            &path,
            &[("content-encoding", "gzip")],
            bytes,
        )
        .good();
        let error = build_error(&server, &tenant, &path);
        assert_eq!(error["id"], "not_a_component", "{error}");
        assert!(error["msg"].as_str().unwrap().contains(says), "{error}");
    }
    let headers = [
        ("content-type", "application/json"),
        ("content-encoding", "gzip"),
    ];
    server
        .raw(&tenant.token, "POST", ACTIONS, &headers, &gzip)
        .unwrap()
        .refused(400, "not JSON");
}

#[test]
fn a_memory_that_the_limit_does_not_allow_fails_the_build() {
    let server = Server::start("large-memory");
    let tenant = server.tenant("acme");
    let path = draft(&server, &tenant);
    let mut large = guest("i32.const 0");
    large.memory = "3200".into();
    upload(&server, &tenant, &path, &[], &large.bytes()).good();
    let error = build_error(&server, &tenant, &path);
    assert_eq!(error["id"], "too_complex", "{error}");
    let message = error["msg"].as_str().unwrap();
    assert!(message.contains("209715200 bytes"), "{message}");
    assert!(message.contains("134217728"), "{message}");
    // With a limit that allows it, it is built.
    let limits = json!({"limits": {"memory_bytes": 268_435_456}});
    server
        .send(&tenant.token, "PATCH", &path, Some(&limits))
        .good();
    server
        .send(&tenant.token, "POST", &format!("{path}/deploy"), None)
        .good();
}

#[test]
fn a_refusal_before_the_body_has_come_leaves_the_connection_as_it_says() {
    let server = Server::plain("early-refusals", &[]);
    let tenant = server.tenant("acme");
    let nowhere = format!("{ACTIONS}/none");
    // The body comes after its head, and then another request: the first answer must not have ended the connection.
    let mut raw = Raw::upload(&server, &tenant, &nowhere, "content-length: 4\r\n");
    // Long enough for the head to have been read alone, or else this shows nothing.
    std::thread::sleep(Duration::from_millis(50));
    raw.write(b"late")
        .write(b"GET /healthz HTTP/1.1\r\nhost: localhost\r\n\r\n");
    let refused = raw.answer();
    assert!(refused.starts_with("HTTP/1.1 404 "), "{refused}");
    assert!(!refused.contains("connection: close"), "{refused}");
    let next = raw.answer();
    assert!(next.starts_with("HTTP/1.1 200 "), "{next}");
    // More than is taken in, or a body that is only sent when it is asked for: the answer says that this is the end.
    for headers in [
        "content-length: 300000\r\n",
        "content-length: 4\r\nexpect: 100-continue\r\n",
    ] {
        let mut raw = Raw::upload(&server, &tenant, &nowhere, headers);
        if !headers.contains("expect") {
            raw.write(&vec![7; 300_000]);
        }
        let refused = raw.rest();
        assert!(refused.starts_with("HTTP/1.1 404 "), "{refused}");
        assert!(refused.contains("connection: close"), "{refused}");
    }
}
