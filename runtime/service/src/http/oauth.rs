//! `POST /oauth/token`: client credentials, as JSON or as a form. Specification §6.4.

use super::error::ApiError;
use super::extract::{JSON_BYTES, whole_body};
use crate::app::App;
use crate::tokens::TOKEN_SECONDS;
use axum::extract::{Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;

/// A request for a token.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct TokenRequest {
    /// `client_credentials`
    grant_type: String,
    /// The client's id.
    client_id: String,
    /// The client's secret.
    client_secret: String,
    /// Accepted, and of no effect.
    audience: String,
    /// Scopes, separated by spaces; all of the client's unless given.
    scope: Option<String>,
}

/// Answers with a token, or with an OAuth error.
pub async fn token(State(app): State<App>, request: Request) -> Response {
    issue(&app, request)
        .await
        .unwrap_or_else(|refusal| *refusal)
}

type Refusal = Box<Response>;

async fn issue(app: &App, request: Request) -> Result<Response, Refusal> {
    let is_form = request
        .headers()
        .get(header::CONTENT_TYPE)
        .and_then(|kind| kind.to_str().ok())
        .is_some_and(|kind| kind.starts_with("application/x-www-form-urlencoded"));
    let storage =
        |error: vestibule_store::StoreError| Box::new(ApiError::from(error).into_response());
    let bytes = whole_body(request, "A token request", JSON_BYTES)
        .await
        .map_err(|error| Box::new(error.into_response()))?;
    let parsed: Result<TokenRequest, String> = if is_form {
        serde_urlencoded::from_bytes(&bytes).map_err(|error| error.to_string())
    } else {
        serde_json::from_slice(&bytes).map_err(|error| error.to_string())
    };
    let wanted = parsed.map_err(|error| refuse("invalid_request", &error))?;
    if wanted.grant_type != "client_credentials" {
        return Err(refuse(
            "unsupported_grant_type",
            "Only grant_type=client_credentials is served.",
        ));
    }
    let client = app
        .database()
        .authenticate(&wanted.client_id, &wanted.client_secret)
        .await
        .map_err(storage)?;
    let Some(client) = client else {
        let body = json!({"error": "access_denied", "error_description": "Unauthorized"});
        return Err(Box::new(
            (StatusCode::UNAUTHORIZED, axum::Json(body)).into_response(),
        ));
    };
    let scopes = match &wanted.scope {
        None => client.scopes.clone(),
        Some(scope) => {
            let asked: Vec<String> = scope.split_whitespace().map(str::to_owned).collect();
            if let Some(other) = asked.iter().find(|scope| !client.scopes.contains(scope)) {
                return Err(refuse(
                    "invalid_scope",
                    &format!("The client may not have the scope {other:?}."),
                ));
            }
            asked
        }
    };
    let tenant = app
        .database()
        .tenant(&client.tenant_id)
        .await
        .map_err(storage)?;
    let Some(tenant) = tenant else {
        return Err(refuse("invalid_request", "The client's tenant is gone."));
    };
    let (text, token) = app
        .tokens()
        .issue(&tenant, &client.id, scopes, &wanted.audience, TOKEN_SECONDS)
        .await
        .map_err(storage)?;
    let body = json!({
        "access_token": text,
        "expires_in": TOKEN_SECONDS,
        "scope": token.scopes.join(" "),
        "token_type": "Bearer",
    });
    let mut answer = axum::Json(body).into_response();
    answer
        .headers_mut()
        .insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(answer)
}

fn refuse(error: &str, description: &str) -> Refusal {
    let body = json!({"error": error, "error_description": description});
    Box::new((StatusCode::BAD_REQUEST, axum::Json(body)).into_response())
}
