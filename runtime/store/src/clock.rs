//! The time of day, which never goes back while the process runs.
//!
//! When the system's clock is set back, what has expired must stay so, and what was written later must not look earlier. So time goes on from where it
//! was until the system's clock has caught up.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

/// A clock that is told the time, and holds on to it.
#[derive(Debug, Default)]
pub struct Clock(Mutex<Option<(Duration, Instant)>>);

impl Clock {
    /// A clock that has not been told the time.
    pub const fn new() -> Clock {
        Clock(Mutex::new(None))
    }

    /// The time since 1970, when the system's clock says `told` at the moment `at`: that, or later if it has said something later before.
    pub fn read(&self, told: Duration, at: Instant) -> Duration {
        let mut latest = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let held = latest.map_or(Duration::ZERO, |(time, then)| {
            time.saturating_add(at.saturating_duration_since(then))
        });
        let time = held.max(told);
        *latest = Some((time, at));
        time
    }
}

static CLOCK: Clock = Clock::new();

fn time() -> Duration {
    let told = SystemTime::now().duration_since(UNIX_EPOCH);
    CLOCK.read(told.unwrap_or_default(), Instant::now())
}

/// Milliseconds since 1970.
pub fn clock() -> u64 {
    u64::try_from(time().as_millis()).unwrap_or(u64::MAX)
}

/// [`clock`], as it is stored.
pub fn now() -> i64 {
    i64::try_from(clock()).unwrap_or(i64::MAX)
}

/// The present time as Auth0's management API writes it: RFC 3339, nanoseconds, UTC.
pub fn timestamp() -> String {
    let nanoseconds = i128::try_from(time().as_nanos()).unwrap_or(i128::MAX);
    let at = jiff::Timestamp::from_nanosecond(nanoseconds).unwrap_or(jiff::Timestamp::MAX);
    jiff::fmt::temporal::DateTimePrinter::new()
        .precision(Some(9))
        .timestamp_to_string(&at)
}
