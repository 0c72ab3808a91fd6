//! Taking core modules out of components and putting others in, without looking at anything else.

use std::ops::Range;
use wasmparser::{Encoding, Parser, Payload, Validator, WasmFeatures};

/// Whether the bytes are a core module that is valid, whatever it uses.
pub fn is_core_module(bytes: &[u8]) -> bool {
    let mut validator = Validator::new_with_features(WasmFeatures::all());
    Parser::is_core_wasm(bytes) && validator.validate_all(bytes).is_ok()
}

/// Where the core modules of the outermost component are. Empty when the bytes are no component that can be read.
pub fn core_modules(component: &[u8]) -> Vec<Range<usize>> {
    let mut modules = Vec::new();
    let mut depth = 0_u32;
    for payload in Parser::new(0).parse_all(component) {
        match payload {
            Ok(Payload::Version {
                num: _, encoding, ..
            }) => {
                if depth == 0 && encoding != Encoding::Component {
                    return Vec::new();
                }
                depth += 1;
            }
            Ok(Payload::End(_)) => depth = depth.saturating_sub(1),
            Ok(Payload::ModuleSection {
                unchecked_range, ..
            }) if depth == 1 && unchecked_range.end <= component.len() => {
                modules.push(unchecked_range);
            }
            Ok(_) => {}
            Err(_) => return Vec::new(),
        }
    }
    modules
}

/// The component with another core module in the place of the one at `old`, which [`core_modules`] gave.
pub fn with_core_module(component: &[u8], old: &Range<usize>, module: &[u8]) -> Vec<u8> {
    // Before a section's content are its length and, as one byte, what it is.
    let length_size = leb128(old.len()).len();
    let start = old.start - length_size;
    let mut edited = component[..start].to_vec();
    edited.extend(leb128(module.len()));
    edited.extend(module);
    edited.extend(&component[old.end..]);
    edited
}

/// A number as WebAssembly writes it, as short as it can be.
fn leb128(mut number: usize) -> Vec<u8> {
    let mut bytes = Vec::new();
    loop {
        let low = (number & 0x7f) as u8;
        number >>= 7;
        if number == 0 {
            bytes.push(low);
            return bytes;
        }
        bytes.push(low | 0x80);
    }
}
