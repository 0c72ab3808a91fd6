//! Memory, tables and instances of one run: counted over the whole component, refused at the limit.

use crate::limits::Limits;
use wasmtime::ResourceLimiter;

/// A growth that was refused because of a limit. The guest is told -1, as WebAssembly has it, and mostly aborts then; the failure is reported as
/// what it is, and not as the trap that followed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Refused {
    /// What there would have been: bytes of memory, or elements of tables.
    pub(crate) wanted: u64,
}

/// Counts what a run holds. Wasmtime asks before every growth, initial sizes included.
#[derive(Debug)]
pub(crate) struct Meter {
    limits: Limits,
    memory: u64,
    peak_memory: u64,
    elements: u64,
    /// What was granted last, to be taken back if it fails after all.
    granted: u64,
    refused_memory: Option<Refused>,
    refused_table: Option<Refused>,
}

impl Meter {
    pub(crate) fn new(limits: Limits) -> Meter {
        Meter {
            limits,
            memory: 0,
            peak_memory: 0,
            elements: 0,
            granted: 0,
            refused_memory: None,
            refused_table: None,
        }
    }

    /// The most bytes of linear memory held at once.
    pub(crate) fn peak_memory(&self) -> u64 {
        self.peak_memory
    }

    pub(crate) fn refused_memory(&self) -> Option<Refused> {
        self.refused_memory
    }

    pub(crate) fn refused_table(&self) -> Option<Refused> {
        self.refused_table
    }
}

/// Grants a growth if the sum stays within the limit.
fn grant(held: &mut u64, grown: u64, limit: u64, refused: &mut Option<Refused>) -> bool {
    let wanted = held.saturating_add(grown);
    if wanted > limit {
        *refused = Some(Refused { wanted });
        return false;
    }
    *held = wanted;
    true
}

impl ResourceLimiter for Meter {
    fn memory_growing(
        &mut self,
        current: usize,
        desired: usize,
        _maximum: Option<usize>,
    ) -> wasmtime::Result<bool> {
        let grown = desired.saturating_sub(current) as u64;
        let limit = self.limits.memory_bytes;
        if !grant(&mut self.memory, grown, limit, &mut self.refused_memory) {
            return Ok(false);
        }
        self.granted = grown;
        self.peak_memory = self.peak_memory.max(self.memory);
        Ok(true)
    }

    fn memory_grow_failed(&mut self, _error: wasmtime::Error) -> wasmtime::Result<()> {
        self.memory = self
            .memory
            .saturating_sub(std::mem::take(&mut self.granted));
        Ok(())
    }

    fn table_growing(
        &mut self,
        current: usize,
        desired: usize,
        _maximum: Option<usize>,
    ) -> wasmtime::Result<bool> {
        let grown = desired.saturating_sub(current) as u64;
        let limit = self.limits.table_elements;
        let granted = grant(&mut self.elements, grown, limit, &mut self.refused_table);
        self.granted = if granted { grown } else { 0 };
        Ok(granted)
    }

    fn table_grow_failed(&mut self, _error: wasmtime::Error) -> wasmtime::Result<()> {
        self.elements = self
            .elements
            .saturating_sub(std::mem::take(&mut self.granted));
        Ok(())
    }

    fn instances(&self) -> usize {
        self.limits.instances as usize
    }

    fn tables(&self) -> usize {
        self.limits.tables as usize
    }

    fn memories(&self) -> usize {
        self.limits.memories as usize
    }
}
