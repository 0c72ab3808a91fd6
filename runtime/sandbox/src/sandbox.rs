//! The sandbox: one engine, one pool, and everything that is done with them.

use crate::artefact::{self, ArtefactError, ArtefactKey, Facts, Opener};
use crate::bindings::PostLoginPre;
use crate::check::{self, CheckReport, Memory};
use crate::digest::Digest;
use crate::engine;
use crate::host;
use crate::program::Program;
use crate::run::guard::{Guarded, guard};
use crate::run::state::RunState;
use crate::run::{self, RunRequest, SandboxRun, deadline, failure};
use crate::shared::{IMPORT, SharedCode};
use crate::text;
use crate::ticker::Ticker;
use std::fmt;
use std::sync::{Arc, OnceLock};
use std::time::Instant;
use thiserror::Error;
use tokio::sync::Semaphore;
use wasmtime::component::{Component, Linker};
use wasmtime::{Engine, Module};

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
    shared: OnceLock<Shared>,
    places: Semaphore,
    concurrent_runs: u32,
    compatibility: Digest,
    compatibility_text: String,
    _ticker: Ticker,
}

/// Shared code that has been compiled.
struct Shared {
    code: SharedCode,
    module: Module,
    /// What the other linker has, and the code.
    linker: Linker<RunState>,
}

impl Sandbox {
    /// Sets up the engine and reserves its pool. Takes milliseconds; to be done once a process.
    ///
    /// # Errors
    /// A setting is out of range, or the system does not allow what is needed.
    pub fn new(config: SandboxConfig) -> Result<Sandbox, SandboxError> {
        let runs = config.concurrent_runs;
        if !(1..=MAX_CONCURRENT_RUNS).contains(&runs) {
            return Err(SandboxError::ConcurrentRuns(runs));
        }
        let set_up = |error: wasmtime::Error| SandboxError::Engine(format!("{error:#}"));
        let engine = engine::engine(runs).map_err(set_up)?;
        let mut linker = Linker::new(&engine);
        host::link(&mut linker).map_err(set_up)?;
        let ticker = Ticker::start(&engine)?;
        let compatibility = artefact::compatibility(&engine);
        Ok(Sandbox(Arc::new(Parts {
            compatibility_text: compatibility.to_string(),
            compatibility,
            engine,
            linker,
            shared: OnceLock::new(),
            places: Semaphore::new(runs as usize),
            concurrent_runs: runs,
            _ticker: ticker,
        })))
    }

    /// Checks a component and compiles it. Takes from milliseconds to many seconds, cannot be stopped, and uses memory in proportion to the
    /// component: never to be done on a login, and for components of strangers in a process of its own. What it has in common with others
    /// ([`Sandbox::share`]) is not compiled again.
    ///
    /// # Errors
    /// The check refused it, or it does not fit the host or the compiler.
    pub fn compile(&self, name: &str, component: &[u8]) -> Result<Program, PrepareError> {
        let shared = self.0.shared.get().map(|shared| &shared.code);
        let (compiled, facts) = self.compiled(name, component, shared)?;
        self.link(name, facts, &compiled)
    }

    /// Checks a component and compiles it, to an artefact that is sealed with `key`. As [`Sandbox::compile`], for a process that only compiles: a
    /// component that has the code of `shared` is compiled without it, though that was not compiled here.
    ///
    /// # Errors
    /// As [`Sandbox::compile`]; but whether a component that shares code fits the host, only [`Sandbox::load_artefact`] says.
    pub fn precompile(
        &self,
        name: &str,
        component: &[u8],
        shared: Option<&SharedCode>,
        key: &ArtefactKey,
    ) -> Result<Vec<u8>, PrepareError> {
        let (compiled, facts) = self.compiled(name, component, shared)?;
        if facts.shared.is_none() {
            self.link(name, facts, &compiled)?;
        }
        artefact::seal_component(&compiled, &facts, key).map_err(|error| PrepareError::Compile {
            name: text::shown(name, 200),
            reason: error.to_string(),
        })
    }

    fn compiled(
        &self,
        name: &str,
        component: &[u8],
        shared: Option<&SharedCode>,
    ) -> Result<(Component, Facts), PrepareError> {
        let (report, memory) = check::counted(component);
        if !report.is_ok() {
            return Err(PrepareError::Refused(Box::new(report)));
        }
        let mut facts = Facts {
            digest: Digest::of(component),
            shared: None,
            memory,
        };
        if let Some(code) = shared
            && let Some(rest) = code.split(component)
            // What cannot be taken apart is compiled whole.
            && let Ok(compiled) = Component::from_binary(&self.0.engine, &rest)
        {
            facts.shared = Some(code.digest());
            return Ok((compiled, facts));
        }
        let compiled = Component::from_binary(&self.0.engine, component).map_err(|error| {
            PrepareError::Compile {
                name: text::shown(name, 200),
                reason: text::shown(&format!("{error:#}"), 1_000),
            }
        })?;
        Ok((compiled, facts))
    }

