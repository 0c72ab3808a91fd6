//! What operators and their tools read.

use crate::app::App;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::json;
use std::time::Duration;

/// `GET /healthz`: the process answers.
pub async fn health() -> Response {
    axum::Json(json!({ "status": "ok" })).into_response()
}

/// `GET /readyz`: the database answers as well, and the process is not about to end.
pub async fn ready(State(app): State<App>) -> Response {
    let unready = |status: &str| {
        let body = json!({ "status": status });
        (StatusCode::SERVICE_UNAVAILABLE, axum::Json(body)).into_response()
    };
    if app.is_ending() {
        return unready("shutting down");
    }
    match tokio::time::timeout(Duration::from_secs(2), app.database().ping()).await {
        Ok(Ok(())) => axum::Json(json!({ "status": "ready" })).into_response(),
        _ => unready("the database does not answer"),
    }
}

/// `GET /metrics`, for Prometheus.
pub async fn metrics(State(app): State<App>) -> Response {
    let kind = "application/openmetrics-text; version=1.0.0; charset=utf-8";
    let text = app.metrics().text(app.executions().lost());
    ([(header::CONTENT_TYPE, kind)], text).into_response()
}
