//! Logins in this process, as an identity provider that embeds the crates runs them.

use crate::figures::{Row, Side};
use crate::turns::Contender;
use anyhow::{Result, ensure};
use std::hint::black_box;
use std::time::Instant;
use tokio::runtime::Runtime;
use vestibule_flow::event::Event;
use vestibule_flow::flow::{BoundAction, Flow, FlowSecret, FlowStart};
use vestibule_flow::result::{FlowResult, Status};
use vestibule_flow::tenant::{Browser, Tenant};
use vestibule_login::{
    ActionRunner, Driver, SandboxedAction, SandboxedActions, TriggerCache, system_clock,
};
use vestibule_sandbox::{Limits, Program, Sandbox};

/// A sandbox, and a thread to run it on.
pub struct Host {
    pub sandbox: Sandbox,
    pub runtime: Runtime,
}

impl Host {
    pub fn new(sandbox: Sandbox) -> Result<Host> {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_time()
            .build()?;
        Ok(Host { sandbox, runtime })
    }
}

/// Which part of a login is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Span {
    /// From the event as text to the flow result as text.
    Texts,
    /// From the event, which has been read and checked, to the flow result.
    Flow,
}

/// A login that always ends the same.
#[derive(Debug, Clone, Copy)]
pub struct Case<'a> {
    pub event: &'a [u8],
    pub expected: Status,
}

/// The same login over and over.
pub struct Login<'a> {
    pub host: &'a Host,
    pub actions: Vec<SandboxedAction>,
    pub case: Case<'a>,
    pub span: Span,
}

impl<'a> Login<'a> {
    /// With one Action, bound so many times.
    pub fn new(host: &'a Host, program: &Program, count: usize, case: Case<'a>) -> Login<'a> {
        let action = SandboxedAction {
            program: program.clone(),
            limits: Limits::default(),
            outbound: None,
        };
        Login {
            host,
            actions: vec![action; count],
            case,
            span: Span::Texts,
        }
    }

    /// One login, and its microseconds. What an identity provider has before a login comes (the tenant's settings, the bindings) is made outside
    /// of what is measured; whatever the login made is gone at its end.
    pub fn run(&self) -> Result<f64> {
        let tenant = Tenant::with_everything_enabled("acme");
        let bound = self.actions.iter();
        let bound = bound.map(|action| BoundAction::new(action.program.name(), "1"));
        let bound: Vec<BoundAction> = bound.collect();
        let cache = TriggerCache::default();
        let read = match self.span {
            Span::Texts => None,
            Span::Flow => Some(Event::parse(self.case.event)?),
        };
        let started = Instant::now();
        let event = match read {
            Some(event) => event,
            None => Event::parse(self.case.event)?,
        };
        let start = FlowStart {
            tenant,
            browser: Browser::default(),
            actions: bound,
            event,
            secret: FlowSecret::new([7; 32]),
        };
        let status = self.finish(start, &cache)?;
        let taken = started.elapsed();
        let expected = self.case.expected;
        ensure!(
            status == expected,
            "a login ended {status:?} instead of {expected:?}"
        );
        Ok(taken.as_secs_f64() * 1e6)
    }

    fn finish(&self, start: FlowStart, cache: &TriggerCache) -> Result<Status> {
        let runner = SandboxedActions {
            sandbox: &self.host.sandbox,
            actions: &self.actions,
        };
        let result = drive(&self.host.runtime, &runner, start, cache)?;
        if self.span == Span::Texts {
            black_box(serde_json::to_string(&result)?);
        }
        Ok(black_box(result).status)
    }

    /// A row of its own, measured by itself.
    pub fn row(&mut self, key: &'static str, name: &str, runs: usize) -> Result<Row> {
        let times = self.turn(runs)?;
        Ok(Row::new(key, name.to_owned(), Side::Vestibule, times))
    }
}

/// A login with whatever runs its Actions, until it stands.
pub fn drive<R: ActionRunner>(
    runtime: &Runtime,
    runner: &R,
    start: FlowStart,
    cache: &TriggerCache,
) -> Result<FlowResult> {
    let driver = Driver {
        runner,
        cache,
        clock: system_clock,
    };
    let mut flow = Flow::start(start, system_clock())?;
    Ok(runtime.block_on(driver.advance(&mut flow)))
}

impl Contender for Login<'_> {
    fn turn(&mut self, runs: usize) -> Result<Vec<f64>> {
        (0..runs).map(|_| self.run()).collect()
    }
}
