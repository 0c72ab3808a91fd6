//! The host's functions, the same on both targets: imports of the component, or the mock of native tests.
//!
//! Everything above this module is written once, so that what a native test sees is what the component does.

#[cfg(all(target_arch = "wasm32", feature = "allocator"))]
mod allocator;
#[cfg(target_arch = "wasm32")]
pub mod guest;
#[cfg(target_arch = "wasm32")]
pub(crate) use guest::*;

#[cfg(not(target_arch = "wasm32"))]
pub(crate) mod native;
#[cfg(not(target_arch = "wasm32"))]
pub(crate) use native::*;

use serde_json::Value;

/// Reads JSON text that the host wrote.
pub(crate) fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_default()
}

/// Reads one property of the event: in a component by its own function, so that the component imports what it reads and nothing else; in a native
/// test from the mock's event, by its place.
macro_rules! property {
    ($kind:ident $interface:ident.$function:ident at $place:literal) => {{
        #[cfg(target_arch = "wasm32")]
        {
            $crate::host::lift::$kind($crate::host::imports::$interface::$function())
        }
        #[cfg(not(target_arch = "wasm32"))]
        {
            $crate::host::lift::$kind($place)
        }
    }};
}
pub(crate) use property;
