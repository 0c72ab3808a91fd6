//! Outbound HTTP of Actions, from the command line and in the service, with a server that counts who asked.

use crate::support::{
    ACTIONS, BINDINGS, START, Server, Tenant, done, folder, scripted, start, text, vestibule,
};
use serde_json::{Value, json};
use std::io::{Read, Write};
use std::net::TcpListener;
use std::process::Output;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Somebody out there, who answers `hello`.
struct Outside {
    host: String,
    asked: Arc<AtomicUsize>,
}

impl Outside {
    fn start() -> Outside {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let host = format!("http://{}", listener.local_addr().unwrap());
        let asked = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&asked);
        // It ends with the test's process.
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let mut stream = stream.unwrap();
                let mut request = Vec::new();
                let mut buffer = [0; 1_024];
                while !request.windows(4).any(|four| four == b"\r\n\r\n") {
                    match stream.read(&mut buffer) {
                        Ok(0) | Err(_) => break,
                        Ok(read) => request.extend_from_slice(&buffer[..read]),
                    }
                }
                count.fetch_add(1, Ordering::SeqCst);
                let _ = stream.write_all(
                    b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nConnection: close\r\n\r\nhello",
                );
            }
        });
        Outside { host, asked }
    }

    /// How often it was asked since the last call.
    fn asked(&self) -> usize {
        self.asked.swap(0, Ordering::SeqCst)
    }

    /// The body of a login whose Action asks it, and goes on when it may not.
    fn login(&self) -> Value {
        let mut body = start("non-admin");
        body["event"]["configuration"] = json!({"script": {"onExecutePostLogin": [
            {"call": "http.get", "arguments": [format!("{}/x", self.host), "answer"], "catch": true},
            {"call": "idToken.setCustomClaim", "arguments": ["went_on", true]},
        ]}});
        body
    }
}

/// The claim that the answer went into; null when there was none.
fn answer(result: &Value) -> &Value {
    assert_eq!(result["status"], "complete", "{result}");
    let claims = &result["effects"]["id_token_claims"];
    assert_eq!(claims["went_on"], true, "{result}");
    &claims["answer"]
}

/// What the Action logged about what stood in its way.
fn complaint(result: &Value) -> &str {
    assert_eq!(answer(result), &Value::Null);
    result["actions"][0]["console"][0]["message"]
        .as_str()
        .unwrap()
}

const HERE: [&str; 2] = ["--outbound-address", "127.0.0.0/8"];

#[test]
fn the_command_line_reaches_what_it_is_told() {
    let outside = Outside::start();
    let event = folder("outbound-run").join("event.json");
    std::fs::write(&event, outside.login()["event"].to_string()).unwrap();
    let run = |more: &[&str]| -> Output {
        let (file, event) = (scripted().to_str().unwrap(), event.to_str().unwrap());
        let arguments = ["run", file, "--event", event, "--json"];
        vestibule(&[&arguments, more].concat()).output().unwrap()
    };
    let result = |more: &[&str]| -> Value {
        let output = run(more);
        serde_json::from_slice(&output.stdout)
            .unwrap_or_else(|error| panic!("{error}: {}", text(&output.stderr)))
    };
    let host = outside.host.strip_prefix("http://").unwrap();
    assert_eq!(
        complaint(&result(&[])),
        format!("outbound HTTP is off, so {host} cannot be reached")
    );
    let other = result(&["--allow-host", "api.example.com"]);
    assert!(
        complaint(&other).starts_with(&format!("{} is none of the hosts", outside.host)),
        "{other}"
    );
    let allowed = ["--allow-host", &outside.host];
    let inside = result(&allowed);
    assert!(
        complaint(&inside).contains("a loopback address"),
        "{inside}"
    );
    let with_address = [&allowed[..], &HERE].concat();
    let plan = result(&[&with_address[..], &["--plan"]].concat());
    assert_eq!(
        complaint(&plan),
        format!("a dry run sends nothing, so {host} was not asked")
    );
    assert_eq!(outside.asked(), 0);
    let reached = result(&with_address);
    assert_eq!(answer(&reached), &json!({"status": 200, "text": "hello"}));
    assert_eq!(outside.asked(), 1);
    let mut several = outside.login();
    let script = &mut several["event"]["configuration"]["script"]["onExecutePostLogin"];
    let urls: Vec<String> = (0..8).map(|n| format!("{}/{n}", outside.host)).collect();
    script[0] = json!({"call": "http.all", "arguments": [urls, "answer"]});
    std::fs::write(&event, several["event"].to_string()).unwrap();
    assert_eq!(answer(&result(&with_address)), &json!(vec![200; 8]));
    assert_eq!(outside.asked(), 8);
    for (arguments, says) in [
        (["--allow-host", "*"], "the allowed host \"*\", number 1,"),
        (["--outbound-address", "here"], "expected a network"),
    ] {
        let refused = run(&arguments);
        assert_eq!(refused.status.code(), Some(3));
        let said = text(&refused.stderr);
        assert!(said.contains(says), "{said}");
    }
}

