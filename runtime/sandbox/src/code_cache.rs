//! Compiled functions, kept from one compilation to the next.
//!
//! Components that share code, as all Actions in JavaScript share their engine, are compiled again and again. With a cache only what is new is; a
//! function is found by a hash of all that its machine code depends on.

use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, PoisonError, RwLock};
use wasmtime::CacheStore;

/// How many bytes are kept. The functions of one engine are a fraction of it.
const MOST_BYTES: usize = 64 << 20;

/// Compiled functions. Cheap to clone; all clones are the same cache. It holds machine code: whoever may write to it is trusted with the process.
#[derive(Clone, Default)]
pub struct CodeCache(Arc<RwLock<Functions>>);

#[derive(Default)]
struct Functions {
    by_key: HashMap<Box<[u8]>, Arc<[u8]>>,
    bytes: usize,
}

impl CodeCache {
    /// An empty one.
    pub fn new() -> CodeCache {
        CodeCache::default()
    }

    pub(crate) fn store(&self) -> Arc<dyn CacheStore> {
        Arc::new(self.clone())
    }
}

impl CacheStore for CodeCache {
    fn get(&self, key: &[u8]) -> Option<Cow<'_, [u8]>> {
        let functions = self.0.read().unwrap_or_else(PoisonError::into_inner);
        let code = functions.by_key.get(key)?;
        Some(Cow::Owned(code.to_vec()))
    }

    fn insert(&self, key: &[u8], value: Vec<u8>) -> bool {
        let mut functions = self.0.write().unwrap_or_else(PoisonError::into_inner);
        let bytes = functions.bytes + key.len() + value.len();
        if bytes > MOST_BYTES {
            return false;
        }
        functions.bytes = bytes;
        functions.by_key.insert(key.into(), value.into());
        true
    }
}

impl fmt::Debug for CodeCache {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CodeCache").finish_non_exhaustive()
    }
}