    /// Loads what [`Program::artefact`] or [`Sandbox::precompile`] wrote. Takes well below a millisecond.
    ///
    /// # Errors
    /// The artefact is not complete, not sealed with `key`, of another component than `digest`, or of another version of the host; or it needs shared
    /// code that this sandbox does not have ([`ArtefactError::SharedCode`]).
    pub fn load_artefact(
        &self,
        name: &str,
        digest: &Digest,
        artefact: &[u8],
        key: &ArtefactKey,
    ) -> Result<Program, ArtefactError> {
        let (component, facts) = self.opener(key).component(name, digest, artefact)?;
        if let Some(code) = facts.shared
            && self.shared_code() != Some(code)
        {
            let name = text::shown(name, 200);
            return Err(ArtefactError::SharedCode { name, code });
        }
        self.link(name, facts, &component)
            .map_err(|error| ArtefactError::Link(error.to_string()))
    }

    fn opener<'a>(&'a self, key: &'a ArtefactKey) -> Opener<'a> {
        Opener {
            engine: &self.0.engine,
            compatibility: &self.0.compatibility,
            key,
        }
    }

    fn link(
        &self,
        name: &str,
        facts: Facts,
        component: &Component,
    ) -> Result<Program, PrepareError> {
        let linker = match (facts.shared, self.0.shared.get()) {
            (Some(_), Some(shared)) => &shared.linker,
            _ => &self.0.linker,
        };
        linker
            .instantiate_pre(component)
            .and_then(PostLoginPre::new)
            .map(|pre| Program::new(name, facts, pre))
            .map_err(|error| PrepareError::Link {
                name: text::shown(name, 200),
                reason: text::shown(&format!("{error:#}"), 1_000),
            })
    }

    /// Compiles code that components may have in common, for this sandbox's whole life. Takes seconds. The first code that is shared stays.
    ///
    /// # Errors
    /// It cannot be compiled.
    pub fn share(&self, code: SharedCode) -> Result<(), PrepareError> {
        let failed = |error: &dyn fmt::Display| PrepareError::Compile {
            name: IMPORT.to_owned(),
            reason: error.to_string(),
        };
        let module = Module::from_binary(&self.0.engine, code.importable())
            .map_err(|error| failed(&format!("{error:#}")))?;
        self.share_module(code, module)
            .map_err(|error| failed(&error))
    }

    /// As [`Sandbox::share`], from what [`Sandbox::shared_artefact`] wrote. Takes milliseconds.
    ///
    /// # Errors
    /// As [`Sandbox::load_artefact`].
    pub fn share_artefact(
        &self,
        code: SharedCode,
        artefact: &[u8],
        key: &ArtefactKey,
    ) -> Result<(), ArtefactError> {
        let opener = self.opener(key);
        let module = opener.module(IMPORT, &code.digest(), artefact)?;
        self.share_module(code, module)
            .map_err(|error| ArtefactError::Engine {
                name: IMPORT.to_owned(),
                reason: format!("{error:#}"),
            })
    }

    fn share_module(&self, code: SharedCode, module: Module) -> wasmtime::Result<()> {
        // Made anew: one linker is never made from another (`isolation.md`, RUSTSEC-2026-0090).
        let mut linker = Linker::new(&self.0.engine);
        host::link(&mut linker)?;
        linker.root().module(IMPORT, &module)?;
        // Two that share the same at once have both done it.
        let _ = self.0.shared.set(Shared {
            code,
            module,
            linker,
        });
        Ok(())
    }

    /// The shared code for [`Sandbox::share_artefact`], sealed with `key`. Absent if there is none.
    ///
    /// # Errors
    /// The engine could not write the code out.
    pub fn shared_artefact(&self, key: &ArtefactKey) -> Result<Option<Vec<u8>>, ArtefactError> {
        let Some(Shared { code, module, .. }) = self.0.shared.get() else {
            return Ok(None);
        };
        let facts = Facts {
            digest: code.digest(),
            shared: None,
            memory: Memory::default(),
        };
        artefact::seal_module(module, &facts, key).map(Some)
    }

    /// The code that is shared, compiled: it imports its memory.
    pub fn shared_module(&self) -> Option<&Module> {
        self.0.shared.get().map(|shared| &shared.module)
    }

    /// The digest of the code that is shared.
    pub fn shared_code(&self) -> Option<Digest> {
        self.0.shared.get().map(|shared| shared.code.digest())
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
