//! From a core module to a component.

use crate::contract;
use crate::error::BuildError;
use wasi_preview1_component_adapter_provider::{
    WASI_SNAPSHOT_PREVIEW1_ADAPTER_NAME, WASI_SNAPSHOT_PREVIEW1_REACTOR_ADAPTER,
};
use wasmparser::{Parser, Payload};
use wit_component::{ComponentEncoder, StringEncoding};

/// What the bindings leave in a module that exports an Action: the name of the interface.
const HANDLER: &[u8] = b"vestibule:actions/post-login-handler@";

/// Encodes a module into a component.
///
/// # Errors
/// The module exports no Action, or is none that the encoder understands.
pub fn component(name: &str, module: &[u8]) -> Result<Vec<u8>, BuildError> {
    if memchr::memmem::find(module, HANDLER).is_none() {
        return Err(BuildError::NotExported {
            name: name.to_owned(),
        });
    }
    ComponentEncoder::default()
        .module(module)
        .and_then(|encoder| encoder.validate(true).encode())
        .map_err(|error| failed(name, &error))
}

/// Encodes a module that knows nothing of components but the names of its functions, and uses the first version of WASI.
///
/// # Errors
/// It does not fit the contract.
pub fn component_with_wasi(name: &str, mut module: Vec<u8>) -> Result<Vec<u8>, BuildError> {
    let (resolve, world) = contract::resolve()?;
    wit_component::embed_component_metadata(&mut module, &resolve, world, StringEncoding::UTF8)
        .and_then(|()| {
            ComponentEncoder::default()
                .module(&module)?
                .adapter(
                    WASI_SNAPSHOT_PREVIEW1_ADAPTER_NAME,
                    WASI_SNAPSHOT_PREVIEW1_REACTOR_ADAPTER,
                )?
                // The adapter runs before the module's own allocator can.
                .realloc_via_memory_grow(true)
                .validate(true)
                .encode()
        })
        .map_err(|error| failed(name, &error))
}

fn failed(name: &str, error: &impl std::fmt::Debug) -> BuildError {
    BuildError::Encode {
        name: name.to_owned(),
        reason: format!("{error:?}"),
    }
}

/// What a module imports and exports.
#[derive(Default)]
pub struct Items {
    /// From where, and what.
    pub imports: Vec<(String, String)>,
    /// The names.
    pub exports: Vec<String>,
}

impl Items {
    /// Those of a module. Of one that cannot be read: those before the fault; the encoder will say what is wrong.
    pub fn of(module: &[u8]) -> Items {
        let mut items = Items::default();
        for payload in Parser::new(0).parse_all(module).map_while(Result::ok) {
            match payload {
                Payload::ImportSection(section) => {
                    for import in section.into_imports().flatten() {
                        let import = (import.module.to_owned(), import.name.to_owned());
                        items.imports.push(import);
                    }
                }
                Payload::ExportSection(section) => {
                    let names = section.into_iter().flatten();
                    items
                        .exports
                        .extend(names.map(|export| export.name.to_owned()));
                }
                _ => {}
            }
        }
        items
    }
}
