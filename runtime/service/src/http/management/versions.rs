//! `/api/v2/actions/actions/{actionId}/versions`: specification §6.1.

use super::{NoQuery, Page, PageQuery, views};
use crate::app::App;
use crate::http::error::ApiResult;
use crate::http::extract::{Caller, OptionalJson, Query};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};

/// `GET …/versions`
pub async fn list(
    State(_): State<App>,
    caller: Caller,
    Path(action_id): Path<String>,
    Query(query): Query<PageQuery>,
) -> ApiResult<axum::Json<Value>> {
    let tenant = caller.tenant(&["read:actions"])?;
    let page = Page::new(query.page, query.per_page, 20)?;
    let (action, versions) = tenant.versions(&action_id).await?;
    let views: Vec<Value> = versions
        .iter()
        .map(|version| views::version(&action, version, views::is_deployed(&action, version)))
        .collect();
    Ok(axum::Json(json!({
        "total": views.len(),
        "page": query.page.unwrap_or(0),
        "per_page": query.per_page.unwrap_or(20),
        "versions": page.of(views),
    })))
}

/// `GET …/versions/{id}`
pub async fn get(
    State(_): State<App>,
    caller: Caller,
    Path((action_id, id)): Path<(String, String)>,
    Query(NoQuery {}): Query<NoQuery>,
) -> ApiResult<axum::Json<Value>> {
    let tenant = caller.tenant(&["read:actions"])?;
    let (action, version) = tenant.version(&action_id, &id).await?;
    let deployed = views::is_deployed(&action, &version);
    Ok(axum::Json(views::version(&action, &version, deployed)))
}

/// What a rollback takes; nothing at all will do.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DeployBody {
    #[serde(default)]
    update_draft: Option<bool>,
}

/// `POST …/versions/{id}/deploy`: a rollback makes a new version that is a copy of the old one.
pub async fn deploy(
    State(_): State<App>,
    caller: Caller,
    Path((action_id, id)): Path<(String, String)>,
    Query(NoQuery {}): Query<NoQuery>,
    OptionalJson(body): OptionalJson<DeployBody>,
) -> ApiResult<(StatusCode, axum::Json<Value>)> {
    let tenant = caller.tenant(&["create:actions"])?;
    let (action, version) = tenant
        .deploy_version(&action_id, &id, body.update_draft.unwrap_or(false))
        .await?;
    Ok((
        StatusCode::ACCEPTED,
        axum::Json(views::version(&action, &version, false)),
    ))
}
