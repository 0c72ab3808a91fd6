//! The folder `.vestibule` beside an Action's sources: the SDK, generated bindings, and what is built from them. It can be deleted at any time.

use crate::error::BuildError;
use include_dir::Dir;
use std::fs;
use std::path::{Path, PathBuf};

/// Makes the folder of one language in an Action's `.vestibule`, which no version control takes.
///
/// # Errors
/// It cannot be written.
pub fn folder(action: &Path, language: &str) -> Result<PathBuf, BuildError> {
    let all = crate::absolute(action).join(".vestibule");
    let folder = all.join(language);
    fs::create_dir_all(&folder).map_err(|source| BuildError::Write {
        file: folder.clone(),
        source,
    })?;
    write(&all.join(".gitignore"), b"*\n")?;
    Ok(folder)
}

/// Writes a file, and the folders above it. One that has these bytes already is left alone: editors watch them.
///
/// # Errors
/// It cannot be written.
pub fn write(file: &Path, bytes: &[u8]) -> Result<(), BuildError> {
    if fs::read(file).is_ok_and(|old| old == bytes) {
        return Ok(());
    }
    let folder = file.parent().unwrap_or(file);
    fs::create_dir_all(folder)
        .and_then(|()| fs::write(file, bytes))
        .map_err(|source| BuildError::Write {
            file: file.to_owned(),
            source,
        })
}

/// Writes everything in `from` into a folder.
///
/// # Errors
/// It cannot be written.
pub fn write_all(from: &Dir<'_>, to: &Path) -> Result<(), BuildError> {
    for file in from.files() {
        write(&to.join(file.path()), file.contents())?;
    }
    from.dirs().try_for_each(|folder| write_all(folder, to))
}

/// Reads a file.
///
/// # Errors
/// It cannot be read.
pub fn read(file: &Path) -> Result<Vec<u8>, BuildError> {
    fs::read(file).map_err(|source| BuildError::Read {
        file: file.to_owned(),
        source,
    })
}

/// The files of a folder whose names end in `.EXTENSION`, sorted; not those of the folders in it.
///
/// # Errors
/// It cannot be read.
pub fn with_extension(folder: &Path, extension: &str) -> Result<Vec<PathBuf>, BuildError> {
    let entries = fs::read_dir(folder).map_err(|source| BuildError::Read {
        file: folder.to_owned(),
        source,
    })?;
    let mut files: Vec<PathBuf> = entries
        .flatten()
        .map(|entry| entry.path())
        .filter(|file| file.extension().is_some_and(|found| found == extension))
        .collect();
    files.sort();
    Ok(files)
}
