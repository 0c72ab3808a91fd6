//! Actions in JavaScript, built and run.
#![allow(
    clippy::unwrap_used,
    reason = "a test that meets the unexpected should stop there and then"
)]

mod support;

use serde_json::json;
use std::collections::HashSet;
use std::time::{SystemTime, UNIX_EPOCH};
use support::{build, claims, event, failure, limits, program, recorded, run, run_with};
use vestibule_flow::outcome::RunOutcome;
use vestibule_flow::recorder::Handler;
use vestibule_javascript::with_file_name;
use vestibule_sandbox::Limits;
use vestibule_sandbox::check::check;

#[test]
fn a_component_imports_the_contract_alone() {
    let component = build("exports.onExecutePostLogin = async () => {};").unwrap();
    let report = check(&component);
    assert!(report.is_ok(), "{}", report.summary());
    for import in &report.imports {
        assert!(import.starts_with("vestibule:actions/"), "{import}");
    }
    // So that ten Actions of 200 bytes do not fill a disk.
    assert!(component.len() < 4_000_000, "{} bytes", component.len());
}

#[test]
fn the_event_is_plain_data() {
    let claims = claims(
        r#"
        const set = (name, value) => api.idToken.setCustomClaim(name, value);
        set("email", event.user.email);
        set("absent", event.organization?.metadata?.factors ?? "none");
        set("keys", Object.keys(event).includes("user"));
        const { user: { app_metadata: { plan } }, secrets } = event;
        set("plan", plan);
        set("secret", secrets.KEY);
        event.configuration = { mine: 1 };
        event.user.email = "changed";
        set("written", [event.configuration.mine, event.user.email]);
        set("whole", JSON.parse(JSON.stringify(event)).transaction.id);
        set("undefined", undefined);
        set("copy", { ...event }.user.user_id);
    "#,
    );
    assert_eq!(
        claims,
        json!({
            "email": "ana@example.com", "absent": "none", "keys": true, "plan": "gold", "secret": "value",
            "written": [1, "changed"], "whole": "tx1", "copy": "auth0|u1"
        })
    );
}

#[test]
fn the_event_is_what_its_json_says() {
    let odd = json!({
        "": [], "empty": {}, "__proto__": {"a": 1}, "0": "number", "\u{c3}\u{a9}": 1, "\u{e9}": 2, "quo\"te\\": "line\nfeed \u{1F600} \u{0} é",
        "numbers": [0, -1, 1.5, 1e300, 123_456_789_012_345_i64, 9_007_199_254_740_991_i64, 1234567890.123],
        "words": [true, false, null], "nested": [[[{"deep": [[]]}]]], "text": "[1, {\"a\": \"}\"}]"
    });
    let source = r#"exports.onExecutePostLogin = async (event, api) => {
        const frozen = Object.freeze(event);
        api.idToken.setCustomClaim("odd", event.odd);
        api.idToken.setCustomClaim("same", JSON.stringify(frozen.odd) === JSON.stringify(event.odd));
        api.idToken.setCustomClaim("own", [Object.hasOwn(event.odd, "__proto__"), Object.getPrototypeOf(event.odd) === Object.prototype]);
        api.idToken.setCustomClaim("parts", Object.keys(event));
    };"#;
    let mut event = event();
    event["odd"] = odd.clone();
    let run = run_with(&program(source), Handler::Execute, &event, limits());
    let commands = serde_json::to_value(recorded(run).commands).unwrap();
    assert_eq!(commands[0]["value"], odd);
    assert_eq!(commands[1]["value"], json!(true));
    assert_eq!(commands[2]["value"], json!([true, true]));
    // The host adds those that every login has.
    let parts: Vec<_> = commands[3]["value"].as_array().unwrap().iter().collect();
    assert!(parts.is_sorted_by_key(|part| part.as_str().unwrap()));
    for name in event.as_object().unwrap().keys() {
        assert!(parts.iter().any(|part| *part == name), "{name}");
    }
}

#[test]
fn a_part_can_be_written_before_it_is_read() {
    let claims = claims(
        r#"
        const derived = Object.create(event);
        derived.user = "of its own";
        event.request = "written";
        delete event.session;
        api.idToken.setCustomClaim("seen", [derived.user, event.user.email, event.request, event.session === undefined, "session" in event]);
    "#,
    );
    assert_eq!(
        claims["seen"],
        json!(["of its own", "ana@example.com", "written", true, false])
    );
}

