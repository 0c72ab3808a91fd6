//! `/api/v2/actions/triggers` and their bindings: specification §6.1.

use super::secrets::check_secrets;
use super::{NoQuery, Page, PageQuery, views};
use crate::app::App;
use crate::http::error::{ApiError, ApiResult};
use crate::http::extract::{Caller, Json, Query};
use crate::triggers;
use axum::extract::{Path, State};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};
use vestibule_store::TenantStore;
use vestibule_store::actions::{ActionError, SecretValues};
use vestibule_store::bindings::{ActionReference, Binding, NewBinding};

/// `GET /actions/triggers`
pub async fn list(
    State(_): State<App>,
    caller: Caller,
    Query(NoQuery {}): Query<NoQuery>,
) -> ApiResult<axum::Json<Value>> {
    caller.tenant(&["read:actions"])?;
    Ok(axum::Json(json!({ "triggers": triggers::list() })))
}

/// `GET /actions/triggers/{triggerId}/bindings`
pub async fn bindings(
    State(_): State<App>,
    caller: Caller,
    Path(trigger_id): Path<String>,
    Query(query): Query<PageQuery>,
) -> ApiResult<axum::Json<Value>> {
    let tenant = caller.tenant(&["read:actions"])?;
    let page = Page::new(query.page, query.per_page, 20)?;
    triggers::in_path(&trigger_id)?;
    let (bindings, _) = tenant.bindings(&trigger_id).await?;
    let views = views_of(tenant, &trigger_id, &bindings).await?;
    Ok(axum::Json(json!({
        "total": views.len(),
        "page": query.page.unwrap_or(0),
        "per_page": query.per_page.unwrap_or(20),
        "bindings": page.of(views),
    })))
}

/// The whole list of bindings.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BindBody {
    bindings: Vec<BindingBody>,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct BindingBody {
    #[serde(rename = "ref")]
    reference: ReferenceBody,
    #[serde(default)]
    display_name: Option<String>,
    /// Absent: those that it has, if it stands.
    #[serde(default)]
    secrets: Option<Vec<SecretBody>>,
    /// Whether it runs for the record only: what it asks for has no effect, and neither has its failure. Absent: as it does, if it stands.
    #[serde(default)]
    shadow: Option<bool>,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ReferenceBody {
    #[serde(default, rename = "type")]
    kind: ReferenceKind,
    value: String,
}

#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum ReferenceKind {
    ActionId,
    #[default]
    ActionName,
    BindingId,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct SecretBody {
    name: String,
    value: String,
}

/// `PATCH /actions/triggers/{triggerId}/bindings`
pub async fn bind(
    State(_): State<App>,
    caller: Caller,
    Path(trigger_id): Path<String>,
    Query(NoQuery {}): Query<NoQuery>,
    Json(body): Json<BindBody>,
) -> ApiResult<axum::Json<Value>> {
    let tenant = caller.tenant(&["update:actions"])?;
    if triggers::is_unserved(&trigger_id) && body.bindings.is_empty() {
        return Ok(axum::Json(json!({ "bindings": [] })));
    }
    triggers::in_path(&trigger_id)?;
    for (index, binding) in body.bindings.iter().enumerate() {
        let secrets = binding.secrets.as_deref().unwrap_or_default();
        let secrets = secrets.iter().map(|one| (&*one.name, Some(&*one.value)));
        check_secrets(secrets, &format!("bindings[{index}].secrets"))?;
    }
    let wanted = body
        .bindings
        .into_iter()
        .map(|binding| NewBinding {
            reference: match binding.reference.kind {
                ReferenceKind::ActionId => ActionReference::ActionId(binding.reference.value),
                ReferenceKind::ActionName => ActionReference::ActionName(binding.reference.value),
                ReferenceKind::BindingId => ActionReference::BindingId(binding.reference.value),
            },
            display_name: binding.display_name,
            secrets: binding.secrets.map(|secrets| {
                let pairs = secrets
                    .into_iter()
                    .map(|secret| (secret.name, secret.value));
                pairs.collect::<SecretValues>()
            }),
            shadow: binding.shadow,
        })
        .collect();
    let bindings = match tenant.bind(&trigger_id, wanted).await {
        Ok(bindings) => bindings,
        // Here the Action is not what the path names, but what the body refers to.
        Err(ActionError::NotFound) => {
            return Err(ApiError::bad_request("That action does not exist."));
        }
        Err(error) => return Err(error.into()),
    };
    let views = views_of(tenant, &trigger_id, &bindings).await?;
    Ok(axum::Json(json!({ "bindings": views })))
}

async fn views_of(
    tenant: &TenantStore,
    trigger_id: &str,
    bindings: &[Binding],
) -> ApiResult<Vec<Value>> {
    if bindings.is_empty() {
        return Ok(Vec::new());
    }
    let actions = tenant.actions().await?;
    let deployed = tenant.deployed(&actions).await?;
    Ok(bindings
        .iter()
        .map(|binding| {
            let action = actions.iter().find(|action| action.id == binding.action_id);
            let action = action.map(|action| {
                let version = deployed.get(&action.id);
                (action, version)
            });
            views::binding(binding, trigger_id, action)
        })
        .collect())
}
