//! `/v1/flows`: what identity providers call.

use super::abandoned::{Begun, Claimed};
use super::error::{ApiError, ApiResult};
use super::extract::{Caller, JSON_BYTES, Json, Query, read_json, whole_body};
use super::management::NoQuery;
use super::objects::from_objects;
use crate::admission::{Place, Refusal};
use crate::app::App;
use crate::executions::record;
use crate::logins::LoginError;
use crate::tokens::FLOW_SCOPE;
use axum::extract::{Path, Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use serde_json::{Map, Value};
use std::time::Instant;
use vestibule_flow::event::{Event, EventError, EventInText, MAX_EVENT_BYTES};
use vestibule_flow::flow::{Answer, Changes, Flow, Resume, ResumeError};
use vestibule_flow::json::StrictValue;
use vestibule_flow::result::FlowResult;
use vestibule_flow::tenant::Browser;
use vestibule_store::flows::{Claim, Idempotent, SuspendedFlow};
use vestibule_store::{TenantStore, clock, timestamp};

/// How long an answer may be worked on before it can be given again, in milliseconds: the Actions' 20 s, and time to store what comes of them.
const CLAIM_MILLISECONDS: i64 = 60_000;
/// How long a key is kept whose request never ended, in milliseconds.
const IDEMPOTENT_BUSY_MILLISECONDS: i64 = 60_000;

/// A login to start.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StartBody {
    /// `event`
    #[schemars(with = "Map<String, Value>")]
    event: Box<RawValue>,
    /// What the person's browser can do.
    #[serde(default)]
    #[schemars(with = "Map<String, Value>")]
    browser: Browser,
}

/// The same, read in one go.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct StartInOneGo {
    event: EventInText,
    #[serde(default)]
    browser: Browser,
}

fn read_start(bytes: &[u8]) -> ApiResult<(Event, Browser)> {
    if bytes.len() <= MAX_EVENT_BYTES
        && let Ok(text) = std::str::from_utf8(bytes)
        && let Ok(body) = start_in_one_go(text)
    {
        return Ok((body.event.0, body.browser));
    }
    let body: StartBody = read_json(bytes)?;
    Ok((Event::read(&body.event).map_err(no_event)?, body.browser))
}

fn start_in_one_go(text: &str) -> serde_json::Result<StartInOneGo> {
    let mut reader = serde_json::Deserializer::from_str(text);
    let body = from_objects(&mut reader)?;
    reader.end().map(|()| body)
}

/// A flow result, with the execution that it belongs to.
#[derive(Debug, Serialize)]
struct FlowAnswer {
    execution_id: String,
    #[serde(flatten)]
    result: FlowResult,
}

/// `POST /v1/flows/post-login`
pub async fn start(
    State(app): State<App>,
    caller: Caller,
    Query(NoQuery {}): Query<NoQuery>,
    request: Request,
) -> ApiResult<Response> {
    let tenant = caller.tenant(&[FLOW_SCOPE])?;
    let key = idempotency_key(request.headers())?;
    let bytes = whole_body(request, "A JSON body", JSON_BYTES).await?;
    let Some(key) = key else {
        return Ok(answer(start_login(&app, tenant, &bytes).await?));
    };
    let begun = tenant
        .begin_idempotent(&key, &bytes, IDEMPOTENT_BUSY_MILLISECONDS)
        .await?;
    match begun {
        Idempotent::Answered(text) => Ok(answer(text)),
        Idempotent::Busy => Err(ApiError::conflict(
            "The first request with this idempotency key is still being answered; try again.",
        )
        .code("idempotency_key_in_use")
        .retry_after(1)),
        Idempotent::Other => Err(ApiError::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "This idempotency key was used for another request.",
        )
        .code("idempotency_key_reused")),
        Idempotent::New => {
            let begun = Begun::new(tenant, &key);
            let outcome = start_login(&app, tenant, &bytes).await;
            begun.end(outcome.as_ref().ok().map(String::as_str)).await?;
            Ok(answer(outcome?))
        }
    }
}

async fn start_login(app: &App, tenant: &TenantStore, bytes: &[u8]) -> ApiResult<String> {
    let (event, browser) = read_start(bytes)?;
    let mut place = admit(app, tenant).await?;
    let started = Instant::now();
    let execution_id = uuid::Uuid::now_v7().to_string();
    let mut flow = app
        .logins()
        .start(tenant, event, browser)
        .await
        .map_err(refused)?;
    place.begin();
    let result = app.logins().advance(tenant, &mut flow).await;
    place.used(&result.actions);
    app.metrics().segment(&result, 0, started.elapsed());
    tell_failures(tenant, &execution_id, &result, 0);
    if let Some(state) = &result.state {
        let document = stored(&flow)?;
        tenant
            .suspend(SuspendedFlow {
                state,
                document: &document,
                execution_id: &execution_id,
                expires_at: expires_at(&result),
            })
            .await?;
    }
    keep(app, tenant, &execution_id, &result);
    written(execution_id, result)
}

