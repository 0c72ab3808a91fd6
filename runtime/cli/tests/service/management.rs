//! The management API where the clients do not go, and the order in which Terraform's provider calls it.

use crate::support::{ACTIONS, BINDINGS, Server, built, component, done, vestibule};
use serde_json::{Value, json};
use std::thread;

fn draft(name: &str) -> Value {
    json!({
        "name": name,
        "supported_triggers": [{"id": "post-login", "version": "v3"}],
        "code": "exports.onExecutePostLogin = async () => {};",
    })
}

fn references(names: &[&str]) -> Value {
    let bindings: Vec<Value> = names
        .iter()
        .map(|name| json!({"ref": {"type": "action_name", "value": name}, "display_name": name}))
        .collect();
    json!({ "bindings": bindings })
}

#[test]
fn terraforms_order_of_calls() {
    let server = Server::start("terraform");
    let token = &server.tenant("acme").token;
    let send =
        |method: &str, path: &str, body: Option<&Value>| server.send(token, method, path, body);
    let id = send("POST", ACTIONS, Some(&draft("tf"))).good()["id"].clone();
    let path = format!("{ACTIONS}/{}", id.as_str().unwrap());
    let polled = |good: &dyn Fn(&Value) -> bool| {
        (0..1_000).any(|_| {
            thread::sleep(std::time::Duration::from_millis(50));
            good(&server.get(token, &path).good())
        })
    };
    assert!(polled(&|action| action["status"] == "built"));
    let version = send("POST", &format!("{path}/deploy"), None).good();
    assert_eq!(version["deployed"], false);
    assert!(polled(
        &|action| action["deployed_version"]["deployed"] == true
    ));
    let bound = send("PATCH", BINDINGS, Some(&references(&["tf"]))).good();
    assert_eq!(bound["bindings"][0]["action"]["id"], id);
    let empty_page = server.get(token, &format!("{BINDINGS}?page=1&per_page=50"));
    assert_eq!(empty_page.good()["bindings"], json!([]));
    send("DELETE", &path, None).refused(409, "Unable to delete an action bound to a trigger.");
    send("PATCH", BINDINGS, Some(&references(&[]))).good();
    send("DELETE", &path, None).good();
    server
        .get(token, &path)
        .refused(404, "That action does not exist.");
}

#[test]
fn deploying_and_then_binding_at_once_never_fails() {
    let server = Server::start("deploy-bind");
    let token = &server.tenant("acme").token;
    let send =
        |method: &str, path: &str, body: Option<&Value>| server.send(token, method, path, body);
    let id = send("POST", ACTIONS, Some(&draft("again"))).good()["id"].clone();
    let path = format!("{ACTIONS}/{}", id.as_str().unwrap());
    for round in 1..=200 {
        // Two sources in turn, so that a build takes no time: what is tested here is what comes after it.
        let source = format!(
            "exports.onExecutePostLogin = async () => {{}}; // {}",
            round % 2
        );
        send("PATCH", &path, Some(&json!({ "code": source }))).good();
        let version = send("POST", &format!("{path}/deploy"), None).good();
        assert_eq!(version["number"], round);
        let bound = send("PATCH", BINDINGS, Some(&references(&["again"]))).good();
        let deployed = &bound["bindings"][0]["action"]["deployed_version"];
        assert_eq!(deployed["deployed"], true);
        assert_eq!(deployed["number"], round);
    }
    // As many versions are kept as Auth0 keeps.
    let versions = server
        .get(token, &format!("{path}/versions?per_page=100"))
        .good();
    assert_eq!(versions["total"], 50);
}

