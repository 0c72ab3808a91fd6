//! Counts what makes a component dear to compile, in one pass that allocates next to nothing.
//!
//! The limits are above what real toolchains write (a Python interpreter has some ten thousand functions) and below what hurts.

use super::nesting::{MAX_TYPE_DEPTH, type_depth};
use super::own_calls::OwnCalls;
use super::{CheckReport, ProblemCode};
use crate::limits::most;
use crate::text;
use wasmparser::{BinaryReader, BinaryReaderError, Instance, Operator, Parser, Payload};

const MAX_FUNCTIONS: u64 = 50_000;
const MAX_BODY_BYTES: u64 = 1 << 20;
const MAX_TYPES: u64 = 10_000;
const MAX_COMPONENT_DEPTH: u64 = 8;
const MAX_BLOCK_DEPTH: u64 = 4_096;
const MAX_BRANCH_TABLE: u64 = 10_000;
const MAX_CORE_MODULES: u64 = 64;
/// Calls across the border of the component and the like; for each, code is made.
const MAX_CANONICAL_FUNCTIONS: u64 = 10_000;
/// Over all core modules. The runtime has 16 bytes for each, and room for 1 MiB.
const MAX_GLOBALS: u64 = 50_000;
/// Over all core modules.
const MAX_CORE_ITEMS: u64 = 50_000;

/// What a component has its memories start with.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Memory {
    /// How large they are: over all memories of the modules that it instantiates, in bytes.
    pub(crate) initial_bytes: u64,
    /// What is in them: over all segments of data of its modules, in bytes.
    pub(crate) data_bytes: u64,
}

/// What was counted.
#[derive(Debug, Default)]
pub(super) struct Found {
    core_modules: u64,
    core_instances: u64,
    functions: u64,
    types: u64,
    largest_body: u64,
    component_depth: u64,
    block_depth: u64,
    branch_table: u64,
    memory_bytes: u64,
    /// What the memories of each core module of the outermost component start with, in order.
    memories_of_modules: Vec<u64>,
    memory: Memory,
    table_elements: u64,
    /// A component inside the component has code of its own.
    composed: bool,
    type_depth: u64,
    canonical_functions: u64,
    globals: u64,
    core_imports: u64,
    core_exports: u64,
    own_calls: OwnCalls,
}

pub(super) fn scan(bytes: &[u8]) -> Result<Found, BinaryReaderError> {
    let mut found = Found::default();
    // Whether each open level is a component. The outermost is pushed by its version.
    let mut open = Vec::new();
    for payload in Parser::new(0).parse_all(bytes) {
        let payload = payload?;
        // Types come first: whoever reads a section of types follows them to any depth.
        if let Payload::ComponentTypeSection(section) = &payload {
            let range = section.range();
            let section = BinaryReader::new(&bytes[range.clone()], range.start);
            found.type_depth = found.type_depth.max(type_depth(section)?);
        }
        if open.len() == 1 {
            found.own_calls.payload(&payload)?;
        }
        found.payload(payload, &mut open)?;
        // Deeper levels cannot make it better, and each costs the parser and this list a little.
        if found.component_depth > MAX_COMPONENT_DEPTH || found.type_depth > MAX_TYPE_DEPTH {
            break;
        }
    }
    Ok(found)
}

impl Found {
    fn payload(
        &mut self,
        payload: Payload<'_>,
        open: &mut Vec<bool>,
    ) -> Result<(), BinaryReaderError> {
        match payload {
            Payload::Version { encoding, .. } => {
                let is_component = matches!(encoding, wasmparser::Encoding::Component);
                open.push(is_component);
                let depth = open.iter().filter(|component| **component).count() as u64;
                self.component_depth = self.component_depth.max(depth);
                if !is_component {
                    self.core_modules += 1;
                    self.memories_of_modules.push(0);
                    self.composed |= depth > 1;
                }
            }
            Payload::End(_) => {
                open.pop();
            }
            Payload::InstanceSection(section) => {
                for instance in section {
                    if let Instance::Instantiate { module_index, .. } = instance? {
                        self.core_instances += 1;
                        let memory = self.memories_of_modules.get(module_index as usize);
                        let memory = memory.copied().unwrap_or_default();
                        self.memory.initial_bytes =
                            self.memory.initial_bytes.saturating_add(memory);
                        self.composed |= open.len() > 1;
                    }
                }
            }
            Payload::TypeSection(section) => self.types += u64::from(section.count()),
            Payload::CoreTypeSection(section) => self.types += u64::from(section.count()),
            Payload::ComponentTypeSection(section) => self.types += u64::from(section.count()),
            Payload::ComponentCanonicalSection(section) => {
                self.canonical_functions += u64::from(section.count());
                self.composed |= open.len() > 1;
            }
            Payload::GlobalSection(section) => self.globals += u64::from(section.count()),
            Payload::ImportSection(section) => self.core_imports += u64::from(section.count()),
            Payload::ExportSection(section) => self.core_exports += u64::from(section.count()),
            Payload::MemorySection(section) => {
                for memory in section {
                    let memory = memory?;
                    let page = 1_u64
                        .checked_shl(memory.page_size_log2.unwrap_or(16))
                        .unwrap_or(u64::MAX);
                    let bytes = memory.initial.saturating_mul(page);
                    self.memory_bytes = self.memory_bytes.saturating_add(bytes);
                    if let Some(of_module) = self.memories_of_modules.last_mut() {
                        *of_module = of_module.saturating_add(bytes);
                    }
                }
            }
            Payload::DataSection(section) => {
                for data in section {
                    self.memory.data_bytes += data?.data.len() as u64;
                }
            }
            Payload::TableSection(section) => {
                for table in section {
                    let elements = table?.ty.initial;
                    self.table_elements = self.table_elements.saturating_add(elements);
                }
            }
            Payload::CodeSectionEntry(body) => {
                self.functions += 1;
                self.largest_body = self.largest_body.max(body.range().len() as u64);
                self.body(&body)?;
            }
            _ => {}
        }
        Ok(())
    }

