//! `api.cache`

use crate::host;
use std::fmt;

/// `api.cache`: values that survive a run, shared by the Actions of the trigger. Best effort: any value may be gone at any time.
#[derive(Debug)]
pub struct Cache(pub(super) ());

/// A stored value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CacheRecord {
    /// `value`
    pub value: String,
    /// `expires_at`: milliseconds since 1970.
    pub expires_at: u64,
}

/// Why a value was not stored or deleted: Auth0's `code`.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum CacheError {
    /// `CacheKeySizeExceeded`: more than 64 bytes.
    KeySizeExceeded,
    /// `CacheValueSizeExceeded`: more than 4,096 bytes.
    ValueSizeExceeded,
    /// `CacheSizeExceeded`: no room, by bytes or by number of entries.
    SizeExceeded,
    /// `ItemAlreadyExpired`: the expiry is in the past.
    AlreadyExpired,
    /// `InvalidExpiry`: not a usable time.
    InvalidExpiry,
    /// `CacheKeyDoesNotExist`: nothing to delete.
    KeyDoesNotExist,
    /// A code that this version of the SDK does not know.
    Other(String),
}

impl CacheError {
    /// Auth0's code.
    pub fn code(&self) -> &str {
        match self {
            CacheError::KeySizeExceeded => "CacheKeySizeExceeded",
            CacheError::ValueSizeExceeded => "CacheValueSizeExceeded",
            CacheError::SizeExceeded => "CacheSizeExceeded",
            CacheError::AlreadyExpired => "ItemAlreadyExpired",
            CacheError::InvalidExpiry => "InvalidExpiry",
            CacheError::KeyDoesNotExist => "CacheKeyDoesNotExist",
            CacheError::Other(code) => code,
        }
    }
}

impl fmt::Display for CacheError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl std::error::Error for CacheError {}

impl Cache {
    /// `get(key)`. Absent when there is no value or it has expired.
    pub fn get(&self, key: &str) -> Option<CacheRecord> {
        host::cache_get(key)
    }

    /// `set(key, value)`: kept for 15 minutes.
    ///
    /// # Errors
    /// The key, the value or the cache would be too large.
    pub fn set(&self, key: &str, value: &str) -> Result<CacheRecord, CacheError> {
        host::cache_set(key, value, None, None)
    }

    /// `set(key, value, {ttl})`: kept for this many milliseconds, at most 24 hours.
    ///
    /// # Errors
    /// As [`Cache::set`], or a time that makes no sense.
    pub fn set_for(&self, key: &str, value: &str, ttl: u64) -> Result<CacheRecord, CacheError> {
        host::cache_set(key, value, Some(ttl), None)
    }

    /// `set(key, value, {expires_at})`: kept until this time, in milliseconds since 1970, at most 24 hours.
    ///
    /// # Errors
    /// As [`Cache::set`], or a time that makes no sense or is past.
    pub fn set_until(
        &self,
        key: &str,
        value: &str,
        expires_at: u64,
    ) -> Result<CacheRecord, CacheError> {
        host::cache_set(key, value, None, Some(expires_at))
    }

    /// `delete(key)`
    ///
    /// # Errors
    /// There is no such value.
    pub fn delete(&self, key: &str) -> Result<(), CacheError> {
        host::cache_delete(key)
    }
}
