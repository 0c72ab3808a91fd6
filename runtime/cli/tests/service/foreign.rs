//! Ids of others and ids that are none, on every route that takes one.

use crate::support::{ACTIONS, Answer, BINDINGS, Server, Tenant, component};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// A tenant with one of everything that has an id.
struct Owner {
    tenant: Tenant,
    /// What it has, by what it is.
    ids: BTreeMap<&'static str, String>,
}

impl Owner {
    fn new(server: &Server, name: &str, action: &str) -> Owner {
        let tenant = server.tenant(name);
        server.allow_security_keys(&tenant);
        let id = server.deploy(&tenant, action, component());
        let versions = server
            .get(&tenant.token, &format!("{ACTIONS}/{id}/versions"))
            .good();
        let bindings = server.get(&tenant.token, BINDINGS).good();
        let login = server.login(&tenant, "admin-with-key");
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let ids = BTreeMap::from([
            ("action", id),
            ("version", text(&versions["versions"][0]["id"])),
            ("binding", text(&bindings["bindings"][0]["id"])),
            ("execution", text(&login["execution_id"])),
            ("state", text(&login["state"])),
            ("client", tenant.client_id.clone()),
            ("tenant", name.to_owned()),
        ]);
        Owner { tenant, ids }
    }

    /// Everything that can be read of it, but for times and the order of records.
    fn seen(&self, server: &Server) -> Vec<Value> {
        let versions = format!("{ACTIONS}/{}/versions", self.ids["action"]);
        [
            ACTIONS,
            BINDINGS,
            &versions,
            "/api/v2/tenants/settings",
            "/api/v2/guardian/factors",
            "/api/v2/guardian/policies",
        ]
        .map(|path| server.get(&self.tenant.token, path).good())
        .into()
    }
}

/// Ids that are none, percent-encoded as a path needs it.
fn made_up() -> Vec<String> {
    let mut ids: Vec<String> = [
        "..",
        ".",
        "%2e%2e",
        "%2e%2e%2f%2e%2e%2fhealthz",
        "..%2f..%2f..%2fetc%2fpasswd",
        "..%5c..%5cwindows",
        "%2fetc%2fpasswd",
        "a%00b",
        "%F0%9F%98%80",
        "%FF%FE",
        "%25",
        "%zz",
        "'%20OR%20'1'='1",
        "%22%3B%20DROP%20TABLE%20actions%3B--",
        "null",
        "undefined",
        "0",
        "-1",
        "*",
        "%0d%0aX-Injected:%201",
        "00000000-0000-0000-0000-000000000000",
    ]
    .map(str::to_owned)
    .into();
    ids.push("a".repeat(10_000));
    ids.push("%C3%A9".repeat(3_000));
    ids
}

/// A body that a route takes, so that it is the id that is looked at.
fn body_of(method: &str, path: &str) -> Option<Value> {
    match (method, path.rsplit('}').next().unwrap_or(path)) {
        ("put", "/component") => Some(Value::Null),
        ("post", "/test") => Some(json!({"payload": {"user": {"user_id": "u"}}})),
        ("patch", "/bindings") => Some(json!({"bindings": []})),
        ("put", "") => Some(json!({"enabled": true})),
        ("patch", "") => Some(json!({"name": "renamed"})),
        ("post", "") => Some(json!({"answer": {"kind": "factor", "factor": "webauthn-roaming"}})),
        _ => None,
    }
}

struct Walk<'a> {
    server: &'a Server,
    tenant: &'a Tenant,
    method: &'a str,
    template: &'a str,
}

impl Walk<'_> {
    fn ask(&self, path: &str) -> Answer {
        let token = match self.template.starts_with("/v1/flows/") {
            true => &self.tenant.flow_token,
            false => &self.tenant.token,
        };
        let method = self.method.to_uppercase();
        let (kind, body) = match body_of(self.method, self.template) {
            Some(Value::Null) => ("application/wasm", b"\0asm\x0d\0\x01\0".to_vec()),
            Some(body) => ("application/json", body.to_string().into_bytes()),
            None => ("application/json", Vec::new()),
        };
        let headers: &[(&str, &str)] = match body.is_empty() {
            true => &[],
            false => &[("content-type", kind)],
        };
        self.server
            .raw(token, &method, path, headers, &body)
            .unwrap_or_else(|error| panic!("{method} {path:.200}: {error}"))
    }

    /// Puts `id` where the path has its parameters, and an id that would do where it has others.
    fn path(&self, id: &str, own_action: &str) -> String {
        match self.template.matches('{').count() {
            1 => {
                let (before, rest) = self.template.split_once('{').unwrap();
                let after = rest.split_once('}').unwrap().1;
                format!("{before}{id}{after}")
            }
            _ => self
                .template
                .replacen("{id}", own_action, 1)
                .replace("{version}", id),
        }
    }
}

