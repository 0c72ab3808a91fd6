//! Plays what a row holds itself: each guest with a good Action running beside it, in the same process and at the same time.

use crate::row::{Check, Row, Run};
use anyhow::{Context as _, bail, ensure};
use std::sync::atomic::{AtomicBool, Ordering};
use tokio::runtime::Runtime;
use vestibule_flow::event::Event;
use vestibule_flow::outcome::{RunOutcome, RunReport};
use vestibule_flow::recorder::{Handler, TransactionFacts};
use vestibule_sandbox::check::check;
use vestibule_sandbox::{
    InputSource, Limits, Program, RunRequest, Sandbox, SandboxConfig, SandboxRun,
};
use vestibule_wat_guests::guest;

/// A name that fits into Latin-1 up to its last character.
const EVENT: &str = r#"{
    "user": {"user_id": "auth0|1", "email": "ada@example.com", "name": "Ada Ünal, Gräfin von Lovelace, née Çelik ☃"},
    "transaction": {"protocol": "oidc-basic-profile"},
    "request": {"ip": "192.0.2.1"}
}"#;

/// Everything that is needed to play rows.
pub struct Stage {
    sandbox: Sandbox,
    event: Event,
    good: Program,
}

impl Stage {
    /// Sets up a sandbox and the good Action.
    ///
    /// # Errors
    /// The host does not allow a sandbox.
    pub fn new() -> anyhow::Result<Stage> {
        let sandbox = Sandbox::new(SandboxConfig { concurrent_runs: 8 })?;
        // It looks at memory that a run before it may have written to, logs and records.
        let good = guest(
            r#"
            (if (i32.ne (i32.load (i32.const 4096)) (i32.const 0)) (then unreachable))
            (call $log (i32.const 2) (i32.const 1024) (i32.const 4))
            (call $claim (i32.const 1024) (i32.const 4) (i32.const 1028) (i32.const 1) (i32.const 256))
            i32.const 0"#,
        )
        .fields(r#"(data (i32.const 1024) "good7")"#);
        Ok(Stage {
            good: sandbox.compile("good", &good.bytes())?,
            event: Event::parse(EVENT.as_bytes())?,
            sandbox,
        })
    }

    /// As many threads as there are workers in the smallest of services.
    ///
    /// # Errors
    /// The threads cannot be started.
    pub fn runtime() -> anyhow::Result<Runtime> {
        let mut builder = tokio::runtime::Builder::new_multi_thread();
        Ok(builder.worker_threads(2).enable_time().build()?)
    }

    /// Plays all that `row` holds.
    ///
    /// # Errors
    /// What did not end as it must.
    pub fn row(&self, row: &Row) -> anyhow::Result<()> {
        for case in &row.checks {
            refused(case).with_context(|| case.name.clone())?;
        }
        let runtime = Stage::runtime()?;
        for case in &row.runs {
            let played = runtime.block_on(self.run(case));
            played.with_context(|| case.name.clone())?;
        }
        Ok(())
    }

    /// How many runs are going on.
    pub fn runs_going_on(&self) -> u32 {
        self.sandbox.runs_going_on()
    }

    /// A compiled guest.
    ///
    /// # Errors
    /// It is refused or cannot be compiled.
    pub fn compile(&self, run: &Run) -> anyhow::Result<Program> {
        self.load("hostile", &run.guest.bytes())
    }

    /// One run of a guest under its limits.
    ///
    /// # Errors
    /// The limits are none.
    pub async fn run_once(&self, run: &Run, program: &Program) -> anyhow::Result<SandboxRun> {
        let limits = Limits::default().with(&run.limits)?;
        Ok(self.sandbox.run(program, self.request("x", limits)).await)
    }

    /// One run of the good Action.
    ///
    /// # Errors
    /// It did not end as it must.
    pub async fn good(&self) -> anyhow::Result<()> {
        let request = self.request("good", Limits::default());
        let report = self.asks_one_thing(&self.good, request).await?;
        ensure!(report.console.len() == 1, "{:?}", report.console);
        ensure!(report.console[0].message == "good", "{:?}", report.console);
        Ok(())
    }

    /// An Action from outside.
    ///
    /// # Errors
    /// It is refused or cannot be compiled.
    pub fn load(&self, name: &str, component: &[u8]) -> anyhow::Result<Program> {
        Ok(self.sandbox.compile(name, component)?)
    }

    /// One run of an Action that asks for something, from the event's text on.
    ///
    /// # Errors
    /// It did not end as it must.
    pub async fn login(&self, program: &Program, event: &[u8]) -> anyhow::Result<()> {
        let event = Event::parse(event)?;
        let request = RunRequest {
            event,
            ..self.request(program.name(), Limits::default())
        };
        self.asks_one_thing(program, request).await?;
        Ok(())
    }

    /// One run, which must complete with one command.
    async fn asks_one_thing(
        &self,
        program: &Program,
        request: RunRequest,
    ) -> anyhow::Result<RunReport> {
        let report = self.sandbox.run(program, request).await.report;
        let RunOutcome::Completed(recorded) = &report.outcome else {
            bail!("the good run failed: {:?}", report.outcome);
        };
        ensure!(recorded.commands.len() == 1, "{:?}", recorded.commands);
        Ok(report)
    }

    fn request(&self, action: &str, limits: Limits) -> RunRequest {
        RunRequest {
            action: action.into(),
            handler: Handler::Execute,
            event: self.event.clone(),
            facts: TransactionFacts::default(),
            cache: Default::default(),
            limits,
            inputs: InputSource::Live,
            outbound: None,
        }
    }

    async fn run(&self, case: &Run) -> anyhow::Result<()> {
        let program = self.compile(case)?;
        let ended = AtomicBool::new(false);
        let hostile = async {
            let run = self.run_once(case, &program).await;
            ended.store(true, Ordering::SeqCst);
            run
        };
        // Once at the same time at least, and once after it.
        let beside = async {
            loop {
                let over = ended.load(Ordering::SeqCst);
                self.good().await?;
                if over {
                    return anyhow::Ok(());
                }
                tokio::task::yield_now().await;
            }
        };
        let (run, beside) = tokio::join!(hostile, beside);
        beside?;
        ended_well(case, run?)
    }
}

fn ended_well(case: &Run, run: SandboxRun) -> anyhow::Result<()> {
    let usage = run.report.usage;
    if let Some(limit) = case.host_calls_below {
        ensure!(usage.host_calls < limit, "{} host calls", usage.host_calls);
    }
    match (run.report.outcome, &case.fails) {
        (RunOutcome::Completed(_), None) => Ok(()),
        (RunOutcome::Failed(failure), Some(kind)) => {
            ensure!(
                failure.kind == *kind,
                "{}: {}",
                failure.kind,
                failure.message
            );
            if let Some(says) = &case.says {
                ensure!(failure.message == *says, "{}", failure.message);
            }
            if let Some(discards) = case.discards {
                ensure!(failure.discarded_commands == discards, "{failure:?}");
            }
            Ok(())
        }
        (outcome, expected) => bail!("expected {expected:?}, got {outcome:?}"),
    }
}

fn refused(case: &Check) -> anyhow::Result<()> {
    let report = check(&case.guest.bytes());
    let Some(problem) = report.problems.first() else {
        bail!("it was not refused");
    };
    ensure!(
        problem.code == case.refused,
        "{}: {}",
        problem.code,
        problem.message
    );
    if let Some(says) = &case.says {
        ensure!(problem.message == *says, "{}", problem.message);
    }
    Ok(())
}
