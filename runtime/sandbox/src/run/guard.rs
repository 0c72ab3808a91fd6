//! The edge around a run: its deadline while it waits, and panics of host code.

use std::any::Any;
use std::future::{Future, poll_fn};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::{Pin, pin};
use std::task::Poll;
use std::time::Instant;
use tokio::time::{Sleep, sleep_until};

/// How a guarded future ended.
pub(crate) enum Guarded<T> {
    Done(T),
    /// The deadline passed while it was waiting.
    TimedOut,
    /// Host code panicked; the text is what it said.
    Panicked(String),
}

/// Runs `future` until it is done or `deadline` has passed.
///
/// The timer is made when the future first has to wait, because most runs never do. A future that does not come back from being polled is not this
/// function's to end: the epoch does that.
pub(crate) async fn guard<F: Future>(future: F, deadline: Instant) -> Guarded<F::Output> {
    let mut future = pin!(Some(future));
    let mut timer: Option<Pin<Box<Sleep>>> = None;
    let ended = poll_fn(|context| {
        let polled = catch_unwind(AssertUnwindSafe(|| {
            let Some(future) = future.as_mut().as_pin_mut() else {
                return Poll::Pending;
            };
            if let Poll::Ready(value) = future.poll(context) {
                return Poll::Ready(Guarded::Done(value));
            }
            timer
                .get_or_insert_with(|| Box::pin(sleep_until(deadline.into())))
                .as_mut()
                .poll(context)
                .map(|()| Guarded::TimedOut)
        }));
        polled.unwrap_or_else(|panic| Poll::Ready(Guarded::Panicked(said(panic.as_ref()))))
    })
    .await;
    // A future that is given up unwinds the guest's stack, which is host code that may panic as well.
    match catch_unwind(AssertUnwindSafe(|| future.set(None))) {
        Ok(()) => ended,
        Err(panic) => Guarded::Panicked(said(panic.as_ref())),
    }
}

/// The text of a panic.
pub(super) fn said(panic: &(dyn Any + Send)) -> String {
    panic
        .downcast_ref::<&str>()
        .map(|text| (*text).to_owned())
        .or_else(|| panic.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "a panic without a text".into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[tokio::test]
    async fn a_panic_is_caught_with_its_text() {
        let later = Instant::now() + Duration::from_secs(3_600);
        let ended = guard(async { panic!("no {}", "luck") }, later).await;
        assert!(matches!(ended, Guarded::Panicked(text) if text == "no luck"));
    }

    #[tokio::test]
    async fn waiting_ends_at_the_deadline() {
        let ended = guard(std::future::pending::<()>(), Instant::now()).await;
        assert!(matches!(ended, Guarded::TimedOut));
    }

    #[tokio::test]
    async fn what_is_done_is_done() {
        assert!(matches!(
            guard(async { 7 }, Instant::now()).await,
            Guarded::Done(7)
        ));
    }
}
