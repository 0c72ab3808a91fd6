//! The command line as its users see it: output, JSON and exit codes, with real components.
#![allow(
    clippy::unwrap_used,
    reason = "a test that meets the unexpected should stop there and then"
)]

use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::OnceLock;

const ARTICLE: &str = "example-actions/require-webauthn-for-admins";

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../..")
        .canonicalize()
        .unwrap()
}

/// A folder of this test's own, empty.
fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

fn vestibule(arguments: &[&str], folder: &Path) -> Output {
    Command::new(env!("CARGO_BIN_EXE_vestibule"))
        .args(arguments)
        .current_dir(folder)
        .env(
            "VESTIBULE_CACHE_DIR",
            Path::new(env!("CARGO_TARGET_TMPDIR")).join("cache"),
        )
        // What is built for a new Action elsewhere is shared: its standard library takes a minute.
        .env("CARGO_TARGET_DIR", root().join("target"))
        .stdin(Stdio::null())
        .output()
        .unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn json(output: &Output) -> Value {
    serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|error| panic!("{error}: {}{}", text(&output.stdout), text(&output.stderr)))
}

/// The article's Action, built once by the command itself.
fn component() -> &'static str {
    static COMPONENT: OnceLock<String> = OnceLock::new();
    COMPONENT.get_or_init(|| {
        let file = folder("component").join("require-webauthn-for-admins.wasm");
        let file = file.to_str().unwrap().to_owned();
        let built = vestibule(&["build", ARTICLE, "--output", &file, "--json"], &root());
        assert!(built.status.success(), "{}", text(&built.stderr));
        let report = json(&built);
        assert_eq!(report["name"], "require-webauthn-for-admins");
        assert_eq!(report["check"]["verdict"], "ok");
        file
    })
}

fn run(event: &str, more: &[&str]) -> Output {
    let event = format!("{ARTICLE}/{event}.json");
    let mut arguments = vec!["run", component(), "--event", &event];
    arguments.extend(["--tenant", "example-actions/tenant.json"]);
    arguments.extend(more);
    vestibule(&arguments, &root())
}

#[test]
fn the_articles_scenario() {
    for (event, status, next, code) in [
        ("admin-with-key", "suspended", "challenge", 10),
        ("admin-without-key", "suspended", "enroll", 10),
        ("non-admin", "complete", "", 0),
    ] {
        let output = run(event, &["--json"]);
        let result = json(&output);
        assert_eq!(output.status.code(), Some(code), "{event}");
        assert_eq!(result["status"], status, "{event}");
        assert_eq!(result["next"]["kind"].as_str().unwrap_or_default(), next);
        if !next.is_empty() {
            assert_eq!(result["next"]["factor"]["type"], "webauthn-roaming");
        }
        let shown = text(&run(event, &[]).stdout);
        let line = match next {
            "challenge" => "suspended: challenge webauthn-roaming",
            "enroll" => "suspended: enrol webauthn-roaming",
            _ => "complete: no second factor",
        };
        assert!(shown.lines().any(|shown| shown == line), "{shown}");
    }
}

#[test]
fn answers_go_on_with_the_login() {
    let complete = run(
        "admin-with-key",
        &["--answer", "webauthn-roaming", "--json"],
    );
    assert_eq!(complete.status.code(), Some(0));
    assert_eq!(json(&complete)["effects"]["amr"][0], "mfa");

    let automatic = run("admin-without-key", &["--answer", "auto"]);
    assert_eq!(
        automatic.status.code(),
        Some(0),
        "{}",
        text(&automatic.stdout)
    );

    let cancelled = run("admin-with-key", &["--answer", "cancel", "--json"]);
    assert_eq!(cancelled.status.code(), Some(12));
    assert_eq!(json(&cancelled)["error"]["cause"], "factor_not_passed");

    let wrong = run("admin-with-key", &["--answer", "otp"]);
    assert_eq!(wrong.status.code(), Some(3));
    assert!(
        text(&wrong.stderr)
            .contains("factor otp was not offered; expected one of webauthn-roaming")
    );

    let unknown = run("admin-with-key", &["--answer", "retina"]);
    assert_eq!(unknown.status.code(), Some(3));
    assert!(text(&unknown.stderr).contains("--answer retina: expected auto, cancel"));

    let plan = run("admin-with-key", &["--plan", "--json"]);
    assert_eq!(plan.status.code(), Some(0));
    assert_eq!(json(&plan)["plan"], true);
}

