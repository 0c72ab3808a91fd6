//! Actions in JavaScript and TypeScript: from the source to a component.
//!
//! The engine is QuickJS-ng with the contract's functions, one WebAssembly module that is built once and kept in the repository (`engine/` has the
//! recipe). An Action is loaded into a running instance of it, and the memory of that instance becomes the component: a run begins where loading
//! ended, and parses nothing.
//!
//! Building runs the Action's module level, so it is done under limits, and for strangers' code in a process of its own.

mod data;
mod engine;
mod error;
mod memory;
mod npm;
mod source_url;
mod syntax;

pub use engine::{BuildLimits, ENGINE, Engine, prepare};
pub use error::{BuildError, PrepareError, SourceError};
pub use npm::{Dependency, Npm, NpmError};
pub use source_url::with_file_name;
pub use syntax::{Syntax, SyntaxError, to_common_js};

/// The most source of one Action, in bytes. Source: specification section 5, "Code size".
pub const MAX_SOURCE_BYTES: usize = 100_000;
/// The most of npm packages, bundled, that one Action may bring along, in bytes.
pub const MAX_PACKAGES_BYTES: usize = 4 << 20;