#[test]
fn parallel_changes_of_the_bindings_leave_one_of_them_whole() {
    let server = Server::start("parallel");
    let token = &server.tenant("acme").token;
    let names = ["a", "b", "c", "d"];
    for name in names {
        let id = server
            .send(token, "POST", ACTIONS, Some(&draft(name)))
            .good()["id"]
            .clone();
        let path = format!("{ACTIONS}/{}/deploy", id.as_str().unwrap());
        server.send(token, "POST", &path, None).good();
    }
    let lists: Vec<Vec<&str>> = (0..20)
        .map(|number| {
            (0..4)
                .map(|place| names[(number + place * (1 + number % 3)) % 4])
                .collect::<Vec<_>>()
        })
        .map(|mut list: Vec<&str>| {
            list.dedup();
            list
        })
        .collect();
    thread::scope(|scope| {
        for list in &lists {
            scope.spawn(|| {
                server
                    .send(token, "PATCH", BINDINGS, Some(&references(list)))
                    .good()
            });
        }
    });
    let bound = server.get(token, BINDINGS).good();
    let bound: Vec<&str> = bound["bindings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|binding| binding["display_name"].as_str().unwrap())
        .collect();
    assert!(lists.contains(&bound), "{bound:?} is none of {lists:?}");
}

#[test]
fn parallel_deployments_are_numbered_one_after_the_other() {
    let server = Server::start("parallel-deployments");
    let token = &server.tenant("acme").token;
    let id = server
        .send(token, "POST", ACTIONS, Some(&draft("many")))
        .good()["id"]
        .clone();
    let path = format!("{ACTIONS}/{}", id.as_str().unwrap());
    let deploy = |number: u64| {
        // Of a draft that is deployed already there would be no other version.
        let change = json!({ "limits": {"fuel": 1_000_000 + number} });
        server.send(token, "PATCH", &path, Some(&change)).good();
        server.send(token, "POST", &format!("{path}/deploy"), None)
    };
    deploy(0).good();
    let mut numbers: Vec<u64> = thread::scope(|scope| {
        let deploy = &deploy;
        let deployments: Vec<_> = (1..21)
            .map(|number| scope.spawn(move || deploy(number)))
            .collect();
        let answers = deployments.into_iter().map(|one| one.join().unwrap());
        answers
            .map(|answer| match answer.status {
                202 => answer.body["number"].as_u64().unwrap(),
                _ => {
                    answer.refused(409, "");
                    0
                }
            })
            .filter(|number| *number > 0)
            .collect()
    });
    // Two may have deployed the same draft. No number is left out, and the last is deployed.
    numbers.sort_unstable();
    numbers.dedup();
    assert!(!numbers.is_empty());
    let expected: Vec<u64> = (2..2 + numbers.len() as u64).collect();
    assert_eq!(numbers, expected);
    let action = server.get(token, &path).good();
    assert_eq!(
        action["deployed_version"]["number"].as_u64(),
        numbers.last().copied()
    );
}

#[test]
fn what_is_no_component_fails_its_build_with_reasons() {
    let server = Server::start("no-component");
    let tenant = server.tenant("acme");
    let token = &tenant.token;
    let id = server
        .send(token, "POST", ACTIONS, Some(&draft("x")))
        .good()["id"]
        .clone();
    let path = format!("{ACTIONS}/{}", id.as_str().unwrap());
    let upload = |kind: &str, body: &[u8]| {
        let component = format!("{path}/component");
        server
            .raw(token, "PUT", &component, &[("content-type", kind)], body)
            .unwrap()
    };
    upload("text/plain", b"x").refused(415, "application/wasm");
    upload("application/wasm", b"").refused(400, "empty");
    let module = b"\0asm\x01\0\0\0";
    let uploaded = upload("application/wasm", module).good();
    assert_eq!(uploaded["sha256"].as_str().unwrap().len(), 64);
    let deployed = server.send(token, "POST", &format!("{path}/deploy"), None);
    // Not the text on which clients wait and try again.
    assert!(
        !deployed.body["message"]
            .as_str()
            .unwrap()
            .contains("must be in the 'built' state")
    );
    deployed.refused(400, "build has failed");
    let action = server.get(token, &path).good();
    assert_eq!(action["status"], "failed");
    assert_eq!(
        action["build"]["errors"][0]["id"], "not_a_component",
        "{action}"
    );
    // The same Action takes the real thing afterwards.
    let good = std::fs::read(component()).unwrap();
    upload("application/wasm", &good).good();
    server
        .send(token, "POST", &format!("{path}/deploy"), None)
        .good();
}

#[test]
fn a_binding_of_another_shape_is_refused_by_its_property() {
    let server = Server::start("binding-shape");
    let token = &server.tenant("acme").token;
    let good = json!({"ref": {"type": "action_name", "value": "x"}});
    for (binding, property) in [
        (
            json!({"id_type": "action_id", "id_value": "x"}),
            "bindings[1].id_type",
        ),
        (
            json!({"ref": {"type": "action", "value": "x"}}),
            "bindings[1].ref.type",
        ),
        (json!({"ref": {"type": "action_id"}}), "bindings[1].ref"),
        (json!({"display_name": "x"}), "bindings[1]"),
    ] {
        let body = json!({"bindings": [good, binding]});
        let refused = server.send(token, "PATCH", BINDINGS, Some(&body));
        assert_eq!(refused.body["errorCode"], "invalid_body");
        refused.refused(400, &format!("on property {property}."));
    }
    // Nothing is unbound because a list was forgotten.
    for body in [json!({}), json!([[]]), json!([])] {
        server
            .send(token, "PATCH", BINDINGS, Some(&body))
            .refused(400, "Payload validation error");
    }
}

#[test]
fn secrets_of_bindings_have_the_limits_of_secrets() {
    let server = Server::start("binding-secrets");
    let token = &server.tenant("acme").token;
    let secret = |name: &str, value: &str| json!({"name": name, "value": value});
    let many: Vec<Value> = (0..31)
        .map(|number| secret(&format!("n{number}"), "v"))
        .collect();
    for (secrets, says) in [
        (json!([secret("", "v")]), "1 to 128 characters, this one 0"),
        (json!([secret(&"n".repeat(129), "v")]), "this one 129"),
        (
            json!([secret("n", &"v".repeat(4_097))]),
            "at most 4096 characters, this one 4097",
        ),
        (json!([secret("n", "v"), secret("n", "w")]), "given twice"),
        (json!(many), "at most 30"),
    ] {
        let body = json!({"bindings": [{"ref": {"value": "x"}, "secrets": secrets}]});
        let refused = server.send(token, "PATCH", BINDINGS, Some(&body));
        refused.refused(400, says);
    }
}

#[test]
fn a_trigger_that_is_not_served_says_so_and_can_be_left_unbound() {
    let server = Server::start("triggers");
    let token = &server.tenant("acme").token;
    let of = |trigger: &str| format!("/api/v2/actions/triggers/{trigger}/bindings");
    server.get(token, &of("post-login")).good();
    for trigger in ["credentials-exchange", "custom-token-exchange"] {
        let says = format!("The trigger '{trigger}' is not served by Vestibule");
        server.get(token, &of(trigger)).refused(400, &says);
        // Clients that deploy a whole tenant say of every trigger what is bound to it.
        server
            .send(token, "PATCH", &of(trigger), Some(&references(&[])))
            .good();
        server
            .send(token, "PATCH", &of(trigger), Some(&references(&["x"])))
            .refused(400, &says);
    }
    server
        .get(token, &of("post-logout"))
        .refused(400, "There is no such trigger");
    // Who asks for the list first never asks for another.
    let list = server.get(token, "/api/v2/actions/triggers").good();
    for trigger in list["triggers"].as_array().unwrap() {
        assert_eq!(trigger["id"], "post-login");
    }
}

#[test]
fn a_runtime_is_one_of_the_triggers() {
    let server = Server::start("runtimes");
    let token = &server.tenant("acme").token;
    let draft = |runtime: &str, version: &str| {
        json!({
            "name": format!("{runtime}-{version}"),
            "supported_triggers": [{"id": "post-login", "version": version}],
            "runtime": runtime,
        })
    };
    let create =
        |runtime, version| server.send(token, "POST", ACTIONS, Some(&draft(runtime, version)));
    for runtime in ["node22", "node18", "node18-actions"] {
        assert_eq!(create(runtime, "v3").good()["runtime"], runtime);
    }
    for (runtime, version) in [
        ("node16", "v1"),
        ("node16", "v3"),
        ("node12", "v2"),
        ("deno", "v3"),
    ] {
        let says = format!(
            "runtime is not supported: \"{runtime}\" with post-login {version}; expected one of node18, node18-actions, node22"
        );
        create(runtime, version).refused(400, &says);
    }
    let made = create("node22", "v2").good();
    let path = format!("{ACTIONS}/{}", made["id"].as_str().unwrap());
    server
        .send(token, "PATCH", &path, Some(&json!({"runtime": "node16"})))
        .refused(400, "\"node16\" with post-login v2");
    assert_eq!(server.get(token, &path).good()["runtime"], "node22");
}

#[test]
fn the_command_line_manages_a_tenant() {
    let server = Server::start("command-line");
    let tenant = server.tenant("acme");
    let run = |arguments: &[&str]| {
        let output = done(&mut server.command(&tenant, arguments));
        String::from_utf8(output.stdout).unwrap()
    };
    server.deploy(&tenant, "article", component());
    let weekdays = built("deny-outside-weekdays");
    let id = server.deploy(&tenant, "weekdays", &weekdays);
    assert_eq!(run(&["triggers", "show"]).lines().count(), 2);
    run(&["triggers", "unbind", "article"]);
    assert_eq!(run(&["triggers", "show"]).trim(), "weekdays  weekdays");
    run(&["triggers", "bind", "article", "weekdays"]);
    // Deploying what is deployed makes no version; another component does.
    server.deploy(&tenant, "weekdays", &weekdays);
    assert_eq!(run(&["actions", "versions", "weekdays"]).lines().count(), 1);
    server.deploy(&tenant, "weekdays", component());
    assert_eq!(run(&["actions", "versions", &id]).lines().count(), 2);
    run(&["actions", "rollback", "weekdays", "1"]);
    let action: Value = serde_json::from_str(&run(&["actions", "show", "weekdays"])).unwrap();
    assert_eq!(action["deployed_version"]["number"], 3);
    assert_eq!(action["all_changes_deployed"], true);
    let refused = server
        .command(&tenant, &["actions", "delete", "weekdays"])
        .output()
        .unwrap();
    assert_eq!(refused.status.code(), Some(3));
    run(&["actions", "delete", "weekdays", "--force"]);
    let no_token = vestibule(&["actions", "list"])
        .env_remove("VESTIBULE_TOKEN")
        .output()
        .unwrap();
    assert_eq!(no_token.status.code(), Some(3));
}

#[test]
fn a_revoked_token_is_good_for_nothing() {
    let server = Server::start("revoked");
    let tenant = server.tenant("acme");
    server.get(&tenant.token, ACTIONS).good();
    let claims = tenant.token.split('.').nth(1).unwrap();
    let claims = base64_url(claims);
    let claims: Value = serde_json::from_slice(&claims).unwrap();
    let mut revoke = vestibule(&["tenant", "revoke", "acme", claims["jti"].as_str().unwrap()]);
    server.same_database(&mut revoke);
    done(&mut revoke);
    // Another process has revoked it, of which the service learns within a second.
    let refused = (0..400).any(|_| {
        thread::sleep(std::time::Duration::from_millis(50));
        server.get(&tenant.token, ACTIONS).status == 401
    });
    assert!(refused);
    server
        .get(&tenant.flow_token, ACTIONS)
        .refused(403, "expected any of: read:actions");
}

fn base64_url(text: &str) -> Vec<u8> {
    let value = |c: u8| match c {
        b'A'..=b'Z' => c - b'A',
        b'a'..=b'z' => c - b'a' + 26,
        b'0'..=b'9' => c - b'0' + 52,
        b'-' => 62,
        _ => 63,
    };
    let bits: Vec<u8> = text
        .bytes()
        .flat_map(|c| (0..6).rev().map(move |bit| value(c) >> bit & 1))
        .collect();
    bits.chunks_exact(8)
        .map(|byte| byte.iter().fold(0, |all, bit| all << 1 | bit))
        .collect()
}

#[test]
fn the_openapi_document_has_every_route() {
    let server = Server::start("openapi");
    let document = server.get("", "/openapi.json").good();
    assert_eq!(document["openapi"], "3.1.0");
    let paths = document["paths"].as_object().unwrap();
    assert_eq!(paths.len(), 25, "{:?}", paths.keys());
    for (path, methods) in paths {
        for (method, operation) in methods.as_object().unwrap() {
            // Every route asks for a token, but for the four that anybody may call.
            let open = operation["security"].is_null();
            let path = path.replace(['{', '}'], "");
            let answer = server.send("", &method.to_uppercase(), &path, None);
            assert_eq!(
                answer.status == 401,
                !open,
                "{method} {path}: {}",
                answer.status
            );
        }
    }
    let create = &document["paths"][ACTIONS]["post"];
    let body = &create["requestBody"]["content"]["application/json"]["schema"]["$ref"];
    let name = body.as_str().unwrap().rsplit('/').next().unwrap();
    let schema = &document["components"]["schemas"][name];
    assert_eq!(schema["additionalProperties"], false, "{schema}");
    assert_eq!(schema["required"], json!(["name", "supported_triggers"]));
}
