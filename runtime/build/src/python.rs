//! Actions in Python: componentize-py puts the interpreter and the modules, as they are after their import, into one component.

use crate::error::BuildError;
use crate::language::{self, Language};
use crate::toolchain::Toolchain;
use crate::{Built, contract, files, program};
use include_dir::{Dir, include_dir};
use std::env;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

static SDK: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/sdk/python");

/// Where componentize-py is, if it is not on the `PATH`.
const PROGRAM: &str = "VESTIBULE_COMPONENTIZE_PY";

/// How a missing tool is installed.
pub const INSTALL: [&str; 1] = ["pip install componentize-py==0.25.1"];

/// The module that componentize-py takes for the Action. It imports the author's.
const ENTRY: &str = "vestibule_entry";

/// Builds the Action in a folder.
///
/// # Errors
/// There is no componentize-py, the modules cannot be imported, or they hold no handler.
pub fn build(folder: &Path, progress: &mut dyn FnMut(&str)) -> Result<Built, BuildError> {
    let name = language::name_of(folder)?;
    let work = lay_out(folder)?;
    let program = find()?;
    progress(&format!("building with {}", Toolchain::ComponentizePy));
    let component = work.join("component.wasm");
    let mut command = Command::new(program);
    command
        .current_dir(folder)
        .args(["--quiet", "--world", contract::WORLD, "--wit-path"])
        .arg(work.join("wit"))
        .arg("componentize")
        .arg("--python-path")
        .arg(work.join("sdk"))
        .args(["--python-path", "."])
        .arg("--output")
        .arg(&component)
        .arg(ENTRY)
        // The sources' folder stays as it is.
        .env("PYTHONDONTWRITEBYTECODE", "1");
    program::run(&name, &mut command)?;
    Ok(Built {
        bytes: files::read(&component)?,
        name,
        toolchain: Toolchain::ComponentizePy,
    })
}

/// Writes the SDK and the contract. Gives the folder.
///
/// # Errors
/// It cannot be written.
pub fn lay_out(folder: &Path) -> Result<PathBuf, BuildError> {
    let work = files::folder(folder, "python")?;
    files::write_all(&SDK, &work.join("sdk"))?;
    contract::write(&work.join("wit"))?;
    Ok(work)
}

/// componentize-py, if it is there.
///
/// # Errors
/// It is not.
pub fn available() -> Result<Toolchain, BuildError> {
    find().map(|_| Toolchain::ComponentizePy)
}

fn find() -> Result<OsString, BuildError> {
    let program = env::var_os(PROGRAM).unwrap_or_else(|| "componentize-py".into());
    if program::answer(Command::new(&program).arg("--version")).is_some() {
        return Ok(program);
    }
    Err(BuildError::NoTool {
        language: Language::Python,
        tried: vec![format!("{} cannot be run", program.to_string_lossy())],
        install: INSTALL.map(str::to_owned).to_vec(),
    })
}