struct Ready {
    server: Server,
    tenant: Tenant,
    action: String,
}

fn ready(name: &str, arguments: &[&str]) -> Ready {
    let server = Server::start_with(name, arguments);
    let tenant = server.tenant("acme");
    let id = server.deploy(&tenant, "asks", scripted());
    Ready {
        server,
        tenant,
        action: format!("{ACTIONS}/{id}"),
    }
}

impl Ready {
    fn login(&self, outside: &Outside) -> Value {
        let body = outside.login();
        let server = &self.server;
        server
            .send(&self.tenant.flow_token, "POST", START, Some(&body))
            .good()
    }

    fn change(&self, changes: &Value) -> Value {
        let token = &self.tenant.token;
        self.server
            .send(token, "PATCH", &self.action, Some(changes))
            .good()
    }

    fn deploy(&self) {
        let path = format!("{}/deploy", self.action);
        self.server
            .send(&self.tenant.token, "POST", &path, None)
            .good();
    }
}

#[test]
fn an_action_reaches_the_hosts_of_its_deployed_version() {
    let outside = Outside::start();
    let ready = ready("outbound", &HERE);
    let (server, tenant) = (&ready.server, &ready.tenant);
    let said = ready.login(&outside);
    assert!(complaint(&said).contains("has no allowed hosts"), "{said}");

    // The draft has it, what is deployed does not yet.
    let hosts = json!({"allowed_hosts": [outside.host]});
    assert_eq!(
        ready.change(&hosts)["allowed_hosts"],
        hosts["allowed_hosts"]
    );
    complaint(&ready.login(&outside));
    assert_eq!(outside.asked(), 0);
    // A test run is of the draft, and is asked for: it sends.
    let payload = json!({"payload": outside.login()});
    let path = format!("{}/test", ready.action);
    let test = server
        .send(&tenant.token, "POST", &path, Some(&payload))
        .good();
    assert_eq!(outside.asked(), 1, "{test}");

    ready.deploy();
    assert_eq!(answer(&ready.login(&outside))["text"], "hello");
    assert_eq!(outside.asked(), 1);
    let version = server
        .get(&tenant.token, &format!("{}/versions", ready.action))
        .good();
    assert_eq!(
        version["versions"][0]["allowed_hosts"],
        hosts["allowed_hosts"]
    );

    // Neither a plan nor a run for the record only sends anything.
    let path = format!("{START}/plan");
    let plan = server
        .send(&tenant.flow_token, "POST", &path, Some(&outside.login()))
        .good();
    assert!(
        complaint(&plan).starts_with("a dry run sends nothing"),
        "{plan}"
    );
    done(&mut server.command(tenant, &["triggers", "shadow", "asks"]));
    let shadow = ready.login(&outside);
    assert_eq!(shadow["status"], "complete");
    let line = &shadow["actions"][0]["console"][0]["message"];
    assert!(
        line.as_str()
            .unwrap()
            .starts_with("a dry run sends nothing"),
        "{shadow}"
    );
    assert_eq!(outside.asked(), 0);
    done(&mut server.command(tenant, &["triggers", "shadow", "asks", "--off"]));

    // What is no host is refused; none again is none.
    let wrong = json!({"allowed_hosts": ["api.example.com", "http://a/b"]});
    server
        .send(&tenant.token, "PATCH", &ready.action, Some(&wrong))
        .refused(400, "number 2");
    ready.change(&json!({"allowed_hosts": []}));
    ready.deploy();
    complaint(&ready.login(&outside));
    // The command line sets them as well.
    let file = scripted().to_str().unwrap();
    let deploy = [
        "deploy",
        file,
        "--name",
        "asks",
        "--allow-host",
        &outside.host,
    ];
    done(&mut server.command(tenant, &deploy));
    assert_eq!(answer(&ready.login(&outside))["text"], "hello");
    let bound = server.get(&tenant.token, BINDINGS).good();
    assert!(
        bound["bindings"][0]["action"]
            .get("allowed_hosts")
            .is_none()
    );
}

#[test]
fn an_operator_can_switch_it_off() {
    let outside = Outside::start();
    let ready = ready("outbound-off", &["--no-outbound"]);
    ready.change(&json!({"allowed_hosts": [outside.host]}));
    ready.deploy();
    let said = ready.login(&outside);
    assert!(
        complaint(&said).starts_with("outbound HTTP is off"),
        "{said}"
    );
    assert_eq!(outside.asked(), 0);
}

#[test]
fn what_is_not_opened_stays_shut() {
    let outside = Outside::start();
    let ready = ready("outbound-shut", &[]);
    ready.change(&json!({"allowed_hosts": [outside.host]}));
    ready.deploy();
    let said = ready.login(&outside);
    assert!(complaint(&said).contains("a loopback address"), "{said}");
    assert_eq!(outside.asked(), 0);
}