#[test]
fn every_route_with_every_kind_of_foreign_id() {
    let server = Server::start("foreign");
    let victim = Owner::new(&server, "victim", "secret-of-the-victim");
    let own = Owner::new(&server, "curious", "own");
    let before = (victim.seen(&server), own.seen(&server));
    let document = server.get("", "/openapi.json").good();
    let nothing_there = server.get(&own.tenant.token, "/api/v2/nothing").body;
    let mut walked = 0;
    for (template, methods) in document["paths"].as_object().unwrap() {
        if !template.contains('{') {
            continue;
        }
        for method in methods.as_object().unwrap().keys() {
            let walk = Walk {
                server: &server,
                tenant: &own.tenant,
                method,
                template,
            };
            let own_action = &own.ids["action"];
            // What is said of what looks like an id and belongs to nobody.
            let unknown = walk.ask(&walk.path("5bd2d3a1-3c6e-4a6f-9a39-3a8b7e8f1c11", own_action));
            // A trigger is no id: one of an unknown name is a wrong request (specification §6.1).
            let expected = if template.contains("/triggers/") {
                400
            } else {
                404
            };
            assert_eq!(
                unknown.status, expected,
                "{method} {template}: {}",
                unknown.body
            );
            let victims = victim.ids.values().cloned();
            // Its own of another kind are no better.
            let others = own.ids.iter().filter(|(kind, _)| {
                let wants = match template.as_str() {
                    "/v1/flows/{state}" => "state",
                    path if path.contains("/executions/") => "execution",
                    path if path.contains("{version}") => "version",
                    path if path.starts_with(ACTIONS) => "action",
                    _ => "",
                };
                **kind != wants
            });
            let others = others.map(|(_, id)| id.clone());
            for id in victims.chain(others).chain(made_up()) {
                let path = walk.path(&id, own_action);
                let answer = walk.ask(&path);
                walked += 1;
                assert!(
                    answer.status == expected || answer.status == 404,
                    "{method} {path:.200}: {}",
                    answer.body
                );
                // No id is a part of the answer, so it cannot differ by it. Some are no id to begin with: the path leads nowhere.
                assert!(
                    answer.body == unknown.body || answer.body == nothing_there,
                    "{method} {path:.200}: {} instead of {}",
                    answer.body,
                    unknown.body
                );
            }
            // An id of another tenant's Action with an own version, and the other way round.
            if template.contains("{version}") {
                for (action, version) in [("victim", "victim"), ("victim", "own")] {
                    let of = |who: &str| if who == "own" { &own } else { &victim };
                    let path = template
                        .replacen("{id}", &of(action).ids["action"], 1)
                        .replace("{version}", &of(version).ids["version"]);
                    let answer = walk.ask(&path);
                    assert_eq!(answer.status, 404, "{method} {path}: {}", answer.body);
                }
            }
        }
    }
    assert!(walked > 300, "{walked}");
    // In bodies as well.
    for kind in ["action_id", "action_name", "binding_id"] {
        let foreign = match kind {
            "action_id" => &victim.ids["action"],
            "binding_id" => &victim.ids["binding"],
            _ => "secret-of-the-victim",
        };
        let ask = |value: &str| {
            let body = json!({"bindings": [{"ref": {"type": kind, "value": value}}]});
            server.send(&own.tenant.token, "PATCH", BINDINGS, Some(&body))
        };
        let (foreign, unknown) = (ask(foreign), ask("5bd2d3a1-3c6e-4a6f-9a39-3a8b7e8f1c11"));
        assert_eq!(foreign.status, 400, "{kind}: {}", foreign.body);
        assert_eq!(foreign.body, unknown.body, "{kind}");
    }
    // Nothing was changed by any of it, and nothing used up.
    assert_eq!((victim.seen(&server), own.seen(&server)), before);
    for owner in [&victim, &own] {
        let complete = server
            .answer(
                &owner.tenant,
                &json!(owner.ids["state"]),
                "webauthn-roaming",
            )
            .good();
        assert_eq!(complete["status"], "complete");
    }
    assert!(!server.log().contains("panicked"), "{}", server.log());
}

#[test]
fn nothing_of_another_tenant_shows_in_a_list() {
    let server = Server::start("lists");
    let victim = Owner::new(&server, "victim", "secret-of-the-victim");
    let own = Owner::new(&server, "curious", "own");
    let document = server.get("", "/openapi.json").good();
    for (path, methods) in document["paths"].as_object().unwrap() {
        if path.contains('{') || methods.get("get").is_none() {
            continue;
        }
        let said = server.get(&own.tenant.token, path).good().to_string();
        for (kind, id) in &victim.ids {
            assert!(
                !said.contains(id.as_str()),
                "{path} shows the {kind}: {said}"
            );
        }
        assert!(!said.contains("secret-of-the-victim"), "{path}: {said}");
    }
}
