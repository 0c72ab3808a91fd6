//! Logins over HTTP.

use crate::support::{
    ACTIONS, BINDINGS, START, Server, component, done, folder, scripted, start, text,
};
use serde_json::{Value, json};

fn ready(name: &str) -> (Server, crate::support::Tenant) {
    let server = Server::start(name);
    let tenant = server.tenant("acme");
    server.allow_security_keys(&tenant);
    server.deploy(&tenant, "article", component());
    (server, tenant)
}

#[test]
fn the_articles_scenario() {
    let (server, tenant) = ready("scenario");
    let suspended = server.login(&tenant, "admin-with-key");
    assert_eq!(suspended["status"], "suspended");
    assert_eq!(suspended["next"]["kind"], "challenge");
    assert_eq!(suspended["next"]["factor"]["type"], "webauthn-roaming");
    let complete = server
        .answer(&tenant, &suspended["state"], "webauthn-roaming")
        .good();
    assert_eq!(complete["status"], "complete");
    assert_eq!(complete["execution_id"], suspended["execution_id"]);
    assert_eq!(complete["effects"]["amr"], json!(["mfa"]));
    let enrol = server.login(&tenant, "admin-without-key");
    assert_eq!(enrol["next"]["kind"], "enroll");
    let other = server.login(&tenant, "non-admin");
    assert_eq!(other["status"], "complete");
    assert_eq!(other["steps"], json!([]));

    // What ran can be read by its id, and followed.
    let id = complete["execution_id"].as_str().unwrap();
    let path = format!("/api/v2/actions/executions/{id}");
    let execution = (0..1_000)
        .find_map(|_| {
            std::thread::sleep(std::time::Duration::from_millis(20));
            let answer = server.get(&tenant.token, &path);
            (answer.status == 200 && answer.body["status"] == "final").then_some(answer.body)
        })
        .unwrap();
    assert_eq!(execution["results"][0]["action_name"], "article");
    let lines = server
        .command(&tenant, &["logs", "--json"])
        .output()
        .unwrap();
    assert_eq!(String::from_utf8(lines.stdout).unwrap().lines().count(), 3);
}

#[test]
fn a_state_is_good_once_and_for_its_tenant() {
    let (server, tenant) = ready("states");
    let other = server.tenant("other");
    let suspended = server.login(&tenant, "admin-with-key");
    let state = &suspended["state"];
    server
        .answer(&other, state, "webauthn-roaming")
        .refused(404, "resumes nothing");
    server
        .answer(&tenant, state, "otp")
        .refused(400, "was not offered");
    server
        .answer(&tenant, &json!("made-up"), "webauthn-roaming")
        .refused(404, "resumes nothing");
    // None of that has disturbed it.
    let answers: Vec<u16> = std::thread::scope(|scope| {
        let answers: Vec<_> = (0..8)
            .map(|_| scope.spawn(|| server.answer(&tenant, state, "webauthn-roaming").status))
            .collect();
        answers.into_iter().map(|one| one.join().unwrap()).collect()
    });
    let good = answers.iter().filter(|status| **status == 200).count();
    assert_eq!(good, 1, "{answers:?}");
    assert!(
        answers
            .iter()
            .all(|status| [200, 404, 409].contains(status))
    );
    server
        .answer(&tenant, state, "webauthn-roaming")
        .refused(404, "resumes nothing");
}

#[test]
fn a_suspended_login_goes_on_with_the_versions_that_it_began_with() {
    let (server, tenant) = ready("pinned");
    let suspended = server.login(&tenant, "admin-with-key");
    let list = server.get(&tenant.token, ACTIONS).good();
    let id = list["actions"][0]["id"].as_str().unwrap();
    let path = format!("{ACTIONS}/{id}?force=true");
    server.send(&tenant.token, "DELETE", &path, None).good();
    let complete = server
        .answer(&tenant, &suspended["state"], "webauthn-roaming")
        .good();
    assert_eq!(complete["status"], "complete");
    // A new one has nothing bound.
    assert_eq!(
        server.login(&tenant, "admin-with-key")["status"],
        "complete"
    );
}

#[test]
fn a_deployment_is_live_when_it_has_answered() {
    let (server, tenant) = ready("live");
    assert_eq!(
        server.login(&tenant, "admin-with-key")["status"],
        "suspended"
    );
    let nothing = json!({ "bindings": [] });
    let article = json!({ "bindings": [{"ref": {"value": "article"}}] });
    for _ in 0..20 {
        server
            .send(&tenant.token, "PATCH", BINDINGS, Some(&nothing))
            .good();
        assert_eq!(
            server.login(&tenant, "admin-with-key")["status"],
            "complete"
        );
        server
            .send(&tenant.token, "PATCH", BINDINGS, Some(&article))
            .good();
        assert_eq!(
            server.login(&tenant, "admin-with-key")["status"],
            "suspended"
        );
    }
}