#[test]
fn what_api_changes_shows_in_the_event_at_once() {
    let claims = claims(
        r#"
        const held = event.transaction.metadata;
        api.transaction.setMetadata("b", 2);
        api.transaction.setMetadata("a", null);
        api.session.setMetadata("k", "v");
        api.session.setCookieMode("persistent");
        api.idToken.setCustomClaim("seen", [held, event.transaction.metadata, event.session.metadata, event.session.cookie?.mode]);
    "#,
    );
    assert_eq!(
        claims["seen"],
        json!([{"b": 2}, {"b": 2}, {"k": "v"}, "persistent"])
    );
}

/// What must never end well: each alone and after a command, before and after an `await`, in both handlers.
#[test]
fn no_failure_is_a_success() {
    let failures = [
        ("throw", "throw new Error('no');", "no"),
        ("reject", "await Promise.reject(new TypeError('no'));", "no"),
        (
            "return a rejected promise",
            "return Promise.reject('no');",
            "no",
        ),
        (
            "never settle",
            "await new Promise(() => {});",
            "never settles",
        ),
        (
            "return what never settles",
            "return { then() {} };",
            "never settles",
        ),
        (
            "forget a rejected promise",
            "(async () => { throw new Error('no'); })();",
            "no",
        ),
        (
            "throw in a timer",
            "setTimeout(() => { throw new Error('no'); }, 1); await new Promise((done) => setTimeout(done, 50));",
            "no",
        ),
        (
            "throw in a microtask",
            "queueMicrotask(() => { throw new Error('no'); }); await new Promise((done) => setTimeout(done, 50));",
            "no",
        ),
        (
            "out of memory",
            "const all = []; for (;;) all.push('x'.repeat(1 << 22) + all.length);",
            "memory limit of 64 MiB",
        ),
        (
            "out of memory, caught",
            "const all = []; try { for (;;) all.push(new Uint8Array(1 << 20)); } catch {}",
            "memory limit of 64 MiB",
        ),
        ("loop", "for (;;);", "time limit of 300 ms"),
        (
            "loop of promises",
            "for (;;) await null;",
            "time limit of 300 ms",
        ),
        (
            "wait too long",
            "await new Promise((done) => setTimeout(done, 60_000));",
            "time limit of 300 ms",
        ),
        ("recursion", "(function again() { again(); })();", "stack"),
        (
            "no function",
            "api.authentication.challengewith({type: 'otp'});",
            "not a function",
        ),
        (
            "wrong argument",
            "api.authentication.challengeWith('otp');",
            "expected a factor object",
        ),
        (
            "refused by the host",
            "api.accessToken.addScope('two scopes');",
            "scope",
        ),
        (
            "denied host",
            "await fetch('https://blocked.example/');",
            "blocked.example",
        ),
        (
            "denied host, not awaited",
            "fetch('https://blocked.example/'); await new Promise((done) => setTimeout(done, 50));",
            "blocked.example",
        ),
        ("missing module", "require('fs');", "fs"),
        (
            "missing global",
            "new WebSocket('wss://x.example');",
            "WebSocket",
        ),
    ];
    let limits = Limits {
        time_milliseconds: 20_000,
        memory_bytes: 64 << 20,
        fuel: 1_000_000_000_000,
        ..Limits::default()
    };
    // One Action for all, whose body is in the event: building each would take a minute.
    let program = program(
        r#"
        const AsyncFunction = (async () => {}).constructor;
        exports.onExecutePostLogin = exports.onContinuePostLogin = (event, api) =>
            new AsyncFunction("event", "api", "require", event.secrets.BODY)(event, api, require);"#,
    );
    for (name, body, expected) in failures {
        let limits = match expected {
            "time limit of 300 ms" => Limits {
                time_milliseconds: 300,
                ..limits
            },
            _ => limits,
        };
        for before in [
            "",
            "await null;",
            "await new Promise((done) => setTimeout(done, 1));",
        ] {
            for (recorded, commands) in [("", 0), ("api.access.deny('recorded');", 1)] {
                let mut event = event();
                event["secrets"]["BODY"] = json!([recorded, before, body].join(" "));
                for handler in [Handler::Execute, Handler::Continue] {
                    let failure = failure(run_with(&program, handler, &event, limits));
                    let place = format!("{name} after {recorded:?} and {before:?}");
                    assert!(
                        failure.message.contains(expected),
                        "{place}: {}",
                        failure.message
                    );
                    assert_eq!(failure.discarded_commands, commands, "{place}");
                }
            }
        }
    }
}

