//! What is to be reached, and whether it is. All goals are ratios within one run of the benchmark, but for the few that are times or sizes.

use crate::figures::Figures;
use serde::Serialize;

/// A goal and how far it was reached.
#[derive(Debug, Serialize)]
pub struct Goal {
    pub what: &'static str,
    pub goal: f64,
    /// Whether less is better.
    pub at_most: bool,
    pub unit: &'static str,
    /// Absent: it was not measured here.
    pub found: Option<f64>,
}

impl Goal {
    /// Whether it is reached; absent if it was not measured.
    pub fn is_met(&self) -> Option<bool> {
        let found = self.found?;
        Some(match self.at_most {
            true => found <= self.goal,
            false => found >= self.goal,
        })
    }

    /// `met`, `not met` or `not measured`.
    pub fn verdict(&self) -> &'static str {
        match self.is_met() {
            Some(true) => "met",
            Some(false) => "not met",
            None => "not measured",
        }
    }
}

/// All goals.
pub fn goals(figures: &Figures) -> Vec<Goal> {
    let ratio = |above: &str, below: &str| Some(figures.login(above)? / figures.login(below)?);
    let http = |key: &str| figures.http(key, 16);
    let to_node = |key: &str| Some(http(key)?.per_second / http("node")?.per_second);
    let of_empty = |key: &str| Some(http(key)?.ratio_to_empty_handler);
    let scale = figures.scale.as_ref();
    let build = figures.build.as_ref();
    let at_most = |what, goal, unit, found| Goal {
        what,
        goal,
        at_most: true,
        unit,
        found,
    };
    let at_least = |what, goal, unit, found| Goal {
        what,
        goal,
        at_most: false,
        unit,
        found,
    };
    vec![
        at_most(
            "one Rust Action, event as text to result as text, to bare wasmtime, which reads no event",
            1.25,
            "×",
            ratio("rust", "bare"),
        ),
        at_most(
            "one Rust Action, event that has been read to result, to bare wasmtime",
            1.25,
            "×",
            ratio("rust-flow", "bare"),
        ),
        at_least(
            "isolated-vm's fresh isolate to one Rust Action",
            150.0,
            "×",
            ratio("isolated-vm-isolate", "rust"),
        ),
        at_least(
            "isolated-vm's fresh isolate to one JavaScript Action",
            30.0,
            "×",
            ratio("isolated-vm-isolate", "javascript"),
        ),
        at_least(
            "isolated-vm's fresh context to one JavaScript Action",
            7.0,
            "×",
            ratio("isolated-vm-context", "javascript"),
        ),
        at_most(
            "20 Rust Actions in one flow, to one",
            18.0,
            "×",
            ratio("rust-20", "rust-1"),
        ),
        at_least(
            "HTTP, 16 connections, one Rust Action, of an empty axum handler",
            0.5,
            "×",
            of_empty("rust"),
        ),
        at_least(
            "HTTP, 16 connections, one JavaScript Action, to Node with isolated-vm",
            10.0,
            "×",
            to_node("javascript"),
        ),
        at_least(
            "HTTP, 16 connections, one Rust Action, to Node with isolated-vm",
            10.0,
            "×",
            to_node("rust"),
        ),
        at_most(
            "first login of a cold Action, more than of a warm one",
            3.0,
            "ms",
            scale.map(|scale| (scale.cold.p50_microseconds - scale.warm.p50_microseconds) / 1e3),
        ),
        at_most(
            "a login with one of all loaded Actions, to one with always the same: flat",
            1.1,
            "×",
            scale.and_then(|scale| {
                let all = scale.logins.last()?.p50_microseconds;
                Some(all / scale.logins.first()?.p50_microseconds)
            }),
        ),
        at_most(
            "resident memory of an idle loaded Rust Action",
            50.0,
            "kB",
            scale.map(|scale| scale.resident_bytes_per_action / 1e3),
        ),
        at_least(
            "logins a second on two threads, to one",
            1.8,
            "×",
            scale.map(|scale| scale.two_threads_per_second / scale.one_thread_per_second),
        ),
        at_most(
            "building a JavaScript Action, engine warm",
            150.0,
            "ms",
            build.map(|build| build.p50_milliseconds),
        ),
        at_most(
            "peak of memory while building, the whole process",
            256.0,
            "MB",
            build.map(|build| build.peak_bytes as f64 / 1e6),
        ),
    ]
}
