//! What can go wrong in a build, and what to do about it.

use crate::language::Language;
use std::path::PathBuf;
use thiserror::Error;

/// Why an Action was not built.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum BuildError {
    /// No toolchain can build for WebAssembly.
    #[error("no toolchain here builds for wasm32-unknown-unknown:\n{}\nDo one of these, then try again:\n  rustup target add wasm32-unknown-unknown\n  apt-get install --no-install-recommends {debian}", tried.iter().map(|line| format!("  - {line}")).collect::<Vec<_>>().join("\n"), debian = crate::toolchain::DEBIAN_PACKAGES.join(" "))]
    NoToolchain {
        /// What was looked at, and why it will not do.
        tried: Vec<String>,
    },
    /// The environment variable has a value that stands for nothing.
    #[error("VESTIBULE_GUEST_TOOLCHAIN is {value:?}; expected installed, debian or rustup")]
    UnknownToolchain {
        /// Its value.
        value: String,
    },
    /// Cargo could not be run.
    #[error("cannot run {program}: {source}; is Rust installed?")]
    Run {
        /// The program.
        program: String,
        /// Why.
        source: std::io::Error,
    },
    /// `cargo metadata` failed: the folder has no crate, or its `Cargo.toml` is wrong.
    #[error("{} is no folder of a Rust Action: {message}", folder.display())]
    Metadata {
        /// The folder.
        folder: PathBuf,
        /// What Cargo says.
        message: String,
    },
    /// The folder's workspace has no such package.
    #[error("there is no package {name:?} in the workspace of {}", folder.display())]
    NoPackage {
        /// The package.
        name: String,
        /// The folder.
        folder: PathBuf,
    },
    /// The folder has no package that is an Action.
    #[error("{} has no Action: expected a package with crate-type = [\"cdylib\"] under [lib] in its Cargo.toml", folder.display())]
    NoAction {
        /// The folder.
        folder: PathBuf,
    },
    /// The package makes no module.
    #[error(
        "package {name} makes no WebAssembly module: add crate-type = [\"cdylib\", \"rlib\"] under [lib] in its Cargo.toml"
    )]
    NoLibrary {
        /// The package.
        name: String,
    },
    /// One was asked for, and there are several.
    #[error("{} holds several packages; name the folder of one", folder.display())]
    SeveralPackages {
        /// The folder.
        folder: PathBuf,
    },
    /// The crate does not compile. Cargo has said why.
    #[error("Cargo could not build {names}; its messages are above")]
    Compile {
        /// The packages.
        names: String,
    },
    /// What Cargo built is not where it should be.
    #[error("cannot read {}: {source}", file.display())]
    Read {
        /// The file.
        file: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The module exports no handler.
    #[error(
        "package {name} exports no Action: call vestibule_sdk::export!(YourAction) in its lib.rs"
    )]
    NotExported {
        /// The package.
        name: String,
    },
    /// The module cannot be made a component.
    #[error("package {name} cannot be made a component: {reason}")]
    Encode {
        /// The package.
        name: String,
        /// Why.
        reason: String,
    },
    /// The folder holds no Action in a language that can be built.
    #[error("{} holds no Action: there is no Cargo.toml (Rust), action.js (JavaScript), action.ts (TypeScript), package.json (either), action.c (C), go.mod (Go) or action.py (Python) in it", folder.display())]
    NoLanguage {
        /// The folder.
        folder: PathBuf,
    },
    /// The folder holds Actions in more than one language.
    #[error("{} holds two Actions, {} in {one} and {} in {other}; keep one in a folder", folder.display(), one.file(), other.file())]
    SeveralLanguages {
        /// The folder.
        folder: PathBuf,
        /// One of them.
        one: Language,
        /// Another.
        other: Language,
    },
    /// What builds this language is not installed.
    #[error("nothing here builds Actions in {language}:\n{}\nDo one of these, then try again:\n{}", tried.iter().map(|line| format!("  - {line}")).collect::<Vec<_>>().join("\n"), install.iter().map(|line| format!("  {line}")).collect::<Vec<_>>().join("\n"))]
    NoTool {
        /// The language.
        language: Language,
        /// What was looked at, and why it will not do.
        tried: Vec<String>,
        /// Commands that install what will.
        install: Vec<String>,
    },
    /// A tool could not be started.
    #[error("cannot run {program}: {source}")]
    Start {
        /// The program.
        program: String,
        /// Why.
        source: std::io::Error,
    },
    /// A tool failed. It has said why.
    #[error("{program} could not build {name}; its messages are above")]
    Tool {
        /// The Action.
        name: String,
        /// The program.
        program: String,
    },
    /// The sources define neither handler.
    #[error("{name} is no Action, because it has no handler: expected {expected}")]
    NoHandler {
        /// The Action.
        name: String,
        /// What one looks like.
        expected: String,
    },
    /// The sources use what an Action does not have.
    #[error(
        "{name} uses files, the environment or standard output (through {functions}), which an Action does not have; log with console_log"
    )]
    Wasi {
        /// The Action.
        name: String,
        /// The functions that it would import.
        functions: String,
    },
    /// A manifest lacks something.
    #[error("{} lacks {missing}", file.display())]
    Manifest {
        /// The file.
        file: PathBuf,
        /// What it lacks.
        missing: String,
    },
    /// A source in JavaScript or TypeScript is at fault.
    #[error("{place}: {name}: {message}")]
    Source {
        /// The file, line and column.
        place: String,
        /// The kind of error, e.g. `SyntaxError`.
        name: String,
        /// What is wrong.
        message: String,
    },
    /// A source is no text.
    #[error("{} is not UTF-8 text", file.display())]
    NotText {
        /// The file.
        file: PathBuf,
    },
    /// The engine did not build the Action, because of its size or of what its module level does.
    #[error(transparent)]
    JavaScript(vestibule_javascript::BuildError),
    /// The JavaScript engine, or what converts to it, cannot be used here.
    #[error("{reason}")]
    JavaScriptEngine {
        /// Why.
        reason: String,
    },
    /// npm packages were not bundled.
    #[error("npm packages cannot be bundled, which needs npm and Node: {0}")]
    Npm(#[from] vestibule_javascript::NpmError),
    /// A file cannot be written.
    #[error("cannot write {}: {source}", file.display())]
    Write {
        /// The file.
        file: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The contract that this program has inside cannot be read. A fault of ours.
    #[error("the contract cannot be read: {reason}")]
    Contract {
        /// Why.
        reason: String,
    },
}

impl BuildError {
    /// Whether what was given is at fault, and no tool: only the author can change it.
    pub fn is_of_the_source(&self) -> bool {
        match self {
            BuildError::Source { .. } | BuildError::NotText { .. } => true,
            BuildError::JavaScript(error) => error.is_final(),
            BuildError::Npm(error) => error.is_final(),
            _ => false,
        }
    }
}
