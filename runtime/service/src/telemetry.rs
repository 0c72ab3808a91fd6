//! Logs, and traces for OpenTelemetry.
//!
//! Traces have spans of their own target, which costs next to nothing while nobody exports them.

use crate::config::{ConfigError, LogFormat, Settings};
use axum::http::HeaderMap;
use bytes::Bytes;
use opentelemetry::propagation::{Extractor, TextMapPropagator as _};
use opentelemetry::trace::TracerProvider as _;
use opentelemetry_http::{HttpClient, HttpError, Request, Response};
use opentelemetry_otlp::{SpanExporter, WithExportConfig as _, WithHttpConfig as _};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::propagation::TraceContextPropagator;
use opentelemetry_sdk::trace::SdkTracerProvider;
use std::io::IsTerminal as _;
use std::time::Duration;
use tracing::Span;
use tracing_opentelemetry::OpenTelemetrySpanExt as _;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;
use tracing_subscriber::{EnvFilter, Layer as _, filter, fmt, registry};

/// The target of spans that are exported, and never logged.
pub(crate) const TRACE: &str = "vestibule::trace";

/// How long one export may take.
const EXPORT_TIME: Duration = Duration::from_secs(10);

/// What is to be ended with the program, so that no span is lost.
#[derive(Debug)]
pub struct Telemetry(Option<SdkTracerProvider>);

impl Telemetry {
    /// Has logs written to standard error, and traces exported where the settings say. To be done once in a process.
    ///
    /// # Errors
    /// The filter cannot be read, or the endpoint is no URL.
    pub fn start(settings: &Settings) -> Result<Telemetry, ConfigError> {
        let filter = EnvFilter::try_new(&settings.log)
            .map_err(|error| ConfigError::Value(format!("log: {:?}: {error}", settings.log)))?;
        let filter = match format!("{TRACE}=off").parse() {
            Ok(directive) => filter.add_directive(directive),
            Err(_) => filter,
        };
        let lines = fmt::layer().with_writer(std::io::stderr);
        let logs = match settings.log_format {
            LogFormat::Text => lines.with_ansi(std::io::stderr().is_terminal()).boxed(),
            LogFormat::Json => lines.json().flatten_event(true).boxed(),
        };
        let provider = settings
            .otlp_endpoint
            .as_deref()
            .map(provider)
            .transpose()?;
        let traces = provider.as_ref().map(|provider| {
            tracing_opentelemetry::layer()
                .with_tracer(provider.tracer("vestibule"))
                .with_filter(filter::filter_fn(|metadata| metadata.target() == TRACE))
        });
        registry()
            .with(logs.with_filter(filter))
            .with(traces)
            .init();
        Ok(Telemetry(provider))
    }

    /// Exports what is left.
    pub fn end(self) {
        if let Some(provider) = self.0
            && let Err(error) = provider.shutdown()
        {
            tracing::warn!(%error, "the last traces could not be exported");
        }
    }
}

fn provider(endpoint: &str) -> Result<SdkTracerProvider, ConfigError> {
    let traces = format!("{}/v1/traces", endpoint.trim_end_matches('/'));
    let exporter = SpanExporter::builder()
        .with_http()
        .with_endpoint(traces)
        .with_timeout(EXPORT_TIME)
        .with_http_client(Client::default())
        .build()
        .map_err(|error| ConfigError::Value(format!("otlp_endpoint: {endpoint:?}: {error}")))?;
    let resource = Resource::builder()
        .with_service_name("vestibule")
        .with_attribute(opentelemetry::KeyValue::new(
            "service.version",
            env!("CARGO_PKG_VERSION"),
        ))
        .build();
    Ok(SdkTracerProvider::builder()
        .with_batch_exporter(exporter)
        .with_resource(resource)
        .build())
}

/// Sends exports. They come from a thread of their own, which may block.
#[derive(Debug)]
struct Client(ureq::Agent);

impl Default for Client {
    fn default() -> Self {
        let config = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .timeout_global(Some(EXPORT_TIME));
        Client(config.build().into())
    }
}

#[async_trait::async_trait]
impl HttpClient for Client {
    async fn send_bytes(&self, request: Request<Bytes>) -> Result<Response<Bytes>, HttpError> {
        let (parts, body) = request.into_parts();
        let mut answer = self.0.run(Request::from_parts(parts, body.to_vec()))?;
        let bytes = answer.body_mut().read_to_vec()?;
        Ok(Response::builder()
            .status(answer.status())
            .body(bytes.into())?)
    }
}

/// Makes a span a part of the trace that the caller is in, if it says so (W3C `traceparent`).
pub(crate) fn continue_trace(span: &Span, headers: &HeaderMap) {
    if span.is_disabled() {
        return;
    }
    let parent = TraceContextPropagator::new().extract(&Headers(headers));
    // A span that nobody exports has no place in a trace, which is as well.
    let _ = span.set_parent(parent);
}

struct Headers<'a>(&'a HeaderMap);

impl Extractor for Headers<'_> {
    fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name)?.to_str().ok()
    }

    fn keys(&self) -> Vec<&str> {
        self.0.keys().map(|name| name.as_str()).collect()
    }
}
