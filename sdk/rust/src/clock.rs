//! The clock: `Date.now()`.
//!
//! `std::time` has no clock in a component and panics; this one is recorded with the run, which can so be repeated exactly.

/// Milliseconds since 1970-01-01T00:00:00Z.
pub fn now() -> u64 {
    crate::host::clock_now()
}
