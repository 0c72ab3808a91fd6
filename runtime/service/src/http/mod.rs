//! HTTP: routes, and what every request goes through.

mod abandoned;
pub mod error;
pub mod extract;
pub mod flows;
mod left_over;
pub mod management;
pub mod oauth;
mod objects;
mod openapi;
pub mod operation;

use crate::app::App;
use crate::telemetry::{TRACE, continue_trace};
use axum::Router;
use axum::extract::{MatchedPath, Request, State};
use axum::http::{Method, StatusCode};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use error::ApiError;
use left_over::LeftOver;
use management::{actions, components, executions, guardian, tenant, triggers, versions};
use openapi::Api;
use percent_encoding::percent_decode_str;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tower_http::catch_panic::CatchPanicLayer;
use tracing::Instrument as _;

/// All routes, with what every request goes through. None may take longer than `request_time`.
pub fn router(app: App, request_time: Duration) -> Router {
    let (routes, document) = routes().finish();
    let document = Arc::new(document);
    routes
        .route(
            "/openapi.json",
            get(move || async move { axum::Json(Arc::unwrap_or_clone(document)) }),
        )
        .fallback(no_route)
        .method_not_allowed_fallback(wrong_method)
        .layer(CatchPanicLayer::custom(|_| {
            ApiError::new(
                StatusCode::INTERNAL_SERVER_ERROR,
                "The request failed because of a fault of the server.",
            )
            .into_response()
        }))
        .layer(middleware::from_fn_with_state(
            (app.clone(), request_time),
            around,
        ))
        .with_state(app)
}

/// All routes with their description.
fn routes() -> Api {
    const READ: &[&str] = &["read:actions"];
    const CREATE: &[&str] = &["create:actions"];
    const UPDATE: &[&str] = &["update:actions"];
    const READ_FACTORS: &[&str] = &["read:guardian_factors"];
    const UPDATE_FACTORS: &[&str] = &["update:guardian_factors"];
    const FLOWS: &[&str] = &[crate::tokens::FLOW_SCOPE];
    let mut api = Api::new();
    let a = &mut api;
    a.endpoint(Method::GET, "/api/v2/actions/actions", "List actions")
        .scopes(READ)
        .query::<actions::ListQuery>()
        .to(actions::list);
    a.endpoint(Method::POST, "/api/v2/actions/actions", "Create an action")
        .scopes(CREATE)
        .status(201)
        .body::<actions::CreateBody>()
        .to(actions::create);
    a.endpoint(Method::GET, "/api/v2/actions/actions/{id}", "Get an action")
        .scopes(READ)
        .to(actions::get);
    a.endpoint(
        Method::PATCH,
        "/api/v2/actions/actions/{id}",
        "Change an action",
    )
    .scopes(UPDATE)
    .body::<actions::UpdateBody>()
    .to(actions::update);
    a.endpoint(
        Method::DELETE,
        "/api/v2/actions/actions/{id}",
        "Delete an action",
    )
    .scopes(&["delete:actions"])
    .status(204)
    .query::<actions::DeleteQuery>()
    .to(actions::delete);
    a.endpoint(
        Method::POST,
        "/api/v2/actions/actions/{id}/deploy",
        "Deploy the draft; waits for its build",
    )
    .scopes(CREATE)
    .status(202)
    .to(actions::deploy);
    a.endpoint(
        Method::POST,
        "/api/v2/actions/actions/{id}/test",
        "Run the draft on an event; keeps nothing",
    )
    .scopes(CREATE)
    .body::<actions::TestBody>()
    .to(actions::test);
    a.endpoint(
        Method::PUT,
        "/api/v2/actions/actions/{id}/component",
        "Upload a compiled action instead of source",
    )
    .scopes(UPDATE)
    .bytes("application/wasm")
    .to(components::put);
    a.endpoint(
        Method::GET,
        "/api/v2/actions/actions/{id}/versions",
        "List an action's versions",
    )
    .scopes(READ)
    .query::<management::PageQuery>()
    .to(versions::list);
    a.endpoint(
        Method::GET,
        "/api/v2/actions/actions/{id}/versions/{version}",
        "Get a version",
    )
    .scopes(READ)
    .to(versions::get);
    a.endpoint(
        Method::POST,
        "/api/v2/actions/actions/{id}/versions/{version}/deploy",
        "Roll back: deploy a copy of a version",
    )
    .scopes(CREATE)
    .status(202)
    .optional_body::<versions::DeployBody>()
    .to(versions::deploy);
    a.endpoint(
        Method::GET,
        "/api/v2/actions/executions/{id}",
        "What ran for a login",
    )
    .scopes(READ)
    .to(executions::get);
    a.endpoint(Method::GET, "/api/v2/actions/triggers", "List triggers")
        .scopes(READ)
        .to(triggers::list);
    a.endpoint(
        Method::GET,
        "/api/v2/actions/triggers/{id}/bindings",
        "What is bound, in the order of execution",
    )
    .scopes(READ)
    .query::<management::PageQuery>()
    .to(triggers::bindings);
    a.endpoint(
        Method::PATCH,
        "/api/v2/actions/triggers/{id}/bindings",
        "Replace what is bound, as a whole",
    )
    .scopes(UPDATE)
    .body::<triggers::BindBody>()
    .to(triggers::bind);
    a.endpoint(Method::GET, "/api/v2/guardian/factors", "List factors")
        .scopes(READ_FACTORS)
        .to(guardian::factors);
    a.endpoint(
        Method::PUT,
        "/api/v2/guardian/factors/{name}",
        "Switch a factor on or off",
    )
    .scopes(UPDATE_FACTORS)
    .body::<guardian::FactorBody>()
    .to(guardian::set_factor);
    a.endpoint(
        Method::GET,
        "/api/v2/guardian/policies",
        "When the tenant itself asks for a second factor",
    )
    .scopes(&["read:mfa_policies"])
    .to(guardian::policies);
    a.endpoint(
        Method::PUT,
        "/api/v2/guardian/policies",
        "Change when the tenant itself asks for a second factor",
    )
    .scopes(&["update:mfa_policies"])
    .body::<Vec<guardian::PolicyName>>()
    .to(guardian::set_policies);
    a.endpoint(
        Method::GET,
        "/api/v2/guardian/factors/phone/message-types",
        "How a code reaches a phone",
    )
    .scopes(READ_FACTORS)
    .to(guardian::message_types);
    a.endpoint(
        Method::PUT,
        "/api/v2/guardian/factors/phone/message-types",
        "Change how a code reaches a phone",
    )
    .scopes(UPDATE_FACTORS)
    .body::<guardian::MessageTypesBody>()
    .to(guardian::set_message_types);
    a.endpoint(
        Method::GET,
        "/api/v2/guardian/factors/duo/settings",
        "Duo's account",
    )
    .scopes(READ_FACTORS)
    .to(guardian::duo);
    a.endpoint(
        Method::PUT,
        "/api/v2/guardian/factors/duo/settings",
        "Set Duo's account",
    )
    .scopes(UPDATE_FACTORS)
    .body::<guardian::DuoBody>()
    .to(guardian::set_duo);
    a.endpoint(
        Method::PATCH,
        "/api/v2/guardian/factors/duo/settings",
        "Change Duo's account",
    )
    .scopes(UPDATE_FACTORS)
    .body::<guardian::DuoBody>()
    .to(guardian::change_some_duo);
    a.endpoint(
        Method::GET,
        "/api/v2/tenants/settings",
        "The tenant's settings",
    )
    .scopes(&["read:tenant_settings"])
    .to(tenant::settings);
    a.endpoint(
        Method::PATCH,
        "/api/v2/tenants/settings",
        "Change the tenant's settings",
    )
    .scopes(&["update:tenant_settings"])
    .body::<tenant::SettingsBody>()
    .to(tenant::change);
    a.endpoint(
        Method::POST,
        "/oauth/token",
        "Get a token with a client's id and secret",
    )
    .open()
    .body::<oauth::TokenRequest>()
    .to(oauth::token);
    a.endpoint(Method::POST, "/v1/flows/post-login", "Start a login")
        .scopes(FLOWS)
        .body::<flows::StartBody>()
        .to(flows::start);
    a.endpoint(
        Method::POST,
        "/v1/flows/post-login/plan",
        "What a whole login would ask for; nothing is stored",
    )
    .scopes(FLOWS)
    .body::<flows::PlanBody>()
    .to(flows::plan);
    a.endpoint(
        Method::POST,
        "/v1/flows/{state}",
        "Answer a suspended login",
    )
    .scopes(FLOWS)
    .body::<flows::ResumeBody>()
    .to(flows::resume);
    a.endpoint(
        Method::GET,
        "/v1/executions",
        "What ran, from a time on, oldest first",
    )
    .scopes(&["read:logs", "read:actions"])
    .query::<executions::FollowQuery>()
    .to(executions::follow);
    a.endpoint(Method::GET, "/healthz", "Whether the process answers")
        .open()
        .to(operation::health);
    a.endpoint(Method::GET, "/readyz", "Whether it can serve")
        .open()
        .to(operation::ready);
    a.endpoint(Method::GET, "/metrics", "Counters, for Prometheus")
        .open()
        .to(operation::metrics);
    api
}