    fn body(&mut self, body: &wasmparser::FunctionBody<'_>) -> Result<(), BinaryReaderError> {
        let mut depth: u64 = 0;
        let mut operators = body.get_operators_reader()?;
        while !operators.eof() {
            match operators.read()? {
                Operator::Block { .. } | Operator::Loop { .. } | Operator::If { .. } => {
                    depth += 1;
                    self.block_depth = self.block_depth.max(depth);
                }
                Operator::End => depth = depth.saturating_sub(1),
                Operator::BrTable { targets } => {
                    self.branch_table = self.branch_table.max(u64::from(targets.len()));
                }
                _ => {}
            }
        }
        Ok(())
    }

    pub(super) fn memory(&self) -> Memory {
        self.memory
    }

    /// Writes down what was counted and what of it is too much.
    pub(super) fn judge(&self, report: &mut CheckReport) {
        report.needs.memory_minimum_bytes = self.memory_bytes;
        report.needs.table_minimum_elements = self.table_elements;
        report.needs.core_modules = self.core_modules;
        report.needs.core_instances = self.core_instances;
        report.needs.functions = self.functions;
        const SMALLER: &str =
            "leave out what the Action does not need, or split it into several Actions";
        for (count, limit, what) in [
            (self.functions, MAX_FUNCTIONS, "functions"),
            (self.core_modules, MAX_CORE_MODULES, "core modules"),
            (
                self.core_instances,
                u64::from(most::INSTANCES),
                "core instances",
            ),
            (self.types, MAX_TYPES, "types"),
            (
                self.component_depth,
                MAX_COMPONENT_DEPTH,
                "levels of components in components",
            ),
            (self.type_depth, MAX_TYPE_DEPTH, "levels of types in types"),
            (
                self.canonical_functions,
                MAX_CANONICAL_FUNCTIONS,
                "canonical functions",
            ),
            (self.globals, MAX_GLOBALS, "globals"),
            (self.core_imports, MAX_CORE_ITEMS, "imports of core modules"),
            (self.core_exports, MAX_CORE_ITEMS, "exports of core modules"),
            (
                self.block_depth,
                MAX_BLOCK_DEPTH,
                "levels of blocks in one function",
            ),
            (
                self.branch_table,
                MAX_BRANCH_TABLE,
                "targets in one branch table",
            ),
            (
                self.table_elements,
                most::TABLE_ELEMENTS,
                "table elements to start with",
            ),
        ] {
            if count > limit {
                // The count of levels stops just past the limit.
                let at_least = match [MAX_COMPONENT_DEPTH, MAX_TYPE_DEPTH].contains(&limit) {
                    true => "at least ",
                    false => "",
                };
                report.problem(
                    ProblemCode::TooComplex,
                    format!(
                        "the component has {at_least}{count} {what}; at most {limit} are accepted"
                    ),
                    SMALLER,
                );
            }
        }
        for (bytes, limit, what, help) in [
            (
                self.largest_body,
                MAX_BODY_BYTES,
                "a function of",
                "build with optimisation, or split the function",
            ),
            (
                self.memory_bytes,
                most::MEMORY_BYTES,
                "memories that start with",
                "build with a smaller initial memory or stack",
            ),
        ] {
            if bytes > limit {
                report.problem(
                    ProblemCode::TooComplex,
                    format!(
                        "the component has {what} {}; at most {} are accepted",
                        text::bytes(bytes),
                        text::bytes(limit)
                    ),
                    help,
                );
            }
        }
        if self.own_calls.found {
            report.problem(
                ProblemCode::Composed,
                "the component calls a function of its own through the component model",
                "build the Action as one component: call functions directly instead of composing components",
            );
        }
        if self.composed {
            report.problem(
                ProblemCode::Composed,
                "the component contains another component with code of its own",
                "build the Action as one component: link libraries instead of composing components",
            );
        }
    }
}
