//! Secrets that an Action writes where people read.
#![allow(
    clippy::unwrap_used,
    reason = "a test that meets the unexpected should fail there and then"
)]

mod support;

use support::*;
use vestibule_flow::event::Event;
use vestibule_flow::outcome::RunOutcome;
use vestibule_sandbox::RunRequest;

fn event() -> Event {
    Event::parse(
        br#"{
            "user": {"user_id": "auth0|1"},
            "secrets": {"KEY": "s3cret\nvalue", "LONGER": "a s3cret\nvalue!", "SHORT": "abc", "EMPTY": ""}
        }"#,
    )
    .unwrap()
}

fn lines(text: &str) -> Vec<String> {
    let guest = guest(&format!(
        "(call $log (i32.const 2) (i32.const 1024) (i32.const {})) i32.const 0",
        text.len()
    ))
    .fields(&data(text));
    let run = run_with(
        &compile(&guest),
        RunRequest {
            event: event(),
            ..request()
        },
    );
    assert!(matches!(run.report.outcome, RunOutcome::Completed(_)));
    run.report
        .console
        .into_iter()
        .map(|line| line.message)
        .collect()
}

fn data(text: &str) -> String {
    let escaped: String = text.bytes().map(|byte| format!("\\{byte:02x}")).collect();
    format!("(data (i32.const 1024) \"{escaped}\")")
}

#[test]
fn a_secret_is_struck_out_of_the_log() {
    for (text, shown) in [
        ("key=s3cret\nvalue.", "key=***."),
        ("s3cret\nvalues3cret\nvalue", "******"),
        // The longer one first, or its rest would be left.
        ("<a s3cret\nvalue!>", "<***>"),
        // What is so short is found in any text, and says nothing about the secret.
        ("abc", "abc"),
        ("s3cret", "s3cret"),
        // Encoded, it is not recognised.
        ("czNjcmV0CnZhbHVl", "czNjcmV0CnZhbHVl"),
    ] {
        assert_eq!(lines(text), [shown], "{text}");
    }
}

#[test]
fn a_secret_is_struck_out_of_an_error() {
    // The handler fails with a name, a message and a stack that are all the secret.
    let text = "s3cret\nvalue";
    let guest = guest(&format!(
        r#"
        (i32.store8 (i32.const 0) (i32.const 1))
        (i32.store8 (i32.const 4) (i32.const 1))
        (i32.store (i32.const 8) (i32.const 1024)) (i32.store (i32.const 12) (i32.const {0}))
        (i32.store (i32.const 16) (i32.const 1024)) (i32.store (i32.const 20) (i32.const {0}))
        (i32.store8 (i32.const 24) (i32.const 1))
        (i32.store (i32.const 28) (i32.const 1024)) (i32.store (i32.const 32) (i32.const {0}))
        i32.const 0"#,
        text.len()
    ))
    .fields(&data(text));
    let run = run_with(
        &compile(&guest),
        RunRequest {
            event: event(),
            ..request()
        },
    );
    let RunOutcome::Failed(failure) = run.report.outcome else {
        panic!("{:?}", run.report.outcome);
    };
    assert_eq!(failure.message, "Action 'x' failed: ***: ***");
    assert_eq!(failure.name.as_deref(), Some("***"));
    assert_eq!(failure.stack.as_deref(), Some("***"));
}
