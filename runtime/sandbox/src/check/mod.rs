//! What a file is, and whether this host can run it: without compiling it, with reasons that a person can act on.
//!
//! The order is from cheap to dear, so that no file can make a later step expensive: size, kind, counts, validity, contract.

mod contract;
mod file;
mod nesting;
mod own_calls;
mod scan;

pub(crate) use scan::Memory;

use crate::text;
use serde::{Deserialize, Serialize};
use std::fmt;

pub use file::FileKind;

/// The largest component that is accepted, in bytes.
pub const MAX_BYTES: usize = 32 << 20;

/// How much of a name from the file is shown, in bytes.
const NAME_BYTES: usize = 200;
/// How many imports and exports are listed, and problems of one kind told.
const LISTED: usize = 500;
const PROBLEMS: usize = 20;

/// What [`check`] found out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckReport {
    /// What the file is.
    pub file: FileKind,
    /// Its size.
    pub bytes: u64,
    /// The full names of what it imports, in order, at most 500. Names are escaped and cut, as everywhere in the report.
    pub imports: Vec<String>,
    /// The full names of what it exports, in order, at most 500.
    pub exports: Vec<String>,
    /// The version of the contract.
    pub contract: ContractVersions,
    /// What it needs to run.
    pub needs: Needs,
    /// Whether it can be run.
    pub verdict: Verdict,
    /// Why not. Empty when it can.
    pub problems: Vec<Problem>,
}

/// Which version of `vestibule:actions` is wanted and offered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContractVersions {
    /// What the component was built for. Absent when it does not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wanted: Option<String>,
    /// What this host offers.
    pub offered: String,
}

/// What a component needs, as far as can be seen from outside.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Needs {
    /// The memory that it starts with, over all its memories, in bytes.
    pub memory_minimum_bytes: u64,
    /// The table elements that it starts with.
    pub table_minimum_elements: u64,
    /// Whether it imports WASI. It gets an empty one.
    pub wasi: bool,
    /// Core modules.
    pub core_modules: u64,
    /// Core instances.
    pub core_instances: u64,
    /// Functions over all core modules.
    pub functions: u64,
}

/// Whether a component can be run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// It can.
    Ok,
    /// It cannot; the problems say why.
    Refused,
}

/// One reason against a component.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// What kind of reason.
    pub code: ProblemCode,
    /// What is wrong, with the thing, and for a limit with its value.
    pub message: String,
    /// What to do about it.
    pub help: String,
}

/// Kinds of reasons against a component.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum ProblemCode {
    /// The file is something else.
    NotAComponent,
    /// It breaks the rules of WebAssembly, or uses a proposal that is off.
    InvalidComponent,
    /// More than [`MAX_BYTES`].
    TooLarge,
    /// It has too many of something, or something too big.
    TooComplex,
    /// It imports what an Action cannot have.
    ImportNotAllowed,
    /// It is for another version of the contract, or lacks a part of it.
    WorldMismatch,
    /// It is made of several components with code.
    Composed,
}

impl fmt::Display for ProblemCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            ProblemCode::NotAComponent => "not_a_component",
            ProblemCode::InvalidComponent => "invalid_component",
            ProblemCode::TooLarge => "too_large",
            ProblemCode::TooComplex => "too_complex",
            ProblemCode::ImportNotAllowed => "import_not_allowed",
            ProblemCode::WorldMismatch => "world_mismatch",
            ProblemCode::Composed => "composed",
        })
    }
}

impl CheckReport {
    /// Whether the component can be run.
    pub fn is_ok(&self) -> bool {
        self.verdict == Verdict::Ok
    }

    /// The problems as one text, each with its help.
    pub fn summary(&self) -> String {
        if self.problems.is_empty() {
            return "no problem was found".into();
        }
        let told: Vec<String> = self
            .problems
            .iter()
            .map(|problem| format!("{}; {}", problem.message, problem.help))
            .collect();
        told.join(". ")
    }

    fn problem(&mut self, code: ProblemCode, message: impl Into<String>, help: impl Into<String>) {
        self.verdict = Verdict::Refused;
        let of_its_kind = self.problems.iter().filter(|problem| problem.code == code);
        if of_its_kind.count() < PROBLEMS {
            self.problems.push(Problem {
                code,
                message: message.into(),
                help: help.into(),
            });
        }
    }
}

/// Checks a file. Takes time in proportion to its size, a few milliseconds a megabyte, and never fails: what is wrong is in the report.
pub fn check(bytes: &[u8]) -> CheckReport {
    counted(bytes).0
}

/// As [`check`], and what the component's memories start with; for one that is not refused.
pub(crate) fn counted(bytes: &[u8]) -> (CheckReport, Memory) {
    let mut memory = Memory::default();
    let mut report = CheckReport {
        file: FileKind::of(bytes),
        bytes: bytes.len() as u64,
        imports: Vec::new(),
        exports: Vec::new(),
        contract: ContractVersions {
            wanted: None,
            offered: contract::VERSION.into(),
        },
        needs: Needs::default(),
        verdict: Verdict::Ok,
        problems: Vec::new(),
    };
    if bytes.len() > MAX_BYTES {
        report.problem(
            ProblemCode::TooLarge,
            format!(
                "the file has {} bytes; at most {MAX_BYTES} are accepted",
                bytes.len()
            ),
            "strip debug information and names (`wasm-tools strip`), or leave out what the Action does not need",
        );
        return (report, memory);
    }
    if report.file != FileKind::Component {
        let (message, help) = report.file.in_words();
        report.problem(ProblemCode::NotAComponent, message, help);
        return (report, memory);
    }
    match scan::scan(bytes) {
        Ok(found) => {
            memory = found.memory();
            found.judge(&mut report);
        }
        Err(error) => invalid(&mut report, &error),
    }
    if report.is_ok() {
        contract::check(bytes, &mut report);
    }
    (report, memory)
}

/// A fault that the parser or validator found.
fn invalid(report: &mut CheckReport, error: &wasmparser::BinaryReaderError) {
    if error.message().starts_with("unexpected end") {
        report.file = FileKind::Truncated;
        let (message, help) = FileKind::Truncated.in_words();
        report.problem(ProblemCode::NotAComponent, message, help);
        return;
    }
    report.problem(
        ProblemCode::InvalidComponent,
        format!(
            "the component is not valid: {} (at offset {:#x})",
            text::shown(error.message(), 2 * NAME_BYTES),
            error.offset()
        ),
        "build it with a current toolchain; proposals such as threads, garbage collection, exceptions and 64-bit memory are switched off here",
    );
}

/// A name from the file, fit to be shown.
fn named(name: &str) -> String {
    text::shown(name, NAME_BYTES)
}
