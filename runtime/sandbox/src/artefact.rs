//! Compiled code that is kept outside the process.
//!
//! A compiled component is machine code, and loading it is trusting it with the process. So it is sealed when it is written, with a key that only
//! the host has, and the seal is checked over the very bytes that are then loaded. What the engine checks itself (its version and settings) is
//! compatibility, not origin.
//!
//! Layout, numbers little-endian: magic (8 bytes), format version (4), digest of the component (32), hash of the engine's version and settings (32),
//! digest of the shared code that it needs, or zeros (32), size with which its memories start (8), size of what is in them (8), length of the
//! code (8), code, HMAC-SHA256 over everything before (32). Shared code is kept in the same form, under its own digest.

// `deserialize` of `Component` and `Module` are the functions in this crate that the compiler cannot vouch for. Their condition is that the bytes were
// written by `serialize`; the seal is what makes that so.
#![allow(unsafe_code)]

use crate::check::Memory;
use crate::digest::Digest;
use crate::text;
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest as _, Sha256};
use std::fmt;
use std::hash::{Hash, Hasher};
use thiserror::Error;
use wasmtime::component::Component;
use wasmtime::{Engine, Module};

pub(crate) const MAGIC: &[u8; 8] = b"\x7fvestcmp";
const FORMAT: u32 = 3;
const HEADER: usize = 8 + 4 + 32 + 32 + 32 + 8 + 8 + 8;
const SEAL: usize = 32;

/// The secret that seals compiled code. To be kept like a master key: who has it can have the host execute anything.
#[derive(Clone)]
pub struct ArtefactKey([u8; 32]);

impl ArtefactKey {
    /// A key of 32 random bytes.
    pub fn new(bytes: [u8; 32]) -> ArtefactKey {
        ArtefactKey(bytes)
    }
}

impl fmt::Debug for ArtefactKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ArtefactKey(***)")
    }
}

/// Why compiled code was not loaded or written. Nothing of it was executed. Compiling the component again helps in every case.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum ArtefactError {
    /// No artefact, or not all of one.
    #[error("the artefact of '{name}' is incomplete or none at all; compile the component again")]
    Truncated {
        /// The program's name.
        name: String,
    },
    /// The seal does not match: it was changed, or sealed with another key.
    #[error(
        "the artefact of '{name}' was rejected: its seal does not match, so it was changed or sealed with another key; compile the component again"
    )]
    Rejected {
        /// The program's name.
        name: String,
    },
    /// It is of another component than the one asked for.
    #[error(
        "the artefact of '{name}' is of component {found}, expected {expected}; compile the component again"
    )]
    OtherComponent {
        /// The program's name.
        name: String,
        /// The component that was asked for.
        expected: Digest,
        /// The component that it was compiled from.
        found: Digest,
    },
    /// It was compiled by another version of the host, for another processor or with other settings.
    #[error(
        "the artefact of '{name}' was compiled by another version of the host or for another processor; compile the component again"
    )]
    StaleEngine {
        /// The program's name.
        name: String,
    },
    /// It needs code that it shares with others, and that has not been loaded.
    #[error("the artefact of '{name}' needs the shared code {code}, which is not loaded")]
    SharedCode {
        /// The program's name.
        name: String,
        /// The code's digest.
        code: Digest,
    },
    /// It is well-formed, and imports something in a form that this host does not have.
    #[error("{0}")]
    Link(String),
    /// The engine refused it, or could not write it.
    #[error(
        "the compiled code of '{name}' could not be used: {reason}; compile the component again"
    )]
    Engine {
        /// The program's name.
        name: String,
        /// What the engine said.
        reason: String,
    },
}

/// What is known of compiled code without looking into it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Facts {
    /// Of what it was compiled from.
    pub(crate) digest: Digest,
    /// The shared code that it needs.
    pub(crate) shared: Option<Digest>,
    /// What its memories start with.
    pub(crate) memory: Memory,
}

/// Stands for no shared code.
const NONE: [u8; 32] = [0; 32];

pub(crate) fn seal_component(
    component: &Component,
    facts: &Facts,
    key: &ArtefactKey,
) -> Result<Vec<u8>, ArtefactError> {
    seal(component.serialize(), component.engine(), facts, key)
}

pub(crate) fn seal_module(
    module: &Module,
    facts: &Facts,
    key: &ArtefactKey,
) -> Result<Vec<u8>, ArtefactError> {
    seal(module.serialize(), module.engine(), facts, key)
}

fn seal(
    code: wasmtime::Result<Vec<u8>>,
    engine: &Engine,
    facts: &Facts,
    key: &ArtefactKey,
) -> Result<Vec<u8>, ArtefactError> {
    let code = code.map_err(|error| ArtefactError::Engine {
        name: facts.digest.to_string(),
        reason: text::shown(&error.to_string(), 300),
    })?;
    let shared = facts.shared.map_or(NONE, |shared| *shared.as_bytes());
    let mut sealed = Vec::with_capacity(HEADER + code.len() + SEAL);
    sealed.extend_from_slice(MAGIC);
    sealed.extend_from_slice(&FORMAT.to_le_bytes());
    sealed.extend_from_slice(facts.digest.as_bytes());
    sealed.extend_from_slice(compatibility(engine).as_bytes());
    sealed.extend_from_slice(&shared);
    sealed.extend_from_slice(&facts.memory.initial_bytes.to_le_bytes());
    sealed.extend_from_slice(&facts.memory.data_bytes.to_le_bytes());
    sealed.extend_from_slice(&(code.len() as u64).to_le_bytes());
    sealed.extend_from_slice(&code);
    let seal = mac(key, &sealed).finalize().into_bytes();
    sealed.extend_from_slice(&seal);
    Ok(sealed)
}

