//! 10,000 runs of the article's Action, 200 at a time, each with a time limit of 100 ms: does a healthy Action ever run out of time because others run?
//!
//! Beside them, one run in fifty never ends by itself, as it would among other people's Actions. Ends with an error if a healthy run failed.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    reason = "a benchmark that meets the unexpected should stop there and then"
)]

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;
use vestibule_build::BuildRequest;
use vestibule_flow::event::Event;
use vestibule_flow::outcome::RunOutcome;
use vestibule_flow::recorder::{CacheSnapshot, Handler, TransactionFacts};
use vestibule_sandbox::{InputSource, Limits, Program, RunRequest, Sandbox, SandboxConfig};

const ACTION: &str = "example-actions/require-webauthn-for-admins";
const RUNS: usize = 10_000;
const AT_A_TIME: usize = 200;
const TIME_MILLISECONDS: u64 = 100;
/// One of so many runs beside the healthy ones never ends by itself.
const ENDLESS: usize = 50;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let build = |folder: &str| {
        vestibule_build::build(&BuildRequest::new(root.join(folder)), &mut |line: &str| {
            eprintln!("{line}");
        })
    };
    let sandbox = Sandbox::new(SandboxConfig {
        concurrent_runs: u32::try_from(AT_A_TIME)?,
    })?;
    let healthy = sandbox.compile("healthy", &build(ACTION)?.bytes)?;
    let endless = sandbox.compile("endless", &build("tests/guests/scripted-action")?.bytes)?;
    let event = Event::parse(&std::fs::read(root.join(ACTION).join("non-admin.json"))?)?;
    let forever = Event::parse(
        br#"{"user": {"user_id": "u"}, "configuration": {"script": {"onExecutePostLogin": [{"call": "loop", "arguments": []}]}}}"#,
    )?;
    for beside in [false, true] {
        let started = Instant::now();
        let places = Arc::new(Semaphore::new(AT_A_TIME));
        let mut runs = JoinSet::new();
        for number in 0..RUNS {
            let place = Arc::clone(&places).acquire_owned().await?;
            let is_endless = beside && number % ENDLESS == 0;
            let (program, event) = match is_endless {
                true => (endless.clone(), forever.clone()),
                false => (healthy.clone(), event.clone()),
            };
            let sandbox = sandbox.clone();
            runs.spawn(async move {
                let began = Instant::now();
                let outcome = run(&sandbox, &program, event).await;
                drop(place);
                (is_endless, outcome, began.elapsed())
            });
        }
        report(beside, runs.join_all().await, started.elapsed())?;
    }
    Ok(())
}

async fn run(sandbox: &Sandbox, program: &Program, event: Event) -> RunOutcome {
    let limits = Limits {
        time_milliseconds: TIME_MILLISECONDS,
        fuel: 1_000_000_000_000,
        ..Limits::default()
    };
    let request = RunRequest {
        action: "crowd".into(),
        handler: Handler::Execute,
        event,
        facts: TransactionFacts::default(),
        cache: CacheSnapshot::default(),
        limits,
        inputs: InputSource::Live,
        outbound: None,
    };
    sandbox.run(program, request).await.report.outcome
}

fn report(
    beside: bool,
    runs: Vec<(bool, RunOutcome, Duration)>,
    took: Duration,
) -> anyhow::Result<()> {
    let mut times = Vec::new();
    let mut failed = Vec::new();
    for (is_endless, outcome, time) in runs {
        match (is_endless, outcome) {
            (false, RunOutcome::Completed(_)) => times.push(time),
            (false, outcome) => failed.push(format!("{outcome:?}")),
            (true, RunOutcome::Failed(failure)) if failure.kind == "time_limit" => {}
            (true, outcome) => anyhow::bail!("an endless run ended as {outcome:?}"),
        }
    }
    times.sort_unstable();
    let at = |percent: usize| times[(times.len() - 1) * percent / 100].as_micros();
    println!(
        "{}: {} healthy runs in {:.1} s, {} failed; p50 {} µs, p99 {} µs, most {} µs",
        if beside {
            "with endless runs beside"
        } else {
            "alone"
        },
        times.len() + failed.len(),
        took.as_secs_f64(),
        failed.len(),
        at(50),
        at(99),
        at(100)
    );
    anyhow::ensure!(
        failed.is_empty(),
        "healthy runs failed, the first with {}",
        failed[0]
    );
    Ok(())
}
