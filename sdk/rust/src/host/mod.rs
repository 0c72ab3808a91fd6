//! The host's functions, one module per WIT interface, the same on both targets: imports of the component, or the mock of native tests.
//!
//! Everything above this module is written once, so that what a native test sees is what the component does.

#[cfg(target_arch = "wasm32")]
mod guest;
#[cfg(target_arch = "wasm32")]
pub(crate) use guest::bindings::vestibule::actions::*;
#[cfg(target_arch = "wasm32")]
pub(crate) use guest::export;

#[cfg(not(target_arch = "wasm32"))]
pub(crate) mod mock;
#[cfg(not(target_arch = "wasm32"))]
pub(crate) use mock::interfaces::*;

use serde_json::Value;

/// Reads JSON text that the host wrote.
pub(crate) fn json(text: String) -> Value {
    serde_json::from_str(&text).unwrap_or_default()
}
