//! Builds Actions written in Rust into WebAssembly components.
//!
//! Three things are needed: a toolchain that knows the target `wasm32-unknown-unknown` ([`toolchain`] finds one), Cargo, which makes a core
//! module of each crate ([`cargo`]), and an encoder that makes a component of the module ([`encode`]).

mod cargo;
mod encode;
mod error;
mod toolchain;

pub use error::BuildError;
pub use toolchain::Toolchain;

use std::path::{Path, PathBuf};

/// What to build.
#[derive(Debug, Clone)]
pub struct BuildRequest {
    /// The folder of the Action's `Cargo.toml`, or of a workspace's.
    pub folder: PathBuf,
    /// Which packages; empty: the one in the folder.
    pub packages: Vec<String>,
    /// Where Cargo keeps what it built. Absent: `actions` in the folder's own target folder, apart from what is built for the host, so that neither
    /// makes the other build anew.
    pub target: Option<PathBuf>,
}

impl BuildRequest {
    /// Builds the Action in a folder.
    pub fn new(folder: impl Into<PathBuf>) -> Self {
        BuildRequest {
            folder: folder.into(),
            packages: Vec::new(),
            target: None,
        }
    }
}

/// A built Action.
#[derive(Debug, Clone)]
pub struct Built {
    /// The package's name.
    pub name: String,
    /// The component.
    pub bytes: Vec<u8>,
    /// What built it.
    pub toolchain: Toolchain,
}

/// Builds one Action. `progress` is told in sentences what goes on; Cargo's own messages go to standard error as they come.
///
/// # Errors
/// No toolchain was found, the crate does not compile, or what came out is no Action.
pub fn build(request: &BuildRequest, progress: &mut dyn FnMut(&str)) -> Result<Built, BuildError> {
    let mut built = build_many(request, progress)?;
    match (built.pop(), built.is_empty()) {
        (Some(one), true) => Ok(one),
        (Some(_), false) => Err(BuildError::SeveralPackages {
            folder: request.folder.clone(),
        }),
        (None, _) => Err(BuildError::NoAction {
            folder: request.folder.clone(),
        }),
    }
}

/// Builds several Actions of one workspace with one call of Cargo, in the order of [`BuildRequest::packages`].
///
/// # Errors
/// As [`build`].
pub fn build_many(
    request: &BuildRequest,
    progress: &mut dyn FnMut(&str),
) -> Result<Vec<Built>, BuildError> {
    let workspace = cargo::Workspace::read(&request.folder)?;
    let packages = workspace.actions(&request.folder, &request.packages)?;
    let toolchain = toolchain::find(&request.folder, progress)?;
    progress(&format!("building with {toolchain}"));
    let target = match &request.target {
        Some(target) => absolute(target),
        None => workspace.target().join("actions"),
    };
    let modules = cargo::build(&request.folder, &packages, &target, toolchain)?;
    modules
        .into_iter()
        .map(|(cargo::Action { name, .. }, module)| {
            let bytes = std::fs::read(&module).map_err(|source| BuildError::Read {
                file: module.clone(),
                source,
            })?;
            Ok(Built {
                bytes: encode::component(&name, &bytes)?,
                name,
                toolchain,
            })
        })
        .collect()
}

fn absolute(path: &Path) -> PathBuf {
    std::path::absolute(path).unwrap_or_else(|_| path.to_owned())
}
