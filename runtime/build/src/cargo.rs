//! Cargo: what a folder holds, and building it.

use crate::error::BuildError;
use crate::toolchain::{TARGET, Toolchain, debian_cargo, debian_rustc, find_linker};
use serde::Deserialize;
use serde_json::Value;
use std::env;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// How Actions are built, whatever the profiles of their workspace say: small, because a component is compiled anew for every host, and
/// without unwinding, which WebAssembly has not.
const PROFILE: [&str; 6] = [
    "profile.release.opt-level=\"s\"",
    "profile.release.lto=true",
    "profile.release.codegen-units=1",
    "profile.release.panic=\"abort\"",
    "profile.release.strip=\"debuginfo\"",
    "profile.release.debug=false",
];

/// A package to build.
#[derive(Debug, Clone)]
pub struct Action {
    /// The package's name.
    pub name: String,
    manifest: PathBuf,
}

/// What `cargo metadata` says of a folder.
#[derive(Debug, Deserialize)]
pub struct Workspace {
    packages: Vec<Package>,
    target_directory: PathBuf,
}

#[derive(Debug, Deserialize)]
struct Package {
    name: String,
    manifest_path: PathBuf,
    targets: Vec<Target>,
}

#[derive(Debug, Deserialize)]
struct Target {
    crate_types: Vec<String>,
}

impl Package {
    fn is_action(&self) -> bool {
        self.targets
            .iter()
            .any(|target| target.crate_types.iter().any(|kind| kind == "cdylib"))
    }
}

impl Workspace {
    /// Asks Cargo about a folder.
    ///
    /// # Errors
    /// There is no crate, or Cargo cannot read it.
    pub fn read(folder: &Path) -> Result<Workspace, BuildError> {
        let metadata = |message: String| BuildError::Metadata {
            folder: folder.to_owned(),
            message,
        };
        if !folder.join("Cargo.toml").is_file() {
            return Err(metadata("there is no Cargo.toml".to_owned()));
        }
        let mut cargo = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        cargo
            .args(["metadata", "--format-version", "1", "--no-deps"])
            .current_dir(folder);
        let output = output(&mut cargo, Stdio::piped())?;
        if !output.status.success() {
            let message = String::from_utf8_lossy(&output.stderr);
            return Err(metadata(message.trim().to_owned()));
        }
        serde_json::from_slice(&output.stdout).map_err(|error| metadata(error.to_string()))
    }

    /// Where the workspace keeps what it built.
    pub fn target(&self) -> &Path {
        &self.target_directory
    }

    /// The packages to build: those that are asked for, else the one in the folder.
    ///
    /// # Errors
    /// One does not exist, or is no Action.
    pub fn actions(&self, folder: &Path, asked: &[String]) -> Result<Vec<Action>, BuildError> {
        if asked.is_empty() {
            let manifest = folder.join("Cargo.toml").canonicalize().ok();
            let package = self
                .packages
                .iter()
                .find(|package| package.manifest_path.canonicalize().ok() == manifest)
                .ok_or_else(|| BuildError::NoAction {
                    folder: folder.to_owned(),
                })?;
            return action(package).map(|action| vec![action]);
        }
        let package = |name: &String| {
            let found = self.packages.iter().find(|package| package.name == *name);
            found.ok_or_else(|| BuildError::NoPackage {
                name: name.clone(),
                folder: folder.to_owned(),
            })
        };
        asked
            .iter()
            .map(|name| package(name).and_then(action))
            .collect()
    }
}

fn action(package: &Package) -> Result<Action, BuildError> {
    let name = package.name.clone();
    match package.is_action() {
        true => Ok(Action {
            name,
            manifest: package.manifest_path.clone(),
        }),
        false => Err(BuildError::NoLibrary { name }),
    }
}

