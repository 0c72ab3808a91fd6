//! Several nodes on one PostgreSQL.

use crate::postgres::Postgres;
use crate::support::{BINDINGS, MASTER_KEY, Server, component, done, folder};
use serde_json::{Value, json};
use std::process::Command;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

struct Nodes {
    postgres: Postgres,
    blobs: std::path::PathBuf,
    key: std::path::PathBuf,
}

impl Nodes {
    fn new(name: &str) -> Nodes {
        let shared = folder(&format!("{name}-shared"));
        let key = shared.join("master.key");
        std::fs::write(&key, MASTER_KEY).unwrap();
        Nodes {
            postgres: Postgres::start(name),
            blobs: shared.join("blobs"),
            key,
        }
    }

    fn start(&self, name: &str) -> Server {
        Server::start_with(
            name,
            &[
                "--database",
                &self.postgres.url(),
                "--master-key-file",
                self.key.to_str().unwrap(),
                "--blobs",
                self.blobs.to_str().unwrap(),
            ],
        )
    }
}

#[test]
fn what_is_deployed_on_one_node_is_served_by_the_other() {
    let nodes = Nodes::new("two-nodes");
    let (one, mut two) = (nodes.start("node-one"), nodes.start("node-two"));
    let tenant = one.tenant("acme");
    two.allow_security_keys(&tenant);
    assert_eq!(two.login(&tenant, "admin-with-key")["status"], "complete");
    let article = json!({ "bindings": [{"ref": {"value": "article"}}] });
    let nothing = json!({ "bindings": [] });
    one.deploy(&tenant, "article", component());
    for (bindings, expected) in [(&article, "suspended"), (&nothing, "complete")].repeat(5) {
        one.send(&tenant.token, "PATCH", BINDINGS, Some(bindings))
            .good();
        let changed = Instant::now();
        while two.login(&tenant, "admin-with-key")["status"] != expected {
            // A bound on how long the test tries, far above what it takes.
            assert!(
                changed.elapsed() < Duration::from_secs(30),
                "it never got there"
            );
        }
    }
    one.send(&tenant.token, "PATCH", BINDINGS, Some(&article))
        .good();
    while two.login(&tenant, "admin-with-key")["status"] != "suspended" {}

    // A node that dies takes no suspended login with it, and no token that another has revoked works longer than a second.
    let suspended = two.login(&tenant, "admin-with-key");
    two.kill();
    let complete = one
        .answer(&tenant, &suspended["state"], "webauthn-roaming")
        .good();
    assert_eq!(complete["status"], "complete");
    // What ran on any node can be followed on any, a moment later.
    let id = &complete["execution_id"];
    let is_final = |execution: &Value| execution["id"] == *id && execution["status"] == "final";
    let kept = (0..1_000).any(|_| {
        std::thread::sleep(Duration::from_millis(20));
        let followed = one.get(&tenant.token, "/v1/executions?limit=500").good();
        followed["executions"]
            .as_array()
            .unwrap()
            .iter()
            .any(is_final)
    });
    assert!(kept, "{}", one.log());
}

