//! Runs one Action, a WebAssembly component, isolated and under limits.
//!
//! - [`Sandbox`]: the engine. It compiles a component into a [`Program`] or loads one from an artefact, and runs it.
//! - [`SharedCode`]: code that many components have in common, and that is compiled once.
//! - [`check`]: what a file is and whether it can be run, without compiling it.
//! - [`Limits`]: how much a run may use.
//! - [`outbound`]: HTTP to the outside, which somebody else has to bring.
//!
//! **Invariants.** Each run has its own store and instance, and nothing of it survives but its report. Time, fuel and memory are bounded from before
//! the first instruction. What an Action asks for is recorded and never done here. No file, socket, variable or process of the host can be reached.
//! An Action can fail in many ways; none is a panic, and none leaves the next run different.

mod artefact;
mod bindings;
pub mod check;
mod console;
mod digest;
mod engine;
mod hex;
mod host;
mod limits;
pub mod outbound;
mod program;
mod run;
mod sandbox;
mod shared;
mod text;
mod ticker;

pub use artefact::{ArtefactError, ArtefactKey};
pub use check::CheckReport;
pub use digest::{Digest, DigestError};
pub use limits::{LimitError, LimitOverrides, Limits};
pub use program::Program;
pub use run::inputs::{ClockReadings, HttpInput, InputSource, RunInputs};
pub use run::{RunRequest, SandboxRun};
pub use sandbox::{PrepareError, Sandbox, SandboxConfig, SandboxError};
pub use shared::{SharedCode, SharedCodeError};
