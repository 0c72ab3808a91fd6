//! The data of a snapshot, in few segments.
//!
//! A snapshot has a segment for each run of bytes that are not zero, up to 10,000, and an empty one in place of each that the module had before. An
//! instantiation goes through all of them, which took a sixth of a run; and so does whoever reads the component.

use wasm_encoder::{ConstExpr, DataSection, RawSection};
use wasmparser::{Data, DataKind, Operator, Parser, Payload};
use wasmtime::{Error, Result};

/// Segments with fewer zeros between them become one.
const GAP: usize = 1_024;

/// A range of the memory, and what is in it.
struct Segment {
    start: usize,
    bytes: Vec<u8>,
}

/// The module with the same memory in as few segments as that takes. Its code must not name segments: theirs have other numbers then.
pub(crate) fn in_few_segments(module: &[u8]) -> Result<Vec<u8>> {
    let mut rewritten = wasm_encoder::Module::new();
    for payload in Parser::new(0).parse_all(module) {
        match payload? {
            Payload::DataSection(reader) => {
                let mut segments: Vec<Segment> = Vec::new();
                for data in reader {
                    add(&mut segments, &data?)?;
                }
                let mut section = DataSection::new();
                for Segment { start, bytes } in segments {
                    let start = u32::try_from(start)?.cast_signed();
                    section.active(0, &ConstExpr::i32_const(start), bytes);
                }
                rewritten.section(&section);
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
    Ok(rewritten.finish())
}

/// Adds a segment behind those before it.
fn add(segments: &mut Vec<Segment>, data: &Data<'_>) -> Result<()> {
    if data.data.is_empty() {
        return Ok(());
    }
    let start = start_of(data)?;
    if let Some(Segment { start: from, bytes }) = segments.last_mut() {
        let gap = start.checked_sub(*from + bytes.len());
        let gap = gap.ok_or_else(|| Error::msg("data segments in disorder"))?;
        if gap < GAP {
            bytes.resize(bytes.len() + gap, 0);
            bytes.extend_from_slice(data.data);
            return Ok(());
        }
    }
    segments.push(Segment {
        start,
        bytes: data.data.to_vec(),
    });
    Ok(())
}

/// Where a segment of the one memory lies.
fn start_of(data: &Data<'_>) -> Result<usize> {
    if let DataKind::Active {
        memory_index: 0,
        offset_expr,
    } = &data.kind
        && let Operator::I32Const { value } = offset_expr.get_operators_reader().read()?
    {
        return Ok(value.cast_unsigned() as usize);
    }
    Err(Error::msg("a data segment that is not of the one memory"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasmtime::{Config, Engine, Instance, Module, Store};

    /// The memory of an instance of the module, which exports it.
    fn memory_of(module: &[u8]) -> Vec<u8> {
        let engine = Engine::new(&Config::new()).unwrap();
        let mut store = Store::new(&engine, ());
        let module = Module::new(&engine, module).unwrap();
        let instance = Instance::new(&mut store, &module, &[]).unwrap();
        let memory = instance.get_memory(&mut store, "memory").unwrap();
        memory.data(&store).to_vec()
    }

    fn segments_of(module: &[u8]) -> u32 {
        Parser::new(0)
            .parse_all(module)
            .find_map(|payload| match payload.unwrap() {
                Payload::DataSection(reader) => Some(reader.count()),
                _ => None,
            })
            .unwrap()
    }

    #[test]
    fn the_memory_stays_the_same() {
        let mut module = wasm_encoder::Module::new();
        let mut memories = wasm_encoder::MemorySection::new();
        memories.memory(wasm_encoder::MemoryType {
            minimum: 1,
            maximum: None,
            memory64: false,
            shared: false,
            page_size_log2: None,
        });
        let mut exports = wasm_encoder::ExportSection::new();
        exports.export("memory", wasm_encoder::ExportKind::Memory, 0);
        let mut data = DataSection::new();
        data.passive([]);
        for (start, bytes) in [(5, "abc"), (8, "d"), (1_000, "near"), (3_000, "far")] {
            data.active(0, &ConstExpr::i32_const(start), bytes.bytes());
        }
        module.section(&memories).section(&exports).section(&data);
        let module = module.finish();
        let merged = in_few_segments(&module).unwrap();
        assert_eq!(segments_of(&merged), 2);
        assert!(memory_of(&merged) == memory_of(&module));
    }

    #[test]
    fn what_cannot_be_merged_is_refused() {
        let mut module = wasm_encoder::Module::new();
        module.section(&wasm_encoder::DataCountSection { count: 0 });
        let error = in_few_segments(&module.finish()).unwrap_err();
        assert_eq!(error.to_string(), "the engine's code names data segments");
    }
}
