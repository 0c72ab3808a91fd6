//! How much of the host one tenant gets: as many logins at once and as much fuel a second as serve it well, and never so much that others are not served.
//!
//! Source: `field-notes.md` A.4, complaint 12: who has had its share waits, for a bounded time, fairly between tenants, and is then told when to come back.

use moka::sync::Cache;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use thiserror::Error;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, sleep, timeout_at};
use vestibule_flow::result::ActionRun;

/// How long a login waits for its tenant to have a share again.
const WAIT: Duration = Duration::from_secs(2);
/// How many seconds' worth of fuel a tenant can save up, for the minute in which everybody comes to work.
const SAVED_SECONDS: u64 = 5;
/// About what one processor does.
const FUEL_PER_MICROSECOND: u64 = 2_000;
/// How many tenants are kept in mind; a tenant without logins is forgotten first.
const TENANTS: u64 = 100_000;

/// Lets logins in.
#[derive(Debug)]
pub struct Admission {
    each: usize,
    fuel_per_second: u64,
    tenants: Cache<String, Arc<Share>>,
}

/// Why a login was not let in. Nothing has run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum Refusal {
    /// Others of the tenant were going on all the time.
    #[error(
        "{each} logins of this tenant are going on, which is the most that one tenant can have; try again"
    )]
    TooMany {
        /// How many can go on at once.
        each: usize,
    },
    /// Its Actions have used what they can, and more.
    #[error(
        "the Actions of this tenant use more than {fuel_per_second} fuel a second, which is the most that one tenant can have; try again in {seconds} s"
    )]
    Fuel {
        /// The limit.
        fuel_per_second: u64,
        /// When there is some again.
        seconds: u64,
    },
}

impl Refusal {
    /// After how many seconds it is worth trying again.
    pub fn retry_after(self) -> u64 {
        match self {
            Refusal::TooMany { .. } => 1,
            Refusal::Fuel { seconds, .. } => seconds,
        }
    }
}

/// A login that was let in, until it is dropped. One whose runs have begun and that is dropped before it is known what they have used, because the caller
/// has left, is counted by their time. One that has run nothing owes nothing, however long it took: a database that is away is not the tenant's doing.
#[derive(Debug)]
pub struct Place {
    share: Arc<Share>,
    fuel_per_second: u64,
    /// Since when Actions run whose fuel is not counted yet.
    runs_since: Option<Instant>,
    _permit: OwnedSemaphorePermit,
}

impl Place {
    /// Says that the Actions run from now on.
    pub fn begin(&mut self) {
        self.runs_since = Some(Instant::now());
    }

    /// Counts what runs have used against the tenant.
    pub fn used(mut self, runs: &[ActionRun]) {
        self.count(runs.iter().map(|run| run.usage.fuel).sum());
    }

    fn count(&mut self, fuel: u64) {
        self.runs_since = None;
        self.share.fuel(self.fuel_per_second).take(fuel);
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        if let Some(since) = self.runs_since {
            let microseconds = u64::try_from(since.elapsed().as_micros()).unwrap_or(u64::MAX);
            self.count(microseconds.saturating_mul(FUEL_PER_MICROSECOND));
        }
    }
}

/// What one tenant has.
#[derive(Debug)]
struct Share {
    places: Arc<Semaphore>,
    fuel: Mutex<Fuel>,
}

impl Share {
    /// The fuel as of now.
    fn fuel(&self, per_second: u64) -> std::sync::MutexGuard<'_, Fuel> {
        let mut fuel = self.fuel.lock().unwrap_or_else(PoisonError::into_inner);
        fuel.fill(per_second);
        fuel
    }
}

/// Fuel comes in all the time, and is paid for afterwards, for nobody knows before what a run will use: so there can be a debt.
#[derive(Debug)]
struct Fuel {
    left: i128,
    at: Instant,
}

impl Fuel {
    fn fill(&mut self, per_second: u64) {
        let now = Instant::now();
        let passed = now.saturating_duration_since(self.at);
        let came = (u128::from(per_second) * passed.as_micros() / 1_000_000) as i128;
        // What comes in less than a microsecond, or less than one, is not lost: it is counted later.
        if came > 0 {
            self.at = now;
            self.left = (self.left + came).min(i128::from(per_second * SAVED_SECONDS));
        }
    }

    fn take(&mut self, used: u64) {
        self.left -= i128::from(used);
    }

