//! Secrets that an Action writes where people read.
#![allow(
    clippy::unwrap_used,
    reason = "a test that meets the unexpected should fail there and then"
)]

mod support;

use support::*;
use vestibule_flow::event::Event;
use vestibule_flow::outcome::RunOutcome;
use vestibule_sandbox::{RunRequest, SandboxRun};

fn event() -> Event {
    Event::parse(
        br#"{
            "user": {"user_id": "auth0|1"},
            "secrets": {"KEY": "s3cret\nvalue", "LONGER": "a s3cret\nvalue!", "SHORT": "abc", "EMPTY": "", "QUOTES": "it's \"q\" `b`", "KEY_FILE": "-----BEGIN KEY-----\nMIIabcdefghijklmnop\n-----END KEY-----\n"}
        }"#,
    )
    .unwrap()
}

fn run_with_secrets(guest: &Guest) -> SandboxRun {
    let request = RunRequest {
        event: event(),
        ..request()
    };
    run_with(&compile(guest), request)
}

fn lines(text: &str) -> Vec<String> {
    let guest = guest(&format!(
        "(call $log (i32.const 2) (i32.const 1024) (i32.const {})) i32.const 0",
        text.len()
    ))
    .fields(&data(text));
    let run = run_with_secrets(&guest);
    assert!(matches!(run.report.outcome, RunOutcome::Completed(_)));
    run.report
        .console
        .into_iter()
        .map(|line| line.message)
        .collect()
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
        // As `JSON.stringify` and `console.log` write them in an object.
        (r#"{"KEY":"s3cret\nvalue"}"#, r#"{"KEY":"***"}"#),
        (r#"{"QUOTES":"it's \"q\" `b`"}"#, r#"{"QUOTES":"***"}"#),
        (r#"{ QUOTES: 'it\'s "q" `b`' }"#, "{ QUOTES: '***' }"),
        (
            r"'-----BEGIN KEY-----\nMIIabcdefghijklmnop\n-----END KEY-----\n'",
            "'***'",
        ),
        // A long one line by line.
        (r"'MIIabcdefghijklmnop\n' +", r"'***\\n' +"),
        // Encoded, it is not recognised.
        ("czNjcmV0CnZhbHVl", "czNjcmV0CnZhbHVl"),
    ] {
        assert_eq!(lines(text), [shown], "{text}");
    }
}

#[test]
fn a_secret_is_struck_out_of_an_error() {
    // The error's name, message and stack are all the secret.
    let text = "s3cret\nvalue";
    let guest = failing(text, text);
    let run = run_with_secrets(&guest);
    let RunOutcome::Failed(failure) = run.report.outcome else {
        panic!("{:?}", run.report.outcome);
    };
    assert_eq!(failure.message, "Action 'x' failed: ***: ***");
    assert_eq!(failure.name.as_deref(), Some("***"));
    assert_eq!(failure.stack.as_deref(), Some("***"));
}
