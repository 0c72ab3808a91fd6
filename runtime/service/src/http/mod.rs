//! HTTP: routes, and what every request goes through.

pub mod error;
pub mod extract;
pub mod flows;
pub mod management;
pub mod oauth;
pub mod operation;

use crate::app::App;
use axum::Router;
use axum::extract::{MatchedPath, Request, State};
use axum::http::StatusCode;
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post, put};
use error::ApiError;
use management::{actions, components, executions, guardian, tenant, triggers, versions};
use std::time::{Duration, Instant};
use tower_http::catch_panic::CatchPanicLayer;

/// How long a request may take as a whole. Logins have 20 s of their own; an upload has this.
const REQUEST_TIME: Duration = Duration::from_secs(120);

/// All routes.
pub fn router(app: App) -> Router {
    Router::new()
        .nest("/api/v2", management())
        .route("/oauth/token", post(oauth::token))
        .route("/v1/flows/post-login", post(flows::start))
        .route("/v1/flows/post-login/plan", post(flows::plan))
        .route("/v1/flows/{state}", post(flows::resume))
        .route("/v1/executions", get(executions::follow))
        .route("/healthz", get(operation::health))
        .route("/readyz", get(operation::ready))
        .route("/metrics", get(operation::metrics))
        .fallback(no_route)
        .method_not_allowed_fallback(wrong_method)
        .layer(CatchPanicLayer::custom(|_| {
            ApiError::new(
                StatusCode::INTERNAL_SERVER_ERROR,
                "The request failed because of a fault of the server.",
            )
            .into_response()
        }))
        .layer(middleware::from_fn_with_state(app.clone(), around))
        .with_state(app)
}

fn management() -> Router<App> {
    let action = get(actions::get)
        .patch(actions::update)
        .delete(actions::delete);
    let duo = get(guardian::duo)
        .put(guardian::set_duo)
        .patch(guardian::change_some_duo);
    Router::new()
        .route("/actions/actions", get(actions::list).post(actions::create))
        .route("/actions/actions/{id}", action)
        .route("/actions/actions/{id}/deploy", post(actions::deploy))
        .route("/actions/actions/{id}/test", post(actions::test))
        .route("/actions/actions/{id}/component", put(components::put))
        .route("/actions/actions/{id}/versions", get(versions::list))
        .route(
            "/actions/actions/{id}/versions/{version}",
            get(versions::get),
        )
        .route(
            "/actions/actions/{id}/versions/{version}/deploy",
            post(versions::deploy),
        )
        .route("/actions/executions/{id}", get(executions::get))
        .route("/actions/triggers", get(triggers::list))
        .route(
            "/actions/triggers/{id}/bindings",
            get(triggers::bindings).patch(triggers::bind),
        )
        .route("/guardian/factors", get(guardian::factors))
        .route("/guardian/factors/{name}", put(guardian::set_factor))
        .route(
            "/guardian/policies",
            get(guardian::policies).put(guardian::set_policies),
        )
        .route(
            "/guardian/factors/phone/message-types",
            get(guardian::message_types).put(guardian::set_message_types),
        )
        .route("/guardian/factors/duo/settings", duo)
        .route(
            "/tenants/settings",
            get(tenant::settings).patch(tenant::change),
        )
}

/// Limits the time of every request, counts it and logs it. No query string, no header and no body is logged.
async fn around(State(app): State<App>, request: Request, next: Next) -> Response {
    let started = Instant::now();
    let method = request.method().clone();
    let route = request
        .extensions()
        .get::<MatchedPath>()
        .map_or_else(|| "none".to_owned(), |path| path.as_str().to_owned());
    let response = match tokio::time::timeout(REQUEST_TIME, next.run(request)).await {
        Ok(response) => response,
        Err(_) => ApiError::new(
            StatusCode::REQUEST_TIMEOUT,
            format!("The request took longer than {} s.", REQUEST_TIME.as_secs()),
        )
        .into_response(),
    };
    let status = response.status().as_u16();
    app.metrics().request(method.as_str(), &route, status);
    tracing::debug!(
        %method,
        route,
        status,
        microseconds = started.elapsed().as_micros() as u64,
        "request"
    );
    response
}

async fn no_route() -> ApiError {
    ApiError::not_found("There is nothing at this path.")
}

async fn wrong_method() -> ApiError {
    ApiError::new(
        StatusCode::METHOD_NOT_ALLOWED,
        "This path does not take this method.",
    )
}
