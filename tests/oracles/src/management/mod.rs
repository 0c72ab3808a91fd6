//! Requests to the service: whatever is sent, it is answered, and never with a fault of the server.

mod request;

use crate::choices::Choices;
use axum::Router;
use axum::body::Body;
use axum::http::Response;
use http_body_util::BodyExt as _;
use request::Sent;
use serde_json::Value;
use std::cell::Cell;
use std::sync::OnceLock;
use std::time::Duration;
use tempfile::TempDir;
use tokio::runtime::{Builder, Runtime};
use tower::ServiceExt as _;
use vestibule_service::config::{Partial, Settings};
use vestibule_service::routes;
use vestibule_service::tokens::{FLOW_SCOPE, MANAGEMENT_SCOPES, Tokens};
use vestibule_store::actions::{BuildResult, BuildStatus};
use vestibule_store::{Database, NewClient, TenantStore};

/// The most requests of one input.
const REQUESTS: usize = 8;

/// Sends the requests that the bytes stand for to a new tenant.
///
/// # Panics
/// One is answered with 5xx, or with a body that is not what every answer has.
pub fn management(bytes: &[u8]) {
    static SERVICE: OnceLock<Service> = OnceLock::new();
    let service = SERVICE.get_or_init(Service::new);
    service
        .runtime
        .block_on(service.play(&mut Choices::new(bytes)));
}

/// A service in this process, over a database in a folder of its own.
struct Service {
    runtime: Runtime,
    router: Router,
    database: Database,
    tokens: Tokens,
    _data: TempDir,
}

/// A tenant for one input, and what has been learned of it.
pub(crate) struct Client {
    pub(crate) token: String,
    pub(crate) flow_token: String,
    pub(crate) new: NewClient,
    /// Ids of Actions, and states of logins, that answers have named.
    pub(crate) ids: Vec<String>,
    pub(crate) states: Vec<String>,
}

impl Service {
    fn new() -> Service {
        // Nothing needs to outlive a power cut, and writing to a disk is most of what it would wait for.
        let data = TempDir::new_in("/dev/shm").or_else(|_| TempDir::new());
        let data = data.expect("a folder can be made");
        let settings = settings(&data);
        let runtime = Builder::new_current_thread().enable_all().build();
        let runtime = runtime.expect("a runtime can be made");
        let (router, database) = runtime.block_on(async {
            let database = settings.open().await.expect("a database can be made");
            let router = routes(&settings).await.expect("a service can be opened");
            (router, database)
        });
        Service {
            runtime,
            router,
            tokens: Tokens::new(database.clone()),
            database,
            _data: data,
        }
    }

    async fn play(&self, choices: &mut Choices<'_>) {
        let tenant = self.database.create_tenant("acme").await;
        let tenant = tenant.expect("there is no tenant of this name");
        let mut client = self.client(&tenant).await;
        for _ in 0..REQUESTS {
            if choices.is_used_up() {
                break;
            }
            let sent = Sent::chosen(choices, &client);
            let fails = sent.waits_for_builds() && choices.one_in(4);
            let is_answered = Cell::new(!sent.waits_for_builds());
            let answer = async {
                let answer = self.router.clone().oneshot(sent.request()).await;
                is_answered.set(true);
                answer
            };
            let (answer, ()) = tokio::join!(answer, self.finish_builds(fails, &is_answered));
            let answer = answer.unwrap_or_else(|never| match never {});
            check(&sent, answer, &mut client).await;
        }
        let deleted = self.database.delete_tenant(tenant.id()).await;
        assert!(
            deleted.expect("a tenant can be deleted"),
            "the tenant is gone"
        );
    }

    async fn client(&self, tenant: &TenantStore) -> Client {
        let mut scopes: Vec<&str> = MANAGEMENT_SCOPES.to_vec();
        scopes.push(FLOW_SCOPE);
        let new = tenant.create_client("fuzz", &scopes).await;
        let new = new.expect("a client can be made");
        let issue = async |scopes: &[&str]| {
            let scopes = scopes.iter().map(|scope| (*scope).to_owned()).collect();
            let issued = self.tokens.issue(tenant, &new.id, scopes, "fuzz", 3_600);
            issued.await.expect("a token can be issued").0
        };
        Client {
            token: issue(&MANAGEMENT_SCOPES).await,
            flow_token: issue(&[FLOW_SCOPE]).await,
            new,
            ids: Vec::new(),
            states: Vec::new(),
        }
    }

    /// Nobody builds here. Until the request is answered, what is to be built fails, or comes to a component that is lost.
    async fn finish_builds(&self, fails: bool, is_answered: &Cell<bool>) {
        let (status, component) = match fails {
            true => (BuildStatus::Failed, None),
            false => (BuildStatus::Built, Some("0".repeat(64))),
        };
        let result = BuildResult {
            component,
            ..BuildResult::default()
        };
        while !is_answered.get() {
            let claimed = self.database.claim_build("fuzz", 60_000).await;
            match claimed.expect("builds can be looked for") {
                Some(build) => {
                    let finished = build.finish(status, &result).await;
                    finished.expect("a build can be finished");
                }
                None => tokio::time::sleep(Duration::from_millis(5)).await,
            }
        }
    }
}

fn settings(data: &TempDir) -> Settings {
    let given = Partial {
        data: Some(data.path().to_owned()),
        concurrent_runs: Some(2),
        build_workers: Some(0),
        no_outbound: Some(true),
        ..Partial::default()
    };
    given.resolve().expect("the settings are good")
}

async fn check(sent: &Sent, answer: Response<Body>, client: &mut Client) {
    let status = answer.status().as_u16();
    let body = answer.into_body().collect().await;
    let body = body.expect("an answer has a body").to_bytes();
    let text = String::from_utf8_lossy(&body);
    assert!(status < 500, "{status} {text}\nto {sent:#?}");
    if sent.is_answered_with_text() && status < 400 {
        return;
    }
    if status == 204 {
        assert!(body.is_empty(), "204 with {text}\nto {sent:#?}");
        return;
    }
    let body: Value = match serde_json::from_slice(&body) {
        Ok(body) => body,
        Err(error) => panic!("{status}, and {error}: {text}\nto {sent:#?}"),
    };
    if status >= 400 {
        let has_text = |name: &str| body[name].as_str().is_some_and(|text| !text.is_empty());
        // The two forms of errors: Auth0's, and that of OAuth.
        let is_error = (body["statusCode"] == status && has_text("error") && has_text("message"))
            || (sent.is_for_token() && has_text("error") && has_text("error_description"));
        assert!(is_error, "{status} {text}\nto {sent:#?}");
        return;
    }
    client.learn(&body);
}

impl Client {
    fn learn(&mut self, body: &Value) {
        let learn = |list: &mut Vec<String>, value: &Value| {
            if let Some(text) = value.as_str() {
                list.push(text.to_owned());
            }
        };
        learn(&mut self.ids, &body["id"]);
        learn(&mut self.ids, &body["execution_id"]);
        learn(&mut self.states, &body["state"]);
    }
}
