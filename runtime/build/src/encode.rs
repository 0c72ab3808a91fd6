//! From a core module to a component.

use crate::error::BuildError;
use wit_component::ComponentEncoder;

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
        .map_err(|error| BuildError::Encode {
            name: name.to_owned(),
            reason: format!("{error:#}"),
        })
}
