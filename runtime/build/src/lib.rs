//! Builds Actions into WebAssembly components.
//!
//! For Rust, three things are needed: a toolchain that knows the target `wasm32-unknown-unknown` ([`toolchain`] finds one), Cargo, which makes a
//! core module of each crate ([`cargo`]), and an encoder that makes a component of the module ([`encode`]). Other languages ([`c`], [`go`],
//! [`python`]) have one module each, which finds the language's compiler, lays the SDK and generated bindings beside the sources, and builds.
//! JavaScript and TypeScript ([`javascript`]) need no tool, but npm for an Action with packages. Nothing but Rust's toolchain is ever installed.

mod c;
mod cargo;
mod contract;
mod encode;
mod error;
mod files;
mod go;
mod javascript;
mod language;
mod program;
mod python;
mod toolchain;

pub use error::BuildError;
pub use language::Language;
pub use toolchain::Toolchain;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use vestibule_javascript::Engine;

/// What to build.
#[derive(Debug, Clone)]
pub struct BuildRequest {
    /// The folder of the Action, or of a workspace of Rust Actions; or a file in JavaScript or TypeScript.
    pub folder: PathBuf,
    /// Of a workspace of Rust Actions: which packages; empty: the one in the folder.
    pub packages: Vec<String>,
    /// Where Cargo keeps what it built; other languages keep it in `.vestibule` in the folder. Absent: `actions` in the folder's own target folder, apart from what is built for the host, so that neither
    /// makes the other build anew.
    pub target: Option<PathBuf>,
    /// Where the bundler of npm packages is kept. Absent: `.vestibule` in the Action's folder.
    pub tools: Option<PathBuf>,
    /// Who has the JavaScript engine compiled. Absent: it is compiled at the first build of the process, which takes a second.
    pub engine: Option<EngineSource>,
}

/// Gives the JavaScript engine, or says why it cannot; asked at the first build that needs it.
#[derive(Clone)]
pub struct EngineSource(Arc<dyn Fn() -> Result<Engine<'static>, String> + Send + Sync>);

impl EngineSource {
    /// What this function gives.
    pub fn new(
        source: impl Fn() -> Result<Engine<'static>, String> + Send + Sync + 'static,
    ) -> Self {
        EngineSource(Arc::new(source))
    }
}

impl std::fmt::Debug for EngineSource {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("EngineSource").finish_non_exhaustive()
    }
}

impl BuildRequest {
    /// Builds the Action in a folder.
    pub fn new(folder: impl Into<PathBuf>) -> Self {
        BuildRequest {
            folder: folder.into(),
            packages: Vec::new(),
            target: None,
            tools: None,
            engine: None,
        }
    }
}

/// A built Action.
#[derive(Debug, Clone)]
pub struct Built {
    /// The Action's name: the package's, or else its folder's.
    pub name: String,
    /// The component; from [`core_modules`] the module.
    pub bytes: Vec<u8>,
    /// What built it.
    pub toolchain: Toolchain,
}

/// Builds one Action, in whatever language its files are. `progress` is told in sentences what goes on; the compilers' own messages go to
/// standard error as they come.
///
/// # Errors
/// No toolchain was found, the Action does not compile, or what came out is none.
pub fn build(request: &BuildRequest, progress: &mut dyn FnMut(&str)) -> Result<Built, BuildError> {
    if is_source(&request.folder) {
        return javascript_of(request, progress);
    }
    if request.packages.is_empty() {
        match Language::of(&request.folder)? {
            Language::Rust => {}
            Language::JavaScript | Language::TypeScript => return javascript_of(request, progress),
            Language::C => return c::build(&request.folder, progress),
            Language::Go => return go::build(&request.folder, progress),
            Language::Python => return python::build(&request.folder, progress),
        }
    }
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

fn javascript_of(
    request: &BuildRequest,
    progress: &mut dyn FnMut(&str),
) -> Result<Built, BuildError> {
    let source = javascript::Source::find(&request.folder)?;
    let source = source.ok_or_else(|| BuildError::NoLanguage {
        folder: request.folder.clone(),
    })?;
    javascript::build(source, request, progress)
}

/// Whether a file is, by its name, an Action's source in JavaScript or TypeScript, which needs no folder.
pub fn is_source(file: &Path) -> bool {
    vestibule_javascript::Syntax::of(file).is_some() && !file.is_dir()
}

/// The source in a file for which [`is_source`] is true, as CommonJS: types and modules are gone, lines and columns stay, and a last line says
/// the name of the file. CommonJS stays as it is.
///
/// # Errors
/// The file cannot be read, or holds what cannot be turned to CommonJS.
pub fn common_js(file: &Path) -> Result<String, BuildError> {
    match javascript::Source::find(file)? {
        Some(source) => source.common_js(),
        None => Err(BuildError::NoLanguage {
            folder: file.to_owned(),
        }),
    }
}

/// Lays the SDK of a folder's language, and the bindings if it has them, beside the sources, where editors find them. [`build()`] does so as well. Rust's SDK
/// comes from Cargo.
///
/// # Errors
/// The folder holds no Action, or cannot be written.
pub fn lay_out(folder: &Path) -> Result<(), BuildError> {
    match Language::of(folder)? {
        Language::Rust => Ok(()),
        Language::C => c::lay_out(folder).map(|_| ()),
        Language::Go => go::lay_out(folder).map(|_| ()),
        Language::Python => python::lay_out(folder).map(|_| ()),
        Language::JavaScript | Language::TypeScript => javascript::lay_out(folder),
    }
}

/// Every function that the contract offers to an Action: the interface and the name. For checks that an SDK leaves none out.
///
/// # Errors
/// As a build: never, if the tests of this crate pass.
pub fn imported_functions() -> Result<Vec<(String, String)>, BuildError> {
    contract::imported_functions()
}

/// What would build Actions in a language here.
///
/// # Errors
/// Nothing would; says what is missing. Rust's toolchain is looked for when it is needed, because that may install one.
pub fn available(language: Language) -> Result<Option<Toolchain>, BuildError> {
    match language {
        Language::Rust => Ok(None),
        Language::C => c::available().map(Some),
        Language::Go => go::available().map(Some),
        Language::Python => python::available().map(Some),
        Language::JavaScript | Language::TypeScript => Ok(Some(Toolchain::JavaScriptEngine)),
    }
}

/// Builds several Rust Actions of one workspace with one call of Cargo, in the order of [`BuildRequest::packages`].
///
/// # Errors
/// As [`build`].
pub fn build_many(
    request: &BuildRequest,
    progress: &mut dyn FnMut(&str),
) -> Result<Vec<Built>, BuildError> {
    let modules = core_modules(request, progress)?;
    modules
        .into_iter()
        .map(|module| {
            let bytes = encode::component(&module.name, &module.bytes)?;
            Ok(Built { bytes, ..module })
        })
        .collect()
}

/// As [`build_many`], but gives the core modules as Cargo makes them, whatever they import: for hosts that take no components.
///
/// # Errors
/// As [`build`].
pub fn core_modules(
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
                name,
                bytes,
                toolchain,
            })
        })
        .collect()
}

fn absolute(path: &Path) -> PathBuf {
    std::path::absolute(path).unwrap_or_else(|_| path.to_owned())
}
