//! `api.cache`: answers from a snapshot taken when the run starts, plus the run's own changes.

use super::Recorder;
use crate::command::{CacheChange, CacheRecord};
use std::collections::BTreeMap;
use std::sync::Arc;
use thiserror::Error;

/// What the trigger's cache held when a run started. Sharing it costs nothing, and the run's answers depend on nothing else.
pub type CacheSnapshot = Arc<BTreeMap<String, CacheRecord>>;

const KEY_BYTES: usize = 64;
const VALUE_BYTES: usize = 4_096;
const ENTRIES: usize = 20;
/// The documentation says 8 kB, the official harness accepts this much (specification §2.4).
const TOTAL_BYTES: usize = 16_640;
const DEFAULT_TTL_MS: u64 = 15 * 60 * 1_000;
const MAX_TTL_MS: u64 = 24 * 60 * 60 * 1_000;
/// The largest integer that a JavaScript number holds exactly.
const MAX_SAFE_INTEGER: u64 = (1 << 53) - 1;

/// Why a value was not stored or deleted; the text is Auth0's `code`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum CacheError {
    /// More than 64 bytes.
    #[error("CacheKeySizeExceeded")]
    KeySizeExceeded,
    /// More than 4,096 bytes.
    #[error("CacheValueSizeExceeded")]
    ValueSizeExceeded,
    /// No room left.
    #[error("CacheSizeExceeded")]
    SizeExceeded,
    /// It would be gone already.
    #[error("ItemAlreadyExpired")]
    AlreadyExpired,
    /// Not a usable time.
    #[error("InvalidExpiry")]
    InvalidExpiry,
    /// Nothing to delete.
    #[error("CacheKeyDoesNotExist")]
    KeyDoesNotExist,
}

impl Recorder {
    /// `api.cache.get`; `now` in milliseconds since 1970.
    pub fn cache_get(&self, key: &str, now: u64) -> Option<CacheRecord> {
        self.cache
            .get(key)
            .filter(|record| record.expires_at > now)
            .cloned()
    }

    /// `api.cache.set`; all times in milliseconds, `now` and `expires_at` since 1970.
    ///
    /// # Errors
    /// The key, the value or the cache would be too large, or the expiry makes no sense.
    pub fn cache_set(
        &mut self,
        key: &str,
        value: &str,
        ttl: Option<u64>,
        expires_at: Option<u64>,
        now: u64,
    ) -> Result<CacheRecord, CacheError> {
        if key.len() > KEY_BYTES {
            return Err(CacheError::KeySizeExceeded);
        }
        if value.len() > VALUE_BYTES {
            return Err(CacheError::ValueSizeExceeded);
        }
        if [ttl, expires_at]
            .into_iter()
            .flatten()
            .any(|time| time > MAX_SAFE_INTEGER)
        {
            return Err(CacheError::InvalidExpiry);
        }
        let by_ttl = ttl.map(|ttl| now.saturating_add(ttl));
        let expires_at = match (by_ttl, expires_at) {
            (Some(one), Some(other)) => one.min(other),
            (Some(one), None) | (None, Some(one)) => one,
            (None, None) => now.saturating_add(DEFAULT_TTL_MS),
        }
        .min(now.saturating_add(MAX_TTL_MS));
        if expires_at <= now {
            return Err(CacheError::AlreadyExpired);
        }
        let (mut entries, mut bytes) = (1, key.len() + value.len());
        for (other, record) in self.cache.iter() {
            if other != key && record.expires_at > now {
                entries += 1;
                bytes += other.len() + record.value.len();
            }
        }
        if entries > ENTRIES || bytes > TOTAL_BYTES {
            return Err(CacheError::SizeExceeded);
        }
        let record = CacheRecord {
            value: value.to_owned(),
            expires_at,
        };
        if self.charge(key.len() + value.len()) {
            Arc::make_mut(&mut self.cache).insert(key.to_owned(), record.clone());
            self.cache_changes.push(CacheChange::Set {
                key: key.to_owned(),
                record: record.clone(),
            });
        }
        Ok(record)
    }

    /// `api.cache.delete`; `now` in milliseconds since 1970.
    ///
    /// # Errors
    /// There is no such value.
    pub fn cache_delete(&mut self, key: &str, now: u64) -> Result<(), CacheError> {
        if self.cache_get(key, now).is_none() {
            return Err(CacheError::KeyDoesNotExist);
        }
        if self.charge(key.len()) {
            Arc::make_mut(&mut self.cache).remove(key);
            self.cache_changes.push(CacheChange::Delete {
                key: key.to_owned(),
            });
        }
        Ok(())
    }
}

/// Applies a finished run's changes to the trigger's cache, oldest first, and drops what has expired. When parallel logins have filled it
/// beyond its limits, the values that expire first go.
pub fn apply_cache_changes(
    cache: &mut BTreeMap<String, CacheRecord>,
    changes: &[CacheChange],
    now: u64,
) {
    for change in changes {
        match change {
            CacheChange::Set { key, record } => {
                cache.insert(key.clone(), record.clone());
            }
            CacheChange::Delete { key } => {
                cache.remove(key);
            }
        }
    }
    cache.retain(|_, record| record.expires_at > now);
    let total = |cache: &BTreeMap<String, CacheRecord>| {
        cache
            .iter()
            .map(|(key, record)| key.len() + record.value.len())
            .sum::<usize>()
    };
    while cache.len() > ENTRIES || total(cache) > TOTAL_BYTES {
        let Some(first) = cache
            .iter()
            .min_by_key(|(_, record)| record.expires_at)
            .map(|(key, _)| key.clone())
        else {
            break;
        };
        cache.remove(&first);
    }
}
