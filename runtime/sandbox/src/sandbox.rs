//! The sandbox: one engine, one pool, and everything that is done with them.

use crate::artefact::{self, ArtefactError, ArtefactKey};
use crate::bindings::PostLoginPre;
use crate::check::{self, CheckReport};
use crate::code_cache::CodeCache;
use crate::digest::Digest;
use crate::engine;
use crate::host;
use crate::program::Program;
use crate::run::guard::{Guarded, guard};
use crate::run::state::RunState;
use crate::run::{self, RunRequest, SandboxRun, deadline, failure};
use crate::text;
use crate::ticker::Ticker;
use std::fmt;
use std::sync::Arc;
use std::time::Instant;
use thiserror::Error;
use tokio::sync::Semaphore;
use wasmtime::Engine;
use wasmtime::component::{Component, Linker};

/// The most runs that a pool is built for: beyond it the address space would not do.
const MAX_CONCURRENT_RUNS: u32 = 2_000;

/// Settings of a [`Sandbox`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SandboxConfig {
    /// How many runs may be going on at once, 1 to 2,000; further ones wait for a place. Each takes about 35 GiB of address space, and of memory only
    /// what it uses. Default 64.
    pub concurrent_runs: u32,
}

impl Default for SandboxConfig {
    fn default() -> Self {
        SandboxConfig {
            concurrent_runs: 64,
        }
    }
}

/// Why there is no sandbox.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum SandboxError {
    /// [`SandboxConfig::concurrent_runs`] is out of range.
    #[error("concurrent runs: got {0}; allowed are 1 to {MAX_CONCURRENT_RUNS}")]
    ConcurrentRuns(u32),
    /// The engine or its pool could not be set up: an unusual processor or kernel, or a limit on address space.
    #[error(
        "the WebAssembly engine could not be set up: {0}; a limit on address space (ulimit -v) or fewer concurrent runs may help"
    )]
    Engine(String),
    /// The thread that enforces time limits could not be started.
    #[error("the thread for time limits could not be started: {0}")]
    Ticker(#[from] std::io::Error),
}

/// Why a component was not compiled.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum PrepareError {
    /// The check refused it. The report says why and what to do.
    #[error("{}", .0.summary())]
    Refused(Box<CheckReport>),
    /// It is well-formed, and imports something in a form that this host does not have.
    #[error("'{name}' does not fit this host: {reason}")]
    Link {
        /// The program's name.
        name: String,
        /// What does not fit.
        reason: String,
    },
    /// The compiler refused it.
    #[error("'{name}' could not be compiled: {reason}")]
    Compile {
        /// The program's name.
        name: String,
        /// What the compiler said.
        reason: String,
    },
}

/// Runs Actions. Cheap to clone; all clones share one engine, one pool of instances and one timer thread, which ends with the last of them.
#[derive(Clone)]
pub struct Sandbox(Arc<Parts>);

struct Parts {
    engine: Engine,
    linker: Linker<RunState>,
    places: Semaphore,
    concurrent_runs: u32,
    compatibility: Digest,
    compatibility_text: String,
    _ticker: Ticker,
}

impl Sandbox {
    /// Sets up the engine and reserves its pool. Takes milliseconds; to be done once a process.
    ///
    /// # Errors
    /// A setting is out of range, or the system does not allow what is needed.
    pub fn new(config: SandboxConfig) -> Result<Sandbox, SandboxError> {
        Sandbox::make(config, None)
    }

    /// As [`Sandbox::new`], with a cache for what it compiles. Worth its memory where components have much code in common.
    ///
    /// # Errors
    /// As [`Sandbox::new`].
    pub fn with_code_cache(
        config: SandboxConfig,
        cache: &CodeCache,
    ) -> Result<Sandbox, SandboxError> {
        Sandbox::make(config, Some(cache))
    }

    fn make(config: SandboxConfig, cache: Option<&CodeCache>) -> Result<Sandbox, SandboxError> {
        let runs = config.concurrent_runs;
        if !(1..=MAX_CONCURRENT_RUNS).contains(&runs) {
            return Err(SandboxError::ConcurrentRuns(runs));
        }
        let set_up = |error: wasmtime::Error| SandboxError::Engine(format!("{error:#}"));
        let engine = engine::engine(runs, cache).map_err(set_up)?;
        let mut linker = Linker::new(&engine);
        host::link(&mut linker).map_err(set_up)?;
        let ticker = Ticker::start(&engine)?;
        let compatibility = artefact::compatibility(&engine);
        Ok(Sandbox(Arc::new(Parts {
            compatibility_text: compatibility.to_string(),
            compatibility,
            engine,
            linker,
            places: Semaphore::new(runs as usize),
            concurrent_runs: runs,
            _ticker: ticker,
        })))
    }

