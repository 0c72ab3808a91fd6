//! Runs logins of tenants: what is bound, with which settings, and where the login stands then.

use crate::programs::Programs;
use crate::telemetry::TRACE;
use moka::sync::Cache;
use serde::Deserialize as _;
use std::sync::Arc;
use std::time::Duration;
use thiserror::Error;
use tokio::task::JoinSet;
use tracing::Instrument as _;
use vestibule_egress::{AllowedHosts, Egress, HostError};
use vestibule_flow::event::Event;
use vestibule_flow::flow::{BoundAction, Flow, FlowSecret, FlowStart, RunJob, Secrets, StartError};
use vestibule_flow::outcome::{RunOutcome, RunReport};
use vestibule_flow::recorder::CacheSnapshot;
use vestibule_flow::result::FlowResult;
use vestibule_flow::tenant::{Browser, Tenant};
use vestibule_login::{
    ActionRunner, Driver, DryRun, SandboxedAction, TriggerCache, not_run, run_one,
};
use vestibule_sandbox::outbound::Outbound;
use vestibule_sandbox::{Limits, Sandbox};
use vestibule_store::actions::{Action, SecretValues};
use vestibule_store::bound::BoundVersion;
use vestibule_store::{StoreError, TenantStore, clock};

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
}

/// Of so many tenants is kept what their logins need.
const TENANTS: u64 = 10_000;
/// Nothing in `api.cache` lives longer (specification §2.4): when a tenant had no login for so long, there is nothing in it.
const CACHE_IDLE: Duration = Duration::from_secs(24 * 60 * 60);

/// Runs logins.
#[derive(Debug)]
pub struct Logins {
    sandbox: Sandbox,
    programs: Programs,
    /// Absent: no Action reaches anything.
    egress: Option<Egress>,
    snapshots: Cache<String, Arc<Snapshot>>,
    /// `api.cache` of each tenant, up to 17 kB of it.
    caches: Cache<String, Arc<TriggerCache>>,
}

impl Logins {
    /// Runs logins in `sandbox`. Without `egress` no Action reaches anything.
    pub fn new(sandbox: Sandbox, programs: Programs, egress: Option<Egress>) -> Logins {
        Logins {
            sandbox,
            programs,
            egress,
            snapshots: Cache::new(TENANTS),
            caches: Cache::builder()
                .max_capacity(TENANTS)
                .time_to_idle(CACHE_IDLE)
                .build(),
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
        let bound = tenant.bound(POST_LOGIN).await?;
        let actions = bound.actions.into_iter().map(draft).collect();
        start(bound.settings.flow, actions, event, browser)
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
        let cache = self.cache(tenant);
        let runner = Runner {
            logins: self,
            dry: false,
        };
        driver(&runner, &cache).advance(flow).await
    }

    /// What a whole login would ask for. Nothing of it is to be kept, and nothing is sent.
    pub async fn plan(&self, tenant: &TenantStore, flow: Flow) -> FlowResult {
        self.rehearse(tenant, flow, true).await
    }

    /// The same for an Action that is tried out by its author: what it sends is sent.
    pub async fn test(&self, tenant: &TenantStore, flow: Flow) -> FlowResult {
        self.rehearse(tenant, flow, false).await
    }

    async fn rehearse(&self, tenant: &TenantStore, flow: Flow, dry: bool) -> FlowResult {
        // It leaves no trace in the cache.
        let cache = TriggerCache::of(self.cache(tenant).snapshot());
        driver(&Runner { logins: self, dry }, &cache)
            .plan(flow)
            .await
    }

    fn cache(&self, tenant: &TenantStore) -> Arc<TriggerCache> {
        self.caches
            .get_with_by_ref(tenant.id(), Arc::<TriggerCache>::default)
    }

    /// The tenant's settings as a login needs them.
    ///
    /// # Errors
    /// The database is not available.
    pub async fn settings(&self, tenant: &TenantStore) -> Result<Tenant, StoreError> {
        Ok(self.snapshot(tenant).await?.tenant.clone())
    }

    async fn snapshot(&self, tenant: &TenantStore) -> Result<Arc<Snapshot>, StoreError> {
        if let Some(snapshot) = self.snapshots.get(tenant.id())
            && tenant.known_revision() == Some(snapshot.revision)
        {
            return Ok(snapshot);
        }
        let bound = tenant.bound(POST_LOGIN).await?;
        let snapshot = Arc::new(Snapshot {
            revision: bound.revision,
            tenant: bound.settings.flow,
            actions: bound.actions.into_iter().map(deployed).collect(),
        });
        // What was changed since has another revision, so it is read by the next login.
        self.snapshots
            .insert(tenant.id().to_owned(), Arc::clone(&snapshot));
        self.load_ahead(&snapshot.actions).await;
        Ok(snapshot)
    }

    /// Loads the programs of several Actions at once, so that a login does not wait for one after the other. What cannot be loaded is tried again, and
    /// reported, when its turn comes.
    async fn load_ahead(&self, actions: &[BoundAction]) {
        let mut loading = JoinSet::new();
        for action in actions {
            if let Some(digest) = action.digest.clone() {
                let (programs, name) = (self.programs.clone(), action.name.clone());
                loading.spawn(async move {
                    let _ = programs.get(&name, &digest).await;
                });
            }
        }
        while loading.join_next().await.is_some() {}
    }
}

fn driver<'a>(runner: &'a Runner<'a>, cache: &'a TriggerCache) -> Driver<'a, Runner<'a>> {
    Driver {
        runner,
        cache,
        clock,
    }
}