#[test]
fn requests_fail_cleanly_while_the_database_is_away_and_recover_by_themselves() {
    let nodes = Nodes::new("database-away");
    let server = nodes.start("away");
    let tenant = server.tenant("acme");
    server.allow_security_keys(&tenant);
    server.deploy(&tenant, "article", component());
    // What PostgreSQL cannot hold is no reason for a 5xx.
    let nul = format!("{}/%00", crate::support::ACTIONS);
    server.get(&tenant.token, &nul).refused(404, "nothing");
    let client =
        json!({"grant_type": "client_credentials", "client_id": "\0", "client_secret": "\0"});
    assert_eq!(
        server
            .send("", "POST", "/oauth/token", Some(&client))
            .status,
        401
    );
    let names = json!({"bindings": [{"ref": {"value": "\0"}}]});
    server
        .send(&tenant.token, "PATCH", BINDINGS, Some(&names))
        .refused(400, "does not exist");
    let code = json!({"name": "nul", "supported_triggers": [{"id": "post-login"}], "code": "\0"});
    server
        .send(&tenant.token, "POST", crate::support::ACTIONS, Some(&code))
        .good();
    let suspended = server.login(&tenant, "admin-with-key");
    nodes.postgres.stop();
    let answer = server.answer(&tenant, &suspended["state"], "webauthn-roaming");
    answer.refused(503, "try again");
    assert_eq!(server.get("", "/readyz").status, 503);
    assert_eq!(server.get("", "/healthz").status, 200);
    nodes.postgres.start_again();
    let ready = (0..1_000).any(|_| {
        std::thread::sleep(Duration::from_millis(50));
        server.get("", "/readyz").status == 200
    });
    assert!(ready);
    // The answer that failed can be given again.
    let complete = server
        .answer(&tenant, &suspended["state"], "webauthn-roaming")
        .good();
    assert_eq!(complete["status"], "complete");
    assert_eq!(server.login(&tenant, "non-admin")["status"], "complete");
}

#[test]
fn a_restart_of_the_database_under_load_loses_no_login_that_was_suspended() {
    let nodes = Nodes::new("restart-under-load");
    let server = nodes.start("loaded");
    let tenant = server.tenant("acme");
    server.allow_security_keys(&tenant);
    server.deploy(&tenant, "article", component());
    let ending = AtomicBool::new(false);
    let (suspended, refused) = (Mutex::new(Vec::new()), AtomicUsize::new(0));
    std::thread::scope(|scope| {
        for _ in 0..6 {
            scope.spawn(|| {
                while !ending.load(Ordering::Relaxed) {
                    let answer = server.start_login(&tenant, "admin-with-key");
                    match answer.status {
                        200 => suspended
                            .lock()
                            .unwrap()
                            .push(answer.good()["state"].clone()),
                        503 => {
                            refused.fetch_add(1, Ordering::Relaxed);
                            answer.refused(503, "try again");
                        }
                        other => panic!("{other}: {answer:?}"),
                    }
                }
            });
        }
        let several = || {
            let before = suspended.lock().unwrap().len();
            while suspended.lock().unwrap().len() < before + 20 {
                std::thread::sleep(Duration::from_millis(5));
            }
        };
        for _ in 0..3 {
            several();
            nodes.postgres.stop();
            let before = refused.load(Ordering::Relaxed);
            while refused.load(Ordering::Relaxed) < before + 6 {
                std::thread::sleep(Duration::from_millis(5));
            }
            nodes.postgres.start_again();
        }
        several();
        ending.store(true, Ordering::Relaxed);
    });
    for state in suspended.into_inner().unwrap() {
        let complete = server.answer(&tenant, &state, "webauthn-roaming").good();
        assert_eq!(complete["status"], "complete");
    }
}

#[test]
fn a_builds_node_that_dies_is_replaced() {
    let nodes = Nodes::new("dead-builder");
    let server = nodes.start("builder");
    let tenant = server.tenant("acme");
    // A build that a node which is no more has claimed, for a second that is over.
    let draft = json!({"name": "left", "supported_triggers": [{"id": "post-login"}], "code": "exports.onExecutePostLogin = async () => {};"});
    server
        .send(&tenant.token, "POST", crate::support::ACTIONS, Some(&draft))
        .good();
    done(Command::new("psql").args([
        &nodes.postgres.url(),
        "-qc",
        "UPDATE actions SET build_status = 'building', claimed_by = 'dead', claimed_until = 1",
    ]));
    let deploy = json!({ "bindings": [{"ref": {"value": "left"}}] });
    let id = server.get(&tenant.token, crate::support::ACTIONS).good()["actions"][0]["id"].clone();
    let path = format!(
        "{}/{}/deploy",
        crate::support::ACTIONS,
        id.as_str().unwrap()
    );
    server.send(&tenant.token, "POST", &path, None).good();
    server
        .send(&tenant.token, "PATCH", BINDINGS, Some(&deploy))
        .good();
}
