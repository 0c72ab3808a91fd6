//! Getting Actions ready to run: from a component, or from an Action's folder.

use crate::artefacts::Artefacts;
use crate::exit::Refused;
use crate::terminal::note;
use anyhow::{Context, Result};
use std::path::Path;
use vestibule_build::{BuildRequest, Built};
use vestibule_flow::flow::BoundAction;
use vestibule_login::SandboxedAction;
use vestibule_sandbox::{Limits, Sandbox};

/// Builds the Action in a folder.
///
/// # Errors
/// It does not build, or no toolchain can build it.
pub fn build(folder: &Path) -> Result<Built> {
    let request = BuildRequest::new(folder);
    Ok(vestibule_build::build(&request, &mut |line: &str| {
        note(line)
    })?)
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
) -> Result<(BoundAction, SandboxedAction)> {
    let (name, bytes) = if place.is_dir() {
        let built = build(place)?;
        (built.name, built.bytes)
    } else {
        let bytes = std::fs::read(place)
            .map_err(|error| Refused(format!("cannot read {}: {error}", place.display())))?;
        let name = place
            .file_stem()
            .context("an Action needs a file name")?
            .to_string_lossy()
            .into_owned();
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
        },
    ))
}