/// An answer to a suspended login.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ResumeBody {
    /// What the person did.
    #[schemars(with = "Map<String, Value>")]
    answer: Answer,
    /// The new `event.request`.
    #[serde(default)]
    #[schemars(with = "Option<Value>")]
    request: Option<StrictValue>,
    /// `event.prompt`, after a form.
    #[serde(default)]
    #[schemars(with = "Option<Value>")]
    prompt: Option<StrictValue>,
    /// The user's confirmed enrolments now.
    #[serde(default)]
    #[schemars(with = "Option<Value>")]
    enrolled_factors: Option<StrictValue>,
}

/// `POST /v1/flows/{state}`
pub async fn resume(
    State(app): State<App>,
    caller: Caller,
    Path(state): Path<String>,
    Query(NoQuery {}): Query<NoQuery>,
    Json(body): Json<ResumeBody>,
) -> ApiResult<Response> {
    let tenant = caller.tenant(&[FLOW_SCOPE])?;
    let settings = app.logins().settings(tenant).await?;
    let mut place = admit(&app, tenant).await?;
    let claimed = match tenant.claim_flow(&state, CLAIM_MILLISECONDS).await? {
        Claim::Ours(claimed) => claimed,
        Claim::Busy => {
            return Err(ApiError::conflict(
                "This state is being answered by another request at this moment.",
            )
            .code("state_in_use")
            .retry_after(1));
        }
        Claim::Unknown => return Err(unknown_state()),
    };
    let claimed = Claimed::new(tenant, claimed);
    let started = Instant::now();
    let mut flow = match Flow::restore(&claimed.flow().document) {
        Ok(flow) => flow,
        Err(error) => {
            tracing::error!(%error, "a suspended login cannot be read");
            claimed.put_back().await?;
            return Err(unknown_state());
        }
    };
    let earlier = flow.result().map_or(0, |result| result.actions.len());
    let resumed = flow.resume(
        Resume {
            state,
            tenant_id: flow.tenant().id.clone(),
            answer: body.answer,
            changes: Changes {
                request: body.request.map(|StrictValue(value)| value),
                prompt: body.prompt.map(|StrictValue(value)| value),
                enrolled_factors: body.enrolled_factors.map(|StrictValue(value)| value),
                tenant: Some(settings),
            },
        },
        clock(),
    );
    if let Err(error) = resumed {
        claimed.put_back().await?;
        return Err(not_resumed(error));
    }
    place.begin();
    let result = app.logins().advance(tenant, &mut flow).await;
    place.used(result.actions.get(earlier..).unwrap_or_default());
    app.metrics().segment(&result, earlier, started.elapsed());
    let execution_id = claimed.flow().execution_id.clone();
    tell_failures(tenant, &execution_id, &result, earlier);
    let document = stored(&flow)?;
    let next = result.state.as_ref().map(|state| SuspendedFlow {
        state,
        document: &document,
        execution_id: &execution_id,
        expires_at: expires_at(&result),
    });
    if !tenant.step(claimed.flow(), next).await? {
        return Err(unknown_state());
    }
    claimed.done();
    keep(&app, tenant, &execution_id, &result);
    Ok(answer(written(execution_id, result)?))
}

/// A dry run.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PlanBody {
    /// `event`
    #[schemars(with = "Map<String, Value>")]
    event: Box<RawValue>,
    /// What the person's browser can do.
    #[serde(default)]
    #[schemars(with = "Map<String, Value>")]
    browser: Browser,
    /// Whether to run the drafts of what is bound instead of the deployed versions.
    #[serde(default)]
    drafts: bool,
}

/// `POST /v1/flows/post-login/plan`: nothing is stored, and nothing of the result is to be applied.
pub async fn plan(
    State(app): State<App>,
    caller: Caller,
    Query(NoQuery {}): Query<NoQuery>,
    Json(body): Json<PlanBody>,
) -> ApiResult<axum::Json<FlowResult>> {
    let tenant = caller.tenant(&[FLOW_SCOPE])?;
    let event = Event::read(&body.event).map_err(no_event)?;
    let mut place = admit(&app, tenant).await?;
    let flow = if body.drafts {
        app.logins()
            .start_with_drafts(tenant, event, body.browser)
            .await
    } else {
        app.logins().start(tenant, event, body.browser).await
    };
    let flow = flow.map_err(refused)?;
    place.begin();
    let result = app.logins().plan(tenant, flow).await;
    place.used(&result.actions);
    Ok(axum::Json(result))
}

