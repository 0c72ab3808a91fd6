//! Logins against bare wasmtime: what does everything around an Action cost?
//!
//! *Bare* is a store, an instantiation and a call of the same component in the same engine, with a host that answers each import from a
//! constant. *Flow* is a whole login: the event, the flow, the sandbox with all its limits, the recorder, and the result. Both make a fresh
//! instance for every run. The ratios are of one process on one machine; only they mean something elsewhere.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    reason = "a benchmark that meets the unexpected should stop there and then"
)]

mod bare;
mod report;

use criterion::Criterion;
use std::path::Path;
use vestibule_build::BuildRequest;
use vestibule_flow::event::Event;
use vestibule_flow::flow::{BoundAction, Flow, FlowSecret, FlowStart};
use vestibule_flow::result::Status;
use vestibule_flow::tenant::{Browser, Tenant};
use vestibule_login::{Driver, SandboxedAction, SandboxedActions, TriggerCache, system_clock};
use vestibule_sandbox::{Limits, Program, Sandbox, SandboxConfig};

const ACTION: &str = "example-actions/require-webauthn-for-admins";

fn main() -> anyhow::Result<()> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let built =
        vestibule_build::build(&BuildRequest::new(root.join(ACTION)), &mut |line: &str| {
            eprintln!("{line}");
        })?;
    let sandbox = Sandbox::new(SandboxConfig::default())?;
    let program = sandbox.compile(&built.name, &built.bytes)?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .build()?;
    let mut criterion = Criterion::default().configure_from_args();
    for (login, expected) in [
        ("non-admin", Status::Complete),
        ("admin-with-key", Status::Suspended),
    ] {
        let text = std::fs::read(root.join(ACTION).join(format!("{login}.json")))?;
        let event = Event::parse(&text)?;
        let bare = bare::Bare::new(&sandbox, &program, &event)
            .map_err(|error| anyhow::anyhow!("{error:?}"))?;
        let mut group = criterion.benchmark_group(login);
        group.bench_function("bare", |bencher| {
            bencher.iter(|| runtime.block_on(bare.run()).unwrap());
        });
        // An admin is asked by the first Action, and no other runs.
        let counts: &[usize] = if expected == Status::Complete {
            &[1, 3, 20]
        } else {
            &[1]
        };
        for &count in counts {
            group.bench_function(format!("flow-{count}"), |bencher| {
                bencher.iter(|| {
                    let status = runtime.block_on(run_login(&sandbox, &program, &event, count));
                    assert_eq!(status, expected);
                });
            });
        }
        group.finish();
    }
    criterion.final_summary();
    report::write(&root)
}

/// One login with the same Action bound `count` times, as an identity provider runs it.
async fn run_login(sandbox: &Sandbox, program: &Program, event: &Event, count: usize) -> Status {
    let actions: Vec<SandboxedAction> = std::iter::repeat_with(|| SandboxedAction {
        program: program.clone(),
        limits: Limits::default(),
    })
    .take(count)
    .collect();
    let runner = SandboxedActions {
        sandbox,
        actions: &actions,
    };
    let mut flow = Flow::start(
        FlowStart {
            tenant: Tenant::with_everything_enabled("acme"),
            browser: Browser::default(),
            actions: (0..count)
                .map(|_| BoundAction::new(program.name(), "1"))
                .collect(),
            event: event.clone(),
            secret: FlowSecret::new([7; 32]),
        },
        system_clock(),
    )
    .unwrap();
    let cache = TriggerCache::default();
    let driver = Driver {
        runner: &runner,
        cache: &cache,
        clock: system_clock,
    };
    driver.advance(&mut flow).await.status
}