#[test]
fn javascript_is_built_and_runs() {
    let server = Server::start("javascript");
    let tenant = server.tenant("acme");
    server.allow_security_keys(&tenant);
    let file = folder("javascript-source").join("article.js");
    let source = "
        exports.onExecutePostLogin = async (event, api) => {
            if (!event.authorization?.roles?.includes('admin')) return;
            const hasKey = event.user.enrolledFactors?.some(({ type }) => type === 'webauthn-roaming');
            if (hasKey) api.authentication.challengeWith({ type: 'webauthn-roaming' });
            else api.authentication.enrollWith({ type: 'webauthn-roaming' });
        };";
    std::fs::write(&file, source).unwrap();
    let deploy = ["deploy", file.to_str().unwrap(), "--bind"];
    done(&mut server.command(&tenant, &deploy));
    let admin = server.login(&tenant, "admin-with-key");
    assert_eq!(admin["status"], "suspended", "{admin:#}");
    assert_eq!(server.login(&tenant, "non-admin")["status"], "complete");
    // What is wrong is said, with its place, and what runs goes on running.
    std::fs::write(&file, "exports. = async () => {};").unwrap();
    let refused = server.command(&tenant, &deploy).output().unwrap();
    let message = text(&refused.stderr);
    assert!(
        message.contains("SyntaxError") && message.contains("line 1, column 10"),
        "{message}"
    );
    assert_eq!(
        server.login(&tenant, "admin-with-key")["status"],
        "suspended"
    );
    std::fs::write(
        &file,
        "exports.onExecutePostLogin = async () => { throw new Error('broken'); };",
    )
    .unwrap();
    done(&mut server.command(&tenant, &deploy));
    let result = server.login(&tenant, "non-admin");
    assert_eq!(result["status"], "error");
    assert_eq!(result["error"]["code"], "access_denied");
}