/// A place for a login, or the news that there is none.
pub async fn admit(app: &App, tenant: &TenantStore) -> ApiResult<Place> {
    let place = app.admission().enter(tenant.id()).await;
    place.map_err(|refusal| {
        let code = match refusal {
            Refusal::TooMany { .. } => "too_many_logins",
            Refusal::Fuel { .. } => "too_much_fuel",
        };
        ApiError::new(StatusCode::TOO_MANY_REQUESTS, format!("{refusal}."))
            .code(code)
            .retry_after(refusal.retry_after())
    })
}

fn idempotency_key(headers: &HeaderMap) -> ApiResult<Option<String>> {
    let Some(key) = headers.get("idempotency-key") else {
        return Ok(None);
    };
    match key.to_str() {
        Ok(key) if (1..=255).contains(&key.len()) => Ok(Some(key.to_owned())),
        _ => Err(ApiError::bad_request(
            "The header Idempotency-Key has 1 to 255 visible ASCII characters.",
        )),
    }
}

fn stored(flow: &Flow) -> ApiResult<String> {
    flow.store().map_err(|error| {
        tracing::error!(%error, "a login cannot be stored");
        ApiError::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "The login could not be stored.",
        )
    })
}

/// When an execution began: its id says so.
fn created_at(execution_id: &str) -> Option<String> {
    let id: uuid::Uuid = execution_id.parse().ok()?;
    let (seconds, nanoseconds) = id.get_timestamp()?.to_unix();
    let (seconds, nanoseconds) = (seconds.try_into().ok()?, nanoseconds.try_into().ok()?);
    let at = jiff::Timestamp::new(seconds, nanoseconds).ok()?;
    Some(at.to_string())
}

/// Has the execution's record written, a little later.
fn keep(app: &App, tenant: &TenantStore, id: &str, result: &FlowResult) {
    let created_at = created_at(id).unwrap_or_else(timestamp);
    match record(tenant.id(), id, &created_at, result) {
        Ok(record) => app.executions().keep(record),
        Err(error) => tracing::error!(%error, "an execution's record could not be written"),
    }
}

/// A line in the log for each run that failed, after the first `earlier`: what an operator looks for when logins fail. What an Action says itself is not
/// in it, for that may be about a person.
fn tell_failures(tenant: &TenantStore, execution_id: &str, result: &FlowResult, earlier: usize) {
    for run in result.actions.iter().skip(earlier) {
        let Some(error) = &run.error else { continue };
        let own_words = error.kind == "action_error";
        tracing::warn!(
            tenant = tenant.name(),
            execution = execution_id,
            action = run.name.as_str(),
            version = run.version.as_str(),
            kind = error.kind.as_str(),
            why = (!own_words).then_some(error.message.as_str()),
            discarded = error.discarded_commands,
            "an Action failed"
        );
    }
}

fn expires_at(result: &FlowResult) -> i64 {
    let at = result.expires_at.as_deref().unwrap_or_default();
    at.parse::<jiff::Timestamp>()
        .map_or(0, jiff::Timestamp::as_millisecond)
}

fn written(execution_id: String, result: FlowResult) -> ApiResult<String> {
    let answer = FlowAnswer {
        execution_id,
        result,
    };
    serde_json::to_string(&answer).map_err(|error| {
        tracing::error!(%error, "a flow result cannot be written");
        ApiError::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "The result could not be written.",
        )
    })
}

fn answer(text: String) -> Response {
    let headers = [
        (header::CONTENT_TYPE, "application/json"),
        (header::CACHE_CONTROL, "no-store"),
    ];
    (headers, text).into_response()
}

fn no_event(error: EventError) -> ApiError {
    match error {
        EventError::TooLarge { actual, .. } => {
            ApiError::too_large("An event", MAX_EVENT_BYTES as u64, Some(actual as u64))
        }
        error => ApiError::invalid_body(&error.to_string(), "event"),
    }
}

/// What a login that was not started is answered with.
pub fn refused(error: LoginError) -> ApiError {
    match error {
        LoginError::Start(error) => ApiError::bad_request(error.to_string()),
        LoginError::Store(error) => error.into(),
    }
}

/// The same for every reason: the differences help only an attacker.
fn unknown_state() -> ApiError {
    ApiError::not_found(
        "This state resumes nothing: it was used already, has expired, or is of another tenant.",
    )
    .code("unknown_state")
}

fn not_resumed(error: ResumeError) -> ApiError {
    match error {
        ResumeError::NotOffered { .. }
        | ResumeError::WrongAnswer { .. }
        | ResumeError::OtherState { .. }
        | ResumeError::Changes(_) => ApiError::bad_request(error.to_string()).code("wrong_answer"),
        _ => unknown_state(),
    }
}
