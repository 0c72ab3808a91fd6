//! Components for tests: built with one call of Cargo, compiled once, and run in one sandbox.

use crate::case::{Case, CaseAction};
use crate::play;
use anyhow::{Context, Result, anyhow};
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use vestibule_build::{BuildRequest, build_many};
use vestibule_login::{SandboxedAction, SandboxedActions};
use vestibule_sandbox::{Limits, Program, Sandbox, SandboxConfig};

/// The guest that runs a case's scripts.
const SCRIPTED: &str = "scripted-action";

/// The built and compiled guests.
pub struct Guests {
    sandbox: Sandbox,
    programs: HashMap<String, Program>,
}

/// The root of the workspace.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The packages of all example Actions, sorted.
///
/// # Errors
/// Their folder cannot be read.
pub fn example_packages() -> Result<Vec<String>> {
    let mut packages = Vec::new();
    for entry in std::fs::read_dir(root().join("example-actions"))? {
        let entry = entry?;
        if entry.path().join("Cargo.toml").exists() {
            packages.push(entry.file_name().to_string_lossy().into_owned());
        }
    }
    packages.sort();
    Ok(packages)
}

/// Builds the example Actions and the scripted guest: the package and its component.
///
/// # Errors
/// One does not build.
pub fn build_components() -> Result<Vec<(String, Vec<u8>)>> {
    let mut packages = example_packages()?;
    packages.push(SCRIPTED.to_owned());
    let request = BuildRequest {
        packages,
        ..BuildRequest::new(root())
    };
    let built = build_many(&request, &mut |line: &str| eprintln!("{line}"))?;
    Ok(built
        .into_iter()
        .map(|built| (built.name, built.bytes))
        .collect())
}

/// Every guest, built when the first test needs one.
///
/// # Errors
/// As [`Guests::build`], for every test that needs one.
pub fn all() -> Result<&'static Guests> {
    static ALL: OnceLock<Result<Guests, String>> = OnceLock::new();
    ALL.get_or_init(|| Guests::build().map_err(|error| format!("{error:#}")))
        .as_ref()
        .map_err(|error| anyhow!("the guests cannot be built: {error}"))
}

impl Guests {
    /// Builds and compiles them.
    ///
    /// # Errors
    /// One does not build, or is refused.
    pub fn build() -> Result<Guests> {
        let sandbox = Sandbox::new(SandboxConfig::default())?;
        let programs = build_components()?
            .into_iter()
            .map(|(name, bytes)| Ok((name.clone(), sandbox.compile(&name, &bytes)?)))
            .collect::<Result<_>>()?;
        Ok(Guests { sandbox, programs })
    }

    /// Plays a case with its Actions as components.
    ///
    /// # Errors
    /// As [`play::play`].
    pub fn play(&self, case: &Case) -> Result<()> {
        let actions: Vec<SandboxedAction> = case
            .actions
            .iter()
            .map(|action| self.action(action))
            .collect::<Result<_>>()?;
        let runner = SandboxedActions {
            sandbox: &self.sandbox,
            actions: &actions,
        };
        play::play(case, &runner)
    }

    fn action(&self, action: &CaseAction) -> Result<SandboxedAction> {
        let package = action.component.as_deref().unwrap_or(SCRIPTED);
        let program = self.programs.get(package);
        Ok(SandboxedAction {
            program: program
                .with_context(|| format!("there is no guest {package}"))?
                .clone(),
            limits: Limits::default().with(&action.limits)?,
            outbound: None,
        })
    }
}