/// Limits the time of every request, counts it and logs it. No query string, no header and no body is logged.
async fn around(
    State((app, request_time)): State<(App, Duration)>,
    request: Request,
    next: Next,
) -> Response {
    let started = Instant::now();
    let method = request.method().clone();
    let route = request
        .extensions()
        .get::<MatchedPath>()
        .map_or_else(|| "none".to_owned(), |path| path.as_str().to_owned());
    let span = tracing::info_span!(
        target: TRACE,
        "request",
        otel.name = format!("{method} {route}"),
        otel.kind = "server",
        http.request.method = %method,
        http.route = route,
        http.response.status_code = tracing::field::Empty,
    );
    continue_trace(&span, request.headers());
    let (request, left_over) = LeftOver::of(request);
    let answered = async {
        match is_text(request.uri().path()) {
            true => next.run(request).await,
            false => no_route().await.into_response(),
        }
    };
    let answered = answered.instrument(span.clone());
    let mut response = match tokio::time::timeout(request_time, answered).await {
        Ok(response) => response,
        Err(_) => ApiError::new(
            StatusCode::REQUEST_TIMEOUT,
            format!("The request took longer than {} s.", request_time.as_secs()),
        )
        .into_response(),
    };
    if let Some(left_over) = left_over {
        left_over.take_in(&mut response).await;
    }
    let status = response.status().as_u16();
    span.record("http.response.status_code", status);
    tracing::debug!(
        %method,
        route,
        status,
        microseconds = started.elapsed().as_micros() as u64,
        "request"
    );
    app.metrics().request(&method, route, status);
    response
}

/// Whether a path is a text once it is decoded. No id is anything else, nor has a NUL in it, which PostgreSQL takes in no text.
fn is_text(path: &str) -> bool {
    percent_decode_str(path)
        .decode_utf8()
        .is_ok_and(|text| !text.contains('\0'))
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
