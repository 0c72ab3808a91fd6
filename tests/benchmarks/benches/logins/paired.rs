//! Bare call and login in turn: a machine that is slow for a while is slow for both, and their ratio stays what it is.

use serde_json::{Value, json};
use std::hint::black_box;
use std::time::{Duration, Instant};

/// How many pairs are measured. The first tenth only warms up.
const PAIRS: usize = 22_000;

/// Measures `first` and `second` in turn, each as the time of the future that it prepares, and gives percentiles of both in microseconds, and
/// the ratio of their medians.
pub fn measure(first: &mut dyn FnMut() -> Duration, second: &mut dyn FnMut() -> Duration) -> Value {
    let (mut firsts, mut seconds) = (Vec::with_capacity(PAIRS), Vec::with_capacity(PAIRS));
    for pair in 0..PAIRS {
        let (one, other) = (first(), second());
        if pair >= PAIRS / 10 {
            firsts.push(one);
            seconds.push(other);
        }
    }
    firsts.sort_unstable();
    seconds.sort_unstable();
    json!({
        "pairs": firsts.len(),
        "bare": percentiles(&firsts),
        "flow-1": percentiles(&seconds),
        "ratio_of_medians": microseconds(&seconds, 50) / microseconds(&firsts, 50),
    })
}

/// How long `work` takes; what it gives back is dropped afterwards.
pub fn time<T>(work: impl FnOnce() -> T) -> Duration {
    let started = Instant::now();
    let done = work();
    let taken = started.elapsed();
    drop(black_box(done));
    taken
}

fn percentiles(sorted: &[Duration]) -> Value {
    json!({ "p50_microseconds": microseconds(sorted, 50), "p99_microseconds": microseconds(sorted, 99) })
}

fn microseconds(sorted: &[Duration], percent: usize) -> f64 {
    let at = sorted[sorted.len() * percent / 100];
    at.as_secs_f64() * 1e6
}
