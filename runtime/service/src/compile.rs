//! Compiling strangers' components: in a process of its own, which can be killed.
//!
//! A compilation cannot be stopped, and takes time and memory in proportion to what it is given. So a child process does it, under limits of processor
//! time, memory and wall-clock time; what it crashes, it crashes alone. Source: `isolation.md`, rule "compile".

use crate::child::{
    MEMORY_BYTES, end_with_parent, key_of, limit_memory, limit_processor_time, start_child,
};
use crate::engine;
use std::io::{Read, Write};
use std::sync::Arc;
use std::time::Duration;
use thiserror::Error;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::sync::Semaphore;
use vestibule_sandbox::{ArtefactError, ArtefactKey, PrepareError, Sandbox, SandboxConfig};
use vestibule_store::random_secret;

/// The hidden command with which the program starts itself.
pub const COMMAND: &str = "compile-component";
/// How long a compilation may take: more than [`PROCESSOR_SECONDS`], so that no component is blamed for a host that is busy with other things.
const WALL: Duration = Duration::from_secs(300);
/// How much processor time it may take, over all threads, in seconds.
const PROCESSOR_SECONDS: u64 = 120;
/// The exit code that says that standard output holds reasons.
const REFUSED: u8 = 3;

/// Why a component was not compiled.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum CompileError {
    /// It is no Action. Each reason is a code and a sentence.
    #[error("{}", .0.iter().map(|(_, message)| message.as_str()).collect::<Vec<_>>().join("; "))]
    Refused(Vec<(String, String)>),
    /// It needed more time or memory than it may, or crashed the compiler.
    #[error("{0}")]
    Limit(String),
    /// The child process could not be used.
    #[error("the compiler could not be started: {0}")]
    Start(#[from] std::io::Error),
    /// What it wrote could not be loaded.
    #[error(transparent)]
    Artefact(ArtefactError),
    /// A fault of this program.
    #[error("{0}")]
    Host(String),
}

impl CompileError {
    /// Whether the component is at fault, so that trying again changes nothing.
    pub fn is_final(&self) -> bool {
        matches!(self, CompileError::Refused(_) | CompileError::Limit(_))
    }
}

impl From<ArtefactError> for CompileError {
    fn from(error: ArtefactError) -> CompileError {
        match error {
            // Of the component, not of what was made of it.
            ArtefactError::Link(reason) => {
                CompileError::Refused(vec![("refused".to_owned(), reason)])
            }
            error => CompileError::Artefact(error),
        }
    }
}

/// Starts compilations, a few at a time.
#[derive(Clone, Debug)]
pub struct Compiler(Arc<Semaphore>);

impl Compiler {
    /// One that lets `at_once` compilations go on.
    pub fn new(at_once: usize) -> Compiler {
        Compiler(Arc::new(Semaphore::new(at_once)))
    }

    /// Checks and compiles a component.
    ///
    /// # Errors
    /// It is no Action, takes too much, or the child process fails.
    pub(crate) async fn compile(
        &self,
        name: &str,
        component: Vec<u8>,
    ) -> Result<Sealed, CompileError> {
        // Never closed, so this is always a place.
        let _place = self.0.acquire().await;
        run_child(COMMAND, name, component).await
    }
}

/// Compiled code as a child process hands it over.
#[derive(Debug)]
pub(crate) struct Sealed {
    /// What the sandbox loads.
    pub(crate) artefact: Vec<u8>,
    /// The child's key: it has seen a stranger's input, and does not learn the host's.
    pub(crate) key: ArtefactKey,
}

/// Has a child process with the given command compile a component.
pub(crate) async fn run_child(
    command: &str,
    name: &str,
    component: Vec<u8>,
) -> Result<Sealed, CompileError> {
    let secret = random_secret().map_err(|error| CompileError::Host(error.to_string()))?;
    let (mut child, mut input, mut output) = start_child(command)?;
    let mut written = format!("{secret}\n{}\n", name.replace(['\n', '\r'], " ")).into_bytes();
    written.extend_from_slice(&component);
    let mut answer = Vec::new();
    let finished = tokio::time::timeout(WALL, async {
        let write = async {
            // A child that ends early says why on its way out.
            let _ = input.write_all(&written).await;
            drop(input);
        };
        let (_, read) = tokio::join!(write, output.read_to_end(&mut answer));
        read?;
        child.wait().await
    })
    .await;
    let status = match finished {
        Ok(status) => status?,
        Err(_) => {
            return Err(CompileError::Limit(format!(
                "compiling '{name}' took longer than its limit of {} s",
                WALL.as_secs()
            )));
        }
    };
    match status.code() {
        Some(0) => Ok(Sealed {
            artefact: answer,
            key: key_of(&secret),
        }),
        Some(code) if code == i32::from(REFUSED) => Err(CompileError::Refused(
            serde_json::from_slice(&answer)
                .map_err(|error| CompileError::Host(error.to_string()))?,
        )),
        _ => Err(CompileError::Limit(format!(
            "compiling '{name}' needed more than it may (processor time {PROCESSOR_SECONDS} s, memory {MEMORY_BYTES} bytes), or crashed the compiler"
        ))),
    }
}

/// What the child process does: reads a secret, a name and a component from standard input, and writes the artefact, or the reasons against it, to
/// standard output. Gives the exit code.
///
/// # Errors
/// The pipes fail, or the host cannot compile at all.
pub fn child() -> std::io::Result<u8> {
    let asked = Asked::read()?;
    let sandbox = sandbox()?;
    let shared = engine::code();
    let reasons = match sandbox.precompile(&asked.name, &asked.component, Some(&shared), &asked.key)
    {
        Ok(artefact) => {
            std::io::stdout().lock().write_all(&artefact)?;
            return Ok(0);
        }
        Err(PrepareError::Refused(report)) => report
            .problems
            .iter()
            .map(|problem| {
                let code = serde_json::to_value(problem.code).unwrap_or_default();
                let code = code.as_str().unwrap_or("refused").to_owned();
                (code, problem.message.clone())
            })
            .collect(),
        Err(error) => vec![("refused".to_owned(), error.to_string())],
    };
    let answer: Vec<(String, String)> = reasons;
    serde_json::to_writer(std::io::stdout().lock(), &answer)?;
    Ok(REFUSED)
}

/// What a child process is asked to compile.
pub(crate) struct Asked {
    pub(crate) key: ArtefactKey,
    name: String,
    component: Vec<u8>,
}

impl Asked {
    /// Bounds this process, and reads standard input: a secret, a name and a component.
    pub(crate) fn read() -> std::io::Result<Asked> {
        end_with_parent();
        limit_processor_time(PROCESSOR_SECONDS)?;
        limit_memory()?;
        let mut input = Vec::new();
        std::io::stdin().lock().read_to_end(&mut input)?;
        let mut parts = input.splitn(3, |byte| *byte == b'\n');
        let (Some(secret), Some(name), Some(component)) =
            (parts.next(), parts.next(), parts.next())
        else {
            return Err(std::io::Error::other("incomplete input"));
        };
        Ok(Asked {
            key: key_of(&String::from_utf8_lossy(secret)),
            name: String::from_utf8_lossy(name).into_owned(),
            component: component.to_vec(),
        })
    }
}

/// A sandbox to compile in.
pub(crate) fn sandbox() -> std::io::Result<Sandbox> {
    Sandbox::new(SandboxConfig { concurrent_runs: 1 }).map_err(std::io::Error::other)
}
