//! `/api/v2/actions/actions`: specification §6.1.

use super::secrets::check_secrets;
use super::{NoQuery, Page, views};
use crate::app::App;
use crate::http::error::{ApiError, ApiResult};
use crate::http::extract::{Caller, Json, Query};
use crate::triggers;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Map, Value, json};
use std::collections::HashSet;
use std::time::{Duration, Instant};
use vestibule_egress::AllowedHosts;
use vestibule_flow::event::Event;
use vestibule_flow::json::StrictValue;
use vestibule_javascript::MAX_SOURCE_BYTES;
use vestibule_sandbox::Limits;
use vestibule_store::actions::{
    Action, ActionError, BuildStatus, Content, SecretName, SecretValues, TriggerRef, Version,
};
use vestibule_store::{TenantStore, timestamp};

const MAX_DEPENDENCIES: usize = 10;
const PUBLIC_REGISTRY: &str = "https://registry.npmjs.org";
/// How long a deployment waits for a build that is going on.
const DEPLOY_WAITS: Duration = Duration::from_secs(25);

/// Filters of the list.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct ListQuery {
    trigger_id: Option<String>,
    action_name: Option<String>,
    deployed: Option<bool>,
    page: Option<u64>,
    #[serde(rename = "per_page")]
    per_page: Option<u64>,
    installed: Option<bool>,
}

/// `GET /actions/actions`
pub async fn list(
    State(_): State<App>,
    caller: Caller,
    Query(query): Query<ListQuery>,
) -> ApiResult<axum::Json<Value>> {
    let tenant = caller.tenant(&["read:actions"])?;
    let page = Page::new(query.page, query.per_page, 20)?;
    if let Some(trigger_id) = &query.trigger_id {
        triggers::known(trigger_id)?;
    }
    let actions = tenant.actions().await?;
    let deployed = tenant.deployed(&actions).await?;
    let found: Vec<Value> = actions
        .iter()
        .filter(|action| {
            query.trigger_id.as_ref().is_none_or(|id| action.body.trigger.id == *id)
                && query.action_name.as_ref().is_none_or(|name| action.name == *name)
                && query.deployed.is_none_or(|wanted| deployed.contains_key(&action.id) == wanted)
                // Actions from the marketplace; there are none.
                && query.installed != Some(true)
        })
        .map(|action| views::action(action, deployed.get(&action.id)))
        .collect();
    Ok(axum::Json(json!({
        "total": found.len(),
        "page": query.page.unwrap_or(0),
        "per_page": query.per_page.unwrap_or(20),
        "actions": page.of(found),
    })))
}

/// A new Action.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateBody {
    name: String,
    supported_triggers: Vec<TriggerBody>,
    #[serde(default)]
    code: Option<String>,
    #[serde(default)]
    dependencies: Option<Vec<DependencyBody>>,
    #[serde(default)]
    runtime: Option<String>,
    #[serde(default)]
    secrets: Option<Vec<SecretBody>>,
    #[serde(default)]
    modules: Option<Vec<Value>>,
    #[serde(default)]
    limits: Option<Value>,
    #[serde(default)]
    allowed_hosts: Option<Vec<String>>,
    #[serde(default)]
    deploy: Option<bool>,
}

/// Changes of an Action.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct UpdateBody {
    #[serde(default)]
    name: Option<String>,
    #[serde(default)]
    supported_triggers: Option<Vec<TriggerBody>>,
    #[serde(default)]
    code: Option<String>,
    #[serde(default)]
    dependencies: Option<Vec<DependencyBody>>,
    #[serde(default)]
    runtime: Option<String>,
    #[serde(default)]
    secrets: Option<Vec<SecretBody>>,
    #[serde(default)]
    modules: Option<Vec<Value>>,
    #[serde(default)]
    limits: Option<Value>,
    #[serde(default)]
    allowed_hosts: Option<Vec<String>>,
}

/// A trigger, as bodies name it. What else the list of triggers says of one may come along.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TriggerBody {
    id: String,
    #[serde(default)]
    version: Option<String>,
    #[serde(default, rename = "status")]
    _status: Option<String>,
    #[serde(default, rename = "runtimes")]
    _runtimes: Option<Vec<String>>,
    #[serde(default, rename = "default_runtime")]
    _default_runtime: Option<String>,
    #[serde(default, rename = "compatible_triggers")]
    _compatible_triggers: Option<Vec<Value>>,
    #[serde(default, rename = "binding_policy")]
    _binding_policy: Option<String>,
}

/// An npm package.
#[derive(Debug, Deserialize, serde::Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DependencyBody {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    version: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    registry_url: Option<String>,
}

