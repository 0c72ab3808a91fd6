//! The contract `wit/`, as this version of the command has it inside.

use crate::error::BuildError;
use include_dir::{Dir, include_dir};
use std::path::Path;
use wit_bindgen_core::wit_parser::{Resolve, SourceMap, WorldId, WorldItem};

// A link to the contract's folder, so that a published crate has it inside.
static CONTRACT: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/wit");

/// The world that an Action is built for.
pub const WORLD: &str = "post-login";

/// The contract, read.
///
/// # Errors
/// Its files do not fit together, which the tests of this crate rule out.
pub fn resolve() -> Result<(Resolve, WorldId), BuildError> {
    let failed = |reason: String| BuildError::Contract { reason };
    let mut sources = SourceMap::new();
    for file in CONTRACT.files() {
        let text = file.contents_utf8().unwrap_or_default();
        sources.push_str(&file.path().to_string_lossy(), text);
    }
    let group = sources
        .parse()
        .map_err(|(_, error)| failed(error.to_string()))?;
    let mut resolve = Resolve::default();
    let package = resolve
        .push_group(group)
        .map_err(|error| failed(error.to_string()))?;
    let world = resolve
        .select_world(&[package], Some(WORLD))
        .map_err(|error| failed(format!("{error:#}")))?;
    Ok((resolve, world))
}

/// The functions that it offers: interface and name.
///
/// # Errors
/// As [`resolve`].
pub fn imported_functions() -> Result<Vec<(String, String)>, BuildError> {
    let (resolve, world) = resolve()?;
    let mut functions = Vec::new();
    for item in resolve.worlds[world].imports.values() {
        let WorldItem::Interface { id, .. } = item else {
            continue;
        };
        let interface = &resolve.interfaces[*id];
        let name = interface.name.clone().unwrap_or_default();
        functions.extend(
            interface
                .functions
                .keys()
                .map(|function| (name.clone(), function.clone())),
        );
    }
    Ok(functions)
}

/// Writes its files into a folder, for tools that read them there.
///
/// # Errors
/// The folder cannot be written.
pub fn write(folder: &Path) -> Result<(), BuildError> {
    crate::files::write_all(&CONTRACT, folder)
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_contract_inside_is_whole() {
        let functions = super::imported_functions().unwrap();
        let deny = ("access".to_owned(), "deny".to_owned());
        assert!(functions.contains(&deny));
    }
}
