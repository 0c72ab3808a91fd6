//! Power failures: the process is killed at random moments, and everything that was acknowledged is there afterwards.

use crate::postgres::Postgres;
use crate::support::{ACTIONS, BINDINGS, Server, Tenant, component, start};
use serde_json::{Value, json};
use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

/// What the service has acknowledged.
#[derive(Default)]
struct Acknowledged {
    /// Name and code of each Action.
    drafts: Vec<(String, String)>,
    /// The latest list of bindings that was acknowledged, and those that were asked for after it.
    bound: Option<Vec<String>>,
    asked: Vec<Vec<String>>,
    /// The latest acknowledged number of the deployed version.
    number: u64,
    /// States that were given out and not used.
    states: Vec<Value>,
}

#[test]
fn on_sqlite() {
    kill_again_and_again(Server::start("crash-sqlite"), 100);
}

#[test]
fn on_postgres() {
    let postgres = Postgres::start("crash");
    kill_again_and_again(postgres.server("crash-postgres"), 100);
}

/// What builds is a process of its own, of which nobody tells a node that is killed.
#[test]
fn what_builds_ends_when_nobody_reads_its_answer() {
    for command in ["compile-component", "build-javascript"] {
        let mut builder = Command::new(env!("CARGO_BIN_EXE_vestibule"))
            .arg(command)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        // That its input ends is not what it is to notice.
        let _input = builder.stdin.take();
        drop(builder.stdout.take());
        let started = Instant::now();
        while builder.try_wait().unwrap().is_none() {
            if started.elapsed() > Duration::from_secs(120) {
                builder.kill().unwrap();
                panic!("{command} goes on");
            }
            thread::sleep(Duration::from_millis(10));
        }
    }
}

fn kill_again_and_again(mut server: Server, times: u64) {
    let tenant = server.tenant("acme");
    server.allow_security_keys(&tenant);
    let id = server.deploy(&tenant, "article", component());
    let acknowledged = Mutex::new(Acknowledged {
        number: 1,
        ..Acknowledged::default()
    });
    for round in 0..times {
        // A different moment each time, from the middle of the first request to several requests later.
        let moment = Duration::from_millis(3 + round * 37 % 160);
        let killed = AtomicBool::new(false);
        thread::scope(|scope| {
            let (tenant, id, log, server, killed) = (&tenant, &id, &acknowledged, &server, &killed);
            scope.spawn(move || work(server, tenant, log, killed, round));
            scope.spawn(move || bind(server, tenant, log, killed, round));
            scope.spawn(move || deploy(server, tenant, id, log, killed, round));
            scope.spawn(move || login(server, tenant, log, killed));
            scope.spawn(move || {
                thread::sleep(moment);
                let id = server.process().to_string();
                std::process::Command::new("kill")
                    .args(["-KILL", &id])
                    .status()
                    .unwrap();
                killed.store(true, Ordering::SeqCst);
            });
        });
        server.kill();
        server.start_again();
        check(&server, &tenant, &id, &mut acknowledged.lock().unwrap());
    }
    builds_end(&server, &tenant);
}

/// A request, or nothing once the service is gone.
fn ask(server: &Server, token: &str, method: &str, path: &str, body: &Value) -> Option<Value> {
    let headers = [("content-type", "application/json")];
    let answer = server
        .raw(token, method, path, &headers, body.to_string().as_bytes())
        .ok()?;
    (answer.status < 300).then_some(answer.body)
}

fn work(
    server: &Server,
    tenant: &Tenant,
    log: &Mutex<Acknowledged>,
    killed: &AtomicBool,
    round: u64,
) {
    let name = format!("draft {round}");
    let code = format!("exports.onExecutePostLogin = async () => {{}}; // {round}");
    let body = json!({"name": name, "supported_triggers": [{"id": "post-login"}], "code": code});
    if let Some(made) = ask(server, &tenant.token, "POST", ACTIONS, &body) {
        log.lock().unwrap().drafts.push((name, code));
        let path = format!("{ACTIONS}/{}/component", made["id"].as_str().unwrap());
        let bytes = std::fs::read(component()).unwrap();
        while !killed.load(Ordering::SeqCst) {
            let headers = [("content-type", "application/wasm")];
            if server
                .raw(&tenant.token, "PUT", &path, &headers, &bytes)
                .is_ok_and(|answer| answer.status == 200)
            {
                log.lock().unwrap().drafts.pop();
                return;
            }
        }
    }
}