impl DependencyBody {
    /// Packages come from where the operator's npm gets them; one that is to come from elsewhere must not come from there instead.
    fn check<'a>(&'a self, place: &str, names: &mut HashSet<&'a str>) -> ApiResult<()> {
        if let Some(url) = self.registry_url.as_deref()
            && url.trim_end_matches('/') != PUBLIC_REGISTRY
            && !url.is_empty()
        {
            return Err(ApiError::invalid_body(
                &format!(
                    "packages come from {PUBLIC_REGISTRY} or from what the operator has in its place; another registry cannot be named"
                ),
                &format!("{place}.registry_url"),
            ));
        }
        match self.name.as_deref() {
            Some(name) if !names.insert(name) => Err(ApiError::invalid_body(
                &format!("the package '{name}' was given twice"),
                &format!("{place}.name"),
            )),
            _ => Ok(()),
        }
    }
}

/// A secret; without a value the one that there is stays.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SecretBody {
    name: String,
    #[serde(default)]
    value: Option<String>,
    #[serde(default, rename = "updated_at")]
    _updated_at: Option<String>,
}

/// `POST /actions/actions`
pub async fn create(
    State(app): State<App>,
    caller: Caller,
    Query(NoQuery {}): Query<NoQuery>,
    Json(body): Json<CreateBody>,
) -> ApiResult<(StatusCode, axum::Json<Value>)> {
    let tenant = caller.tenant(&["create:actions"])?;
    let trigger = trigger_of(&body.supported_triggers)?;
    check_name(&body.name)?;
    let mut draft = Content {
        runtime: triggers::POST_LOGIN.default_runtime.to_owned(),
        ..Content::default()
    };
    let mut values = SecretValues::new();
    let changes = Changes {
        code: Some(body.code.unwrap_or_default()),
        dependencies: body.dependencies,
        runtime: body.runtime,
        secrets: body.secrets,
        modules: body.modules,
        limits: body.limits,
        allowed_hosts: body.allowed_hosts,
    };
    changes.check()?;
    changes.apply(&mut draft, &trigger, &mut values)?;
    let mut action = tenant
        .create_action(&body.name, trigger, draft, &values)
        .await?;
    app.to_build().notify_one();
    let mut deployed = None;
    if body.deploy == Some(true) {
        let (now, version) = deploy_when_built(&app, tenant, &action.id).await?;
        action = now;
        deployed = Some(version);
    }
    Ok((
        StatusCode::CREATED,
        axum::Json(views::action(&action, deployed.as_ref())),
    ))
}

/// `GET /actions/actions/{id}`
pub async fn get(
    State(_): State<App>,
    caller: Caller,
    Path(id): Path<String>,
    Query(NoQuery {}): Query<NoQuery>,
) -> ApiResult<axum::Json<Value>> {
    let tenant = caller.tenant(&["read:actions"])?;
    let action = tenant.action(&id).await?;
    let deployed = deployed_version(tenant, &action).await?;
    Ok(axum::Json(views::action(&action, deployed.as_ref())))
}

/// `PATCH /actions/actions/{id}`
pub async fn update(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<String>,
    Query(NoQuery {}): Query<NoQuery>,
    Json(body): Json<UpdateBody>,
) -> ApiResult<axum::Json<Value>> {
    let tenant = caller.tenant(&["update:actions"])?;
    if let Some(name) = &body.name {
        check_name(name)?;
    }
    let trigger = body
        .supported_triggers
        .as_deref()
        .map(trigger_of)
        .transpose()?;
    let changes = Changes {
        code: body.code,
        dependencies: body.dependencies,
        runtime: body.runtime,
        secrets: body.secrets,
        modules: body.modules,
        limits: body.limits,
        allowed_hosts: body.allowed_hosts,
    };
    changes.check()?;
    let name = body.name;
    let action = tenant
        .change_action(&id, move |action, values| {
            if let Some(name) = name {
                action.name = name;
            }
            if let Some(trigger) = trigger {
                if trigger.id != action.body.trigger.id {
                    return Err(ActionError::Refused(
                        "can't upgrade to this trigger.".to_owned(),
                    ));
                }
                action.body.trigger = trigger;
            }
            let body = &mut action.body;
            changes.apply(&mut body.draft, &body.trigger, values)
        })
        .await?;
    app.to_build().notify_one();
    let deployed = deployed_version(tenant, &action).await?;
    Ok(axum::Json(views::action(&action, deployed.as_ref())))
}

/// What deleting takes.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DeleteQuery {
    force: Option<bool>,
}

