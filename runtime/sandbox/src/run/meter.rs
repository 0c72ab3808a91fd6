//! Memory, tables and instances of one run: counted over the whole component, refused at the limit.

use crate::limits::Limits;
use std::time::Duration;
use wasmtime::ResourceLimiterAsync;

/// From how many growths of its memories on a run has to wait for more: enough for 32 MiB in the smallest steps that allocators take.
const FREE_GROWTHS: u32 = 512;
/// After how many more growths it waits each time, and how long. A growth is a call into the kernel that holds a lock of the whole process: a run that does
/// nothing else was noticed by everybody.
const GROWTHS: u32 = 32;
const PAUSE: Duration = Duration::from_millis(1);

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
    growths: u32,
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
            growths: 0,
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

#[async_trait::async_trait]
impl ResourceLimiterAsync for Meter {
    async fn memory_growing(
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
        if grown > 0 {
            self.growths = self.growths.saturating_add(1);
            if self.growths > FREE_GROWTHS && self.growths.is_multiple_of(GROWTHS) {
                tokio::time::sleep(PAUSE).await;
            }
        }
        Ok(true)
    }

    fn memory_grow_failed(&mut self, _error: wasmtime::Error) -> wasmtime::Result<()> {
        self.memory = self
            .memory
            .saturating_sub(std::mem::take(&mut self.granted));
        Ok(())
    }

    async fn table_growing(
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

#[cfg(test)]
mod tests {
    use super::*;
    use std::future::Future;
    use std::pin::pin;
    use std::task::{Context, Waker};

    #[test]
    fn who_only_grows_waits() {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_time()
            .build()
            .unwrap();
        let _here = runtime.enter();
        let mut meter = Meter::new(Limits::default());
        let mut waits = |grown: usize| {
            let growing = pin!(meter.memory_growing(0, grown, None));
            let mut context = Context::from_waker(Waker::noop());
            growing.poll(&mut context).is_pending()
        };
        let waited: Vec<u32> = (1..=FREE_GROWTHS + 3 * GROWTHS)
            .filter(|_| waits(65_536))
            .collect();
        assert_eq!(
            waited,
            [1, 2, 3].map(|times| FREE_GROWTHS + times * GROWTHS)
        );
        // Asking for nothing costs its fuel only.
        assert!(!(0..GROWTHS).any(|_| waits(0)));
    }
}
