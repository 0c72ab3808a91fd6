//! Getting Actions ready to run: from a component, from JavaScript source, or from an Action's folder.

use crate::artefacts::Artefacts;
use crate::exit::Refused;
use crate::terminal::note;
use anyhow::{Context, Result};
use std::path::Path;
use std::sync::Arc;
use vestibule_build::{BuildRequest, Toolchain};
use vestibule_flow::flow::BoundAction;
use vestibule_javascript::{BuildLimits, Engine};
use vestibule_login::SandboxedAction;
use vestibule_sandbox::outbound::Outbound;
use vestibule_sandbox::{Limits, Sandbox};

/// A built Action.
pub struct Built {
    /// Its name: the package's, or the file's.
    pub name: String,
    /// The component.
    pub bytes: Vec<u8>,
    /// What built it, as `--json` has it.
    pub toolchain: &'static str,
    /// What built it, in words.
    pub built_with: String,
}

/// Whether a file is an Action's source in JavaScript.
pub fn is_javascript(file: &Path) -> bool {
    let extension = file.extension().and_then(|extension| extension.to_str());
    matches!(extension, Some("js" | "cjs"))
}

/// The name of an Action in a file.
///
/// # Errors
/// The file has none.
pub fn name_of(file: &Path) -> Result<String> {
    let name = file.file_stem().context("an Action needs a file name")?;
    Ok(name.to_string_lossy().into_owned())
}

/// Builds the Action in a folder or a JavaScript file.
///
/// # Errors
/// It does not build, or no toolchain can build it.
pub fn build(place: &Path) -> Result<Built> {
    if is_javascript(place) {
        return build_javascript(place);
    }
    let request = BuildRequest::new(place);
    let built = vestibule_build::build(&request, &mut |line: &str| note(line))?;
    Ok(Built {
        name: built.name,
        bytes: built.bytes,
        toolchain: match built.toolchain {
            Toolchain::Installed => "installed",
            Toolchain::Debian => "debian",
        },
        built_with: built.toolchain.to_string(),
    })
}

fn build_javascript(file: &Path) -> Result<Built> {
    let source = std::fs::read_to_string(file)
        .map_err(|error| Refused(format!("cannot read {}: {error}", file.display())))?;
    let name = name_of(file)?;
    let bytes = Engine::new()?
        .build(&name, &source, BuildLimits::default())
        .map_err(|error| match error.source_error() {
            // As editors and terminals link to it.
            Some(error) => {
                let mut place = file.display().to_string();
                for number in [error.line, error.column].into_iter().flatten() {
                    place.push_str(&format!(":{number}"));
                }
                Refused(format!("{place}: {}: {}", error.name, error.message))
            }
            None => Refused(error.to_string()),
        })?;
    Ok(Built {
        name,
        bytes,
        toolchain: "javascript",
        built_with: "the JavaScript engine".to_owned(),
    })
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
    let (name, bytes) = if place.is_dir() || is_javascript(place) {
        let built = build(place)?;
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
