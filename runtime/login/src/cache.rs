//! `api.cache`: one store for all Actions of the trigger, in memory (specification §2.4).

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use vestibule_flow::command::CacheChange;
use vestibule_flow::recorder::{CacheSnapshot, apply_cache_changes};

/// The values that survive a run. A run sees the cache as it was when it started, and its changes are stored when it has ended
/// cleanly; of parallel logins the last one wins.
#[derive(Debug, Default)]
pub struct TriggerCache {
    entries: Mutex<CacheSnapshot>,
}

impl TriggerCache {
    /// A cache that begins with these values.
    pub fn of(values: CacheSnapshot) -> TriggerCache {
        TriggerCache {
            entries: Mutex::new(values),
        }
    }

    /// The values now.
    pub fn snapshot(&self) -> CacheSnapshot {
        Arc::clone(&self.entries.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Stores the changes of a run that ended cleanly. `now` in milliseconds since 1970.
    pub fn apply(&self, changes: &[CacheChange], now: u64) {
        if changes.is_empty() {
            return;
        }
        let mut entries = self.entries.lock().unwrap_or_else(PoisonError::into_inner);
        let mut changed: BTreeMap<_, _> = BTreeMap::clone(&entries);
        apply_cache_changes(&mut changed, changes, now);
        *entries = Arc::new(changed);
    }
}
