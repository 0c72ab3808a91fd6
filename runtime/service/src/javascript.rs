//! Building Actions from JavaScript: in a process of its own that stays, because starting one takes as long as a build.
//!
//! What such a build compiles is always the same engine; only its data differs, so nothing of an author's reaches the compiler. The author's
//! module-level code does run: inside the engine, in the sandbox, under limits of time and memory, and one build after another starts from the same
//! state. The process itself has a limit of memory, and is ended when a build takes too long.

use crate::child::{end_with_parent, key_of, limit_memory, start_child};
use crate::compile::{self, CompileError, Sealed};
use crate::engine;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::io::{Read, Write};
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::process::{Child, ChildStdin, ChildStdout};
use tokio::sync::Mutex;
use vestibule_javascript::{BuildLimits, Engine};
use vestibule_sandbox::Digest;
use vestibule_store::random_secret;

/// The hidden command with which the program starts itself.
pub const COMMAND: &str = "build-javascript";
/// How long a build may take, with what it takes to warm up: seconds, but no author is to be blamed for a host that is busy with other things. What the
/// author's code may take has limits of its own.
const WALL: Duration = Duration::from_secs(300);
/// After how many builds the process is replaced.
const BUILDS: u32 = 500;
/// How long it stays without work.
const IDLE: Duration = Duration::from_secs(300);
/// The largest message, in bytes.
const MESSAGE_BYTES: usize = 256 << 20;

/// What a build came to.
#[derive(Debug)]
pub struct Built {
    /// The component.
    pub component: Vec<u8>,
    /// Its digest.
    pub digest: Digest,
    /// It, compiled, without the engine.
    pub(crate) sealed: Sealed,
}

/// Builds, one after the other.
#[derive(Clone, Debug)]
pub struct Builder {
    engine: Arc<crate::engine::Engine>,
    worker: Arc<Mutex<Option<Worker>>>,
}

#[derive(Debug)]
struct Worker {
    child: Child,
    input: ChildStdin,
    output: ChildStdout,
    secret: String,
    builds: u32,
    used: Instant,
}

/// What the process is asked.
#[derive(Serialize, Deserialize)]
struct Request<'a> {
    name: Cow<'a, str>,
    source: Cow<'a, str>,
    packages: Option<Cow<'a, str>>,
}

/// What the process answers. Each reason is a code and a sentence.
enum Answer {
    Built {
        component: Vec<u8>,
        artefact: Vec<u8>,
    },
    Refused(Vec<(String, String)>),
}

impl Builder {
    /// One whose process is given this engine.
    pub fn new(engine: Arc<crate::engine::Engine>) -> Builder {
        Builder {
            engine,
            worker: Arc::default(),
        }
    }

    /// Builds and compiles `source`.
    ///
    /// # Errors
    /// The source is at fault or takes too much, or the process cannot be used.
    pub async fn build(
        &self,
        name: &str,
        source: &str,
        packages: Option<&str>,
    ) -> Result<Built, CompileError> {
        let mut place = self.worker.lock().await;
        // Taken out: whatever happens in between, a process in an unknown state is not used again.
        let mut worker = match place.take() {
            Some(worker) => worker,
            None => Worker::start(&self.engine).await?,
        };
        let request = Request {
            name: name.into(),
            source: source.into(),
            packages: packages.map(Cow::from),
        };
        let request =
            serde_json::to_vec(&request).map_err(|error| CompileError::Host(error.to_string()))?;
        let answered = tokio::time::timeout(WALL, worker.ask(&request)).await;
        let answer = match answered {
            Ok(Ok(answer)) => answer,
            Ok(Err(error)) => {
                tracing::warn!(action = name, %error, "the builder of JavaScript ended");
                return Err(CompileError::Limit(format!(
                    "building '{name}' needed more memory than it may, or crashed the builder"
                )));
            }
            Err(_) => {
                return Err(CompileError::Limit(format!(
                    "building '{name}' took longer than its limit of {} s",
                    WALL.as_secs()
                )));
            }
        };
        worker.builds += 1;
        worker.used = Instant::now();
        let secret = worker.secret.clone();
        if worker.builds < BUILDS {
            *place = Some(worker);
        }
        drop(place);
        let (component, artefact) = match answer {
            Answer::Refused(reasons) => return Err(CompileError::Refused(reasons)),
            Answer::Built {
                component,
                artefact,
            } => (component, artefact),
        };
        tokio::task::spawn_blocking(move || Built {
            digest: Digest::of(&component),
            component,
            sealed: Sealed {
                artefact,
                key: key_of(&secret),
            },
        })
        .await
        .map_err(|_| CompileError::Host("hashing what was built failed".to_owned()))
    }

    /// Ends the process if it has had no work for a while.
    pub fn rest(&self) {
        if let Ok(mut place) = self.worker.try_lock()
            && place
                .as_ref()
                .is_some_and(|worker| worker.used.elapsed() > IDLE)
        {
            *place = None;
        }
    }
}

