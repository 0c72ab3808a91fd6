//! What handlers take: JSON bodies and query strings that are exactly what is expected, and the caller.

use super::error::{ApiError, ApiResult};
use super::objects::from_objects;
use crate::app::App;
use crate::tokens::Authenticated;
use axum::body::Body;
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use bytes::Bytes;
use http_body_util::BodyExt as _;
use serde::de::DeserializeOwned;
use std::sync::Arc;
use vestibule_store::TenantStore;

/// The most bytes of a JSON body: an event may have 1 MiB, and there is something around it.
pub const JSON_BYTES: usize = (1 << 20) + (64 << 10);

/// The most bytes that are taken in of a body that is too large, so that its sender gets to know.
const DRAIN_BYTES: usize = 64 << 20;

/// A JSON body. Members that are not expected are refused by the types.
pub struct Json<T>(pub T);

impl<T: DeserializeOwned> FromRequest<App> for Json<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, _: &App) -> ApiResult<Self> {
        let bytes = whole_body(request, "A JSON body", JSON_BYTES).await?;
        Ok(Json(read_json(&bytes)?))
    }
}

/// As [`Json`], for a body that may be missing, empty or `null`.
pub struct OptionalJson<T>(pub T);

impl<T: DeserializeOwned + Default> FromRequest<App> for OptionalJson<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, _: &App) -> ApiResult<Self> {
        let bytes = whole_body(request, "A JSON body", JSON_BYTES).await?;
        let text = bytes.trim_ascii();
        Ok(OptionalJson(match text {
            b"" | b"null" => T::default(),
            text => read_json(text)?,
        }))
    }
}

/// A query string. Parameters that are not expected are refused by the types.
pub struct Query<T>(pub T);

impl<T: DeserializeOwned> FromRequestParts<App> for Query<T> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> ApiResult<Self> {
        let query = parts.uri.query().unwrap_or_default();
        let pairs = url::form_urlencoded::parse(query.as_bytes());
        serde_path_to_error::deserialize(serde_urlencoded::Deserializer::new(pairs))
            .map(Query)
            .map_err(|error| match error.path().to_string().as_str() {
                "." => ApiError::invalid_query(&error.inner().to_string()),
                name => ApiError::invalid_query(&format!("{name}: {}", error.inner())),
            })
    }
}

/// Reads a body of at most `limit` bytes.
pub async fn whole_body(request: Request, what: &str, limit: usize) -> ApiResult<Bytes> {
    let declared = declared_size(request.headers());
    let mut body = request.into_body();
    if declared.is_some_and(|size| size > limit as u64) {
        drain(&mut body, DRAIN_BYTES).await;
        return Err(ApiError::too_large(what, limit as u64, declared));
    }
    read_body(body, what, limit).await
}

/// Takes in what is refused, up to a point: most clients read no answer before they have sent everything. Whether that was all of it.
pub async fn drain(body: &mut Body, mut most: usize) -> bool {
    while let Some(frame) = body.frame().await {
        let Ok(frame) = frame else { return false };
        let size = frame.into_data().map_or(0, |data| data.len());
        match most.checked_sub(size) {
            Some(rest) => most = rest,
            None => return false,
        }
    }
    true
}

async fn read_body(mut body: Body, what: &str, limit: usize) -> ApiResult<Bytes> {
    let mut whole = Vec::new();
    while let Some(frame) = body.frame().await {
        let frame =
            frame.map_err(|error| ApiError::bad_request(format!("The body broke off: {error}")))?;
        if let Ok(data) = frame.into_data() {
            if whole.len() + data.len() > limit {
                drop(whole);
                drain(&mut body, DRAIN_BYTES).await;
                return Err(ApiError::too_large(what, limit as u64, None));
            }
            whole.extend_from_slice(&data);
        }
    }
    Ok(whole.into())
}

fn declared_size(headers: &HeaderMap) -> Option<u64> {
    headers
        .get(header::CONTENT_LENGTH)?
        .to_str()
        .ok()?
        .parse()
        .ok()
}

/// Reads JSON into a type; says where and what does not fit.
pub fn read_json<T: DeserializeOwned>(bytes: &[u8]) -> ApiResult<T> {
    // Keeping the path costs time, and is of use only when something does not fit.
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    match from_objects(&mut reader).and_then(|value| reader.end().map(|()| value)) {
        Ok(value) => Ok(value),
        Err(_) => read_with_path(bytes),
    }
}

fn read_with_path<T: DeserializeOwned>(bytes: &[u8]) -> ApiResult<T> {
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    let mut track = serde_path_to_error::Track::new();
    let read = from_objects(serde_path_to_error::Deserializer::new(
        &mut reader,
        &mut track,
    ));
    let value = read.map_err(|inner| {
        let path = track.path().to_string();
        match inner.classify() {
            serde_json::error::Category::Data => ApiError::invalid_body(&inner.to_string(), &path),
            _ => ApiError::bad_request(format!("The body is not JSON: {inner}."))
                .code("invalid_body"),
        }
    })?;
    reader.end().map_err(|error| {
        ApiError::bad_request(format!("The body is not JSON: {error}.")).code("invalid_body")
    })?;
    Ok(value)
}

/// Who calls. The tenant is reached by [`Caller::tenant`] only, which asks for a scope.
#[derive(Debug)]
pub struct Caller(Arc<Authenticated>);

impl Caller {
    /// The caller's tenant, if the token has one of the scopes.
    ///
    /// # Errors
    /// It has none.
    pub fn tenant(&self, scopes: &[&str]) -> ApiResult<&TenantStore> {
        let allowed = |scope: &&str| self.0.token.scopes.iter().any(|own| own == scope);
        if scopes.iter().any(allowed) {
            Ok(&self.0.tenant)
        } else {
            Err(ApiError::insufficient_scope(scopes))
        }
    }
}

impl FromRequestParts<App> for Caller {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> ApiResult<Self> {
        let header = parts
            .headers
            .get(header::AUTHORIZATION)
            .ok_or_else(|| ApiError::unauthorized("Missing authentication"))?;
        let text = header
            .to_str()
            .ok()
            .and_then(|text| {
                let (scheme, token) = text.split_once(' ')?;
                scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
            })
            .ok_or_else(|| {
                ApiError::unauthorized(
                    "Bad HTTP authentication header format, expected: Bearer TOKEN",
                )
            })?;
        match app.tokens().check(text).await? {
            Some(authenticated) => Ok(Caller(authenticated)),
            None => Err(ApiError::unauthorized(
                "Invalid token: it is expired, revoked or none of this server's",
            )),
        }
    }
}
