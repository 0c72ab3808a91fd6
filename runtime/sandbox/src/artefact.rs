//! Compiled code that is kept outside the process.
//!
//! A compiled component is machine code, and loading it is trusting it with the process. So it is sealed when it is written, with a key that only
//! the host has, and the seal is checked over the very bytes that are then loaded. What the engine checks itself (its version and settings) is
//! compatibility, not origin.
//!
//! Layout, numbers little-endian: magic (8 bytes), format version (4), digest of the component (32), hash of the engine's version and settings (32),
//! length of the code (8), code, HMAC-SHA256 over everything before (32).

// `Component::deserialize` is the one function in this crate that the compiler cannot vouch for. Its condition is that the bytes were written by
// `Component::serialize`; the seal is what makes that so.
#![allow(unsafe_code)]

use crate::digest::Digest;
use crate::text;
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest as _, Sha256};
use std::fmt;
use std::hash::{Hash, Hasher};
use thiserror::Error;
use wasmtime::Engine;
use wasmtime::component::Component;

pub(crate) const MAGIC: &[u8; 8] = b"\x7fvestcmp";
const FORMAT: u32 = 1;
const HEADER: usize = 8 + 4 + 32 + 32 + 8;
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

pub(crate) fn seal(
    component: &Component,
    digest: &Digest,
    key: &ArtefactKey,
) -> Result<Vec<u8>, ArtefactError> {
    let code = component
        .serialize()
        .map_err(|error| ArtefactError::Engine {
            name: digest.to_string(),
            reason: text::shown(&error.to_string(), 300),
        })?;
    let mut sealed = Vec::with_capacity(HEADER + code.len() + SEAL);
    sealed.extend_from_slice(MAGIC);
    sealed.extend_from_slice(&FORMAT.to_le_bytes());
    sealed.extend_from_slice(digest.as_bytes());
    sealed.extend_from_slice(compatibility(component.engine()).as_bytes());
    sealed.extend_from_slice(&(code.len() as u64).to_le_bytes());
    sealed.extend_from_slice(&code);
    let seal = mac(key, &sealed).finalize().into_bytes();
    sealed.extend_from_slice(&seal);
    Ok(sealed)
}

/// Checks the seal and what the code is for, and loads it.
pub(crate) fn open(
    engine: &Engine,
    compatibility: &Digest,
    name: &str,
    digest: &Digest,
    artefact: &[u8],
    key: &ArtefactKey,
) -> Result<Component, ArtefactError> {
    let name = || text::shown(name, 200);
    let truncated = || ArtefactError::Truncated { name: name() };
    let (sealed, seal) = artefact.split_last_chunk::<SEAL>().ok_or_else(truncated)?;
    let mut fields = Fields(sealed);
    let magic = fields.take::<8>().ok_or_else(truncated)?;
    let format = u32::from_le_bytes(fields.take().ok_or_else(truncated)?);
    let found = Digest::from_bytes(fields.take().ok_or_else(truncated)?);
    let compiled_for = Digest::from_bytes(fields.take().ok_or_else(truncated)?);
    let length = u64::from_le_bytes(fields.take().ok_or_else(truncated)?);
    let code = fields.0;
    // The length is not needed to find the code. It tells a file that was cut from one that was changed, which is another thing to look for.
    if &magic != MAGIC || code.len() as u64 != length {
        return Err(truncated());
    }
    // Nothing in the header is relied on before this.
    mac(key, sealed)
        .verify_slice(seal)
        .map_err(|_| ArtefactError::Rejected { name: name() })?;
    if format != FORMAT || compiled_for != *compatibility {
        return Err(ArtefactError::StaleEngine { name: name() });
    }
    if found != *digest {
        return Err(ArtefactError::OtherComponent {
            name: name(),
            expected: *digest,
            found,
        });
    }
    // SAFETY: the seal says that these very bytes were written by `seal`, from `Component::serialize`, by a host with the same key; the comparison
    // above, that it was the same version with the same settings.
    let component = unsafe { Component::deserialize(engine, code) };
    component.map_err(|error| ArtefactError::Engine {
        name: name(),
        reason: text::shown(&error.to_string(), 300),
    })
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