/// `DELETE /actions/actions/{id}`
pub async fn delete(
    State(_): State<App>,
    caller: Caller,
    Path(id): Path<String>,
    Query(query): Query<DeleteQuery>,
) -> ApiResult<StatusCode> {
    let tenant = caller.tenant(&["delete:actions"])?;
    tenant
        .delete_action(&id, query.force.unwrap_or(false))
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// `POST /actions/actions/{id}/deploy`
pub async fn deploy(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<String>,
    Query(NoQuery {}): Query<NoQuery>,
) -> ApiResult<(StatusCode, axum::Json<Value>)> {
    let tenant = caller.tenant(&["create:actions"])?;
    let (action, version) = deploy_when_built(&app, tenant, &id).await?;
    // Recorded from the original: the answer itself still says false.
    Ok((
        StatusCode::ACCEPTED,
        axum::Json(views::version(&action, &version, false)),
    ))
}

/// Deploys at once, or as soon as the build that is going on has ended.
async fn deploy_when_built(
    app: &App,
    tenant: &TenantStore,
    id: &str,
) -> Result<(Action, Version), ActionError> {
    let until = Instant::now() + DEPLOY_WAITS;
    loop {
        let built = app.built().notified();
        match tenant.deploy(id).await {
            Err(ActionError::NotBuilt(BuildStatus::Pending | BuildStatus::Building))
                if Instant::now() < until =>
            {
                app.to_build().notify_one();
                // Another node's build is not told of here.
                let _ = tokio::time::timeout(Duration::from_millis(250), built).await;
            }
            outcome => return outcome,
        }
    }
}

/// A test run.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TestBody {
    #[schemars(with = "Map<String, Value>")]
    payload: StrictValue,
}

/// `POST /actions/actions/{id}/test`: runs the draft, and keeps nothing.
pub async fn test(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<String>,
    Query(NoQuery {}): Query<NoQuery>,
    Json(body): Json<TestBody>,
) -> ApiResult<axum::Json<Value>> {
    let tenant = caller.tenant(&["create:actions"])?;
    let (action, secrets) = tenant.draft(&id).await?;
    if action.status != BuildStatus::Built {
        return Err(ApiError::bad_request(
            "A draft must be in the 'built' state before it can be tested.",
        ));
    }
    let StrictValue(given) = body.payload;
    let event = given.get("event").unwrap_or(&given).clone();
    let event = Event::from_value(event)
        .map_err(|error| ApiError::invalid_body(&error.to_string(), "payload.event"))?;
    let shown = json!(event);
    let mut place = crate::http::flows::admit(&app, tenant).await?;
    let started = Instant::now();
    let flow = app
        .logins()
        .start_alone(tenant, &action, secrets, event)
        .await
        .map_err(crate::http::flows::refused)?;
    place.begin();
    let result = app.logins().test(tenant, flow).await;
    place.used(&result.actions);
    let run = result.actions.first();
    let of_run = run.and_then(|run| run.error.as_ref()).map(
        |error| json!({"id": error.kind, "msg": error.message, "name": error.name, "stack": error.stack}),
    );
    // The run may be good and what it asked for impossible.
    let error = of_run.or_else(|| {
        let error = result.error.as_ref()?;
        Some(json!({"id": error.cause, "msg": error.message}))
    });
    let mut payload = json!({
        "event": shown,
        "commands": result.effects.as_ref().or(result.pending.as_ref()),
        "steps": result.steps,
        "next": result.next,
        "denial": result.denial,
        "status": result.status,
        "logs": run.map(|run| json!(run.console)).unwrap_or_else(|| json!([])),
        "stats": {
            "total_time_ms": started.elapsed().as_secs_f64() * 1_000.0,
            "usage": run.map(|run| json!(run.usage)),
        },
    });
    if let (Some(error), Value::Object(members)) = (error, &mut payload) {
        members.insert("error".to_owned(), error);
    }
    Ok(axum::Json(json!({ "payload": payload })))
}

/// An Action's deployed version.
pub async fn deployed_version(tenant: &TenantStore, action: &Action) -> ApiResult<Option<Version>> {
    match &action.body.deployed_version {
        None => Ok(None),
        Some(id) => match tenant.version(&action.id, id).await {
            Ok((_, version)) => Ok(Some(version)),
            Err(ActionError::NotFound | ActionError::VersionNotFound) => Ok(None),
            Err(error) => Err(error.into()),
        },
    }
}

/// Changes of a draft, checked.
struct Changes {
    code: Option<String>,
    dependencies: Option<Vec<DependencyBody>>,
    runtime: Option<String>,
    secrets: Option<Vec<SecretBody>>,
    modules: Option<Vec<Value>>,
    limits: Option<Value>,
    allowed_hosts: Option<Vec<String>>,
}

