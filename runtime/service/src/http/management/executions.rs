//! `/api/v2/actions/executions`: what ran. Reading one by its id is Auth0's; following them is ours.

use super::NoQuery;
use crate::app::App;
use crate::http::error::{ApiError, ApiResult};
use crate::http::extract::{Caller, Query};
use axum::extract::{Path, State};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};

/// `GET /actions/executions/{id}`
pub async fn get(
    State(_): State<App>,
    caller: Caller,
    Path(id): Path<String>,
    Query(NoQuery {}): Query<NoQuery>,
) -> ApiResult<axum::Json<Value>> {
    let tenant = caller.tenant(&["read:actions"])?;
    match tenant.execution(&id).await? {
        Some(execution) => Ok(axum::Json(json!(execution))),
        None => Err(ApiError::not_found("That execution does not exist.")),
    }
}

/// What following takes.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FollowQuery {
    after: Option<i64>,
    limit: Option<i64>,
}

/// `GET /v1/executions`: those that changed after `after`, oldest first; `next` is the `after` of the next call.
pub async fn follow(
    State(_): State<App>,
    caller: Caller,
    Query(query): Query<FollowQuery>,
) -> ApiResult<axum::Json<Value>> {
    let tenant = caller.tenant(&["read:logs", "read:actions"])?;
    let limit = query.limit.unwrap_or(50);
    if !(1..=500).contains(&limit) {
        return Err(ApiError::invalid_query(&format!(
            "limit: expected 1 to 500, got {limit}"
        )));
    }
    let after = query.after.unwrap_or(0);
    let found = tenant.executions_after(after, limit).await?;
    let next = found.last().map_or(after, |(at, _)| *at);
    let executions: Vec<Value> = found
        .into_iter()
        .map(|(_, execution)| json!(execution))
        .collect();
    Ok(axum::Json(
        json!({ "executions": executions, "next": next }),
    ))
}