fn bind(
    server: &Server,
    tenant: &Tenant,
    log: &Mutex<Acknowledged>,
    killed: &AtomicBool,
    round: u64,
) {
    let mut count = 0;
    while !killed.load(Ordering::SeqCst) {
        count += 1;
        let name = format!("shown {round} {count}");
        let wanted = json!({"bindings": [{"ref": {"value": "article"}, "display_name": name}]});
        log.lock().unwrap().asked.push(vec![name.clone()]);
        if ask(server, &tenant.token, "PATCH", BINDINGS, &wanted).is_none() {
            return;
        }
        let mut log = log.lock().unwrap();
        log.bound = Some(vec![name]);
        log.asked.clear();
    }
}

fn deploy(
    server: &Server,
    tenant: &Tenant,
    id: &str,
    log: &Mutex<Acknowledged>,
    killed: &AtomicBool,
    round: u64,
) {
    let mut count = 0;
    while !killed.load(Ordering::SeqCst) {
        count += 1;
        let secret = json!({"secrets": [{"name": "K", "value": format!("{round} {count}")}]});
        let path = format!("{ACTIONS}/{id}");
        if ask(server, &tenant.token, "PATCH", &path, &secret).is_none() {
            return;
        }
        let Some(version) = ask(
            server,
            &tenant.token,
            "POST",
            &format!("{path}/deploy"),
            &Value::Null,
        ) else {
            return;
        };
        log.lock().unwrap().number = version["number"].as_u64().unwrap();
    }
}

fn login(server: &Server, tenant: &Tenant, log: &Mutex<Acknowledged>, killed: &AtomicBool) {
    while !killed.load(Ordering::SeqCst) {
        let path = crate::support::START;
        let Some(result) = ask(
            server,
            &tenant.flow_token,
            "POST",
            path,
            &start("admin-with-key"),
        ) else {
            return;
        };
        log.lock().unwrap().states.push(result["state"].clone());
    }
}

fn check(server: &Server, tenant: &Tenant, id: &str, log: &mut Acknowledged) {
    let list = server
        .get(&tenant.token, &format!("{ACTIONS}?per_page=100"))
        .good();
    let actions = list["actions"].as_array().unwrap();
    for (name, code) in log.drafts.drain(..) {
        let found = actions
            .iter()
            .find(|action| action["name"] == name.as_str());
        let found = found.unwrap_or_else(|| panic!("{name} was acknowledged and is gone"));
        // Its component may have been taken as well, without the answer having come.
        assert!(
            found["code"] == code.as_str() || found["component"].is_object(),
            "{found}"
        );
    }
    // As many Actions as one tenant may have are soon reached.
    for action in actions.iter().filter(|action| action["id"] != id) {
        let path = format!("{ACTIONS}/{}", action["id"].as_str().unwrap());
        server.send(&tenant.token, "DELETE", &path, None).good();
    }
    let bound = server.get(&tenant.token, BINDINGS).good();
    let names: Vec<String> = bound["bindings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|binding| binding["display_name"].as_str().unwrap().to_owned())
        .collect();
    if let Some(acknowledged) = &log.bound {
        assert!(
            names == *acknowledged || log.asked.contains(&names),
            "{names:?} is neither {acknowledged:?} nor one of {:?}",
            log.asked
        );
        log.bound = Some(names);
        log.asked.clear();
    }
    let action = server.get(&tenant.token, &format!("{ACTIONS}/{id}")).good();
    let number = action["deployed_version"]["number"].as_u64().unwrap();
    assert!(
        number >= log.number,
        "version {} was acknowledged, {number} is deployed",
        log.number
    );
    log.number = number;
    for state in log.states.drain(..) {
        let complete = server.answer(tenant, &state, "webauthn-roaming").good();
        assert_eq!(complete["status"], "complete");
    }
}

fn builds_end(server: &Server, tenant: &Tenant) {
    let body = json!({"name": "last", "supported_triggers": [{"id": "post-login"}], "code": "exports.onExecutePostLogin = async () => {};"});
    server
        .send(&tenant.token, "POST", ACTIONS, Some(&body))
        .good();
    let started = Instant::now();
    loop {
        let list = server
            .get(&tenant.token, &format!("{ACTIONS}?per_page=100"))
            .good();
        let building =
            list["actions"].as_array().unwrap().iter().any(|action| {
                ["pending", "building"].contains(&action["status"].as_str().unwrap())
            });
        if !building {
            return;
        }
        // A bound on trying, above the longest that a build may take.
        assert!(started.elapsed() < Duration::from_secs(600), "{list}");
        thread::sleep(Duration::from_millis(200));
    }
}