/// A bound Action as logins run it. Without its version it is bound all the same: it has no component, so its run fails, and the login with it.
fn deployed(bound: BoundVersion) -> BoundAction {
    let (name, version) = (bound.name(), bound.version);
    let number = version.as_ref().map_or_else(
        || "missing".to_owned(),
        |version| version.number.to_string(),
    );
    BoundAction {
        id: Some(bound.binding.action_id.clone()),
        digest: version
            .as_ref()
            .and_then(|version| version.build.component.clone()),
        secrets: Some(Secrets(bound.secrets)),
        allowed_hosts: version
            .as_ref()
            .map(|version| version.content.allowed_hosts.clone())
            .unwrap_or_default(),
        limits: version.and_then(|version| version.content.limits),
        shadow: bound.binding.shadow,
        ..BoundAction::new(name, number)
    }
}

fn draft(bound: BoundVersion) -> BoundAction {
    let (name, shadow) = (bound.name(), bound.binding.shadow);
    let draft = match bound.action {
        Some(action) => bound_draft(&action, bound.draft_secrets),
        None => BoundAction::new(name, "missing"),
    };
    BoundAction { shadow, ..draft }
}

fn bound_draft(action: &Action, secrets: SecretValues) -> BoundAction {
    BoundAction {
        id: Some(action.id.clone()),
        digest: action.build.component.clone(),
        secrets: Some(Secrets(secrets)),
        limits: action.body.draft.limits.clone(),
        allowed_hosts: action.body.draft.allowed_hosts.clone(),
        ..BoundAction::new(&action.name, "draft")
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
    Ok(Flow::start(start, clock())?)
}

/// Runs the Actions of one login.
#[derive(Debug)]
struct Runner<'a> {
    logins: &'a Logins,
    /// Whether nothing is to be sent.
    dry: bool,
}

impl ActionRunner for Runner<'_> {
    async fn run(&self, job: RunJob<'_>, cache: CacheSnapshot, milliseconds: u64) -> RunReport {
        let action = match self.load(job.action).await {
            Ok(action) => action,
            Err(failed) => return failed,
        };
        let span = tracing::info_span!(
            target: TRACE,
            "action",
            otel.name = format!("{} {}", job.action.name, job.handler.name()),
            vestibule.action = job.action.name,
            vestibule.version = job.action.version,
            vestibule.fuel = tracing::field::Empty,
            vestibule.failure = tracing::field::Empty,
        );
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

impl Runner<'_> {
    /// What a bound Action runs, and under which limits; or the report of the run that cannot be.
    async fn load(&self, action: &BoundAction) -> Result<SandboxedAction, RunReport> {
        let name = &action.name;
        let failed = |why: String| {
            tracing::error!(
                action = name,
                why,
                "an Action cannot be run: the login fails"
            );
            not_run("platform_error", format!("Action '{name}' {why}"))
        };
        let Some(digest) = &action.digest else {
            return Err(failed(
                "has nothing that can be run: its version is missing, or an earlier release could not build it; deploy it again"
                    .to_owned(),
            ));
        };
        let limits = match &action.limits {
            None => Limits::default(),
            Some(limits) => Limits::deserialize(limits).map_err(|error| {
                failed(format!(
                    "has limits that are none: {error}; set others and deploy it again"
                ))
            })?,
        };
        let program = self.logins.programs.get(name, digest).await;
        let program = program.map_err(|error| failed(format!("could not be loaded: {error}")))?;
        let outbound = self
            .outbound(action)
            .map_err(|error| failed(format!("cannot be run: {error}; deploy it again")))?;
        Ok(SandboxedAction {
            program,
            limits,
            outbound,
        })
    }

    fn outbound(&self, action: &BoundAction) -> Result<Option<Arc<dyn Outbound>>, HostError> {
        if self.dry {
            return Ok(Some(Arc::new(DryRun)));
        }
        let Some(egress) = &self.logins.egress else {
            return Ok(None);
        };
        let hosts = AllowedHosts::parse(&action.allowed_hosts)?;
        Ok(Some(egress.for_run(hosts)))
    }
}
