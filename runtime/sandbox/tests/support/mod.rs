//! What a test of the sandbox does with guests written by hand.
#![allow(dead_code, reason = "each test file uses a part of this")]
#![allow(
    clippy::unwrap_used,
    reason = "a test that meets the unexpected should stop there and then"
)]

use std::sync::LazyLock;
use vestibule_flow::event::Event;
use vestibule_flow::outcome::{RunFailure, RunOutcome};
use vestibule_flow::recorder::{Handler, TransactionFacts};
use vestibule_sandbox::{
    InputSource, Limits, Program, RunRequest, Sandbox, SandboxConfig, SandboxRun,
};
pub use vestibule_wat_guests::*;

/// One sandbox for all tests of a file: its pool is large.
pub fn sandbox() -> &'static Sandbox {
    static SANDBOX: LazyLock<Sandbox> = LazyLock::new(|| {
        let config = SandboxConfig { concurrent_runs: 8 };
        Sandbox::new(config).unwrap()
    });
    &SANDBOX
}

pub fn compile(guest: &Guest) -> Program {
    sandbox()
        .compile("test", &guest.bytes())
        .unwrap_or_else(|error| panic!("{error}\n{}", guest.wat()))
}

pub fn event() -> Event {
    Event::parse(
        br#"{
            "user": {"user_id": "auth0|1", "email": "ada@example.com"},
            "transaction": {"protocol": "oidc-basic-profile"},
            "request": {"ip": "192.0.2.1"}
        }"#,
    )
    .unwrap()
}

pub fn request() -> RunRequest {
    RunRequest {
        action: "x".into(),
        handler: Handler::Execute,
        event: event(),
        facts: TransactionFacts::default(),
        cache: Default::default(),
        limits: Limits::default(),
        inputs: InputSource::Live,
        outbound: None,
    }
}

pub fn run_with(program: &Program, request: RunRequest) -> SandboxRun {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .build()
        .unwrap();
    runtime.block_on(sandbox().run(program, request))
}

pub fn run(guest: &Guest) -> SandboxRun {
    run_with(&compile(guest), request())
}

/// Runs a guest that must fail, and then one that must not be any the worse for it.
pub fn failure_with(guest: &Guest, limits: Limits) -> RunFailure {
    let program = compile(guest);
    let run = run_with(
        &program,
        RunRequest {
            limits,
            ..request()
        },
    );
    assert_unaffected();
    match run.report.outcome {
        RunOutcome::Failed(failure) => failure,
        other => panic!("expected a failure, got {other:?}"),
    }
}

pub fn failure(guest: &Guest) -> RunFailure {
    failure_with(guest, Limits::default())
}

/// A good run ends as it should, with memory that no other run has written to.
pub fn assert_unaffected() {
    static GOOD: LazyLock<Program> = LazyLock::new(|| {
        compile(
            &guest(
                r#"
                (if (i32.ne (i32.load (i32.const 4096)) (i32.const 0)) (then unreachable))
                (call $log (i32.const 2) (i32.const 1024) (i32.const 4))
                (call $claim (i32.const 1024) (i32.const 4) (i32.const 1028) (i32.const 1) (i32.const 256))
                i32.const 0"#,
            )
            .fields(r#"(data (i32.const 1024) "good7")"#),
        )
    });
    let report = run_with(&GOOD, request()).report;
    let RunOutcome::Completed(recorded) = report.outcome else {
        panic!("the good run failed: {:?}", report.outcome);
    };
    assert_eq!(recorded.commands.len(), 1);
    assert_eq!(report.console.len(), 1);
    assert_eq!(report.console[0].message, "good");
}

/// A text at 1024.
pub fn data(text: &str) -> String {
    let escaped: String = text.bytes().map(|byte| format!("\\{byte:02x}")).collect();
    format!("(data (i32.const 1024) \"{escaped}\")")
}

/// Lets the handler return an error whose name, message and stack are at 1024.
pub fn failing(name: &str, message: &str) -> Guest {
    let (name_length, length) = (name.len(), message.len());
    guest(&format!(
        r#"
        (i32.store8 (i32.const 0) (i32.const 1))
        (i32.store8 (i32.const 4) (i32.const 1))
        (i32.store (i32.const 8) (i32.const 1024))
        (i32.store (i32.const 12) (i32.const {name_length}))
        (i32.store (i32.const 16) (i32.const {}))
        (i32.store (i32.const 20) (i32.const {length}))
        (i32.store8 (i32.const 24) (i32.const 1))
        (i32.store (i32.const 28) (i32.const 1024))
        (i32.store (i32.const 32) (i32.const {name_length}))
        i32.const 0"#,
        1_024 + name_length
    ))
    .fields(&data(&format!("{name}{message}")))
}

/// As many threads as there are workers in the smallest of services.
pub fn on_two_threads() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_time()
        .build()
        .unwrap()
}
