//! Runs logins of tenants: what is bound, with which settings, and where the login stands then.

use crate::programs::Programs;
use crate::telemetry::TRACE;
use moka::sync::Cache;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use thiserror::Error;
use tracing::Instrument as _;
use vestibule_flow::event::Event;
use vestibule_flow::flow::{BoundAction, Flow, FlowSecret, FlowStart, RunJob, Secrets, StartError};
use vestibule_flow::outcome::{RunOutcome, RunReport};
use vestibule_flow::recorder::CacheSnapshot;
use vestibule_flow::result::FlowResult;
use vestibule_flow::tenant::{Browser, Tenant};
use vestibule_login::{
    ActionRunner, Driver, SandboxedAction, TriggerCache, not_run, run_one, system_clock,
};
use vestibule_sandbox::{Limits, Sandbox};
use vestibule_store::actions::{Action, SecretValues};
use vestibule_store::{StoreError, TenantStore};

/// The trigger of logins.
pub const POST_LOGIN: &str = "post-login";

/// Why a login was not started. Nothing has run.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum LoginError {
    /// The event does not fit.
    #[error(transparent)]
    Start(#[from] StartError),
    /// Storage.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Everything of a tenant that a login depends on, as of one revision.
#[derive(Debug)]
struct Snapshot {
    revision: i64,
    tenant: Tenant,
    actions: Vec<BoundAction>,
    limits: HashMap<String, Limits>,
}

/// Runs logins.
#[derive(Debug)]
pub struct Logins {
    sandbox: Sandbox,
    programs: Programs,
    snapshots: Cache<String, Arc<Snapshot>>,
    /// `api.cache` of each tenant.
    caches: Mutex<HashMap<String, Arc<TriggerCache>>>,
}

impl Logins {
    /// Runs logins in `sandbox`.
    pub fn new(sandbox: Sandbox, programs: Programs) -> Logins {
        Logins {
            sandbox,
            programs,
            snapshots: Cache::new(10_000),
            caches: Mutex::default(),
        }
    }

    /// Starts a login with what the tenant has bound.
    ///
    /// # Errors
    /// The event is another tenant's, or the database is not available.
    pub async fn start(
        &self,
        tenant: &TenantStore,
        event: Event,
        browser: Browser,
    ) -> Result<Flow, LoginError> {
        let snapshot = self.snapshot(tenant).await?;
        start(
            snapshot.tenant.clone(),
            snapshot.actions.clone(),
            event,
            browser,
        )
    }

    /// As [`Logins::start`], with the drafts of what is bound instead of the deployed versions.
    ///
    /// # Errors
    /// As [`Logins::start`].
    pub async fn start_with_drafts(
        &self,
        tenant: &TenantStore,
        event: Event,
        browser: Browser,
    ) -> Result<Flow, LoginError> {
        let settings = tenant.settings().await?.flow;
        let (bindings, mut own) = tenant.bindings(POST_LOGIN).await?;
        let mut actions = Vec::new();
        for binding in bindings {
            let Ok((action, mut secrets)) = tenant.draft(&binding.action_id).await else {
                continue;
            };
            secrets.extend(own.remove(&binding.id).unwrap_or_default());
            actions.push(bound_draft(&action, secrets));
        }
        start(settings, actions, event, browser)
    }

    /// Runs one Action's draft alone.
    ///
    /// # Errors
    /// As [`Logins::start`].
    pub async fn start_alone(
        &self,
        tenant: &TenantStore,
        action: &Action,
        secrets: SecretValues,
        event: Event,
    ) -> Result<Flow, LoginError> {
        let settings = tenant.settings().await?.flow;
        let action = bound_draft(action, secrets);
        start(settings, vec![action], event, Browser::default())
    }

    /// Runs every Action that is due, and says where the login stands then.
    pub async fn advance(&self, tenant: &TenantStore, flow: &mut Flow) -> FlowResult {
        let runner = Runner {
            logins: self,
            limits: self.limits(tenant).await,
        };
        let cache = self.cache(tenant);
        driver(&runner, &cache).advance(flow).await
    }

    /// What a whole login would ask for. Nothing of it is to be kept.
    pub async fn plan(&self, tenant: &TenantStore, flow: Flow) -> FlowResult {
        let runner = Runner {
            logins: self,
            limits: self.limits(tenant).await,
        };
        // A dry run leaves no trace, in the cache either.
        let cache = TriggerCache::of(self.cache(tenant).snapshot());
        driver(&runner, &cache).plan(flow).await
    }

    async fn limits(&self, tenant: &TenantStore) -> Arc<Snapshot> {
        self.snapshot(tenant).await.unwrap_or_else(|_| {
            Arc::new(Snapshot {
                revision: 0,
                tenant: Tenant::with_everything_enabled(""),
                actions: Vec::new(),
                limits: HashMap::new(),
            })
        })
    }

    fn cache(&self, tenant: &TenantStore) -> Arc<TriggerCache> {
        let mut caches = self.caches.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(caches.entry(tenant.id().to_owned()).or_default())
    }

    async fn snapshot(&self, tenant: &TenantStore) -> Result<Arc<Snapshot>, StoreError> {
        if let Some(snapshot) = self.snapshots.get(tenant.id())
            && tenant.known_revision() == Some(snapshot.revision)
        {
            return Ok(snapshot);
        }
        loop {
            let snapshot = Arc::new(read(tenant).await?);
            // What changed while it was read would be there in part only.
            if tenant.known_revision() == Some(snapshot.revision) {
                self.snapshots
                    .insert(tenant.id().to_owned(), Arc::clone(&snapshot));
                return Ok(snapshot);
            }
        }
    }
}

fn driver<'a>(runner: &'a Runner<'a>, cache: &'a TriggerCache) -> Driver<'a, Runner<'a>> {
    Driver {
        runner,
        cache,
        clock: system_clock,
    }
}