    /// Checks a component and compiles it. Takes from milliseconds to many seconds, cannot be stopped, and uses memory in proportion to the
    /// component: never to be done on a login, and for components of strangers in a process of its own.
    ///
    /// # Errors
    /// The check refused it, or it does not fit the host or the compiler.
    pub fn compile(&self, name: &str, component: &[u8]) -> Result<Program, PrepareError> {
        let report = check::check(component);
        if !report.is_ok() {
            return Err(PrepareError::Refused(Box::new(report)));
        }
        let compiled = Component::from_binary(&self.0.engine, component).map_err(|error| {
            PrepareError::Compile {
                name: text::shown(name, 200),
                reason: text::shown(&format!("{error:#}"), 1_000),
            }
        })?;
        self.link(name, Digest::of(component), &compiled)
    }

    /// Loads what [`Program::artefact`] wrote. Takes well below a millisecond.
    ///
    /// # Errors
    /// The artefact is not complete, not sealed with `key`, of another component than `digest`, or of another version of the host.
    pub fn load_artefact(
        &self,
        name: &str,
        digest: &Digest,
        artefact: &[u8],
        key: &ArtefactKey,
    ) -> Result<Program, ArtefactError> {
        let compatibility = &self.0.compatibility;
        let component = artefact::open(&self.0.engine, compatibility, name, digest, artefact, key)?;
        self.link(name, *digest, &component)
            .map_err(|error| ArtefactError::Engine {
                name: text::shown(name, 200),
                reason: error.to_string(),
            })
    }

    fn link(
        &self,
        name: &str,
        digest: Digest,
        component: &Component,
    ) -> Result<Program, PrepareError> {
        self.0
            .linker
            .instantiate_pre(component)
            .and_then(PostLoginPre::new)
            .map(|pre| Program::new(name, digest, pre))
            .map_err(|error| PrepareError::Link {
                name: text::shown(name, 200),
                reason: text::shown(&format!("{error:#}"), 1_000),
            })
    }

    /// Runs one handler of `program` in a fresh instance, of which nothing is left afterwards. Whatever the Action does, the outcome is in the
    /// report; there is no error.
    ///
    /// Waits first if as many runs are going on as the sandbox has places for. That wait is not the Action's time; it is at most as long as the
    /// run's time limit, and then the run fails with a `platform_error`. The future may be dropped at any point, which ends the run.
    ///
    /// # Panics
    /// Never. It must be polled in a tokio runtime with time enabled, or runs that wait end in a `platform_error`.
    pub async fn run(&self, program: &Program, request: RunRequest) -> SandboxRun {
        if !Engine::same(&self.0.engine, program.engine()) {
            let detail = "the program was compiled by another sandbox";
            return run::not_run(failure::platform(&request.action, detail, None));
        }
        let milliseconds = request.limits.time_milliseconds;
        let until = deadline(Instant::now(), milliseconds);
        // The semaphore is never closed, so what there is in time is a place.
        let Guarded::Done(_place) = guard(self.0.places.acquire(), until).await else {
            let detail = format!(
                "no place was free within {milliseconds} ms, because {} runs were going on; allow more concurrent runs",
                self.0.concurrent_runs
            );
            return run::not_run(failure::platform(&request.action, &detail, None));
        };
        run::run(&self.0.engine, program, request).await
    }

    /// How many runs are going on at this moment.
    pub fn runs_going_on(&self) -> u32 {
        let free = u32::try_from(self.0.places.available_permits()).unwrap_or(u32::MAX);
        self.0.concurrent_runs.saturating_sub(free)
    }

    /// What an artefact must have been compiled for to be loaded here: a text that is the same for the same version, processor and settings. To be part
    /// of the name under which artefacts are kept, so that hosts that differ do not overwrite each other's.
    pub fn compatibility(&self) -> &str {
        &self.0.compatibility_text
    }

    /// The engine, for the benchmark that compares a run with a bare call. Nothing else should need it.
    pub fn engine(&self) -> &Engine {
        &self.0.engine
    }
}

impl fmt::Debug for Sandbox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sandbox").finish_non_exhaustive()
    }
}
