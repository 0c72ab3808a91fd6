//! How many logins of one tenant go on at once: so many that it is served well, and never so many that others are not.
//!
//! Source: `field-notes.md` A.4, complaint 12: a full pool waits, for a bounded time, fairly between tenants, and then says when to come back.

use moka::sync::Cache;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// How long a login waits for others of its tenant.
const WAIT: Duration = Duration::from_secs(2);
/// How many tenants are kept in mind; a tenant without logins is forgotten first.
const TENANTS: u64 = 100_000;

/// Lets logins in.
#[derive(Debug)]
pub struct Admission {
    each: usize,
    tenants: Cache<String, Arc<Semaphore>>,
}

impl Admission {
    /// For a sandbox with so many places: each tenant can have half of them.
    pub fn new(concurrent_runs: u32) -> Admission {
        Admission {
            each: (concurrent_runs as usize / 2).max(1),
            tenants: Cache::new(TENANTS),
        }
    }

    /// How many logins of one tenant go on at once.
    pub fn each(&self) -> usize {
        self.each
    }

    /// Lets a login of a tenant in, as soon as one of its places is free; none when that takes too long.
    pub async fn enter(&self, tenant_id: &str) -> Option<OwnedSemaphorePermit> {
        let places = self
            .tenants
            .get_with(tenant_id.to_owned(), || Arc::new(Semaphore::new(self.each)));
        if let Ok(place) = Arc::clone(&places).try_acquire_owned() {
            return Some(place);
        }
        tokio::time::timeout(WAIT, places.acquire_owned())
            .await
            .ok()?
            .ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn one_tenant_leaves_room_for_others() {
        let admission = Admission::new(4);
        let first = admission.enter("a").await.unwrap();
        let _second = admission.enter("a").await.unwrap();
        assert!(admission.enter("a").await.is_none());
        assert!(admission.enter("b").await.is_some());
        drop(first);
        assert!(admission.enter("a").await.is_some());
    }
}
