//! Compiled Actions: in memory while they are used, else loaded from their artefact, else compiled anew.

use crate::compile::{CompileError, Compiler, Sealed};
use crate::engine::Engine;
use crate::javascript;
use moka::future::Cache;
use std::sync::Arc;
use thiserror::Error;
use vestibule_sandbox::{ArtefactError, ArtefactKey, Digest, Program, Sandbox};
use vestibule_store::{Blobs, StoreError};

/// Why there is no program. A login that needs it fails closed.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum ProgramError {
    /// The component is nowhere to be found.
    #[error("the component {0} is missing from the storage")]
    Missing(String),
    /// It cannot be compiled.
    #[error(transparent)]
    Compile(#[from] CompileError),
    /// What is kept of it cannot be read.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The digest is no digest.
    #[error("{0:?} is no digest of a component")]
    Digest(String),
    /// The thread that loads it failed.
    #[error("the component {0} could not be loaded: a fault of the host")]
    Host(String),
}

/// The programs of a node. One for each component, however many tenants and versions use it.
#[derive(Clone)]
pub struct Programs {
    sandbox: Sandbox,
    blobs: Blobs,
    key: ArtefactKey,
    compiler: Compiler,
    javascript: javascript::Builder,
    engine: Arc<Engine>,
    loaded: Cache<String, Program>,
    /// Digests of components by those of the sources that they were built from: clients that send everything again at every deployment need not wait.
    of_sources: Cache<String, String>,
}

/// How many sources are known.
const SOURCES: u64 = 10_000;

impl Programs {
    /// With room for `bytes` of compiled code; what was used longest ago gives way.
    pub fn new(
        sandbox: Sandbox,
        blobs: Blobs,
        key: ArtefactKey,
        compiler: Compiler,
        bytes: u64,
    ) -> Programs {
        let engine = Arc::new(Engine::new(sandbox.clone(), blobs.clone(), key.clone()));
        Programs {
            javascript: javascript::Builder::new(Arc::clone(&engine)),
            engine,
            sandbox,
            blobs,
            key,
            compiler,
            loaded: Cache::builder()
                .max_capacity(bytes)
                .weigher(|_, program: &Program| {
                    u32::try_from(program.loaded_bytes()).unwrap_or(u32::MAX)
                })
                .build(),
            of_sources: Cache::new(SOURCES),
        }
    }

    /// The program of a component. Several callers who ask at once wait for one loading.
    ///
    /// # Errors
    /// The component is missing or cannot be compiled, or the storage is not available.
    pub async fn get(&self, name: &str, sha256: &str) -> Result<Program, Arc<ProgramError>> {
        if let Some(program) = self.loaded.get(sha256).await {
            return Ok(program);
        }
        self.loaded
            .try_get_with(sha256.to_owned(), self.load(name, sha256))
            .await
    }

    /// Compiles a component ahead, and keeps the artefact.
    ///
    /// # Errors
    /// It is refused or cannot be compiled, or the storage is not available.
    pub async fn compile(
        &self,
        name: &str,
        sha256: &str,
        component: Vec<u8>,
    ) -> Result<Program, ProgramError> {
        let digest = parse(sha256)?;
        let sealed = self.compiler.compile(name, component).await?;
        let program = self.unseal(name, digest, sealed).await?;
        self.keep(sha256, &program).await?;
        Ok(program)
    }

    /// Builds an Action from JavaScript and the bundle of its packages, and keeps the component and the artefact.
    ///
    /// # Errors
    /// The source is at fault or takes too much, or the storage is not available.
    pub async fn build_javascript(
        &self,
        name: &str,
        source: &str,
        packages: Option<&str>,
    ) -> Result<Program, ProgramError> {
        let both = [source, packages.unwrap_or_default()].join("\0");
        let of_source = Digest::of(both.as_bytes()).to_string();
        if let Some(sha256) = self.of_sources.get(&of_source).await
            && let Ok(program) = self.get(name, &sha256).await
        {
            return Ok(program);
        }
        self.engine.ready().await?;
        let built = self.javascript.build(name, source, packages).await?;
        let program = self.unseal(name, built.digest, built.sealed).await?;
        let sha256 = built.digest.to_string();
        self.blobs.put_component(&sha256, built.component).await?;
        self.keep(&sha256, &program).await?;
        self.of_sources.insert(of_source, sha256).await;
        Ok(program)
    }

    /// Loads ahead what the first login of an Action in JavaScript would wait for.
    pub async fn prepare(&self) {
        self.engine.prepare().await;
    }

    /// The program that a child process compiled.
    async fn unseal(
        &self,
        name: &str,
        digest: Digest,
        Sealed { artefact, key }: Sealed,
    ) -> Result<Program, ProgramError> {
        let opened = self.open(name, digest, artefact, key).await?;
        Ok(opened.map_err(CompileError::from)?)
    }

    /// Loads an artefact, and before it the engine if that is what it needs.
    async fn open(
        &self,
        name: &str,
        digest: Digest,
        artefact: Vec<u8>,
        key: ArtefactKey,
    ) -> Result<Result<Program, ArtefactError>, ProgramError> {
        let sha256 = digest.to_string();
        let artefact: Arc<[u8]> = artefact.into();
        let load = || {
            let (sandbox, name) = (self.sandbox.clone(), name.to_owned());
            let (artefact, key) = (Arc::clone(&artefact), key.clone());
            blocking(&sha256, move || {
                sandbox.load_artefact(&name, &digest, &artefact, &key)
            })
        };
        match load().await? {
            Err(ArtefactError::SharedCode { code, .. }) if code == self.engine.digest() => {
                self.engine.ready().await?;
                load().await
            }
            opened => Ok(opened),
        }
    }

    /// Lets go of what builds JavaScript if it has had nothing to do for a while.
    pub fn rest(&self) {
        self.javascript.rest();
    }

    async fn keep(&self, sha256: &str, program: &Program) -> Result<(), ProgramError> {
        let artefact = {
            let (program, key) = (program.clone(), self.key.clone());
            blocking(sha256, move || program.artefact(&key))
                .await?
                .map_err(CompileError::from)?
        };
        self.blobs
            .put_artefact(self.sandbox.compatibility(), sha256, artefact)
            .await?;
        self.loaded.insert(sha256.to_owned(), program.clone()).await;
        Ok(())
    }

    async fn load(&self, name: &str, sha256: &str) -> Result<Program, ProgramError> {
        let digest = parse(sha256)?;
        let artefact = self
            .blobs
            .artefact(self.sandbox.compatibility(), sha256)
            .await?;
        if let Some(artefact) = artefact {
            match self.open(name, digest, artefact, self.key.clone()).await? {
                Ok(program) => return Ok(program),
                Err(error) => tracing::warn!(
                    component = sha256,
                    kind = "artefact_rejected",
                    %error,
                    "compiling anew"
                ),
            }
        } else {
            tracing::info!(component = sha256, "there is no artefact: compiling anew");
        }
        let component = self.blobs.component(sha256).await?;
        let component = component.ok_or_else(|| ProgramError::Missing(sha256.to_owned()))?;
        self.compile(name, sha256, component).await
    }
}

impl std::fmt::Debug for Programs {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Programs").finish_non_exhaustive()
    }
}

fn parse(sha256: &str) -> Result<Digest, ProgramError> {
    sha256
        .parse()
        .map_err(|_| ProgramError::Digest(sha256.to_owned()))
}

pub(crate) async fn blocking<T: Send + 'static>(
    sha256: &str,
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, ProgramError> {
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|_| ProgramError::Host(sha256.to_owned()))
}
