//! A compiled Action.

use crate::artefact::{self, ArtefactError, ArtefactKey, Facts};
use crate::bindings::PostLoginPre;
use crate::digest::Digest;
use crate::run::state::RunState;
use std::fmt;
use std::sync::Arc;
use wasmtime::Engine;
use wasmtime::component::Component;

/// A compiled and linked component, ready to run any number of times at once. Cheap to clone; it never changes.
///
/// It belongs to the [`Sandbox`](crate::Sandbox) that made it.
#[derive(Clone)]
pub struct Program(Arc<Parts>);

struct Parts {
    name: String,
    facts: Facts,
    pre: PostLoginPre<RunState>,
}

impl Program {
    pub(crate) fn new(name: &str, facts: Facts, pre: PostLoginPre<RunState>) -> Program {
        Program(Arc::new(Parts {
            name: name.to_owned(),
            facts,
            pre,
        }))
    }

    /// The name it was compiled under, for logs.
    pub fn name(&self) -> &str {
        &self.0.name
    }

    /// The digest of the component's bytes.
    pub fn digest(&self) -> Digest {
        self.0.facts.digest
    }

    /// The compiled code for [`Sandbox::load_artefact`](crate::Sandbox::load_artefact), sealed with `key`. It is machine code: whoever holds the key
    /// can have the host execute anything.
    ///
    /// # Errors
    /// The engine could not write the code out.
    pub fn artefact(&self, key: &ArtefactKey) -> Result<Vec<u8>, ArtefactError> {
        artefact::seal_component(self.component(), &self.0.facts, key)
    }

    /// How much memory it takes to keep, in bytes: its compiled code, and what its memories start with once more, from which runs get theirs. More or
    /// less; without the code that it shares with others.
    pub fn loaded_bytes(&self) -> u64 {
        self.code_bytes() as u64 + self.0.facts.memory.data_bytes
    }

    /// How much memory its compiled code takes, in bytes. Without the code that it shares with others.
    pub fn code_bytes(&self) -> usize {
        let range = self.component().image_range();
        (range.end as usize).saturating_sub(range.start as usize)
    }

    /// The size with which its memories start, all together, in bytes. A run whose limit is below fails before the Action's first instruction.
    pub fn initial_memory_bytes(&self) -> u64 {
        self.0.facts.memory.initial_bytes
    }

    /// The component as wasmtime has it, for the benchmark that compares a run with a bare call.
    pub fn component(&self) -> &Component {
        self.0.pre.instance_pre().component()
    }

    pub(crate) fn pre(&self) -> &PostLoginPre<RunState> {
        &self.0.pre
    }

    pub(crate) fn engine(&self) -> &Engine {
        self.component().engine()
    }
}

impl fmt::Debug for Program {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Program")
            .field("name", &self.0.name)
            .field("digest", &self.0.facts.digest)
            .finish_non_exhaustive()
    }
}
