//! What a client is told when something is wrong: Auth0's error body (specification §6.2).
//!
//! A business state is never a 5xx: clients of the original retry those.

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use vestibule_store::StoreError;
use vestibule_store::actions::{ActionError, BuildStatus};

/// An answer that is no success.
#[derive(Debug)]
pub struct ApiError {
    status: StatusCode,
    message: String,
    code: Option<&'static str>,
    limit: Option<(u64, Option<u64>)>,
    retry_after: Option<u64>,
}

/// The body of every error.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Body<'a> {
    status_code: u16,
    error: &'a str,
    message: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    error_code: Option<&'a str>,
    /// The limit that was passed, in bytes.
    #[serde(skip_serializing_if = "Option::is_none")]
    limit: Option<u64>,
    /// What was sent, in bytes, as far as it is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    size: Option<u64>,
}

/// What a handler gives back.
pub type ApiResult<T> = Result<T, ApiError>;

impl ApiError {
    /// An error of this status.
    pub fn new(status: StatusCode, message: impl Into<String>) -> ApiError {
        ApiError {
            status,
            message: message.into(),
            code: None,
            limit: None,
            retry_after: None,
        }
    }

    /// With Auth0's `errorCode`.
    pub fn code(self, code: &'static str) -> ApiError {
        ApiError {
            code: Some(code),
            ..self
        }
    }

    /// With a time to wait before another try, in seconds.
    pub fn retry_after(self, seconds: u64) -> ApiError {
        ApiError {
            retry_after: Some(seconds),
            ..self
        }
    }

    /// 400
    pub fn bad_request(message: impl Into<String>) -> ApiError {
        ApiError::new(StatusCode::BAD_REQUEST, message)
    }

    /// 400 for a body that does not fit: `Payload validation error: '…' on property …`.
    pub fn invalid_body(problem: &str, property: &str) -> ApiError {
        let message = match property {
            "" | "." => format!("Payload validation error: '{problem}'."),
            property => format!("Payload validation error: '{problem}' on property {property}."),
        };
        ApiError::bad_request(message).code("invalid_body")
    }

    /// 400 for a query string that does not fit.
    pub fn invalid_query(problem: &str) -> ApiError {
        ApiError::bad_request(format!("Query validation error: '{problem}'."))
            .code("invalid_query_string")
    }

    /// 401
    pub fn unauthorized(message: &str) -> ApiError {
        ApiError::new(StatusCode::UNAUTHORIZED, message).code("invalid_token")
    }

    /// 403
    pub fn insufficient_scope(scopes: &[&str]) -> ApiError {
        ApiError::new(
            StatusCode::FORBIDDEN,
            format!("Insufficient scope, expected any of: {}", scopes.join(",")),
        )
        .code("insufficient_scope")
    }

    /// 404
    pub fn not_found(message: impl Into<String>) -> ApiError {
        ApiError::new(StatusCode::NOT_FOUND, message)
    }

    /// 409
    pub fn conflict(message: impl Into<String>) -> ApiError {
        ApiError::new(StatusCode::CONFLICT, message)
    }

    /// 413, with the limit and what was sent.
    pub fn too_large(what: &str, limit: u64, size: Option<u64>) -> ApiError {
        let sent = size.map_or_else(
            || "more than that was sent".to_owned(),
            |size| format!("{size} bytes were sent"),
        );
        ApiError {
            limit: Some((limit, size)),
            ..ApiError::new(
                StatusCode::PAYLOAD_TOO_LARGE,
                format!("{what} may have at most {limit} bytes; {sent}."),
            )
        }
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let body = Body {
            status_code: self.status.as_u16(),
            error: self.status.canonical_reason().unwrap_or("Error"),
            message: &self.message,
            error_code: self.code,
            limit: self.limit.map(|(limit, _)| limit),
            size: self.limit.and_then(|(_, size)| size),
        };
        let mut response = (self.status, Json(body)).into_response();
        if let Some(seconds) = self.retry_after {
            response
                .headers_mut()
                .insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        if self.status == StatusCode::UNAUTHORIZED {
            response
                .headers_mut()
                .insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response
    }
}

impl From<StoreError> for ApiError {
    fn from(error: StoreError) -> Self {
        match error {
            error if error.is_unavailable() => {
                tracing::error!(%error, "storage is not available");
                ApiError::new(
                    StatusCode::SERVICE_UNAVAILABLE,
                    "The storage is not available at this moment; try again.",
                )
                .code("storage_unavailable")
                .retry_after(1)
            }
            error => {
                tracing::error!(%error, "a request failed");
                ApiError::new(
                    StatusCode::INTERNAL_SERVER_ERROR,
                    "The request failed; the server's log says why.",
                )
            }
        }
    }
}

impl From<ActionError> for ApiError {
    fn from(error: ActionError) -> Self {
        match error {
            ActionError::NotFound | ActionError::VersionNotFound => {
                ApiError::not_found(error.to_string())
            }
            ActionError::NameTaken(_) | ActionError::Bound => ApiError::conflict(error.to_string()),
            // Clients of the original wait and try again when they read this text (specification §6.2), which must not happen to a failed build (D23).
            ActionError::NotBuilt(BuildStatus::Failed) => ApiError::bad_request(
                "The draft's build has failed, so it cannot be deployed; its errors are in the action's 'build' property. Change it, and deploy it again.",
            ),
            ActionError::NotBuilt(_) => ApiError::bad_request(
                "A draft must be in the 'built' state before it can be deployed.",
            ),
            ActionError::Store(error) => error.into(),
            error => ApiError::bad_request(error.to_string()),
        }
    }
}
