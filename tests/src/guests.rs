//! Components for tests: built with one call of Cargo, compiled once, and run in one sandbox.

use crate::case::{Case, CaseAction};
use crate::outside::Outside;
use crate::play;
use anyhow::{Context, Result, anyhow};
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use vestibule_build::{BuildRequest, build_many};
use vestibule_flow::result::FlowResult;
use vestibule_login::{SandboxedAction, SandboxedActions};
use vestibule_sandbox::{Limits, Program, Sandbox, SandboxConfig, SharedCode};

/// The guest that runs a case's scripts.
const SCRIPTED: &str = "scripted-action";

/// The built and compiled guests.
pub struct Guests {
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
        let sandbox = sandbox()?;
        let programs = build_components()?
            .into_iter()
            .map(|(name, bytes)| Ok((name.clone(), sandbox.compile(&name, &bytes)?)))
            .collect::<Result<_>>()?;
        Ok(Guests { programs })
    }

    /// Plays a case with its Actions as components.
    ///
    /// # Errors
    /// As [`play::play`].
    pub fn play(&self, case: &Case) -> Result<()> {
        play_in_sandbox(case, |action| self.program(action)).map(drop)
    }

    fn program(&self, action: &CaseAction) -> Result<Program> {
        let package = action.component.as_deref().unwrap_or(SCRIPTED);
        let program = self.programs.get(package);
        Ok(program
            .with_context(|| format!("there is no guest {package}"))?
            .clone())
    }
}

/// The one sandbox of all cases.
///
/// # Errors
/// It cannot be made here.
pub fn sandbox() -> Result<&'static Sandbox> {
    static SANDBOX: OnceLock<Result<Sandbox, String>> = OnceLock::new();
    SANDBOX
        .get_or_init(|| Sandbox::new(SandboxConfig::default()).map_err(|error| error.to_string()))
        .as_ref()
        .map_err(|error| anyhow!("{error}"))
}

/// The one sandbox of all cases, with the engine that Actions in JavaScript share, as the service's has it.
///
/// # Errors
/// As [`sandbox`]; the engine cannot be compiled here.
pub fn sandbox_with_engine() -> Result<&'static Sandbox> {
    static SHARED: OnceLock<Result<(), String>> = OnceLock::new();
    let sandbox = sandbox()?;
    let share =
        || -> Result<()> { Ok(sandbox.share(SharedCode::new(vestibule_javascript::ENGINE)?)?) };
    let shared = SHARED.get_or_init(|| share().map_err(|error| error.to_string()));
    shared.as_ref().map_err(|error| anyhow!("{error}"))?;
    Ok(sandbox)
}

/// Plays a case with Actions as `program` gives them, and with the answers that it has for them outside. Gives its results, as [`play::results`].
///
/// # Errors
/// As [`play::results`], and what `program` says; they asked outside for something else than the case says.
pub fn play_in_sandbox(
    case: &Case,
    program: impl Fn(&CaseAction) -> Result<Program>,
) -> Result<Vec<FlowResult>> {
    let Some(outside) = Outside::start(&case.outside)? else {
        return play_with(case, None, program);
    };
    let played = play_with(&case.at_port(outside.port())?, Some(&outside), program);
    // What went wrong outside is often why the rest did.
    match (played, outside.finish()) {
        (Err(played), Err(outside)) => Err(played.context(outside)),
        (played, finished) => finished.and(played),
    }
}

fn play_with(
    case: &Case,
    outside: Option<&Outside>,
    program: impl Fn(&CaseAction) -> Result<Program>,
) -> Result<Vec<FlowResult>> {
    let actions: Vec<SandboxedAction> = case
        .actions
        .iter()
        .map(|action| {
            Ok(SandboxedAction {
                program: program(action)?,
                limits: Limits::default().with(&action.limits)?,
                outbound: outside
                    .map(|outside| outside.for_hosts(&action.allowed_hosts))
                    .transpose()?,
            })
        })
        .collect::<Result<_>>()?;
    let runner = SandboxedActions {
        sandbox: sandbox()?,
        actions: &actions,
    };
    play::results(case, &runner)
}
