//! A core module as its code on one hand, and its memory on the other.

use super::{IMPORT_MEMORY, IMPORT_MODULE, SharedCodeError};
use std::ops::Range;
use wasm_encoder::reencode::{Reencode, RoundtripReencoder};
use wasm_encoder::{
    CoreTypeSection, EntityType, ExportKind, ExportSection, ImportSection, MemorySection,
    MemoryType, Module, ModuleType, RawSection, SectionId,
};
use wasmparser::{CompositeInnerType, ExternalKind, FuncType, Parser, Payload, TypeRef};

/// The one memory that the module has, whatever its size.
const ANY_MEMORY: MemoryType = MemoryType {
    minimum: 0,
    maximum: None,
    memory64: false,
    shared: false,
    page_size_log2: None,
};

/// What of a module is its code: all that is neither its memory nor of no consequence, in order, by kind and place.
pub(super) type Code = Vec<(u8, Range<usize>)>;

/// Where the parts of a module lie.
#[derive(Default)]
pub(super) struct Sections<'a> {
    module: &'a [u8],
    pub(super) code: Code,
    /// How many pages of 64 KiB its one memory starts with. Absent if there is another number of memories, if it has a limit of its own or is no plain
    /// memory, or if what is in it is not told by active segments alone.
    pub(super) memory: Option<u64>,
    data: Option<Range<usize>>,
}

impl<'a> Sections<'a> {
    pub(super) fn of(module: &'a [u8]) -> Result<Sections<'a>, SharedCodeError> {
        let mut sections = Sections {
            module,
            ..Sections::default()
        };
        let mut plain = true;
        for payload in Parser::new(0).parse_all(module) {
            let payload = payload?;
            match &payload {
                Payload::MemorySection(memories) => {
                    let memories: Vec<_> =
                        memories.clone().into_iter().collect::<Result<_, _>>()?;
                    let [memory] = memories[..] else {
                        plain = false;
                        continue;
                    };
                    let same = RoundtripReencoder.memory_type(memory);
                    plain &= same.is_ok_and(|same| MemoryType { minimum: 0, ..same } == ANY_MEMORY);
                    sections.memory = Some(memory.initial);
                }
                Payload::ImportSection(imports) => {
                    for import in imports.clone().into_imports() {
                        plain &= !matches!(import?.ty, TypeRef::Memory(_));
                    }
                }
                Payload::DataCountSection { .. } => plain = false,
                Payload::CustomSection(_) => continue,
                _ => {}
            }
            match payload.as_section() {
                Some((id, _)) if id == SectionId::Memory as u8 => {}
                Some((id, range)) if id == SectionId::Data as u8 => sections.data = Some(range),
                Some(section) => sections.code.push(section),
                None => {}
            }
        }
        if !plain {
            sections.memory = None;
        }
        Ok(sections)
    }

    fn bytes(&self, range: &Range<usize>) -> &'a [u8] {
        self.module.get(range.clone()).unwrap_or_default()
    }

    /// Whether its code is the `code` of `source`, byte for byte, and what is in its memory can be told apart from it.
    pub(super) fn has(&self, code: &Code, source: &[u8]) -> bool {
        self.memory.is_some()
            && self.code.len() == code.len()
            && self.code.iter().zip(code).all(|(mine, theirs)| {
                mine.0 == theirs.0 && Some(self.bytes(&mine.1)) == source.get(theirs.1.clone())
            })
    }

    /// The module with a memory that it imports.
    pub(super) fn importable(&self) -> Result<Vec<u8>, SharedCodeError> {
        let mut imports = ImportSection::new();
        if let Some(range) = self.section(SectionId::Import) {
            let reader = wasmparser::BinaryReader::new(self.bytes(range), range.start);
            let reader = wasmparser::ImportSectionReader::new(reader)?;
            for import in reader.into_imports() {
                let import = import?;
                imports.import(import.module, import.name, entity(import.ty)?);
            }
        }
        imports.import(IMPORT_MODULE, IMPORT_MEMORY, self.imported_memory());
        let mut module = Module::new();
        let mut written = false;
        for (id, range) in &self.code {
            // Types come before the imports, everything else behind them.
            if !written && *id != SectionId::Type as u8 {
                module.section(&imports);
                written = true;
            }
            if *id != SectionId::Import as u8 {
                let data = self.bytes(range);
                module.section(&RawSection { id: *id, data });
            }
        }
        Ok(module.finish())
    }

