//! Sources that are refused, and what their authors are told.
#![allow(
    clippy::unwrap_used,
    reason = "a test that meets the unexpected should stop there and then"
)]

mod support;

use support::{ENGINE, build, patient};
use vestibule_javascript::{BuildError, BuildLimits, Engine};

#[test]
fn a_broken_source_is_refused_with_its_place() {
    for (source, name, part, place) in [
        (
            "exports. = async () => {}",
            "SyntaxError",
            "",
            Some((1, 10)),
        ),
        (
            "\n\nexports.onExecutePostLogin = async (event, api) => {\n  if (\n};",
            "SyntaxError",
            "",
            Some((5, 1)),
        ),
        (
            "let ünï = \"日本\"; let y = @;",
            "SyntaxError",
            "'@'",
            Some((1, 25)),
        ),
        (
            "let =",
            "SyntaxError",
            "at its end something is not complete",
            Some((1, 6)),
        ),
        (
            "exports.onExecutePostLogin = async () => {\n  await 1;\n  }}\n",
            "SyntaxError",
            "more was closed than opened",
            Some((3, 5)),
        ),
        ("const x = 1;", "TypeError", "exports neither", None),
        (
            "exports.onExecutePostLogin = 5;",
            "TypeError",
            "is number, not a function",
            None,
        ),
        (
            "exports.onExecutePostLogin = function* (event, api) { api.access.deny('never'); };",
            "TypeError",
            "exports.onExecutePostLogin is a generator function, and nothing in it would run; make it an async function",
            None,
        ),
        (
            "exports.onExecutePostLogin = () => {}; exports.onContinuePostLogin = async function* () {};",
            "TypeError",
            "exports.onContinuePostLogin is a generator function",
            None,
        ),
        ("module.exports = null;", "TypeError", "no object", None),
        (
            "const a = 1;\nthrow new RangeError('at the top');",
            "RangeError",
            "at the top",
            Some((2, 11)),
        ),
        (
            "exports.onExecutePostLogin = async () => {};\nPromise.reject(new Error('later'));",
            "Error",
            "later",
            Some((2, 20)),
        ),
        (
            "const fs = require('fs');",
            "Error",
            "an Action has no file system",
            Some((1, 12)),
        ),
        (
            "const x = require('left-pad');",
            "Error",
            "left-pad",
            Some((1, 11)),
        ),
        (
            "export const onExecutePostLogin = async () => {};",
            "SyntaxError",
            "",
            Some((1, 1)),
        ),
        (
            "undefinedThing();",
            "ReferenceError",
            "undefinedThing",
            Some((1, 1)),
        ),
    ] {
        let error = build(source).unwrap_err();
        assert!(error.is_final());
        let error = error.source_error().unwrap().clone();
        assert_eq!(error.name, name, "{source}: {error}");
        assert!(error.message.contains(part), "{source}: {error}");
        assert_eq!(error.line.zip(error.column), place, "{source}: {error:?}");
    }
}

#[test]
fn module_level_code_has_limits() {
    let short = BuildLimits {
        milliseconds: 200,
        ..BuildLimits::default()
    };
    let error = ENGINE.build("it", "for (;;);", short).unwrap_err();
    assert!(
        matches!(
            error,
            BuildError::Time {
                milliseconds: 200,
                ..
            }
        ),
        "{error}"
    );
    let hog = "const all = []; for (;;) all.push(new Uint8Array(1 << 20));";
    let small = BuildLimits {
        memory_bytes: 32 << 20,
        ..patient()
    };
    let error = ENGINE.build("it", hog, small).unwrap_err();
    assert!(matches!(error, BuildError::Memory { .. }), "{error}");
    let error = build(&format!("//{}", "x".repeat(100_000))).unwrap_err();
    assert_eq!(
        error.to_string(),
        "Action 'it' has 100002 bytes of code; the limit is 100000"
    );
    // What failed before changes nothing.
    build("exports.onExecutePostLogin = async () => {};").unwrap();
}

#[test]
fn the_same_source_gives_the_same_component() {
    let source =
        "const a = { b: [1, 2, 3] }; exports.onExecutePostLogin = async () => { Math.random(); };";
    let built = build(source).unwrap();
    assert!(build(source).unwrap() == built);
    // Nor does it matter who compiled the engine, and how.
    let own = Engine::new().unwrap().build("it", source, patient());
    assert!(own.unwrap() == built);
}

#[test]
fn deep_nesting_at_the_module_level_is_an_error_of_the_source() {
    let nested = format!("const x = {}1{};", "[".repeat(20_000), "]".repeat(20_000));
    let recursion = "(function again() { again(); })();";
    for source in [nested.as_str(), recursion] {
        let error = build(source).unwrap_err();
        assert!(error.source_error().is_some(), "{error}");
    }
}