/// Who opens artefacts, and with what.
pub(crate) struct Opener<'a> {
    pub(crate) engine: &'a Engine,
    /// What [`compatibility`] gives for the engine.
    pub(crate) compatibility: &'a Digest,
    pub(crate) key: &'a ArtefactKey,
}

impl Opener<'_> {
    /// Checks the seal and what the code is for, and loads it.
    pub(crate) fn component(
        &self,
        name: &str,
        digest: &Digest,
        artefact: &[u8],
    ) -> Result<(Component, Facts), ArtefactError> {
        let (code, facts) = self.code(name, digest, artefact)?;
        // SAFETY: the seal says that these very bytes were written by `seal`, from `Component::serialize` or `Module::serialize`, by a host with the
        // same key; the comparison with our own compatibility, that it was the same version with the same settings. Which of the two it was, the engine
        // sees for itself, and refuses the other.
        let component = unsafe { Component::deserialize(self.engine, code) };
        Ok((component.map_err(|error| refused(name, &error))?, facts))
    }

    /// As [`Opener::component`], for shared code.
    pub(crate) fn module(
        &self,
        name: &str,
        digest: &Digest,
        artefact: &[u8],
    ) -> Result<Module, ArtefactError> {
        let (code, _) = self.code(name, digest, artefact)?;
        // SAFETY: as above.
        let module = unsafe { Module::deserialize(self.engine, code) };
        module.map_err(|error| refused(name, &error))
    }

    fn code<'b>(
        &self,
        name: &str,
        digest: &Digest,
        artefact: &'b [u8],
    ) -> Result<(&'b [u8], Facts), ArtefactError> {
        let name = || text::shown(name, 200);
        let truncated = || ArtefactError::Truncated { name: name() };
        let (sealed, seal) = artefact.split_last_chunk::<SEAL>().ok_or_else(truncated)?;
        let mut fields = Fields(sealed);
        let magic = fields.take::<8>().ok_or_else(truncated)?;
        let format = u32::from_le_bytes(fields.take().ok_or_else(truncated)?);
        if &magic == MAGIC && format != FORMAT {
            return Err(ArtefactError::StaleEngine { name: name() });
        }
        let found = Digest::from_bytes(fields.take().ok_or_else(truncated)?);
        let compiled_for = Digest::from_bytes(fields.take().ok_or_else(truncated)?);
        let shared = fields.take::<32>().ok_or_else(truncated)?;
        let mut number = || fields.take().map(u64::from_le_bytes).ok_or_else(truncated);
        let memory = Memory {
            initial_bytes: number()?,
            data_bytes: number()?,
        };
        let length = number()?;
        let code = fields.0;
        // The length is not needed to find the code. It tells a file that was cut from one that was changed, which is another thing to look for.
        if &magic != MAGIC || code.len() as u64 != length {
            return Err(truncated());
        }
        // Nothing in the header is relied on before this.
        mac(self.key, sealed)
            .verify_slice(seal)
            .map_err(|_| ArtefactError::Rejected { name: name() })?;
        if compiled_for != *self.compatibility {
            return Err(ArtefactError::StaleEngine { name: name() });
        }
        if found != *digest {
            return Err(ArtefactError::OtherComponent {
                name: name(),
                expected: *digest,
                found,
            });
        }
        let facts = Facts {
            digest: found,
            shared: (shared != NONE).then(|| Digest::from_bytes(shared)),
            memory,
        };
        Ok((code, facts))
    }
}

fn refused(name: &str, error: &wasmtime::Error) -> ArtefactError {
    ArtefactError::Engine {
        name: text::shown(name, 200),
        reason: text::shown(&error.to_string(), 300),
    }
}

/// Reads fields of fixed size from the front.
struct Fields<'a>(&'a [u8]);

impl Fields<'_> {
    fn take<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (field, rest) = self.0.split_first_chunk::<N>()?;
        self.0 = rest;
        Some(*field)
    }
}

fn mac(key: &ArtefactKey, bytes: &[u8]) -> Hmac<Sha256> {
    let mut mac = <Hmac<Sha256> as KeyInit>::new_from_slice(&key.0)
        .unwrap_or_else(|_| unreachable!("HMAC takes a key of any length"));
    mac.update(bytes);
    mac
}

/// The digest of the engine's version, processor features and settings. To be kept, for it takes as long as a tenth of loading an artefact.
pub(crate) fn compatibility(engine: &Engine) -> Digest {
    let mut hasher = Sha256Hasher(Sha256::new());
    engine.precompile_compatibility_hash().hash(&mut hasher);
    Digest::from_bytes(hasher.0.finalize().into())
}

/// Feeds what is hashed to SHA-256, because the standard library's hasher may change between releases.
struct Sha256Hasher(Sha256);

impl Hasher for Sha256Hasher {
    fn write(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    fn finish(&self) -> u64 {
        // Not used: the whole hash is taken from the field.
        0
    }
}