impl Worker {
    /// Starts a process and gives it the engine, so that it compiles none itself.
    async fn start(engine: &crate::engine::Engine) -> Result<Worker, CompileError> {
        let secret = random_secret().map_err(|error| CompileError::Host(error.to_string()))?;
        let artefact = engine.artefact(key_of(&secret)).await?;
        let (child, input, output) = start_child(COMMAND)?;
        let mut worker = Worker {
            child,
            input,
            output,
            secret,
            builds: 0,
            used: Instant::now(),
        };
        let secret = worker.secret.clone();
        worker.send(secret.as_bytes()).await?;
        worker.send(&artefact).await?;
        Ok(worker)
    }

    async fn ask(&mut self, request: &[u8]) -> std::io::Result<Answer> {
        self.send(request).await?;
        let answer = self.receive().await?;
        match answer.split_first() {
            Some((0, reasons)) => Ok(Answer::Refused(serde_json::from_slice(reasons)?)),
            Some((1, built)) => {
                let (length, built) = built.split_first_chunk().ok_or_else(incomplete)?;
                let length = u32::from_le_bytes(*length) as usize;
                let (component, artefact) =
                    built.split_at_checked(length).ok_or_else(incomplete)?;
                Ok(Answer::Built {
                    component: component.to_vec(),
                    artefact: artefact.to_vec(),
                })
            }
            _ => Err(incomplete()),
        }
    }

    async fn send(&mut self, message: &[u8]) -> std::io::Result<()> {
        self.input.write_all(&length_of(message)?).await?;
        self.input.write_all(message).await?;
        self.input.flush().await
    }

    async fn receive(&mut self) -> std::io::Result<Vec<u8>> {
        let mut length = [0; 4];
        self.output.read_exact(&mut length).await?;
        let length = u32::from_le_bytes(length) as usize;
        if length > MESSAGE_BYTES {
            return Err(incomplete());
        }
        let mut message = vec![0; length];
        self.output.read_exact(&mut message).await?;
        Ok(message)
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        // Otherwise it would live until the runtime gets round to it.
        let _ = self.child.start_kill();
    }
}

/// What the process does: takes a secret and the compiled engine, then builds what it is given until its input ends. Gives the exit code.
///
/// # Errors
/// The pipes fail, or the host cannot compile at all.
pub fn child() -> std::io::Result<u8> {
    end_with_parent();
    limit_memory()?;
    let (mut input, mut output) = (std::io::stdin().lock(), std::io::stdout().lock());
    let (Some(secret), Some(artefact)) = (receive(&mut input)?, receive(&mut input)?) else {
        return Ok(0);
    };
    let key = key_of(&String::from_utf8_lossy(&secret));
    // One engine evaluates what is built here, and runs it later. What differs from one build to the next is data.
    let (sandbox, shared) = (compile::sandbox()?, engine::code());
    sandbox
        .share_artefact(engine::code(), &artefact, &key)
        .map_err(std::io::Error::other)?;
    drop(artefact);
    let module = sandbox.shared_module().cloned();
    let engine = module.map(Engine::compiled).ok_or_else(incomplete)?;
    while let Some(request) = receive(&mut input)? {
        let request: Request = serde_json::from_slice(&request)?;
        let name = &*request.name;
        let packages = request.packages.as_deref();
        let built = engine
            .build_with_packages(name, &request.source, packages, BuildLimits::default())
            .map_err(|error| error.to_string())
            .and_then(|component| {
                let artefact = sandbox
                    .precompile(name, &component, Some(&shared), &key)
                    .map_err(|error| error.to_string())?;
                Ok((component, artefact))
            });
        let mut answer = Vec::new();
        match built {
            Ok((component, artefact)) => {
                answer.push(1);
                answer.extend_from_slice(&length_of(&component)?);
                answer.extend_from_slice(&component);
                answer.extend_from_slice(&artefact);
            }
            Err(message) => {
                answer.push(0);
                serde_json::to_writer(&mut answer, &[("source", message)])?;
            }
        }
        output.write_all(&length_of(&answer)?)?;
        output.write_all(&answer)?;
        output.flush()?;
    }
    Ok(0)
}

/// The next message; none at the end of the input.
fn receive(input: &mut impl Read) -> std::io::Result<Option<Vec<u8>>> {
    let mut length = [0; 4];
    match input.read_exact(&mut length) {
        Ok(()) => {}
        Err(error) if error.kind() == std::io::ErrorKind::UnexpectedEof => return Ok(None),
        Err(error) => return Err(error),
    }
    let mut message = vec![0; u32::from_le_bytes(length) as usize];
    input.read_exact(&mut message)?;
    Ok(Some(message))
}

fn length_of(message: &[u8]) -> std::io::Result<[u8; 4]> {
    u32::try_from(message.len())
        .map(u32::to_le_bytes)
        .map_err(std::io::Error::other)
}

fn incomplete() -> std::io::Error {
    std::io::Error::other("an incomplete message")
}
