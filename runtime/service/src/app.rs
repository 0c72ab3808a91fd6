//! What all parts of a running service share.

use crate::admission::Admission;
use crate::compile::Compiler;
use crate::config::Settings;
use crate::executions::Executions;
use crate::logins::Logins;
use crate::metrics::Metrics;
use crate::programs::Programs;
use crate::serve::ServeError;
use crate::tokens::Tokens;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use tokio::sync::Notify;
use vestibule_egress::Egress;
use vestibule_javascript::Npm;
use vestibule_sandbox::{ArtefactKey, Sandbox, SandboxConfig};
use vestibule_store::{Blobs, Database};

/// A running service. Cheap to clone.
#[derive(Clone)]
pub struct App(Arc<Parts>);

struct Parts {
    node: String,
    database: Database,
    blobs: Blobs,
    programs: Programs,
    npm: Option<Npm>,
    tokens: Tokens,
    logins: Logins,
    executions: Executions,
    admission: Admission,
    metrics: Metrics,
    to_build: Notify,
    built: Notify,
    ending: AtomicBool,
}

impl App {
    /// Puts the parts together. `executions` is what [`crate::executions::channel`] made.
    ///
    /// # Errors
    /// The sandbox or outbound HTTP cannot be set up.
    pub fn new(
        settings: &Settings,
        database: Database,
        blobs: Blobs,
        executions: Executions,
    ) -> Result<App, ServeError> {
        let sandbox = Sandbox::new(SandboxConfig {
            concurrent_runs: settings.concurrent_runs,
        })?;
        let egress = match settings.egress()? {
            Some(settings) => Some(Egress::new(&settings)?),
            None => None,
        };
        let key = ArtefactKey::new(database.master_key().derive("sealing of artefacts"));
        let programs = Programs::new(
            sandbox.clone(),
            blobs.clone(),
            key,
            Compiler::new(1),
            settings.program_cache_bytes,
        );
        Ok(App(Arc::new(Parts {
            node: format!("{}-{}", std::process::id(), uuid::Uuid::new_v4().simple()),
            tokens: Tokens::new(database.clone()),
            logins: Logins::new(sandbox, programs.clone(), egress),
            database,
            blobs,
            programs,
            npm: settings
                .npm
                .as_ref()
                .map(|program| Npm::new(program, settings.data.join("npm"))),
            executions,
            admission: Admission::new(settings.concurrent_runs, settings.tenant_fuel_per_second),
            metrics: Metrics::default(),
            to_build: Notify::new(),
            built: Notify::new(),
            ending: AtomicBool::new(false),
        })))
    }

    /// A name for this process that no other has or had.
    pub fn node(&self) -> &str {
        &self.0.node
    }

    /// The database.
    pub fn database(&self) -> &Database {
        &self.0.database
    }

    /// Components and artefacts.
    pub fn blobs(&self) -> &Blobs {
        &self.0.blobs
    }

    /// Compiled Actions.
    pub fn programs(&self) -> &Programs {
        &self.0.programs
    }

    /// What installs npm packages, if the operator has set it up.
    pub fn npm(&self) -> Option<&Npm> {
        self.0.npm.as_ref()
    }

    /// Access tokens.
    pub fn tokens(&self) -> &Tokens {
        &self.0.tokens
    }

    /// Logins.
    pub fn logins(&self) -> &Logins {
        &self.0.logins
    }

    /// Who may run a login now.
    pub fn admission(&self) -> &Admission {
        &self.0.admission
    }

    /// Records of what ran.
    pub fn executions(&self) -> &Executions {
        &self.0.executions
    }

    /// Counters.
    pub fn metrics(&self) -> &Metrics {
        &self.0.metrics
    }

    /// To be notified when there is something to build.
    pub fn to_build(&self) -> &Notify {
        &self.0.to_build
    }

    /// Notifies when a build of this node has ended.
    pub fn built(&self) -> &Notify {
        &self.0.built
    }

    /// Whether the service is shutting down.
    pub fn is_ending(&self) -> bool {
        self.0.ending.load(Ordering::Relaxed)
    }

    /// Notes that the service is shutting down.
    pub fn set_ending(&self) {
        self.0.ending.store(true, Ordering::Relaxed);
    }
}
