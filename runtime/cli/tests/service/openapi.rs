//! What `/openapi.json` says, tried by schemathesis: whatever is sent, no answer is the server's fault.

use crate::postgres::Postgres;
use crate::support::{Server, done, root, text, vestibule};
use std::path::PathBuf;
use std::process::Command;
use std::sync::OnceLock;
use vestibule_service::tokens::{FLOW_SCOPE, MANAGEMENT_SCOPES};

const VERSION: &str = "4.32.5";
/// How many requests are made up for each route, besides those for each limit that the document states.
const EXAMPLES: &str = "15";
/// The folder with schemathesis, installed once from the package index.
fn schemathesis() -> &'static PathBuf {
    static FOLDER: OnceLock<PathBuf> = OnceLock::new();
    FOLDER.get_or_init(|| {
        let folder = root().join(format!("target/tools/schemathesis-{VERSION}"));
        if !folder.join("schemathesis").exists() {
            done(
                Command::new("python3")
                    .args(["-m", "pip", "install", "--quiet"])
                    .args(["--disable-pip-version-check", "--target"])
                    .arg(&folder)
                    .arg(format!("schemathesis=={VERSION}")),
            );
        }
        folder
    })
}

#[test]
fn no_request_is_answered_with_a_fault_on_sqlite() {
    try_everything(&Server::start("openapi-sqlite"));
}

#[test]
fn no_request_is_answered_with_a_fault_on_postgres() {
    let postgres = Postgres::start("openapi");
    try_everything(&postgres.server("openapi-postgres"));
}

fn try_everything(server: &Server) {
    server.tenant("acme");
    let mut token = vestibule(&["tenant", "token", "acme", "--json"]);
    // Everything that a token can allow.
    for scope in MANAGEMENT_SCOPES.into_iter().chain([FLOW_SCOPE]) {
        token.args(["--scope", scope]);
    }
    server.same_database(&mut token);
    let made: serde_json::Value = serde_json::from_slice(&done(&mut token).stdout).unwrap();
    let header = format!("Authorization: Bearer {}", made["token"].as_str().unwrap());
    let document = format!("https://{}/openapi.json", server.domain());
    let output = Command::new("python3")
        .args(["-m", "schemathesis.cli", "run"])
        .args(["--checks", "not_a_server_error", "--continue-on-failure"])
        .arg("--generation-deterministic")
        .args(["--max-examples", EXAMPLES, "--no-color"])
        .args(["--suppress-health-check", "all", "--header", &header])
        // It cannot make up what is no JSON. Uploads have tests of their own.
        .args(["--exclude-path-regex", "/component$"])
        .arg("--tls-verify")
        .arg(server.authority())
        .arg(document)
        .env("PYTHONPATH", schemathesis())
        // It keeps what it finds in the folder that it runs in.
        .current_dir(&server.data)
        .output()
        .unwrap();
    let said = text(&output.stdout);
    let (failed, log) = (text(&output.stderr), server.log());
    assert!(output.status.success(), "{said}\n{failed}\n{log}");
    // That it passed says nothing if it did nothing.
    let generated = said
        .split_once(" generated, ")
        .and_then(|(before, _)| before.rsplit(' ').next()?.parse::<u32>().ok());
    assert!(generated.is_some_and(|count| count > 500), "{said}");
}
