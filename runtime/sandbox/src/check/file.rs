//! What a file is, by its first bytes.

use crate::artefact;
use serde::{Deserialize, Serialize};
use wasmtime::Engine;

/// What a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum FileKind {
    /// A WebAssembly component.
    Component,
    /// A core WebAssembly module.
    CoreModule,
    /// The beginning of a WebAssembly file.
    Truncated,
    /// WebAssembly of another version than there is.
    OtherWasmVersion,
    /// WebAssembly in its text format.
    WatText,
    /// Code that wasmtime has compiled, a `.cwasm`.
    PrecompiledArtefact,
    /// Code that Vestibule has compiled and sealed.
    SealedArtefact,
    /// A native program or library.
    Elf,
    /// A gzip file.
    Gzip,
    /// A zip file.
    Zip,
    /// Other text, such as source code.
    Text,
    /// Nothing.
    Empty,
    /// Something else.
    Unknown,
}

const WASM: &[u8] = b"\0asm";
/// How much of a file is looked at to tell text from other bytes.
const SAMPLE: usize = 1_024;

impl FileKind {
    /// Recognises a file. Nothing is unpacked, and nothing executed.
    pub fn of(bytes: &[u8]) -> FileKind {
        if bytes.is_empty() {
            return FileKind::Empty;
        }
        if let Some(rest) = bytes.strip_prefix(WASM) {
            return match rest {
                // The number of the binary format, then whether it is a module (0) or a component (1).
                [1, 0, 0, 0, ..] => FileKind::CoreModule,
                [0x0d, 0, 1, 0, ..] => FileKind::Component,
                [_, _, _, _, ..] => FileKind::OtherWasmVersion,
                _ => FileKind::Truncated,
            };
        }
        if WASM.starts_with(bytes) {
            return FileKind::Truncated;
        }
        if bytes.starts_with(artefact::MAGIC) {
            return FileKind::SealedArtefact;
        }
        if Engine::detect_precompiled(bytes).is_some() {
            return FileKind::PrecompiledArtefact;
        }
        for (magic, kind) in [
            (b"\x7fELF".as_slice(), FileKind::Elf),
            (b"\x1f\x8b", FileKind::Gzip),
            (b"PK\x03\x04", FileKind::Zip),
        ] {
            if bytes.starts_with(magic) {
                return kind;
            }
        }
        text_kind(&bytes[..bytes.len().min(SAMPLE)])
    }

    /// What is wrong with such a file, and what to do.
    pub(super) fn in_words(self) -> (&'static str, &'static str) {
        const BUILD: &str = "upload the component that `vestibule build` wrote";
        match self {
            FileKind::Component => ("this is a component", BUILD),
            FileKind::CoreModule => (
                "this is a core WebAssembly module, not a component",
                "build it with `vestibule build` or encode it with `wasm-tools component new`",
            ),
            FileKind::Truncated => (
                "this WebAssembly file ends too early; a part of it is missing",
                "build or copy it again",
            ),
            FileKind::OtherWasmVersion => (
                "this is WebAssembly of a version that is not known",
                "build it with a current toolchain",
            ),
            FileKind::WatText => (
                "this is WebAssembly in its text format, not a component",
                "convert it with `wasm-tools parse`",
            ),
            FileKind::PrecompiledArtefact => (
                "this is code that wasmtime has compiled, not a component; such code is never accepted from outside",
                BUILD,
            ),
            FileKind::SealedArtefact => (
                "this is code that Vestibule has compiled, not a component; such code is never accepted from outside",
                BUILD,
            ),
            FileKind::Elf => ("this is a native program (ELF), not a component", BUILD),
            FileKind::Gzip => ("this is a gzip file, not a component", "unpack it first"),
            FileKind::Zip => ("this is a zip file, not a component", "unpack it first"),
            FileKind::Text => ("this is text, perhaps source code, not a component", BUILD),
            FileKind::Empty => ("the file is empty", BUILD),
            FileKind::Unknown => ("this is not a WebAssembly component", BUILD),
        }
    }
}

fn text_kind(sample: &[u8]) -> FileKind {
    let is_text = |byte: &u8| matches!(byte, b'\t' | b'\n' | b'\r' | 0x20..=0x7e | 0x80..);
    if !sample.iter().all(is_text) {
        return FileKind::Unknown;
    }
    let start = sample.trim_ascii_start();
    let is_wat = [b"(component".as_slice(), b"(module", b"(;", b";;"]
        .iter()
        .any(|prefix| start.starts_with(prefix));
    if is_wat {
        FileKind::WatText
    } else {
        FileKind::Text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn by_first_bytes() {
        for (bytes, kind) in [
            (b"".as_slice(), FileKind::Empty),
            (b"\0as", FileKind::Truncated),
            (b"\0asm\x01\0", FileKind::Truncated),
            (b"\0asm\x01\0\0\0", FileKind::CoreModule),
            (b"\0asm\x0d\0\x01\0", FileKind::Component),
            (b"\0asm\x0a\0\x01\0", FileKind::OtherWasmVersion),
            (b"  (module)", FileKind::WatText),
            (b";; a comment", FileKind::WatText),
            (
                b"exports.onExecutePostLogin = async () => {}",
                FileKind::Text,
            ),
            (b"\x7fELF\x02", FileKind::Elf),
            (b"\x1f\x8b\x08", FileKind::Gzip),
            (b"PK\x03\x04", FileKind::Zip),
            (b"\x01\x02", FileKind::Unknown),
        ] {
            assert_eq!(FileKind::of(bytes), kind, "{bytes:?}");
        }
    }
}