    /// How long it takes until there is some; zero if there is.
    fn wait(&self, per_second: u64) -> Duration {
        let missing = u128::try_from(1 - self.left).unwrap_or(0);
        let microseconds = (missing * 1_000_000).div_ceil(u128::from(per_second));
        Duration::from_micros(u64::try_from(microseconds).unwrap_or(u64::MAX))
    }
}

impl Admission {
    /// For a sandbox with so many places: each tenant can have half of them, and `fuel_per_second`, of which there is at least 1.
    pub fn new(concurrent_runs: u32, fuel_per_second: u64) -> Admission {
        Admission {
            each: (concurrent_runs as usize / 2).max(1),
            fuel_per_second: fuel_per_second.max(1),
            tenants: Cache::new(TENANTS),
        }
    }

    /// Lets a login of a tenant in, as soon as its tenant has a place and fuel.
    ///
    /// # Errors
    /// That takes too long.
    pub async fn enter(&self, tenant_id: &str) -> Result<Place, Refusal> {
        let until = Instant::now() + WAIT;
        let (each, fuel_per_second) = (self.each, self.fuel_per_second);
        let share = match self.tenants.get(tenant_id) {
            Some(share) => share,
            None => self.tenants.get_with(tenant_id.to_owned(), || {
                Arc::new(Share {
                    places: Arc::new(Semaphore::new(each)),
                    fuel: Mutex::new(Fuel {
                        left: i128::from(fuel_per_second * SAVED_SECONDS),
                        at: Instant::now(),
                    }),
                })
            }),
        };
        let places = Arc::clone(&share.places);
        let permit = match Arc::clone(&places).try_acquire_owned() {
            Ok(permit) => permit,
            Err(_) => match timeout_at(until, places.acquire_owned()).await {
                Ok(Ok(permit)) => permit,
                _ => return Err(Refusal::TooMany { each }),
            },
        };
        loop {
            let wait = share.fuel(fuel_per_second).wait(fuel_per_second);
            if wait.is_zero() {
                return Ok(Place {
                    share,
                    fuel_per_second,
                    runs_since: None,
                    _permit: permit,
                });
            }
            if Instant::now() + wait > until {
                return Err(Refusal::Fuel {
                    fuel_per_second,
                    seconds: wait.as_secs().max(1),
                });
            }
            // Others may have used it up by then.
            sleep(wait).await;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn one_tenant_leaves_room_for_others() {
        let admission = Admission::new(4, 1_000_000_000_000);
        let first = admission.enter("a").await.unwrap();
        let _second = admission.enter("a").await.unwrap();
        let refused = admission.enter("a").await.unwrap_err();
        assert_eq!(refused, Refusal::TooMany { each: 2 });
        assert!(admission.enter("b").await.is_ok());
        drop(first);
        assert!(admission.enter("a").await.is_ok());
    }

    #[tokio::test(start_paused = true)]
    async fn fuel_is_paid_back_before_the_next_login() {
        let admission = Admission::new(16, 1_000);
        admission.enter("a").await.unwrap().count(6_500);
        let started = Instant::now();
        let mut place = admission.enter("a").await.unwrap();
        assert_eq!(started.elapsed().as_millis(), 1_501);
        place.count(9_000);
        let refused = admission.enter("a").await.unwrap_err();
        let expected = Refusal::Fuel {
            fuel_per_second: 1_000,
            seconds: 9,
        };
        assert_eq!(refused, expected);
        assert!(admission.enter("b").await.is_ok());
        sleep(Duration::from_secs(60)).await;
        // No more than what can be saved up came back.
        let place = admission.enter("a").await.unwrap();
        assert_eq!(place.share.fuel(1_000).left, 5_000);
    }

    #[tokio::test(start_paused = true)]
    async fn who_leaves_pays_for_the_time() {
        let admission = Admission::new(16, 1_000_000);
        let mut place = admission.enter("a").await.unwrap();
        place.begin();
        sleep(Duration::from_millis(5)).await;
        drop(place);
        let refused = admission.enter("a").await.unwrap_err();
        let expected = Refusal::Fuel {
            fuel_per_second: 1_000_000,
            seconds: 5,
        };
        assert_eq!(refused, expected);
    }

    #[tokio::test(start_paused = true)]
    async fn who_has_run_nothing_pays_nothing() {
        let admission = Admission::new(16, 1_000_000);
        let place = admission.enter("a").await.unwrap();
        sleep(Duration::from_secs(30)).await;
        drop(place);
        let place = admission.enter("a").await.unwrap();
        assert_eq!(place.share.fuel(1_000_000).left, 5_000_000);
    }
}