/// Builds packages with one call of Cargo. Gives each with its module, in the order of `packages`.
///
/// # Errors
/// Cargo cannot be run, or a crate does not compile.
pub fn build(
    folder: &Path,
    packages: &[Action],
    target: &Path,
    toolchain: Toolchain,
) -> Result<Vec<(Action, PathBuf)>, BuildError> {
    let mut cargo = command(toolchain);
    cargo
        .current_dir(folder)
        .args(["build", "--release", "--lib", "--target", TARGET])
        .args([
            "--message-format",
            "json-render-diagnostics",
            "--target-dir",
        ])
        .arg(target);
    for setting in PROFILE {
        cargo.args(["--config", setting]);
    }
    for package in packages {
        cargo.args(["--package", &package.name]);
    }
    let output = output(&mut cargo, Stdio::inherit())?;
    if !output.status.success() {
        let names: Vec<&str> = packages.iter().map(|action| action.name.as_str()).collect();
        return Err(BuildError::Compile {
            names: names.join(", "),
        });
    }
    let modules = modules(&output.stdout);
    packages
        .iter()
        .map(|action| {
            let module = modules.iter().find(|(of, _)| *of == action.manifest);
            let (_, module) = module.ok_or_else(|| BuildError::NoLibrary {
                name: action.name.clone(),
            })?;
            Ok((action.clone(), module.clone()))
        })
        .collect()
}

/// The modules in Cargo's messages: the manifest of the package, for its library may have another name, and the file.
fn modules(messages: &[u8]) -> Vec<(PathBuf, PathBuf)> {
    String::from_utf8_lossy(messages)
        .lines()
        .filter_map(|line| serde_json::from_str::<Value>(line).ok())
        .filter(|message| message["reason"] == "compiler-artifact")
        .filter_map(|message| {
            let manifest = message["manifest_path"].as_str()?;
            let files = message["filenames"].as_array()?;
            let module = files
                .iter()
                .filter_map(Value::as_str)
                .find(|file| file.ends_with(".wasm"))?;
            Some((PathBuf::from(manifest), PathBuf::from(module)))
        })
        .collect()
}

/// Cargo of a toolchain, free of what the caller's Cargo, Clippy or shell has set for the host's build.
fn command(toolchain: Toolchain) -> Command {
    let mut command = match toolchain {
        Toolchain::Debian => {
            let mut cargo = Command::new(debian_cargo());
            cargo
                .arg("-Zbuild-std=std,panic_abort")
                // Building the standard library is an unstable option, of which a stable compiler must be told.
                .env("RUSTC_BOOTSTRAP", "1")
                .env("RUSTC", debian_rustc());
            if let Some(linker) = find_linker() {
                cargo.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER", linker);
            }
            cargo
        }
        _ => Command::new("cargo"),
    };
    let kept = ["CARGO_HOME", "CARGO_NET_OFFLINE", "CARGO_TERM_COLOR"];
    let set: Vec<_> = command
        .get_envs()
        .map(|(name, _)| name.to_owned())
        .collect();
    for (name, _) in env::vars_os() {
        let text = name.to_string_lossy();
        let is_network = text.starts_with("CARGO_HTTP_")
            || text.starts_with("CARGO_REGISTRIES_")
            || text.starts_with("CARGO_REGISTRY_")
            || text.starts_with("CARGO_SOURCE_");
        let is_ours = set.contains(&name) || kept.contains(&&*text) || is_network;
        let is_cargos = text.starts_with("CARGO")
            || text.starts_with("RUSTC")
            || text.starts_with("RUSTFLAGS")
            || text == "CLIPPY_ARGS";
        if is_cargos && !is_ours {
            command.env_remove(&name);
        }
    }
    command
}

fn output(command: &mut Command, stderr: Stdio) -> Result<std::process::Output, BuildError> {
    command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(stderr)
        .output()
        .map_err(|source| BuildError::Run {
            program: command.get_program().to_string_lossy().into_owned(),
            source,
        })
}
