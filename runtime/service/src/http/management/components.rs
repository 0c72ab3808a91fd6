//! `PUT /api/v2/actions/actions/{id}/component`: a compiled Action instead of source.

use super::{NoQuery, actions::deployed_version, views};
use crate::app::App;
use crate::http::error::{ApiError, ApiResult};
use crate::http::extract::{Caller, Query, whole_body};
use axum::extract::{Path, Request, State};
use axum::http::header;
use serde_json::{Value, json};
use vestibule_sandbox::check::MAX_BYTES;
use vestibule_store::actions::ComponentRef;
use vestibule_store::hash;

/// Takes a component, and has it built. The answer is the Action, with the component's digest.
pub async fn put(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<String>,
    Query(NoQuery {}): Query<NoQuery>,
    request: Request,
) -> ApiResult<axum::Json<Value>> {
    let tenant = caller.tenant(&["update:actions"])?;
    let kind = request.headers().get(header::CONTENT_TYPE);
    let kind = kind.and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    if kind != "application/wasm" {
        return Err(ApiError::new(
            axum::http::StatusCode::UNSUPPORTED_MEDIA_TYPE,
            format!("A component is sent as application/wasm; the request says {kind:?}."),
        ));
    }
    // Who may not see the Action does not get to send megabytes.
    tenant.action(&id).await?;
    let bytes = whole_body(request, "A component", MAX_BYTES).await?;
    if bytes.is_empty() {
        return Err(ApiError::bad_request(
            "The body is empty; it is to be the component.",
        ));
    }
    let component = ComponentRef {
        sha256: hash(&bytes),
        size: bytes.len() as u64,
    };
    app.blobs()
        .put_component(&component.sha256, bytes.into())
        .await?;
    let sha256 = component.sha256.clone();
    let action = tenant
        .change_action(&id, move |action, _| {
            action.body.draft.component = Some(component);
            action.body.draft.code = None;
            Ok(())
        })
        .await?;
    app.to_build().notify_one();
    let deployed = deployed_version(tenant, &action).await?;
    let mut view = views::action(&action, deployed.as_ref());
    view["sha256"] = json!(sha256);
    Ok(axum::Json(view))
}