#[test]
fn an_error_says_where_it_came_from() {
    let failure = failure(run("\n  const user = undefined;\n  return user.name;"));
    assert_eq!(failure.name.as_deref(), Some("TypeError"));
    assert!(failure.message.contains("name"), "{}", failure.message);
    let stack = failure.stack.unwrap();
    assert!(stack.contains("action.js:4:"), "{stack}");
}

/// The name is the author's where the code says it, and nothing else moves.
#[test]
fn an_error_says_which_file_it_came_from() {
    let named = |code: &str| with_file_name(code, "policy.ts");
    let source =
        named("exports.onExecutePostLogin = async () => {\n  throw new Error(__filename);\n};");
    let failure = failure(run_with(
        &program(&source),
        Handler::Execute,
        &event(),
        limits(),
    ));
    assert!(
        failure.message.ends_with("policy.ts"),
        "{}",
        failure.message
    );
    let stack = failure.stack.unwrap();
    assert!(stack.contains("policy.ts:2:"), "{stack}");
    for source in ["\nthrow new RangeError('no');", "\nexports.a = () => {"] {
        let place = |source: &str| {
            let error = build(source).unwrap_err();
            let error = error.source_error().unwrap();
            (error.line.unwrap(), error.column.unwrap())
        };
        assert_eq!(place(&named(source)), place(source), "{source}");
    }
}

#[test]
fn a_handler_that_is_missing_is_no_failure_of_the_action() {
    let program = program("exports.onContinuePostLogin = async () => {};");
    let run = run_with(&program, Handler::Execute, &event(), limits());
    assert_eq!(run.report.outcome, RunOutcome::NotImplemented);
    let run = run_with(&program, Handler::Continue, &event(), limits());
    assert!(matches!(run.report.outcome, RunOutcome::Completed(_)));
}

#[test]
fn a_plain_function_is_a_handler_as_well() {
    let source =
        "module.exports = { onExecutePostLogin(event, api) { api.access.deny('no'); return 7; } };";
    let recorded = recorded(run_with(
        &program(source),
        Handler::Execute,
        &event(),
        limits(),
    ));
    assert_eq!(recorded.commands.len(), 1);
}

/// It would do nothing, and the login would be complete.
#[test]
fn a_function_that_makes_the_handler_is_none() {
    let source = "exports.onExecutePostLogin = () => async (event, api) => api.access.deny('no');";
    let failure = failure(run_with(
        &program(source),
        Handler::Execute,
        &event(),
        limits(),
    ));
    assert!(
        failure.message.contains("returned a function"),
        "{failure:?}"
    );
}