async fn read(tenant: &TenantStore) -> Result<Snapshot, StoreError> {
    let (revision, settings) = tenant.settings_at().await?;
    let (bindings, mut own) = tenant.bindings(POST_LOGIN).await?;
    let all = tenant.actions().await?;
    let mut deployed = tenant.deployed(&all).await?;
    let (mut actions, mut limits) = (Vec::new(), HashMap::new());
    for binding in bindings {
        let Some((version, mut secrets)) = deployed.remove(&binding.action_id) else {
            continue;
        };
        let action = all.iter().find(|action| action.id == binding.action_id);
        let name = action.map_or(&binding.display_name, |action| &action.name);
        secrets.extend(own.remove(&binding.id).unwrap_or_default());
        if let Some(own) = version
            .content
            .limits
            .as_ref()
            .and_then(|limits| serde_json::from_value(limits.clone()).ok())
        {
            limits.insert(version.action_id.clone(), own);
        }
        actions.push(bound(
            &version.action_id,
            name,
            &version.number.to_string(),
            version.build.component.clone(),
            secrets,
        ));
    }
    Ok(Snapshot {
        revision,
        tenant: settings.flow,
        actions,
        limits,
    })
}

fn bound_draft(action: &Action, secrets: SecretValues) -> BoundAction {
    let component = action.build.component.clone();
    bound(&action.id, &action.name, "draft", component, secrets)
}

fn bound(
    id: &str,
    name: &str,
    version: &str,
    component: Option<String>,
    secrets: SecretValues,
) -> BoundAction {
    BoundAction {
        id: Some(id.to_owned()),
        digest: component,
        secrets: Some(Secrets(secrets)),
        ..BoundAction::new(name, version)
    }
}

fn start(
    tenant: Tenant,
    actions: Vec<BoundAction>,
    event: Event,
    browser: Browser,
) -> Result<Flow, LoginError> {
    let mut secret = [0; 32];
    getrandom::fill(&mut secret).map_err(StoreError::from)?;
    let start = FlowStart {
        tenant,
        browser,
        actions,
        event,
        secret: FlowSecret::new(secret),
    };
    Ok(Flow::start(start, system_clock())?)
}

/// Runs the Actions of one login.
#[derive(Debug)]
struct Runner<'a> {
    logins: &'a Logins,
    limits: Arc<Snapshot>,
}

impl ActionRunner for Runner<'_> {
    async fn run(&self, job: RunJob<'_>, cache: CacheSnapshot, milliseconds: u64) -> RunReport {
        let Some(digest) = &job.action.digest else {
            return not_run(
                "stand_in",
                format!(
                    "Action '{}' is JavaScript source, which this version of Vestibule cannot run: its build is a stand-in. Upload a component instead",
                    job.action.name
                ),
            );
        };
        let program = match self.logins.programs.get(&job.action.name, digest).await {
            Ok(program) => program,
            Err(error) => {
                tracing::error!(action = job.action.name, %error, "an Action cannot be loaded: the login fails");
                return not_run(
                    "platform_error",
                    format!("Action '{}' could not be loaded: {error}", job.action.name),
                );
            }
        };
        let limits = job
            .action
            .id
            .as_ref()
            .and_then(|id| self.limits.limits.get(id))
            .copied()
            .unwrap_or_default();
        let span = tracing::info_span!(
            target: TRACE,
            "action",
            otel.name = format!("{} {}", job.action.name, job.handler.name()),
            vestibule.action = job.action.name,
            vestibule.version = job.action.version,
            vestibule.fuel = tracing::field::Empty,
            vestibule.failure = tracing::field::Empty,
        );
        let action = SandboxedAction { program, limits };
        let report = run_one(&self.logins.sandbox, &action, job, cache, milliseconds)
            .instrument(span.clone())
            .await;
        span.record("vestibule.fuel", report.usage.fuel);
        if let RunOutcome::Failed(failure) = &report.outcome {
            span.record("vestibule.failure", failure.kind.as_str());
        }
        report
    }
}
