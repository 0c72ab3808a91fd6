//! A module with other contents of its memory: what a snapshot is.

use std::ops::Range;
use wasm_encoder::{
    ConstExpr, DataSection, ExportKind, ExportSection, MemorySection, MemoryType, Module,
    RawSection,
};
use wasmparser::{DataKind, ExternalKind, Operator, Parser, Payload};
use wasmtime::{Error, Result};

/// Stretches of the memory with fewer zeros between them become one segment: an instantiation goes through all segments.
const GAP: usize = 1_024;
const PAGE: usize = 65_536;

/// The module with this memory, and without the export `dropped`. Nothing else of an instance is kept: its globals and tables must be as they were at
/// the start, as they are in C when no function is running.
///
/// # Errors
/// The module has not one memory, or its code names segments of data.
pub(crate) fn with_memory(module: &[u8], memory: &[u8], dropped: &str) -> Result<Vec<u8>> {
    let mut rewritten = Module::new();
    let (mut memories, mut written) = (0, false);
    for payload in Parser::new(0).parse_all(module) {
        match payload? {
            Payload::MemorySection(section) => {
                memories += section.count();
                let mut section = MemorySection::new();
                section.memory(MemoryType {
                    minimum: (memory.len() / PAGE) as u64,
                    maximum: None,
                    memory64: false,
                    shared: false,
                    page_size_log2: None,
                });
                rewritten.section(&section);
            }
            Payload::ExportSection(reader) => {
                let mut section = ExportSection::new();
                for export in reader {
                    let export = export?;
                    if export.name != dropped {
                        section.export(export.name, kind(export.kind)?, export.index);
                    }
                }
                rewritten.section(&section);
            }
            Payload::DataSection(_) => {
                let mut section = DataSection::new();
                for range in stretches(memory) {
                    let start = i32::try_from(range.start)?;
                    let bytes = memory.get(range).unwrap_or_default();
                    section.active(0, &ConstExpr::i32_const(start), bytes.iter().copied());
                }
                rewritten.section(&section);
                written = true;
            }
            Payload::DataCountSection { .. } => {
                return Err(Error::msg("the engine's code names data segments"));
            }
            other => {
                if let Some((id, range)) = other.as_section() {
                    let data = module.get(range).unwrap_or_default();
                    rewritten.section(&RawSection { id, data });
                }
            }
        }
    }
    match (memories, written) {
        (1, true) => Ok(rewritten.finish()),
        _ => Err(Error::msg("the engine has not one memory with data")),
    }
}

fn kind(kind: ExternalKind) -> Result<ExportKind> {
    match kind {
        ExternalKind::Func => Ok(ExportKind::Func),
        ExternalKind::Memory => Ok(ExportKind::Memory),
        ExternalKind::Table => Ok(ExportKind::Table),
        ExternalKind::Global => Ok(ExportKind::Global),
        other => Err(Error::msg(format!("the engine exports {other:?}"))),
    }
}

/// Where the memory is not zero.
fn stretches(memory: &[u8]) -> Vec<Range<usize>> {
    const STEP: usize = 64;
    let mut found: Vec<Range<usize>> = Vec::new();
    for (number, step) in memory.chunks(STEP).enumerate() {
        let Some(first) = step.iter().position(|byte| *byte != 0) else {
            continue;
        };
        let last = step.iter().rposition(|byte| *byte != 0).unwrap_or(first);
        let (start, end) = (number * STEP + first, number * STEP + last + 1);
        match found.last_mut() {
            Some(range) if start - range.end < GAP => range.end = end,
            _ => found.push(start..end),
        }
    }
    found
}

/// Puts what a module begins with into a memory.
///
/// # Errors
/// It has data for another place than its one memory, or for none.
pub(crate) fn fill(memory: &mut [u8], module: &[u8]) -> Result<()> {
    for payload in Parser::new(0).parse_all(module) {
        let Payload::DataSection(reader) = payload? else {
            continue;
        };
        for data in reader {
            let data = data?;
            let DataKind::Active {
                memory_index: 0,
                offset_expr,
            } = &data.kind
            else {
                return Err(Error::msg("a data segment that is not of the one memory"));
            };
            let Operator::I32Const { value } = offset_expr.get_operators_reader().read()? else {
                return Err(Error::msg("a data segment that is not at a fixed place"));
            };
            let start = value.cast_unsigned() as usize;
            let place = memory
                .get_mut(start..)
                .and_then(|rest| rest.get_mut(..data.data.len()));
            let place = place.ok_or_else(|| Error::msg("a data segment behind the memory"))?;
            place.copy_from_slice(data.data);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasmtime::{Config, Engine, Instance, Store};

    /// The memory of an instance of the module, which exports it.
    fn memory_of(module: &[u8]) -> Vec<u8> {
        let engine = Engine::new(&Config::new()).unwrap();
        let mut store = Store::new(&engine, ());
        let module = wasmtime::Module::new(&engine, module).unwrap();
        let instance = Instance::new(&mut store, &module, &[]).unwrap();
        let memory = instance.get_memory(&mut store, "memory").unwrap();
        memory.data(&store).to_vec()
    }

    /// A module that exports its memory, and something else.
    fn module(data: &[(i32, &str)]) -> Vec<u8> {
        let mut module = Module::new();
        let mut memories = MemorySection::new();
        memories.memory(MemoryType {
            minimum: 1,
            maximum: None,
            memory64: false,
            shared: false,
            page_size_log2: None,
        });
        let mut exports = ExportSection::new();
        exports.export("memory", ExportKind::Memory, 0);
        exports.export("again", ExportKind::Memory, 0);
        let mut section = DataSection::new();
        for (start, text) in data {
            section.active(0, &ConstExpr::i32_const(*start), text.bytes());
        }
        module
            .section(&memories)
            .section(&exports)
            .section(&section);
        module.finish()
    }

    #[test]
    fn the_memory_is_that_of_the_snapshot() {
        let module = module(&[(5, "old")]);
        let mut memory = vec![0; 2 * PAGE];
        for (start, text) in [
            (8, "d"),
            (1_000, "near"),
            (3_000, "far"),
            (2 * PAGE - 1, "z"),
        ] {
            memory[start..start + text.len()].copy_from_slice(text.as_bytes());
        }
        assert_eq!(
            stretches(&memory),
            [8..1_004, 3_000..3_003, 2 * PAGE - 1..2 * PAGE]
        );
        let snapshot = with_memory(&module, &memory, "again").unwrap();
        assert!(memory_of(&snapshot) == memory);
        let mut filled = vec![0; 2 * PAGE];
        fill(&mut filled, &snapshot).unwrap();
        assert!(filled == memory);
        assert!(fill(&mut filled[..PAGE], &snapshot).is_err());
        let exports = Parser::new(0)
            .parse_all(&snapshot)
            .find_map(|payload| match payload {
                Ok(Payload::ExportSection(reader)) => Some(reader.count()),
                _ => None,
            });
        assert_eq!(exports, Some(1));
        // Of nothing but zeros.
        let zeros = with_memory(&module, &[0; PAGE], "").unwrap();
        assert!(memory_of(&zeros) == [0; PAGE]);
    }

    #[test]
    fn what_cannot_be_a_snapshot_is_refused() {
        let mut module = Module::new();
        module.section(&wasm_encoder::DataCountSection { count: 0 });
        let error = with_memory(&module.finish(), &[], "").unwrap_err();
        assert_eq!(error.to_string(), "the engine's code names data segments");
        let error = with_memory(&Module::new().finish(), &[], "").unwrap_err();
        assert_eq!(error.to_string(), "the engine has not one memory with data");
    }
}