    /// No smaller than what the code was made with. A component with a smaller one does not fit, and is compiled whole.
    fn imported_memory(&self) -> MemoryType {
        MemoryType {
            minimum: self.memory.unwrap_or_default(),
            ..ANY_MEMORY
        }
    }

    /// The type of `importable`, which [`Sections::importable`] gave, as a component names it.
    pub(super) fn types(&self, importable: &[u8]) -> Result<CoreTypeSection, SharedCodeError> {
        let mut described = ModuleType::new();
        // Types of the functions, in order.
        let mut functions = Vec::new();
        for payload in Parser::new(0).parse_all(importable) {
            match payload? {
                Payload::TypeSection(types) => {
                    for group in types {
                        for ty in group?.into_types() {
                            let CompositeInnerType::Func(function) = ty.composite_type.inner else {
                                return Err(unexpected(
                                    "it has types other than those of functions",
                                ));
                            };
                            describe(&mut described, &function)?;
                        }
                    }
                }
                Payload::ImportSection(imports) => {
                    for import in imports.into_imports() {
                        let import = import?;
                        if let TypeRef::Func(ty) = import.ty {
                            functions.push(ty);
                        }
                        described.import(import.module, import.name, entity(import.ty)?);
                    }
                }
                Payload::FunctionSection(of_module) => {
                    for ty in of_module {
                        functions.push(ty?);
                    }
                }
                Payload::ExportSection(exports) => {
                    for export in exports {
                        let export = export?;
                        let exported = match export.kind {
                            ExternalKind::Func => {
                                let function = functions.get(export.index as usize).copied();
                                function.map(EntityType::Function)
                            }
                            ExternalKind::Memory => {
                                Some(EntityType::Memory(self.imported_memory()))
                            }
                            // No component that this repository's toolchains make asks for others.
                            _ => None,
                        };
                        if let Some(exported) = exported {
                            described.export(export.name, exported);
                        }
                    }
                }
                _ => {}
            }
        }
        let mut section = CoreTypeSection::new();
        section.ty().module(&described);
        Ok(section)
    }

    /// A module that is the memory and nothing else, and exports it.
    pub(super) fn memory_alone(&self) -> Option<Module> {
        let mut memories = MemorySection::new();
        memories.memory(MemoryType {
            minimum: self.memory?,
            ..ANY_MEMORY
        });
        let mut exports = ExportSection::new();
        exports.export(IMPORT_MEMORY, ExportKind::Memory, 0);
        let mut module = Module::new();
        module.section(&memories).section(&exports);
        if let Some(range) = &self.data {
            let data = self.bytes(range);
            let id = SectionId::Data as u8;
            module.section(&RawSection { id, data });
        }
        Some(module)
    }

    fn section(&self, wanted: SectionId) -> Option<&Range<usize>> {
        let found = self.code.iter().find(|(id, _)| *id == wanted as u8);
        found.map(|(_, range)| range)
    }
}

fn entity(ty: TypeRef) -> Result<EntityType, SharedCodeError> {
    RoundtripReencoder.entity_type(ty).map_err(unexpected)
}

fn describe(described: &mut ModuleType, function: &FuncType) -> Result<(), SharedCodeError> {
    let values = |types: &[wasmparser::ValType]| {
        let types = types.iter().map(|ty| RoundtripReencoder.val_type(*ty));
        types.collect::<Result<Vec<_>, _>>().map_err(unexpected)
    };
    let (parameters, results) = (values(function.params())?, values(function.results())?);
    described.ty().function(parameters, results);
    Ok(())
}

fn unexpected(what: impl std::fmt::Display) -> SharedCodeError {
    SharedCodeError(what.to_string())
}