#[test]
fn nothing_counts_after_the_promise_has_settled() {
    let recorded = recorded(run(r#"
        (async () => {
            api.idToken.setCustomClaim("before", 1);
            for (let turn = 0; turn < 10; turn++) await null;
            api.idToken.setCustomClaim("after", 1);
        })();
        setTimeout(() => api.idToken.setCustomClaim("timer", 1), 0);
        await null;
    "#));
    assert_eq!(recorded.commands.len(), 1);
}

#[test]
fn a_left_over_timer_delays_nothing() {
    recorded(run("setTimeout(() => {}, 60_000);"));
}

#[test]
fn timers_run_in_order() {
    let claims = claims(
        r#"
        const seen = [];
        const wait = (ms) => new Promise((done) => setTimeout(done, ms));
        setTimeout(() => seen.push("b"), 20);
        setTimeout((x) => seen.push(x), 10, "a");
        const never = setTimeout(() => seen.push("never"), 15);
        clearTimeout(never);
        const every = setInterval(() => { seen.push("i"); if (seen.filter((x) => x === "i").length === 2) clearInterval(every); }, 30);
        await wait(90);
        api.idToken.setCustomClaim("seen", seen.join(""));
    "#,
    );
    assert_eq!(claims["seen"], "abii");
}

#[test]
fn no_two_runs_have_the_same_random_numbers_and_each_has_the_hosts_time() {
    let source = r#"
        const crypto = require("crypto");
        exports.onExecutePostLogin = async (event, api) => {
            console.log(Math.random() + " " + crypto.randomUUID() + " " + globalThis.crypto.randomUUID() + " " + crypto.randomBytes(8).toString("hex"));
            console.log(Date.now());
        };"#;
    let program = program(source);
    let now = || SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    let mut seen = HashSet::new();
    for _ in 0..100 {
        let before = now().as_millis();
        let run = run_with(&program, Handler::Execute, &event(), limits());
        let after = now().as_millis();
        let [random, time] = &run.report.console[..] else {
            panic!("{:?}", run.report.console);
        };
        for value in random.message.split(' ') {
            assert!(seen.insert(value.to_owned()), "{value} came twice");
        }
        let time = time.message.parse().unwrap();
        assert!((before..=after).contains(&time), "{before} {time} {after}");
    }
    assert_eq!(seen.len(), 400);
}

#[test]
fn module_level_code_that_wants_what_a_login_has_runs_in_each_run() {
    let source = r#"
        const started = Date.now();
        const id = crypto.randomUUID();
        exports.onExecutePostLogin = async (event, api) => { console.log(id, started); };"#;
    let program = program(source);
    let line = || {
        let run = run_with(&program, Handler::Execute, &event(), limits());
        run.report.console[0].message.clone()
    };
    let (first, second) = (line(), line());
    assert_ne!(first, second);
    let started: u128 = second.split(' ').nth(1).unwrap().parse().unwrap();
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    assert!(now.as_millis().abs_diff(started) < 60_000, "{second}");
}

#[test]
fn who_logs_the_event_sees_what_is_in_it() {
    let source = r#"
        exports.onExecutePostLogin = async (event, api) => {
            console.log(event.tenant, { event });
            console.log(require("util").inspect(event, { depth: 0 }));
            console.log(Object.keys(event).includes("user"), JSON.stringify(Object.getOwnPropertySymbols({ ...event })));
        };"#;
    let run = run_with(&program(source), Handler::Execute, &event(), limits());
    let lines: Vec<&str> = run
        .report
        .console
        .iter()
        .map(|line| &*line.message)
        .collect();
    assert!(!lines.join("").contains("Getter"), "{lines:#?}");
    assert!(lines[0].contains("ip: '203.0.113.7'"), "{lines:#?}");
    assert!(lines[1].contains("user: [Object]"), "{lines:#?}");
    assert_eq!(lines[2], "true []");
}

#[test]
fn the_clock_is_the_hosts() {
    let before = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    let claims = claims(
        "api.idToken.setCustomClaim('now', [Date.now(), new Date().getTime(), new Date(0).getTimezoneOffset()]);",
    );
    let after = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    for number in 0..2 {
        let now = u128::from(claims["now"][number].as_u64().unwrap());
        assert!((before.as_millis()..=after.as_millis()).contains(&now));
    }
    assert_eq!(claims["now"][2], 0);
}

#[test]
fn arguments_of_the_wrong_shape_are_catchable() {
    let claims = claims(
        r#"
        const calls = {
            array: () => api.authentication.challengeWith([{ type: "otp" }]),
            object: () => api.authentication.challengeWithAny({ type: "otp" }),
            text: () => api.authentication.enrollWithAny(["otp"]),
            empty: () => api.authentication.enrollWithAny([]),
            type: () => api.authentication.enrollWith({}),
            alternatives: () => api.authentication.challengeWith({ type: "otp" }, { additionalFactors: "email" }),
            provider: () => api.multifactor.enable("all"),
            claim: () => api.idToken.setCustomClaim(1, 2),
            circular: () => { const a = {}; a.a = a; api.idToken.setCustomClaim("a", a); },
            addScope: () => api.accessToken.addScope("a b"),
            metadata: () => api.transaction.setMetadata("k", {}),
            number: () => api.transaction.setMetadata("k", 0 / 0),
            attribute: () => api.samlResponse.setAttribute("k", -1 / 0),
            attributes: () => api.samlResponse.setAttribute("k", [null, "x", 0 / 0]),
            blank: () => api.samlResponse.setAttribute("k", [null, "x", 1, true]),
            url: () => api.redirect.sendUserTo("/relative"),
            method: () => api.authentication.recordMethod("https://factor.example"),
            mode: () => api.session.setCookieMode("x"),
            token: () => api.redirect.validateToken({ secret: "s" }),
        };
        for (const [name, call] of Object.entries(calls)) {
            try { call(); api.idToken.setCustomClaim(name, "accepted"); }
            catch (error) { api.idToken.setCustomClaim(name, `${error.name}: ${error.message}`); }
        }
    "#,
    );
    let stored = include_str!("wrong-arguments.json");
    let expected: serde_json::Value = serde_json::from_str(stored).unwrap();
    assert_eq!(claims, expected, "{claims:#}");
}

#[test]
fn dates_read_as_in_node() {
    let claims = claims(
        r#"
        const date = new Date(0);
        api.idToken.setCustomClaim("all", `${date}`);
        api.idToken.setCustomClaim("time", date.toTimeString());
        api.idToken.setCustomClaim("date", date.toDateString());
        api.idToken.setCustomClaim("none", String(new Date(NaN)));
    "#,
    );
    let expected = json!({
        "all": "Thu Jan 01 1970 00:00:00 GMT+0000 (Coordinated Universal Time)",
        "time": "00:00:00 GMT+0000 (Coordinated Universal Time)",
        "date": "Thu Jan 01 1970",
        "none": "Invalid Date",
    });
    assert_eq!(claims, expected);
}

#[test]
fn texts_outside_of_unicode_are_mended() {
    let claims = claims(
        r#"api.idToken.setCustomClaim("a\uD800b", "é\u{1F600}\uDFFF"); api.idToken.setCustomClaim("nul", "a\0b");"#,
    );
    assert_eq!(claims, json!({"a\u{fffd}b": "é😀\u{fffd}", "nul": "a\0b"}));
}

#[test]
fn names_of_an_object_s_own_machinery_are_names() {
    let names = [
        "__proto__",
        "constructor",
        "prototype",
        "toString",
        "hasOwnProperty",
    ];
    let mut event = event();
    // As JSON has them: members like any other.
    let members: String = names
        .map(|name| format!("\"{name}\": {{\"polluted\": 1}}"))
        .join(",");
    event["user"]["app_metadata"] = serde_json::from_str(&format!("{{{members}}}")).unwrap();
    let source = format!(
        r#"
        exports.onExecutePostLogin = async (event, api) => {{
            const names = {names:?};
            const metadata = event.user.app_metadata;
            console.log(JSON.stringify([
                names.filter((name) => Object.hasOwn(metadata, name)).length,
                ({{}}).polluted === undefined,
                Object.getPrototypeOf(metadata) === Object.prototype,
                typeof ({{}}).toString,
            ]));
            for (const name of names) {{
                api.idToken.setCustomClaim(name, metadata[name]);
                api.user.setAppMetadata(name, {{ mine: 1 }});
            }}
        }};"#
    );
    let run = run_with(&program(&source), Handler::Execute, &event, limits());
    assert_eq!(run.report.console[0].message, r#"[5,true,true,"function"]"#,);
    let commands = serde_json::to_value(recorded(run).commands).unwrap();
    let commands = commands.as_array().unwrap();
    for name in names {
        let of_name = |command: &&serde_json::Value| {
            [&command["name"], &command["key"]].contains(&&json!(name))
        };
        assert_eq!(
            commands.iter().filter(of_name).count(),
            2,
            "{name}: {commands:?}"
        );
    }
    let claim = commands
        .iter()
        .find(|command| command["name"] == "__proto__");
    assert_eq!(claim.unwrap()["value"], json!({"polluted": 1}));
}

#[test]
fn a_run_that_failed_leaves_the_next_one_as_it_was() {
    let source = "let count = 0; exports.onExecutePostLogin = async (event, api) => { count += 1; Array.prototype.evil = count; if (event.user.email === 'bad') throw 1; api.idToken.setCustomClaim('count', count); };";
    let program = program(source);
    for email in ["bad", "good", "bad", "good"] {
        let mut event = event();
        event["user"]["email"] = json!(email);
        let run = run_with(&program, Handler::Execute, &event, limits());
        if let RunOutcome::Completed(recorded) = run.report.outcome {
            let commands = serde_json::to_value(recorded.commands).unwrap();
            assert_eq!(commands[0]["value"], 1);
        }
    }
}