impl Changes {
    fn check(&self) -> ApiResult<()> {
        if let Some(code) = &self.code
            && code.len() > MAX_SOURCE_BYTES
        {
            return Err(ApiError::too_large(
                "The code",
                MAX_SOURCE_BYTES as u64,
                Some(code.len() as u64),
            ));
        }
        let count = self.dependencies.as_ref().map_or(0, Vec::len);
        if count > MAX_DEPENDENCIES {
            return Err(ApiError::invalid_body(
                &format!("{count} dependencies were given; at most {MAX_DEPENDENCIES} are allowed"),
                "dependencies",
            ));
        }
        let mut names = HashSet::new();
        for (index, dependency) in self.dependencies.iter().flatten().enumerate() {
            dependency.check(&format!("dependencies[{index}]"), &mut names)?;
        }
        if let Some(limits) = &self.limits {
            serde_json::from_value::<Limits>(limits.clone())
                .map_err(|error| ApiError::invalid_body(&error.to_string(), "limits"))?;
        }
        if let Some(hosts) = &self.allowed_hosts {
            AllowedHosts::parse(hosts)
                .map_err(|error| ApiError::invalid_body(&error.to_string(), "allowed_hosts"))?;
        }
        let secrets = self.secrets.as_deref().unwrap_or_default().iter();
        let secrets = secrets.map(|one| (&*one.name, one.value.as_deref()));
        check_secrets(secrets, "secrets")
    }

    fn apply(
        self,
        draft: &mut Content,
        trigger: &TriggerRef,
        values: &mut SecretValues,
    ) -> Result<(), ActionError> {
        if let Some(code) = self.code {
            // Clients send an empty code along with every other change; it does not take away a component that was uploaded.
            if !(code.is_empty() && draft.component.is_some()) {
                draft.code = Some(code);
                draft.component = None;
            }
        }
        if let Some(dependencies) = self.dependencies {
            draft.dependencies = dependencies.iter().map(|one| json!(one)).collect();
        }
        if let Some(runtime) = self.runtime {
            triggers::POST_LOGIN
                .accepts(&trigger.version, &runtime)
                .map_err(ActionError::Refused)?;
            draft.runtime = runtime;
        }
        if let Some(modules) = self.modules {
            draft.modules = modules;
        }
        if let Some(limits) = self.limits {
            draft.limits = (!limits.is_null()).then_some(limits);
        }
        if let Some(hosts) = self.allowed_hosts {
            draft.allowed_hosts = hosts;
        }
        if let Some(secrets) = self.secrets {
            let (names, kept) = changed_secrets(secrets, &draft.secrets, values)?;
            draft.secrets = names;
            *values = kept;
        }
        Ok(())
    }
}

/// The whole list as it is to be: given values replace, names without a value keep theirs, what is not named is gone.
fn changed_secrets(
    wanted: Vec<SecretBody>,
    names: &[SecretName],
    values: &SecretValues,
) -> Result<(Vec<SecretName>, SecretValues), ActionError> {
    let (mut new_names, mut new_values) = (Vec::new(), SecretValues::new());
    for secret in wanted {
        let old = values.get(&secret.name);
        let Some(value) = secret.value.or_else(|| old.cloned()) else {
            return Err(ActionError::Refused(format!(
                "The secret '{}' has no value, and there is none to keep.",
                secret.name
            )));
        };
        let updated_at = names
            .iter()
            .find(|name| name.name == secret.name)
            .filter(|_| old == Some(&value))
            .map_or_else(timestamp, |name| name.updated_at.clone());
        new_values.insert(secret.name.clone(), value);
        new_names.push(SecretName {
            name: secret.name,
            updated_at,
        });
    }
    Ok((new_names, new_values))
}

fn check_name(name: &str) -> ApiResult<()> {
    let length = name.chars().count();
    if length == 0 || length > 255 || name.chars().any(char::is_control) {
        return Err(ApiError::invalid_body(
            "an action's name has 1 to 255 characters, none of them a control character",
            "name",
        ));
    }
    Ok(())
}

fn trigger_of(bodies: &[TriggerBody]) -> ApiResult<TriggerRef> {
    let Some(first) = bodies.first() else {
        return Err(ApiError::invalid_body(
            "at least one trigger is needed",
            "supported_triggers",
        ));
    };
    let trigger = triggers::known(&first.id)?;
    let version = first.version.as_deref().unwrap_or(trigger.current_version);
    if !trigger.versions.contains(&version) {
        return Err(ApiError::bad_request(format!(
            "The trigger {} has no version {version:?}; expected one of {}.",
            trigger.id,
            trigger.versions.join(", ")
        )));
    }
    Ok(TriggerRef {
        id: trigger.id.to_owned(),
        version: version.to_owned(),
    })
}