#[test]
fn limits_are_named_with_their_values() {
    let output = run("admin-with-key", &["--memory-limit", "65536", "--json"]);
    assert_eq!(output.status.code(), Some(12));
    let message = json(&output)["error"]["message"]
        .as_str()
        .unwrap()
        .to_owned();
    assert!(
        message.contains("'require-webauthn-for-admins'")
            && message.contains("memory limit of 64 KiB: it asked for 1152 KiB"),
        "{message}"
    );

    let refused = run("admin-with-key", &["--time-limit", "0"]);
    assert_eq!(refused.status.code(), Some(3));
    assert!(
        text(&refused.stderr).contains("time"),
        "{}",
        text(&refused.stderr)
    );
}

#[test]
fn bad_inputs_are_refused_with_what_is_wrong() {
    let folder = folder("bad-inputs");
    std::fs::write(folder.join("module.wasm"), b"\0asm\x01\0\0\0").unwrap();
    std::fs::write(
        folder.join("event.json"),
        r#"{"user": {"user_id": "u"}, "user": 1}"#,
    )
    .unwrap();
    std::fs::write(folder.join("shape.json"), r#"{"user": {}}"#).unwrap();
    std::fs::write(folder.join("tenant.json"), r#"{"factors": ["retina"]}"#).unwrap();

    let module = vestibule(&["check", "module.wasm"], &folder);
    assert_eq!(module.status.code(), Some(3));
    let shown = text(&module.stdout);
    assert!(
        shown.contains("core") && shown.contains("vestibule build"),
        "{shown}"
    );
    assert_eq!(
        json(&vestibule(&["check", "module.wasm", "--json"], &folder))["verdict"],
        "refused"
    );

    let missing = vestibule(&["check", "nothing.wasm"], &folder);
    assert_eq!(missing.status.code(), Some(3));
    assert!(text(&missing.stderr).contains("cannot read nothing.wasm"));

    for (arguments, part) in [
        (["--event", "event.json", "--color", "never"], "given twice"),
        (
            ["--event", "shape.json", "--color", "never"],
            "event.user.user_id",
        ),
        (
            ["--event", "module.wasm", "--tenant", "tenant.json"],
            "not acceptable JSON",
        ),
    ] {
        let mut all = vec!["run", component()];
        all.extend(arguments);
        let output = vestibule(&all, &folder);
        assert_eq!(output.status.code(), Some(3), "{arguments:?}");
        assert!(
            text(&output.stderr).contains(part),
            "{}",
            text(&output.stderr)
        );
    }
    let event = root().join(ARTICLE).join("non-admin.json");
    let arguments = [
        "run",
        component(),
        "--event",
        event.to_str().unwrap(),
        "--tenant",
        "tenant.json",
    ];
    let output = vestibule(&arguments, &folder);
    assert_eq!(output.status.code(), Some(3));
    assert!(text(&output.stderr).contains("unknown factor \"retina\""));

    let wrong = vestibule(&["run"], &folder);
    assert_eq!(wrong.status.code(), Some(2));
}

#[test]
fn a_new_action_builds_and_runs() {
    let folder = folder("new-action");
    let made = vestibule(&["new", "my-action"], &folder);
    assert!(made.status.success(), "{}", text(&made.stderr));
    let again = vestibule(&["new", "my-action"], &folder);
    assert_eq!(again.status.code(), Some(3));
    assert!(text(&again.stderr).contains("exists already; nothing was changed"));
    let bad = vestibule(&["new", "../x"], &folder);
    assert_eq!(bad.status.code(), Some(3));

    let run = [
        "run",
        "my-action",
        "--event",
        "my-action/event.json",
        "--answer",
        "otp",
        "--json",
    ];
    let output = vestibule(&run, &folder);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    assert_eq!(json(&output)["steps"][0]["completed_with"], "otp");
}

#[test]
fn a_new_action_in_another_language_has_its_sdk_beside_it() {
    let folder = folder("new-languages");
    for (language, sdk) in [
        ("javascript", "js/index.d.ts"),
        ("typescript", "js/index.d.ts"),
        ("c", "c/include/vestibule.h"),
        ("go", "go/vestibule/go.mod"),
        ("python", "python/sdk/vestibule/__init__.py"),
    ] {
        let name = format!("in-{language}");
        let made = vestibule(&["new", &name, "--lang", language], &folder);
        assert!(made.status.success(), "{}", text(&made.stderr));
        let sdk = folder.join(&name).join(".vestibule").join(sdk);
        assert!(sdk.is_file(), "{}", sdk.display());
    }
    // None of the tools is on this path, and none is installed.
    let missing = Command::new(env!("CARGO_BIN_EXE_vestibule"))
        .args(["build", "in-python"])
        .current_dir(&folder)
        .env("PATH", &folder)
        .env_remove("VESTIBULE_COMPONENTIZE_PY")
        .output()
        .unwrap();
    assert_eq!(missing.status.code(), Some(1));
    let shown = text(&missing.stderr);
    assert!(shown.contains("pip install componentize-py"), "{shown}");

    std::fs::write(folder.join("in-python/action.c"), "").unwrap();
    let two = vestibule(&["build", "in-python"], &folder);
    assert!(text(&two.stderr).contains("action.c in C and action.py in Python"));
}

#[test]
fn a_new_action_in_javascript_or_typescript_builds_and_runs() {
    let folder = folder("new-javascript");
    for language in ["javascript", "typescript"] {
        let made = vestibule(&["new", language, "--lang", language], &folder);
        assert!(made.status.success(), "{}", text(&made.stderr));
        let action = folder.join(language);
        let built = vestibule(&["build"], &action);
        assert!(built.status.success(), "{}", text(&built.stderr));
        let component = format!("{language}.wasm");
        let run = ["run", &component, "--event", "event.json", "--json"];
        assert_eq!(json(&vestibule(&run, &action))["status"], "complete");
    }
}

/// Modules, packages and types: what a file is called says how it is read, and errors name the author's own lines.
#[test]
fn sources_are_what_their_names_say() {
    const HANDLER: &str = "export const onExecutePostLogin = async (event, api) => {\n  console.log(sha256(event.user.user_id).length);\n};\n";
    const HELPER: &str = "import { createHash } from \"node:crypto\";\nexport default function sha256(text) {\n  return createHash(\"sha256\").update(text).digest(\"hex\");\n}\n";
    let folder = folder("sources");
    let event = root().join(ARTICLE).join("non-admin.json");
    let run = |file: &str| {
        vestibule(
            &["run", file, "--event", event.to_str().unwrap(), "--json"],
            &folder,
        )
    };
    let write = |file: &str, source: &str| std::fs::write(folder.join(file), source).unwrap();
    for file in ["module.mjs", "module.js", "module.ts"] {
        write(file, &format!("{HELPER}{HANDLER}"));
        let result = json(&run(file));
        assert_eq!(
            result["actions"][0]["console"][0]["message"], "64",
            "{file}"
        );
    }
    write("common.cjs", HANDLER);
    let output = run("common.cjs");
    assert_eq!(output.status.code(), Some(3));
    assert!(
        text(&output.stderr).contains("common.cjs:1:"),
        "{}",
        text(&output.stderr)
    );

    write(
        "types.ts",
        "type A = {\n  b: string;\n};\nexport const onExecutePostLogin = async (event: any): Promise<void> => {\n  const a: A = event as A; throw new RangeError(a.b);\n};\n",
    );
    let error = &json(&run("types.ts"))["actions"][0]["error"];
    assert_eq!(error["name"], "RangeError");
    assert!(
        error["stack"].as_str().unwrap().contains("types.ts:5:49"),
        "{error}"
    );
}

/// Packages of both kinds, CommonJS and modules, by their default and by names, and a file beside the Action.
#[test]
fn packages_are_imported_from_typescript_and_from_modules() {
    const IMPORTS: &str = r#"import { createHash } from "node:crypto";
import ipaddr, { parse } from "ipaddr.js";
import jwt, { verify as checked } from "jsonwebtoken";
import { SignJWT, jwtVerify } from "jose";
import * as uuid from "uuid";
import escaped from "escape-string-regexp";
import { default as label, MARK } from "./label.mjs";
"#;
    const HANDLER: &str = r#"
  const key = createHash("sha256").update("key").digest();
  const { payload } = await jwtVerify(await new SignJWT({ a: 1 }).setProtectedHeader({ alg: "HS256" }).sign(key), key);
  api.idToken.setCustomClaim("seen", {
    ipaddr: [ipaddr.parse("2001:db8::1").kind(), parse("203.0.113.7").kind()],
    jsonwebtoken: [jwt.verify(jwt.sign({ b: 2 }, "secret"), "secret").b, checked(jwt.sign({ c: 3 }, "secret"), "secret").c],
    jose: payload.a,
    uuid: uuid.validate(uuid.v4()),
    escaped: escaped("a.b"),
    beside: label(MARK),
  });
};
"#;
    let typescript = [
        IMPORTS,
        "import type { JWTPayload } from \"jose\";\n\nexport const onExecutePostLogin = async (event: any, api: any): Promise<void> => {\n  type Payload = JWTPayload;",
        HANDLER,
    ]
    .concat();
    let module = [
        IMPORTS,
        "\nexport const onExecutePostLogin = async (event, api) => {",
        HANDLER,
    ]
    .concat();
    let folder = folder("imported-packages");
    let action = folder.join("action");
    std::fs::create_dir_all(&action).unwrap();
    let write = |file: &str, text: &str| std::fs::write(action.join(file), text).unwrap();
    write(
        "label.mjs",
        "export const MARK = \"!\";\nexport default (text) => `label${text}`;\n",
    );
    let event = root().join(ARTICLE).join("non-admin.json");
    for (file, source) in [("action.ts", &typescript), ("main.mjs", &module)] {
        write(file, source);
        let description = serde_json::json!({
            "name": "@acme/with-packages",
            "private": true,
            "main": file,
            "dependencies": {
                "escape-string-regexp": "5.0.0",
                "ipaddr.js": "2.5.0",
                "jose": "5.10.0",
                "jsonwebtoken": "9.0.3",
                "uuid": "14.0.3",
            },
        });
        write("package.json", &description.to_string());
        let built = vestibule(&["build", "action"], &folder);
        assert!(built.status.success(), "{file}: {}", text(&built.stderr));
        let component = "action/with-packages.wasm";
        let run = [
            "run",
            component,
            "--event",
            event.to_str().unwrap(),
            "--json",
        ];
        let result = json(&vestibule(&run, &folder));
        assert_eq!(
            result["effects"]["id_token_claims"]["seen"],
            serde_json::json!({
                "ipaddr": ["ipv6", "ipv4"],
                "jsonwebtoken": [2, 3],
                "jose": 1,
                "uuid": true,
                "escaped": "a\\.b",
                "beside": "label!",
            }),
            "{file}: {result:#}"
        );
    }
    // What is not listed is named.
    write(
        "main.mjs",
        "import missing from \"not-listed\";\nmissing();\n",
    );
    let built = vestibule(&["build", "action"], &folder);
    assert_eq!(built.status.code(), Some(3), "{}", text(&built.stdout));
    let said = text(&built.stderr);
    assert!(said.contains("not-listed"), "{said}");
}

#[test]
fn folders_that_are_no_action_say_what_is_missing() {
    let folder = folder("no-action");
    let nothing = vestibule(&["build", "."], &folder);
    assert_eq!(nothing.status.code(), Some(1));
    assert!(text(&nothing.stderr).contains("there is no Cargo.toml"));
    let library = vestibule(&["build", "runtime/flow"], &root());
    assert_eq!(library.status.code(), Some(1));
    assert!(
        text(&library.stderr).contains("crate-type = [\"cdylib\""),
        "{}",
        text(&library.stderr)
    );
}

#[test]
fn help_has_examples_and_shells_complete() {
    for command in ["build", "check", "run", "new", "completions"] {
        let help = text(&vestibule(&[command, "--help"], &root()).stdout);
        assert!(help.contains("Example"), "{help}");
    }
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let output = vestibule(&["completions", shell], &root());
        assert!(output.status.success() && text(&output.stdout).contains("vestibule"));
    }
}
