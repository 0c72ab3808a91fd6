//! Getting Actions ready to run: from a component, from JavaScript source, or from an Action's folder.

use crate::artefacts::{self, Artefacts};
use crate::exit::Refused;
use crate::terminal::note;
use anyhow::{Context, Result};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use vestibule_build::{BuildRequest, Language};
use vestibule_flow::flow::BoundAction;
use vestibule_javascript::{BuildLimits, Engine, Npm};
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
        return build_javascript(place, name_of(place)?);
    }
    // A folder may have the same Action in JavaScript beside it.
    let is_there = |language: Language| place.join(language.file()).exists();
    if !Language::ALL.into_iter().any(is_there) {
        if place.join("package.json").exists() {
            let (file, name) = main_file(place)?;
            return build_javascript(&file, name);
        }
        let file = place.join("action.js");
        if file.exists() {
            let folder = std::path::absolute(place)?;
            let name = folder.file_name().unwrap_or(file.as_os_str());
            return build_javascript(&file, name.to_string_lossy().into_owned());
        }
    }
    let request = BuildRequest::new(place);
    let built = vestibule_build::build(&request, &mut |line: &str| note(line))?;
    Ok(Built {
        name: built.name,
        bytes: built.bytes,
        toolchain: built.toolchain.name(),
        built_with: built.toolchain.to_string(),
    })
}

/// The file that a `package.json` names as its main one, and the package's name.
fn main_file(folder: &Path) -> Result<(PathBuf, String)> {
    let description = folder.join("package.json");
    let refused = |why: String| Refused(format!("{}: {why}", description.display()));
    let text = std::fs::read_to_string(&description).map_err(|error| refused(error.to_string()))?;
    let package: serde_json::Value =
        serde_json::from_str(&text).map_err(|error| refused(error.to_string()))?;
    let file = folder.join(package["main"].as_str().unwrap_or("index.js"));
    if !file.exists() {
        let why = format!(
            "there is no {}; name the Action's file in \"main\"",
            file.display()
        );
        return Err(refused(why).into());
    }
    let name = match package["name"].as_str() {
        // The scope of a package is no part of an Action's name.
        Some(name) => name.rsplit('/').next().unwrap_or(name).to_owned(),
        None => name_of(&file)?,
    };
    Ok((file, name))
}

/// What the Action in `file` needs of npm packages and of files beside it, bundled; none where there is no `package.json`.
fn packages(file: &Path, source: &str) -> Result<Option<String>> {
    let folder = match file.parent() {
        Some(folder) if folder.as_os_str().is_empty() => Path::new("."),
        Some(folder) => folder,
        None => return Ok(None),
    };
    if !folder.join("package.json").exists() {
        return Ok(None);
    }
    note("bundling what package.json lists");
    let npm = Npm::new("npm", artefacts::folder()?.join("npm"));
    match npm.bundle_folder(folder, source) {
        Ok(packages) => Ok(Some(packages)),
        Err(error) if error.is_final() => Err(Refused(error.to_string()).into()),
        Err(error) => Err(error).context("npm and Node are needed to bundle packages"),
    }
}

fn build_javascript(file: &Path, name: String) -> Result<Built> {
    let source = std::fs::read_to_string(file)
        .map_err(|error| Refused(format!("cannot read {}: {error}", file.display())))?;
    let packages = packages(file, &source)?;
    let bytes = Engine::new()?
        .build_with_packages(&name, &source, packages.as_deref(), BuildLimits::default())
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