/// What the service gets is JavaScript, in which everything is where the author has it.
#[test]
fn typescript_and_modules_are_deployed_and_run() {
    const TYPESCRIPT: &str = "import { createHash } from \"node:crypto\";
import type { Event, PostLoginAPI } from \"@vestibule/actions\";

interface Policy {
  readonly role: string;
}

const POLICY: Policy = { role: \"admin\" } satisfies Policy;

export const onExecutePostLogin = async (event: Event, api: PostLoginAPI): Promise<void> => {
  if (!event.authorization?.roles?.includes(POLICY.role)) throw new RangeError(`no ${POLICY.role}` as string);
  api.idToken.setCustomClaim(\"hash\", createHash(\"sha256\").update(event.user.user_id!).digest(\"hex\").length);
};
";
    const MODULE: &str = "import { createHash } from \"node:crypto\";

export async function onExecutePostLogin(event, api) {
  if (!event.authorization?.roles?.includes(\"admin\")) throw new RangeError(\"no admin\");
  api.idToken.setCustomClaim(\"hash\", createHash(\"sha256\").update(event.user.user_id).digest(\"hex\").length);
}
";
    let server = Server::start("typescript");
    let tenant = server.tenant("acme");
    let folder = folder("typescript-source");
    for (name, source, place) in [
        ("action.ts", TYPESCRIPT, "11:86"),
        ("module.mjs", MODULE, "4:65"),
    ] {
        let file = folder.join(name);
        std::fs::write(&file, source).unwrap();
        server.deploy(&tenant, "checks", &file);
        let admin = server.login(&tenant, "admin-with-key");
        assert_eq!(admin["status"], "complete", "{name}: {admin:#}");
        assert_eq!(admin["effects"]["id_token_claims"]["hash"], 64, "{name}");
        let other = server.login(&tenant, "non-admin");
        assert_eq!(other["status"], "error", "{name}: {other:#}");
        let error = &other["actions"][0]["error"];
        let message = error["message"].as_str().unwrap();
        assert!(message.ends_with("no admin"), "{name}: {message}");
        let stack = error["stack"].as_str().unwrap();
        assert!(
            stack.contains(&format!("{name}:{place}")),
            "{name}: {stack}"
        );
    }
    // What is wrong is said by the author's file, and what runs goes on running.
    let file = folder.join("action.ts");
    let deploy = ["deploy", file.to_str().unwrap(), "--name", "checks"];
    for (source, place, says) in [
        ("export const a: number = ;", "1:26", "Unexpected token"),
        ("enum A { B }", "1:1", "as const"),
    ] {
        std::fs::write(&file, source).unwrap();
        let refused = server.command(&tenant, &deploy).output().unwrap();
        assert_eq!(refused.status.code(), Some(3));
        let message = text(&refused.stderr);
        assert!(
            message.contains(&format!("action.ts:{place}: SyntaxError")) && message.contains(says),
            "{message}"
        );
    }
    assert_eq!(
        server.login(&tenant, "admin-with-key")["status"],
        "complete"
    );
}

#[test]
fn secrets_stay_until_they_are_given_anew_and_go_live_with_a_deployment() {
    let server = Server::start("kept-secrets");
    let tenant = server.tenant("acme");
    let code = |mark: &str| {
        format!(
            "exports.onExecutePostLogin = async (event, api) => {{
                api.idToken.setCustomClaim('seen', {{ mark: '{mark}', ...event.secrets }});
            }};"
        )
    };
    let draft = json!({
        "name": "reads",
        "supported_triggers": [{"id": "post-login"}],
        "code": code("first"),
        "secrets": [{"name": "K", "value": "v1"}, {"name": "L", "value": "w1"}],
        "deploy": true,
    });
    let send = |method, path: &str, body: &Value| {
        server.send(&tenant.token, method, path, Some(body)).good()
    };
    let made = send("POST", ACTIONS, &draft);
    send(
        "PATCH",
        BINDINGS,
        &json!({"bindings": [{"ref": {"value": "reads"}}]}),
    );
    let path = format!("{ACTIONS}/{}", made["id"].as_str().unwrap());
    let change = |changes: Value| {
        let names = send("PATCH", &path, &changes)["secrets"].clone();
        let names: Vec<String> = names
            .as_array()
            .unwrap()
            .iter()
            .map(|secret| {
                // A value is never given back.
                assert!(secret.get("value").is_none(), "{secret}");
                secret["name"].as_str().unwrap().to_owned()
            })
            .collect();
        names.join(" ")
    };
    let deploy = || {
        server
            .send(&tenant.token, "POST", &format!("{path}/deploy"), None)
            .good()
    };
    let seen = || {
        let login = server.login(&tenant, "non-admin");
        login["effects"]["id_token_claims"]["seen"].clone()
    };
    assert_eq!(seen(), json!({"mark": "first", "K": "v1", "L": "w1"}));
    // Secrets that are not mentioned stay.
    assert_eq!(change(json!({"code": code("second")})), "K L");
    deploy();
    assert_eq!(seen(), json!({"mark": "second", "K": "v1", "L": "w1"}));
    // A list is the whole list; one without a value keeps its own. What is deployed keeps what it was deployed with.
    assert_eq!(
        change(json!({"secrets": [{"name": "K"}, {"name": "M", "value": "x1"}]})),
        "K M"
    );
    assert_eq!(seen(), json!({"mark": "second", "K": "v1", "L": "w1"}));
    deploy();
    assert_eq!(seen(), json!({"mark": "second", "K": "v1", "M": "x1"}));
    assert_eq!(change(json!({"secrets": []})), "");
    deploy();
    assert_eq!(seen(), json!({"mark": "second"}));
    // An older version comes back with its own.
    let versions = server
        .get(&tenant.token, &format!("{path}/versions"))
        .good();
    let first = versions["versions"]
        .as_array()
        .unwrap()
        .iter()
        .find(|version| version["number"] == 1)
        .unwrap();
    let again = format!("{path}/versions/{}/deploy", first["id"].as_str().unwrap());
    server.send(&tenant.token, "POST", &again, None).good();
    assert_eq!(seen(), json!({"mark": "first", "K": "v1", "L": "w1"}));
}

#[test]
fn broken_javascript_ends_in_failed() {
    let server = Server::start("broken-javascript");
    let tenant = server.tenant("acme");
    for (number, (code, expected)) in [
        ("for (;;);", "limit of 5000 ms"),
        (
            "const all = []; for (;;) all.push(new Uint8Array(1 << 20));",
            "bytes of memory",
        ),
        (
            "throw new Error('at the top');",
            "at the top (line 1, column 11)",
        ),
        ("require('fs');", "no file system"),
        ("exports.onExecutePostLogin = 1;", "not a function"),
        ("const nothing = 1;", "exports neither"),
    ]
    .into_iter()
    .enumerate()
    {
        let draft = json!({
            "name": format!("broken-{number}"), "supported_triggers": [{"id": "post-login"}], "code": code
        });
        let made = server
            .send(&tenant.token, "POST", ACTIONS, Some(&draft))
            .good();
        let deploy = format!("{ACTIONS}/{}/deploy", made["id"].as_str().unwrap());
        // It waits for the build, and never says that a client should wait.
        let refused = server.send(&tenant.token, "POST", &deploy, None);
        assert_eq!(refused.status, 400, "{code}");
        let message = refused.body["message"].as_str().unwrap().to_owned();
        assert!(
            !message.contains("must be in the 'built' state"),
            "{message}"
        );
        let action = server
            .get(
                &tenant.token,
                &format!("{ACTIONS}/{}", made["id"].as_str().unwrap()),
            )
            .good();
        assert_eq!(action["status"], "failed", "{code}");
        let said = action["build"]["errors"][0]["msg"].as_str().unwrap();
        assert!(said.contains(expected), "{code}: {said}");
    }
}

#[test]
fn an_idempotency_key_starts_one_login() {
    let (server, tenant) = ready("idempotent");
    let start_with = |key: &str, body: &Value| {
        let headers = [
            ("content-type", "application/json"),
            ("idempotency-key", key),
        ];
        let text = body.to_string();
        server
            .raw(&tenant.flow_token, "POST", START, &headers, text.as_bytes())
            .unwrap()
    };
    let body = start("admin-with-key");
    let first = start_with("k1", &body).good();
    assert_eq!(start_with("k1", &body).good(), first);
    assert_ne!(start_with("k2", &body).good()["state"], first["state"]);
    start_with("k1", &start("non-admin")).refused(422, "another request");
    start_with(&"x".repeat(256), &body).refused(400, "Idempotency-Key");
    // A request that was refused does not use its key up.
    start_with("k3", &json!({ "event": {} })).refused(400, "user_id");
    start_with("k3", &body).good();
}

#[test]
fn a_plan_stores_nothing() {
    let (server, tenant) = ready("plan");
    let path = format!("{START}/plan");
    let body = start("admin-with-key");
    let plan = server
        .send(&tenant.flow_token, "POST", &path, Some(&body))
        .good();
    assert_eq!(plan["plan"], true);
    assert_eq!(plan["status"], "complete");
    assert_eq!(plan["steps"][0]["method"], "challengeWith");
    assert_eq!(plan["state"], Value::Null);
    // Drafts are what is not deployed yet.
    let list = server.get(&tenant.token, ACTIONS).good();
    let path_of_action = format!("{ACTIONS}/{}", list["actions"][0]["id"].as_str().unwrap());
    let code = json!({ "code": "exports.onExecutePostLogin = async () => { throw new Error('draft'); };" });
    server
        .send(&tenant.token, "PATCH", &path_of_action, Some(&code))
        .good();
    let mut with_drafts = body.clone();
    with_drafts["drafts"] = json!(true);
    let built = (0..1_000).any(|_| {
        std::thread::sleep(std::time::Duration::from_millis(20));
        server.get(&tenant.token, &path_of_action).good()["status"] == "built"
    });
    assert!(built);
    let plan = server
        .send(&tenant.flow_token, "POST", &path, Some(&with_drafts))
        .good();
    assert_eq!(plan["status"], "error");
    let plan = server
        .send(&tenant.flow_token, "POST", &path, Some(&body))
        .good();
    assert_eq!(plan["status"], "complete");
}

#[test]
fn limits_are_those_of_the_version_that_runs() {
    let (server, tenant) = ready("limits");
    let list = server.get(&tenant.token, ACTIONS).good();
    let path_of_action = format!("{ACTIONS}/{}", list["actions"][0]["id"].as_str().unwrap());
    // Too few for any run.
    let limits = json!({ "limits": {"instances": 1} });
    server
        .send(&tenant.token, "PATCH", &path_of_action, Some(&limits))
        .good();
    let mut with_drafts = start("non-admin");
    let path = format!("{START}/plan");
    assert_eq!(server.login(&tenant, "non-admin")["status"], "complete");
    with_drafts["drafts"] = json!(true);
    let plan = server
        .send(&tenant.flow_token, "POST", &path, Some(&with_drafts))
        .good();
    assert_eq!(plan["status"], "error");
    let message = plan["actions"][0]["error"]["message"].as_str().unwrap();
    assert!(message.contains("limit of 1 core instances"), "{message}");
    server
        .send(
            &tenant.token,
            "POST",
            &format!("{path_of_action}/deploy"),
            None,
        )
        .good();
    assert_eq!(server.login(&tenant, "non-admin")["status"], "error");
}

#[test]
fn an_action_can_be_watched_on_real_logins_before_it_counts() {
    let server = Server::start("shadow");
    let tenant = server.tenant("acme");
    server.allow_security_keys(&tenant);
    let file = component().to_str().unwrap();
    let deploy = ["deploy", file, "--name", "watched", "--shadow"];
    done(&mut server.command(&tenant, &deploy));
    let login = server.login(&tenant, "admin-with-key");
    assert_eq!(login["status"], "complete");
    assert_eq!(
        login["actions"][0]["shadow"][0]["command"],
        "authentication.mfa"
    );
    // What else is bound or unbound meanwhile leaves it as it is.
    done(&mut server.command(&tenant, &deploy));
    let show = done(&mut server.command(&tenant, &["triggers", "show"]));
    assert!(text(&show.stdout).contains("for the record only"));
    done(&mut server.command(&tenant, &["triggers", "shadow", "watched", "--off"]));
    assert_eq!(
        server.login(&tenant, "admin-with-key")["status"],
        "suspended"
    );
    // What decides does not stop to, and a version that is to be watched does not decide.
    let refused = server.command(&tenant, &deploy).output().unwrap();
    assert!(!refused.status.success());
    assert!(text(&refused.stderr).contains("is bound and decides about logins"));
    done(&mut server.command(&tenant, &["triggers", "shadow", "watched"]));
    assert_eq!(
        server.login(&tenant, "admin-with-key")["status"],
        "complete"
    );
    // Who binds it has it decide.
    let bind = ["deploy", file, "--name", "watched", "--bind"];
    let bound = done(&mut server.command(&tenant, &bind));
    assert!(text(&bound.stdout).contains("no longer for the record only"));
    assert_eq!(
        server.login(&tenant, "admin-with-key")["status"],
        "suspended"
    );
}

#[test]
fn shutting_down_lets_logins_finish_and_keeps_their_records() {
    let (mut server, tenant) = ready("shutdown");
    let id = server.login(&tenant, "non-admin")["execution_id"].clone();
    let suspended = server.login(&tenant, "admin-with-key");
    assert!(server.end(), "{}", server.log());
    server.start_again();
    let path = format!("/api/v2/actions/executions/{}", id.as_str().unwrap());
    server.get(&tenant.token, &path).good();
    let complete = server.answer(&tenant, &suspended["state"], "webauthn-roaming");
    assert_eq!(complete.good()["status"], "complete");
}

#[test]
fn the_script_of_the_documentation() {
    let output = crate::support::done(
        std::process::Command::new(crate::support::root().join("example-actions/scenario.sh")).env(
            "PATH",
            format!(
                "{}:{}",
                std::path::Path::new(env!("CARGO_BIN_EXE_vestibule"))
                    .parent()
                    .unwrap()
                    .display(),
                std::env::var("PATH").unwrap()
            ),
        ),
    );
    let said = String::from_utf8(output.stdout).unwrap();
    let ends = said
        .lines()
        .filter(|line| line.starts_with("  "))
        .map(str::trim)
        .collect::<Vec<_>>();
    assert_eq!(
        ends,
        [
            "suspended, challenge",
            "after the challenge: complete",
            "complete"
        ],
        "{said}"
    );
}

#[test]
fn a_tenant_that_uses_too_much_waits_and_others_do_not() {
    let server = Server::start_with("fuel", &["--tenant-fuel-per-second", "1000000"]);
    let (greedy, other) = (server.tenant("greedy"), server.tenant("other"));
    for tenant in [&greedy, &other] {
        let id = server.deploy(tenant, "scripted", scripted());
        // A loop is ended by its fuel, and not by its time on a busy machine.
        server.limit(tenant, &id, json!({"fuel": 100_000_000}));
    }
    let login = |tenant: &crate::support::Tenant, steps: Value| {
        let script = json!({ "onExecutePostLogin": steps });
        let event = json!({ "user": {"user_id": "u"}, "configuration": {"script": script} });
        let body = json!({ "event": event });
        server.send(&tenant.flow_token, "POST", START, Some(&body))
    };
    let endless = login(&greedy, json!([{"call": "loop", "arguments": []}])).good();
    assert_eq!(endless["status"], "error");
    let used = endless["actions"][0]["usage"]["fuel"].as_u64().unwrap();
    // More than is saved up, and than comes back while a login waits.
    assert!(used > 10_000_000, "{used}");
    let refused = login(&greedy, json!([]));
    assert_eq!(refused.body["errorCode"], "too_much_fuel");
    let wait = refused.retry_after.unwrap();
    assert!((2..=used / 1_000_000).contains(&wait), "{wait}");
    refused.refused(429, "more than 1000000 fuel a second");
    assert_eq!(login(&other, json!([])).good()["status"], "complete");
}
