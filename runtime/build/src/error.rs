//! What can go wrong in a build, and what to do about it.

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
}
