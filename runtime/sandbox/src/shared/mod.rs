//! Code that many components have in common, compiled once.
//!
//! All Actions in JavaScript are one engine, each with another memory. Compiled whole, each is megabytes of machine code that all others have too. So a
//! component whose core module is that engine is taken apart before it is compiled: the engine becomes an import, which all such components share, and
//! what is left is its memory. Nothing changes for the Action: it has a memory, tables and globals of its own, and uses the same fuel.
//!
//! The host chooses what is shared, and compiles it apart from any component: nobody's upload has a say in machine code that others run.

mod component;
mod module;

use crate::digest::Digest;
use module::{Code, Sections};
use std::borrow::Cow;
use std::sync::{Arc, OnceLock};
use thiserror::Error;
use wasm_encoder::CoreTypeSection;

/// From where such a module imports its memory.
const IMPORT_MODULE: &str = "shared";
const IMPORT_MEMORY: &str = "memory";
/// The name under which a component that was taken apart imports the code.
pub(crate) const IMPORT: &str = "shared-code";

/// Why a module cannot be shared.
#[derive(Debug, Error)]
#[error("the module cannot be shared: {0}")]
pub struct SharedCodeError(String);

impl From<wasmparser::BinaryReaderError> for SharedCodeError {
    fn from(error: wasmparser::BinaryReaderError) -> SharedCodeError {
        SharedCodeError(error.to_string())
    }
}

/// A core module that components may have in common, but for what is in its memory. Cheap to clone.
#[derive(Clone)]
pub struct SharedCode(Arc<Parts>);

struct Parts {
    source: Cow<'static, [u8]>,
    /// Where in the source its code is.
    code: Code,
    /// The source, importing its memory.
    importable: Vec<u8>,
    /// The type of `importable`.
    types: CoreTypeSection,
    /// Not all who look for the code need it.
    digest: OnceLock<Digest>,
}

impl SharedCode {
    /// Shares a module. It defines one memory, and its code must not name segments of data. Takes about a millisecond for a module of a megabyte.
    ///
    /// # Errors
    /// It is no such module.
    pub fn new(source: impl Into<Cow<'static, [u8]>>) -> Result<SharedCode, SharedCodeError> {
        let source = source.into();
        let sections = Sections::of(&source)?;
        if sections.memory.is_none() {
            return Err(SharedCodeError(
                "it has not one memory of its own, or its code names segments of data".into(),
            ));
        }
        let importable = sections.importable()?;
        Ok(SharedCode(Arc::new(Parts {
            types: sections.types(&importable)?,
            code: sections.code,
            importable,
            source,
            digest: OnceLock::new(),
        })))
    }

    /// What the code is known by, in artefacts and as an artefact.
    pub fn digest(&self) -> Digest {
        *self.0.digest.get_or_init(|| Digest::of(&self.0.importable))
    }

    /// The module to compile.
    pub(crate) fn importable(&self) -> &[u8] {
        &self.0.importable
    }

    /// Whether `component` has this code. Takes a fraction of a millisecond.
    pub fn is_in(&self, component: &[u8]) -> bool {
        self.place(component).is_some()
    }

    fn place<'a>(&self, component: &'a [u8]) -> Option<component::Place<'a>> {
        component::place(component, |sections| {
            sections.has(&self.0.code, &self.0.source)
        })
    }

    /// Takes a component apart that was found to be valid, and gives what is left of it, which imports the code. Absent if it does not have this code.
    pub(crate) fn split(&self, component: &[u8]) -> Option<Vec<u8>> {
        let place = self.place(component)?;
        component::split(component, &place, &self.0.types)
    }
}

impl std::fmt::Debug for SharedCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SharedCode")
            .field("digest", &self.digest())
            .finish_non_exhaustive()
    }
}
