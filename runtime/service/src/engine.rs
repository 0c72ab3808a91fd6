//! The engine that all Actions in JavaScript have in common, compiled once for all of them.
//!
//! It is compiled from what this program brings along, in a process that sees nothing else, and kept among the artefacts.

use crate::compile::{self, Asked, CompileError};
use crate::programs::{ProgramError, blocking};
use std::io::Write;
use std::sync::LazyLock;
use tokio::sync::OnceCell;
use vestibule_sandbox::{ArtefactKey, Digest, Sandbox, SharedCode};
use vestibule_store::Blobs;

/// The hidden command with which the program starts itself.
pub const COMMAND: &str = "compile-engine";

/// The code, as it is shared.
pub(crate) fn code() -> SharedCode {
    static CODE: LazyLock<SharedCode> = LazyLock::new(|| {
        SharedCode::new(vestibule_javascript::ENGINE)
            .unwrap_or_else(|error| unreachable!("the engine is part of this program: {error}"))
    });
    CODE.clone()
}

/// Sees to it that a sandbox has the engine.
pub struct Engine {
    sandbox: Sandbox,
    blobs: Blobs,
    key: ArtefactKey,
    digest: Digest,
    ready: OnceCell<()>,
}

impl Engine {
    /// That of this version, for `sandbox`.
    pub fn new(sandbox: Sandbox, blobs: Blobs, key: ArtefactKey) -> Engine {
        Engine {
            sandbox,
            blobs,
            key,
            digest: code().digest(),
            ready: OnceCell::new(),
        }
    }

    /// The code's digest.
    pub fn digest(&self) -> Digest {
        self.digest
    }

    /// Returns when programs that need the engine can be loaded: at once, unless it is the first time in this process.
    ///
    /// # Errors
    /// It cannot be compiled, or the storage is not available.
    pub async fn ready(&self) -> Result<(), ProgramError> {
        let prepared = self.ready.get_or_try_init(async || {
            if !self.load().await? {
                self.compile().await?;
            }
            Ok::<(), ProgramError>(())
        });
        prepared.await.copied()
    }

    /// The compiled engine, sealed with a key; after [`Engine::ready`].
    ///
    /// # Errors
    /// It is not ready, or could not be written out.
    pub(crate) async fn artefact(&self, key: ArtefactKey) -> Result<Vec<u8>, CompileError> {
        let sandbox = self.sandbox.clone();
        let host = |reason: &str| CompileError::Host(format!("the JavaScript engine {reason}"));
        tokio::task::spawn_blocking(move || sandbox.shared_artefact(&key))
            .await
            .map_err(|_| host("could not be sealed"))??
            .ok_or_else(|| host("is not compiled"))
    }

    /// As [`Engine::ready`], if it has been compiled before, so that no login waits for it.
    pub async fn prepare(&self) {
        let loaded = self
            .ready
            .get_or_try_init(async || match self.load().await {
                Ok(true) => Ok(()),
                Ok(false) => Err(None),
                Err(error) => Err(Some(error)),
            });
        if let Err(Some(error)) = loaded.await {
            tracing::warn!(%error, "the JavaScript engine could not be loaded ahead");
        }
    }

    async fn load(&self) -> Result<bool, ProgramError> {
        let (engine, sha256) = (self.sandbox.compatibility(), self.digest.to_string());
        let Some(artefact) = self.blobs.artefact(engine, &sha256).await? else {
            return Ok(false);
        };
        let (sandbox, key) = (self.sandbox.clone(), self.key.clone());
        let shared = move || sandbox.share_artefact(code(), &artefact, &key);
        match blocking(&sha256, shared).await? {
            Ok(()) => Ok(true),
            Err(error) => {
                tracing::warn!(
                    component = sha256,
                    kind = "artefact_rejected",
                    %error,
                    "compiling the JavaScript engine anew"
                );
                Ok(false)
            }
        }
    }

    async fn compile(&self) -> Result<(), ProgramError> {
        let started = std::time::Instant::now();
        let sealed = compile::run_child(COMMAND, "the JavaScript engine", Vec::new()).await?;
        let (sandbox, key, sha256) = (
            self.sandbox.clone(),
            self.key.clone(),
            self.digest.to_string(),
        );
        let shared = move || {
            sandbox.share_artefact(code(), &sealed.artefact, &sealed.key)?;
            sandbox.shared_artefact(&key)
        };
        let artefact = blocking(&sha256, shared)
            .await?
            .map_err(CompileError::from)?;
        if let Some(artefact) = artefact {
            let engine = self.sandbox.compatibility();
            self.blobs.put_artefact(engine, &sha256, artefact).await?;
        }
        let milliseconds = started.elapsed().as_millis() as u64;
        tracing::info!(milliseconds, "compiled the JavaScript engine");
        Ok(())
    }
}

impl std::fmt::Debug for Engine {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Engine").finish_non_exhaustive()
    }
}

/// What the child process does: compiles the engine, and writes the artefact to standard output. Gives the exit code.
///
/// # Errors
/// The pipes fail, or the host cannot compile at all.
pub fn child() -> std::io::Result<u8> {
    let asked = Asked::read()?;
    let sandbox = compile::sandbox()?;
    sandbox.share(code()).map_err(std::io::Error::other)?;
    let artefact = sandbox.shared_artefact(&asked.key);
    let artefact = artefact.map_err(std::io::Error::other)?.unwrap_or_default();
    std::io::stdout().lock().write_all(&artefact)?;
    Ok(0)
}
