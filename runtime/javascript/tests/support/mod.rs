//! Builds Actions from source and runs them.
#![allow(dead_code, reason = "each test file uses a part of this")]
#![allow(
    clippy::unwrap_used,
    reason = "a test that meets the unexpected should stop there and then"
)]

use serde_json::{Value, json};
use std::sync::LazyLock;
use vestibule_flow::event::Event;
use vestibule_flow::outcome::{RunFailure, RunOutcome};
use vestibule_flow::recorder::{CacheSnapshot, Handler, Recorded, TransactionFacts};
use vestibule_javascript::{BuildError, BuildLimits, Engine};
use vestibule_sandbox::{
    InputSource, Limits, Program, RunRequest, Sandbox, SandboxConfig, SandboxRun, SharedCode,
};

/// Compiled once for building and running.
pub static ENGINE: LazyLock<Engine> =
    LazyLock::new(|| Engine::compiled(SANDBOX.shared_module().unwrap().clone()));
/// It has the engine, as the service's has.
pub static SANDBOX: LazyLock<Sandbox> = LazyLock::new(|| {
    let sandbox = Sandbox::new(SandboxConfig::default()).unwrap();
    let code = SharedCode::new(vestibule_javascript::ENGINE).unwrap();
    sandbox.share(code).unwrap();
    sandbox
});

/// Limits that end a hanging run soon.
pub fn limits() -> Limits {
    Limits {
        time_milliseconds: 3_000,
        fuel: 1_000_000_000,
        ..Limits::default()
    }
}

/// Limits of a build that no busy machine comes near with its time.
pub fn patient() -> BuildLimits {
    BuildLimits {
        milliseconds: 600_000,
        ..BuildLimits::default()
    }
}

pub fn build(source: &str) -> Result<Vec<u8>, BuildError> {
    ENGINE.build("it", source, patient())
}

pub fn program(source: &str) -> Program {
    SANDBOX.compile("it", &build(source).unwrap()).unwrap()
}

/// The event that a run sees unless it says otherwise.
pub fn event() -> Value {
    json!({
        "user": {"user_id": "auth0|u1", "email": "ana@example.com", "app_metadata": {"plan": "gold"}, "user_metadata": {}},
        "transaction": {"id": "tx1", "protocol": "oidc-basic-profile", "metadata": {"a": "1"}},
        "session": {"id": "s1", "metadata": {}},
        "secrets": {"KEY": "value"},
        "request": {"ip": "203.0.113.7", "method": "GET", "hostname": "acme-test.example", "query": {}, "body": {}, "geoip": {}}
    })
}

pub fn run_with(program: &Program, handler: Handler, event: &Value, limits: Limits) -> SandboxRun {
    let request = RunRequest {
        action: "it".into(),
        handler,
        event: Event::parse(event.to_string().as_bytes()).unwrap(),
        facts: TransactionFacts::default(),
        cache: CacheSnapshot::default(),
        limits,
        inputs: InputSource::Live,
        outbound: None,
    };
    tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .build()
        .unwrap()
        .block_on(SANDBOX.run(program, request))
}

/// Runs a handler's body: `event` and `api` are there.
pub fn run(body: &str) -> SandboxRun {
    let source = format!("exports.onExecutePostLogin = async (event, api) => {{\n{body}\n}};");
    run_with(&program(&source), Handler::Execute, &event(), limits())
}

/// What a run recorded, that must have ended well.
pub fn recorded(run: SandboxRun) -> Recorded {
    match run.report.outcome {
        RunOutcome::Completed(recorded) => recorded,
        other => panic!("the run should have ended well: {other:?}"),
    }
}

/// Why a run failed, that must have.
pub fn failure(run: SandboxRun) -> RunFailure {
    match run.report.outcome {
        RunOutcome::Failed(failure) => failure,
        other => panic!("the run should have failed: {other:?}"),
    }
}

/// The claims of the ID token that a body sets, as JSON.
pub fn claims(body: &str) -> Value {
    let recorded = serde_json::to_value(recorded(run(body)).commands).unwrap();
    let mut claims = json!({});
    for command in recorded.as_array().unwrap() {
        if command["command"] == "idToken.setCustomClaim" {
            claims[command["name"].as_str().unwrap()] = command["value"].clone();
        }
    }
    claims
}
