//! The state of an instance, read for a snapshot, and the limit of its memory.

use wasmtime::{Instance, ResourceLimiter, Result, Store, Val};
use wasmtime_wizer::{InstanceState, SnapshotVal, ValType};

/// What the store of a build holds: how much memory there may be, and whether more was asked for.
#[derive(Debug)]
pub(crate) struct Limit {
    pub(crate) bytes: usize,
    pub(crate) refused: bool,
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

/// An instance whose exports the snapshot reads. All that it asks for was put there by its instrumentation.
pub(crate) struct State<'a> {
    pub(crate) store: &'a mut Store<Limit>,
    pub(crate) instance: Instance,
}

impl InstanceState for State<'_> {
    async fn global_get(&mut self, name: &str, _: ValType) -> SnapshotVal {
        let global = self.instance.get_global(&mut *self.store, name);
        match global.map(|global| global.get(&mut *self.store)) {
            Some(Val::I32(value)) => SnapshotVal::I32(value),
            Some(Val::I64(value)) => SnapshotVal::I64(value),
            Some(Val::F32(value)) => SnapshotVal::F32(value),
            Some(Val::F64(value)) => SnapshotVal::F64(value),
            Some(Val::V128(value)) => SnapshotVal::V128(value.as_u128()),
            _ => unreachable!("the instrumentation exports globals of numbers only"),
        }
    }

    async fn memory_contents(&mut self, name: &str, contents: impl FnOnce(&[u8]) + Send) {
        match self.instance.get_memory(&mut *self.store, name) {
            Some(memory) => contents(memory.data(&self.store)),
            None => unreachable!("the instrumentation exports every memory"),
        }
    }
}
