//! Getting Actions ready to run: from a component, from a source in JavaScript or TypeScript, or from an Action's folder.

use crate::artefacts::{self, Artefacts};
use crate::exit::Refused;
use crate::terminal::note;
use anyhow::{Context, Result};
use std::path::Path;
use std::sync::Arc;
use vestibule_build::{BuildError, BuildRequest, Built, EngineSource};
use vestibule_flow::flow::BoundAction;
use vestibule_javascript::Engine;
use vestibule_login::SandboxedAction;
use vestibule_sandbox::outbound::Outbound;
use vestibule_sandbox::{Limits, Sandbox, SandboxConfig};

/// The name of an Action in a file.
///
/// # Errors
/// The file has none.
pub fn name_of(file: &Path) -> Result<String> {
    let name = file.file_stem().context("an Action needs a file name")?;
    Ok(name.to_string_lossy().into_owned())
}

/// Builds the Action in a folder, or in a JavaScript or TypeScript file. `sandbox` is where it will run, if it will: then both have one engine.
///
/// # Errors
/// It does not build, or no toolchain can build it.
pub fn build(place: &Path, sandbox: Option<&Sandbox>) -> Result<Built> {
    let sandbox = sandbox.cloned();
    let engine = move || -> Result<Engine<'static>> {
        let sandbox = match &sandbox {
            Some(sandbox) => sandbox.clone(),
            None => Sandbox::new(SandboxConfig { concurrent_runs: 1 })?,
        };
        Artefacts::open()?.engine(&sandbox)
    };
    let request = BuildRequest {
        tools: Some(artefacts::folder()?.join("npm")),
        engine: Some(EngineSource::new(move || {
            engine().map_err(|error| format!("{error:#}"))
        })),
        ..BuildRequest::new(place)
    };
    vestibule_build::build(&request, &mut |line: &str| note(line)).map_err(refused)
}

/// The source in a JavaScript or TypeScript file, as a service takes it.
///
/// # Errors
/// It cannot be read, or holds what cannot be turned to CommonJS.
pub fn common_js(file: &Path) -> Result<String> {
    vestibule_build::common_js(file).map_err(refused)
}

fn refused(error: BuildError) -> anyhow::Error {
    match error.is_of_the_source() {
        true => Refused(error.to_string()).into(),
        false => error.into(),
    }
}

/// Reads, checks and compiles an Action.
///
/// # Errors
/// It cannot be read or built, or is refused.
pub fn load(
    sandbox: &Sandbox,
    artefacts: &Artefacts,
    place: &Path,
    limits: &Limits,
    outbound: Option<Arc<dyn Outbound>>,
) -> Result<(BoundAction, SandboxedAction)> {
    let (name, bytes) = if place.is_dir() || vestibule_build::is_source(place) {
        let built = build(place, Some(sandbox))?;
        (built.name, built.bytes)
    } else {
        let bytes = std::fs::read(place)
            .map_err(|error| Refused(format!("cannot read {}: {error}", place.display())))?;
        let name = name_of(place)?;
        (name, bytes)
    };
    let program = artefacts.program(sandbox, &name, &bytes, || {
        note(format!(
            "compiling {name}; the next run takes it from the cache"
        ));
    })?;
    let mut bound = BoundAction::new(name, "local");
    bound.digest = Some(program.digest().to_string());
    Ok((
        bound,
        SandboxedAction {
            program,
            limits: *limits,
            outbound,
        },
    ))
}
