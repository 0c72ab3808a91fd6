//! How much memory a build may have, and how long it may take.

use std::time::Instant;
use wasmtime::{ResourceLimiter, Result};

/// What the store of a build holds.
#[derive(Debug)]
pub(crate) struct Limit {
    pub(crate) bytes: usize,
    /// Whether more was asked for.
    pub(crate) refused: bool,
    /// When what is running has to be over. Absent: it is ours, and ends.
    pub(crate) until: Option<Instant>,
}

impl ResourceLimiter for Limit {
    fn memory_growing(&mut self, _: usize, desired: usize, _: Option<usize>) -> Result<bool> {
        self.refused |= desired > self.bytes;
        Ok(desired <= self.bytes)
    }

    fn table_growing(&mut self, _: usize, _: usize, _: Option<usize>) -> Result<bool> {
        Ok(true)
    }
}
