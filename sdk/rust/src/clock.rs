//! The clock: `Date.now()`.
//!
//! `std::time` has no clock in a component and panics; this one is recorded with the run, which can so be repeated exactly.

use crate::host;
use crate::http::milliseconds;
use std::time::Duration;

/// Milliseconds since 1970-01-01T00:00:00Z.
pub fn now() -> u64 {
    host::clock_now()
}

/// Waits, rounded up to milliseconds. The wait counts as the run's time, and ends with it. In a native test the mock's clock moves on, and nobody waits.
pub fn wait(time: Duration) {
    host::clock_wait(milliseconds(time));
}
