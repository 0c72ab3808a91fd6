//! A clock that is set back.

use std::time::{Duration, Instant};
use vestibule_store::Clock;

#[test]
fn a_clock_that_is_set_back_brings_nothing_back() {
    let clock = Clock::new();
    let start = Instant::now();
    let second = Duration::from_secs(1);
    let noon = second * 1_000_000;
    assert_eq!(clock.read(noon, start), noon);
    // Set back by an hour: it goes on from where it was, however often it is asked.
    let back = noon - second * 3_600;
    for tenth in 1..=10_u32 {
        let at = start + second / 10 * tenth;
        assert_eq!(clock.read(back, at), noon + second / 10 * tenth);
    }
    // Set right again, it is what it is told.
    assert_eq!(
        clock.read(noon + second * 5, start + second * 2),
        noon + second * 5
    );
    // Moments that come in the wrong order, from two threads, do not turn it back either.
    assert_eq!(
        clock.read(noon + second * 4, start + second),
        noon + second * 5
    );
}
