//! Who answers a case's outbound HTTP: a server of the test that has its answers from the case, reached through the real client.
//!
//! All names lead to this machine, and the port is whichever was free; a case writes `{port}` for it.

use crate::matching::compare;
use anyhow::{Context, Result, bail};
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::Response;
use axum_server::Handle;
use axum_server::tls_rustls::RustlsConfig;
use serde::Deserialize;
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;
use std::future::pending;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use vestibule_egress::{AllowedHosts, Egress, EgressSettings, Resolved, Resolver};
use vestibule_sandbox::outbound::Outbound;

/// The most of a request's body that is read, in bytes.
const MAX_BODY_BYTES: usize = 1 << 20;

/// One request that must come, unless it is given up, and its answer.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Exchange {
    /// Method and URL without the port, as `GET https://api.example/x?y=1`.
    request: String,
    /// What it must have: `headers`, and `json` or `text`, its body.
    #[serde(default)]
    sent: Value,
    /// The answer's status; absent: 200.
    #[serde(default)]
    status: Option<u16>,
    /// The answer's headers.
    #[serde(default)]
    headers: Map<String, Value>,
    /// The answer's body, as JSON.
    #[serde(default)]
    json: Option<Value>,
    /// The answer's body, as text.
    #[serde(default)]
    text: Option<String>,
    /// There is no answer, and the request need not come.
    #[serde(default)]
    never: bool,
}

impl Exchange {
    /// The exchange with `port` in place of each `{port}` in what is sent.
    fn at_port(&self, port: u16) -> Result<Exchange> {
        let sent = self.sent.to_string().replace("{port}", &port.to_string());
        Ok(Exchange {
            sent: serde_json::from_str(&sent)?,
            ..self.clone()
        })
    }

    /// The name in the URL.
    fn name(&self) -> Result<&str> {
        let name = self
            .request
            .split_once(" https://")
            .and_then(|(_, rest)| rest.split('/').next());
        name.with_context(|| format!("{:?} is no `METHOD https://…/…`", self.request))
    }

    fn answer(&self) -> Result<Response> {
        let mut answer = Response::builder().status(self.status.unwrap_or(200));
        if self.json.is_some() {
            answer = answer.header(header::CONTENT_TYPE, "application/json");
        }
        for (name, value) in &self.headers {
            let value = value.as_str().context("a header's value is a text")?;
            answer = answer.header(
                HeaderName::try_from(name.as_str())?,
                HeaderValue::from_str(value)?,
            );
        }
        let body = match &self.json {
            Some(json) => json.to_string(),
            None => self.text.clone().unwrap_or_default(),
        };
        Ok(answer.body(Body::from(body))?)
    }
}

/// What is still to come, and what went wrong.
#[derive(Debug, Default)]
struct Progress {
    awaited: Vec<Exchange>,
    faults: Vec<String>,
}

type Shared = Arc<Mutex<Progress>>;

/// The server of one playing of a case. It ends when this is dropped.
pub struct Outside {
    port: u16,
    egress: Egress,
    progress: Shared,
    end: Handle<SocketAddr>,
    thread: Option<JoinHandle<()>>,
}

impl Outside {
    /// Starts it with a certificate for every name in `exchanges`. None where there are none.
    ///
    /// # Errors
    /// An exchange makes no sense, or the server cannot be started.
    pub fn start(exchanges: &[Exchange]) -> Result<Option<Outside>> {
        if exchanges.is_empty() {
            return Ok(None);
        }
        let names: BTreeSet<&str> = exchanges
            .iter()
            .map(Exchange::name)
            .collect::<Result<_>>()?;
        let certified = rcgen::generate_simple_self_signed(
            names.into_iter().map(str::to_owned).collect::<Vec<_>>(),
        )?;
        let certificate = certified.cert.pem();
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        listener.set_nonblocking(true)?;
        let port = listener.local_addr()?.port();
        let progress = Arc::new(Mutex::new(Progress {
            awaited: exchanges
                .iter()
                .map(|exchange| exchange.at_port(port))
                .collect::<Result<_>>()?,
            faults: Vec::new(),
        }));
        let end = Handle::new();
        let router = Router::new()
            .fallback(answer)
            .with_state(Arc::clone(&progress));
        let (handle, pem) = (end.clone(), certificate.clone());
        let key = certified.signing_key.serialize_pem();
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()?;
        let server = runtime.block_on(async {
            let config = RustlsConfig::from_pem(pem.into(), key.into()).await?;
            axum_server::from_tcp_rustls(listener, config)
        })?;
        let server = server.handle(handle);
        let thread = std::thread::spawn(move || {
            // What goes wrong with it shows in the case.
            let _ = runtime.block_on(server.serve(router.into_make_service()));
        });
        Ok(Some(Outside {
            port,
            egress: egress(&certificate)?,
            progress,
            end,
            thread: Some(thread),
        }))
    }

