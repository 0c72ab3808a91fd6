//! Logins against bare wasmtime: what does everything around an Action cost?
//!
//! *Bare* is a store, an instantiation and a call of the same component in the same engine, with a host that answers each import from a
//! constant. *Sandbox* is one run in the sandbox with all its limits and the recorder. *Flow* is a whole login, from the parsed event to the
//! result. All make a fresh instance for every run. What they are given (an event of their own, the tenant's settings) is made outside of what is
//! measured, and so is dropping what they give back. The ratios are of one process on one machine; only they mean something elsewhere.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    reason = "a benchmark that meets the unexpected should stop there and then"
)]

mod bare;
mod paired;
mod report;

use criterion::{BatchSize, Criterion};
use serde_json::Map;
use std::path::Path;
use tokio::runtime::Runtime;
use vestibule_build::BuildRequest;
use vestibule_flow::event::Event;
use vestibule_flow::flow::{BoundAction, Flow, FlowSecret, FlowStart};
use vestibule_flow::recorder::{CacheSnapshot, Handler, TransactionFacts};
use vestibule_flow::result::{FlowResult, Status};
use vestibule_flow::tenant::{Browser, Tenant};
use vestibule_login::{Driver, SandboxedAction, SandboxedActions, TriggerCache, system_clock};
use vestibule_sandbox::{InputSource, Limits, Program, RunRequest, Sandbox, SandboxConfig};

const ACTION: &str = "example-actions/require-webauthn-for-admins";

/// A component whose handlers do nothing, to see what the engine costs without a guest's own work. It is as small as components get.
const NOTHING: &str = include_str!("nothing.wat");

/// One login that is measured.
struct Case {
    name: &'static str,
    program: Program,
    event: Vec<u8>,
    expected: Status,
    /// How many times the Action is bound.
    counts: &'static [usize],
}

fn main() -> anyhow::Result<()> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let built =
        vestibule_build::build(&BuildRequest::new(root.join(ACTION)), &mut |line: &str| {
            eprintln!("{line}");
        })?;
    let sandbox = Sandbox::new(SandboxConfig::default())?;
    let program = sandbox.compile(&built.name, &built.bytes)?;
    let event = |name: &str| std::fs::read(root.join(ACTION).join(format!("{name}.json")));
    let cases = [
        Case {
            name: "does-nothing",
            program: sandbox.compile("does-nothing", &wat::parse_str(NOTHING)?)?,
            event: event("non-admin")?,
            expected: Status::Complete,
            counts: &[1],
        },
        Case {
            name: "non-admin",
            program: program.clone(),
            event: event("non-admin")?,
            expected: Status::Complete,
            counts: &[1, 3, 20],
        },
        // The first Action asks, and no other runs.
        Case {
            name: "admin-with-key",
            program,
            event: event("admin-with-key")?,
            expected: Status::Suspended,
            counts: &[1],
        },
    ];
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .build()?;
    let mut criterion = Criterion::default().configure_from_args();
    // `cargo test` measures nothing.
    let measures = std::env::args().any(|argument| argument == "--bench");
    let mut pairs = Map::new();
    for case in &cases {
        let bare = bare::Bare::new(&sandbox, &case.program, &Event::parse(&case.event)?)
            .map_err(|error| anyhow::anyhow!("{error:?}"))?;
        with_criterion(&mut criterion, &runtime, &sandbox, &bare, case);
        if measures {
            let actions = bound(case, 1);
            let runner = SandboxedActions {
                sandbox: &sandbox,
                actions: &actions,
            };
            let figures = paired::measure(
                &mut || paired::time(|| runtime.block_on(bare.run()).unwrap()),
                &mut || {
                    let start = flow_start(case, 1);
                    paired::time(|| runtime.block_on(run_login(&runner, start)))
                },
            );
            pairs.insert(case.name.to_owned(), figures);
        }
    }
    criterion.final_summary();
    report::write(&root, cases.map(|case| case.name), pairs)
}

fn with_criterion(
    criterion: &mut Criterion,
    runtime: &Runtime,
    sandbox: &Sandbox,
    bare: &bare::Bare,
    case: &Case,
) {
    let mut group = criterion.benchmark_group(case.name);
    group.bench_function("bare", |bencher| {
        bencher.iter(|| runtime.block_on(bare.run()).unwrap());
    });
    group.bench_function("sandbox", |bencher| {
        bencher.iter_batched(
            || run_request(case),
            |request| runtime.block_on(sandbox.run(&case.program, request)),
            BatchSize::SmallInput,
        );
    });
    for &count in case.counts {
        let actions = bound(case, count);
        let runner = SandboxedActions {
            sandbox,
            actions: &actions,
        };
        group.bench_function(format!("flow-{count}"), |bencher| {
            bencher.iter_batched(
                || flow_start(case, count),
                |start| {
                    let (flow, result) = runtime.block_on(run_login(&runner, start));
                    assert_eq!(result.status, case.expected);
                    (flow, result)
                },
                BatchSize::SmallInput,
            );
        });
    }
    group.finish();
}

/// The case's Action, `count` times.
fn bound(case: &Case, count: usize) -> Vec<SandboxedAction> {
    std::iter::repeat_with(|| SandboxedAction {
        program: case.program.clone(),
        limits: Limits::default(),
        outbound: None,
    })
    .take(count)
    .collect()
}

/// What one run is given.
fn run_request(case: &Case) -> RunRequest {
    RunRequest {
        action: case.program.name().to_owned(),
        handler: Handler::Execute,
        event: Event::parse(&case.event).unwrap(),
        facts: TransactionFacts::default(),
        cache: CacheSnapshot::default(),
        limits: Limits::default(),
        inputs: InputSource::Live,
        outbound: None,
    }
}

/// What a login with the same Action bound `count` times is given.
fn flow_start(case: &Case, count: usize) -> FlowStart {
    FlowStart {
        tenant: Tenant::with_everything_enabled("acme"),
        browser: Browser::default(),
        actions: (0..count)
            .map(|_| BoundAction::new(case.program.name(), "1"))
            .collect(),
        event: Event::parse(&case.event).unwrap(),
        secret: FlowSecret::new([7; 32]),
    }
}

/// One login, as an identity provider runs it.
async fn run_login(runner: &SandboxedActions<'_>, start: FlowStart) -> (Flow, FlowResult) {
    let mut flow = Flow::start(start, system_clock()).unwrap();
    let cache = TriggerCache::default();
    let driver = Driver {
        runner,
        cache: &cache,
        clock: system_clock,
    };
    let result = driver.advance(&mut flow).await;
    (flow, result)
}
