//! Counters for Prometheus. Labels are from small fixed sets: no tenant's name, no Action's.

use axum::http::Method;
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::Registry;
use std::borrow::Cow;
use std::time::Duration;
use vestibule_flow::result::{ActionRun, FlowResult, RunEnd, Status};

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Request {
    method: Cow<'static, str>,
    route: String,
    status: u16,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Outcome {
    outcome: Cow<'static, str>,
}

/// What the service counts.
#[derive(Debug)]
pub struct Metrics {
    registry: Registry,
    requests: Family<Request, Counter>,
    segments: Family<Outcome, Counter>,
    segment_seconds: Histogram,
    runs: Family<Outcome, Counter>,
    run_seconds: Histogram,
    run_fuel: Histogram,
    builds: Family<Outcome, Counter>,
    lost: Gauge,
}

impl Default for Metrics {
    fn default() -> Self {
        let seconds = || {
            Histogram::new([
                0.000_05, 0.000_1, 0.000_25, 0.000_5, 0.001, 0.005, 0.025, 0.1, 0.5, 2.0, 10.0,
                20.0,
            ])
        };
        let mut metrics = Metrics {
            registry: Registry::with_prefix("vestibule"),
            requests: Family::default(),
            segments: Family::default(),
            segment_seconds: seconds(),
            runs: Family::default(),
            run_seconds: seconds(),
            run_fuel: Histogram::new([1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9]),
            builds: Family::default(),
            lost: Gauge::default(),
        };
        let registry = &mut metrics.registry;
        registry.register(
            "http_requests",
            "Answered HTTP requests",
            metrics.requests.clone(),
        );
        registry.register(
            "login_segments",
            "Segments of logins by how they ended: complete, suspended, denied, error",
            metrics.segments.clone(),
        );
        registry.register(
            "login_segment_seconds",
            "How long a segment of a login took",
            metrics.segment_seconds.clone(),
        );
        registry.register(
            "action_runs",
            "Runs of Actions by how they ended: completed, not_implemented, or the kind of failure",
            metrics.runs.clone(),
        );
        registry.register(
            "action_run_seconds",
            "How long a run of an Action took",
            metrics.run_seconds.clone(),
        );
        registry.register(
            "action_run_fuel",
            "Fuel that a run of an Action used",
            metrics.run_fuel.clone(),
        );
        registry.register(
            "builds",
            "Builds by how they ended: built, failed",
            metrics.builds.clone(),
        );
        registry.register(
            "execution_records_lost",
            "Records of executions that could not be kept",
            metrics.lost.clone(),
        );
        metrics
    }
}

impl Metrics {
    /// Counts an answered request. `route` is the route's pattern, never the path itself.
    pub fn request(&self, method: &Method, route: String, status: u16) {
        let method = match *method {
            Method::GET => Cow::Borrowed("GET"),
            Method::POST => Cow::Borrowed("POST"),
            ref method => Cow::Owned(method.to_string()),
        };
        let request = Request {
            method,
            route,
            status,
        };
        self.requests.get_or_create(&request).inc();
    }

    /// Counts a segment of a login, and the runs that are new in it: all after the first `earlier`.
    pub fn segment(&self, result: &FlowResult, earlier: usize, took: Duration) {
        let outcome = match result.status {
            Status::Complete => "complete",
            Status::Suspended => "suspended",
            Status::Denied => "denied",
            Status::Error => "error",
        };
        self.segments.get_or_create(&named(outcome)).inc();
        self.segment_seconds.observe(took.as_secs_f64());
        for run in result.actions.iter().skip(earlier) {
            self.run(run);
        }
    }

    fn run(&self, run: &ActionRun) {
        let outcome = match (&run.outcome, &run.error) {
            (RunEnd::Completed, _) => named("completed"),
            (RunEnd::NotImplemented, _) => named("not_implemented"),
            (_, Some(error)) => Outcome {
                outcome: Cow::Owned(error.kind.clone()),
            },
            _ => named("failed"),
        };
        self.runs.get_or_create(&outcome).inc();
        self.run_seconds
            .observe(run.usage.duration_microseconds as f64 / 1e6);
        self.run_fuel.observe(run.usage.fuel as f64);
    }

    /// Counts a build.
    pub fn build(&self, outcome: &'static str) {
        self.builds.get_or_create(&named(outcome)).inc();
    }

    /// The text that Prometheus reads.
    pub fn text(&self, lost: u64) -> String {
        self.lost.set(i64::try_from(lost).unwrap_or(i64::MAX));
        let mut text = String::new();
        // Writing to a String does not fail.
        let _ = encode(&mut text, &self.registry);
        text
    }
}

fn named(outcome: &'static str) -> Outcome {
    Outcome {
        outcome: Cow::Borrowed(outcome),
    }
}