    /// The port that it listens on.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// What a run may send with that reaches `hosts`.
    ///
    /// # Errors
    /// One of them is no host.
    pub fn for_hosts(&self, hosts: &[String]) -> Result<Arc<dyn Outbound>> {
        Ok(self.egress.for_run(AllowedHosts::parse(hosts)?))
    }

    /// Says what came that should not have, and what did not that should.
    ///
    /// # Errors
    /// There is such a thing.
    pub fn finish(&self) -> Result<()> {
        let progress = lock(&self.progress);
        // One without an answer is given up, on a busy machine even before it has come here.
        let missing = progress
            .awaited
            .iter()
            .filter(|exchange| !exchange.never)
            .map(|exchange| format!("nobody asked for {}", exchange.request));
        let faults: Vec<String> = progress.faults.iter().cloned().chain(missing).collect();
        if faults.is_empty() {
            return Ok(());
        }
        bail!("outside: {}", faults.join("; "))
    }
}

impl Drop for Outside {
    fn drop(&mut self) {
        self.end.shutdown();
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// The client as it is for every Action, with this machine's address opened and the certificate trusted.
fn egress(certificate: &str) -> Result<Egress> {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    let file = std::env::temp_dir().join(format!(
        "vestibule-case-{}-{}.pem",
        std::process::id(),
        COUNT.fetch_add(1, Ordering::Relaxed)
    ));
    std::fs::write(&file, certificate)?;
    let egress = Egress::new(&EgressSettings {
        addresses: vec!["127.0.0.1/32".parse()?],
        authorities: Some(file.clone()),
    });
    std::fs::remove_file(&file)?;
    Ok(egress?.with_resolver(Arc::new(Here)))
}

/// Resolves every name to this machine.
#[derive(Debug)]
struct Here;

impl Resolver for Here {
    fn resolve(&self, _: &str) -> Resolved {
        Box::pin(async { Ok(vec![Ipv4Addr::LOCALHOST.into()]) })
    }
}

fn lock(progress: &Shared) -> MutexGuard<'_, Progress> {
    progress.lock().unwrap_or_else(PoisonError::into_inner)
}

async fn answer(State(progress): State<Shared>, request: Request) -> Response {
    match exchange(&progress, request).await {
        Ok(exchange) if exchange.never => pending().await,
        Ok(exchange) => exchange
            .answer()
            .unwrap_or_else(|error| fault(&progress, format!("{}: {error:#}", exchange.request))),
        Err(error) => fault(&progress, format!("{error:#}")),
    }
}

fn fault(progress: &Shared, fault: String) -> Response {
    lock(progress).faults.push(fault);
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::NOT_IMPLEMENTED;
    response
}

/// The first awaited exchange that is this request's, which is then no longer awaited.
async fn exchange(progress: &Shared, request: Request) -> Result<Exchange> {
    let (head, body) = request.into_parts();
    let body = to_bytes(body, MAX_BODY_BYTES).await?;
    let headers: Map<String, Value> = head
        .headers
        .iter()
        .map(|(name, value)| {
            let value = String::from_utf8_lossy(value.as_bytes());
            (name.to_string(), Value::from(value))
        })
        .collect();
    let host = headers
        .get("host")
        .and_then(Value::as_str)
        .unwrap_or_default();
    let name = host.split(':').next().unwrap_or_default();
    let asked = format!("{} https://{name}{}", head.method, head.uri);
    let exchange = {
        let awaited = &mut lock(progress).awaited;
        let place = awaited
            .iter()
            .position(|exchange| exchange.request == asked)
            .with_context(|| format!("{asked} came, which nothing awaits"))?;
        awaited.remove(place)
    };
    let sent = json!({
        "headers": headers,
        "json": serde_json::from_slice::<Value>(&body).ok(),
        "text": String::from_utf8_lossy(&body),
    });
    if !exchange.sent.is_null() {
        compare(&asked, &exchange.sent, &sent).map_err(anyhow::Error::msg)?;
    }
    Ok(exchange)
}
