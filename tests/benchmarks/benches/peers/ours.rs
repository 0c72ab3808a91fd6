//! Runs of the Action in the sandbox, and its builds.

use anyhow::Result;
use std::hint::black_box;
use std::path::Path;
use std::time::{Duration, Instant};
use tokio::runtime::Runtime;
use vestibule_flow::event::Event;
use vestibule_flow::outcome::RunOutcome;
use vestibule_flow::recorder::{CacheSnapshot, Handler, TransactionFacts};
use vestibule_javascript::{BuildLimits, Engine};
use vestibule_sandbox::{InputSource, Limits, Program, RunRequest, Sandbox, SandboxConfig};

pub struct Ours {
    runtime: Runtime,
    sandbox: Sandbox,
    program: Program,
    event: Vec<u8>,
    /// How long it took until the first Action was a program, with all that a process needs for it, and the second.
    pub builds: [Duration; 2],
}

impl Ours {
    pub fn new(action: &Path, event: &Path) -> Result<Ours> {
        let source = std::fs::read_to_string(action)?;
        let started = Instant::now();
        let engine = Engine::new()?;
        let sandbox = Sandbox::new(SandboxConfig::default())?;
        let build = |source: &str| -> Result<Program> {
            let component = engine.build("measured", source, BuildLimits::default())?;
            Ok(sandbox.compile("measured", &component)?)
        };
        build("exports.onExecutePostLogin = async () => {};")?;
        let first = started.elapsed();
        let started = Instant::now();
        let program = build(&source)?;
        let second = started.elapsed();
        Ok(Ours {
            runtime: tokio::runtime::Builder::new_current_thread()
                .enable_time()
                .build()?,
            sandbox,
            program,
            event: std::fs::read(event)?,
            builds: [first, second],
        })
    }

    /// What the last of so many runs asked for, and the microseconds of each: from the event as text to what was asked for as text.
    pub fn run(&self, runs: usize) -> (String, Vec<f64>) {
        let mut result = String::new();
        let times = std::iter::repeat_with(|| {
            let started = Instant::now();
            result = black_box(self.run_once());
            started.elapsed().as_secs_f64() * 1e6
        });
        let times = times.take(runs).collect();
        (result, times)
    }

    fn run_once(&self) -> String {
        let outcome = self
            .runtime
            .block_on(self.sandbox.run(&self.program, self.request()));
        match outcome.report.outcome {
            RunOutcome::Completed(recorded) => serde_json::to_string(&recorded.commands).unwrap(),
            other => panic!("the run should have ended well: {other:?}"),
        }
    }

    /// The fuel of one run.
    pub fn fuel(&self) -> u64 {
        let run = self.sandbox.run(&self.program, self.request());
        self.runtime.block_on(run).report.usage.fuel
    }

    fn request(&self) -> RunRequest {
        RunRequest {
            action: "measured".to_owned(),
            handler: Handler::Execute,
            event: Event::parse(&self.event).unwrap(),
            facts: TransactionFacts::default(),
            cache: CacheSnapshot::default(),
            limits: Limits::default(),
            inputs: InputSource::Live,
            outbound: None,
        }
    }
}
