//! Actions in JavaScript: each source is built and compiled when the first case needs it.
//!
//! Sources in `packages/` have npm packages, of the versions in the lock file beside them. npm is needed for these only.

use crate::case::{Case, CaseAction};
use crate::guests::{play_in_sandbox, root, sandbox_with_engine};
use anyhow::{Context, Result, anyhow};
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock, Mutex, OnceLock, PoisonError};
use vestibule_flow::recorder::Handler;
use vestibule_javascript::{BuildLimits, Engine, Npm};
use vestibule_sandbox::Program;

/// The source that runs a case's scripts.
const SCRIPTED: &str = "scripted-action.js";
/// The folder of the sources that have npm packages, below that of all sources.
const PACKAGES: &str = "packages";

/// A built source, or why it cannot be built.
type Built = Arc<OnceLock<Result<Program, String>>>;

/// An Action's source: the file, and what is added to it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Source {
    file: PathBuf,
    more: String,
}

/// Plays a case with its Actions in JavaScript: the sources that it names, those of the example Actions, and one that runs scripts.
///
/// # Errors
/// A source cannot be built; and as [`crate::play::play`].
pub fn play(case: &Case) -> Result<()> {
    play_in_sandbox(case, |action| program(&Source::of(action))).map(drop)
}

impl Source {
    fn of(action: &CaseAction) -> Source {
        let scripts = root().join("tests/javascript");
        let file = match (&action.javascript, &action.component) {
            (Some(file), _) => scripts.join(file),
            (None, Some(package)) => example(package),
            (None, None) => scripts.join(SCRIPTED),
        };
        // In JavaScript an Action has the handlers that it exports, which a script cannot change any more.
        let lacks = |handler: &&Handler| match &action.script {
            Some(script) => !script.contains_key(handler.name()),
            None => false,
        };
        let more = [Handler::Execute, Handler::Continue]
            .iter()
            .filter(lacks)
            .map(|handler| format!("delete exports.{};\n", handler.name()))
            .collect();
        Source { file, more }
    }

    fn component(&self) -> Result<Vec<u8>> {
        let source = std::fs::read_to_string(&self.file)? + &self.more;
        let packages = packages(&self.file, &source)?;
        Ok(engine()?.build_with_packages(
            &self.name(),
            &source,
            packages.as_deref(),
            BuildLimits::default(),
        )?)
    }

    fn program(&self) -> Result<Program> {
        Ok(sandbox_with_engine()?.compile(&self.name(), &self.component()?)?)
    }

    fn name(&self) -> String {
        let name = self.file.file_stem().unwrap_or_default();
        name.to_string_lossy().into_owned()
    }
}

/// Whether an Action of the case has npm packages, without which it cannot be built.
pub fn needs_npm(case: &Case) -> bool {
    let mut files = case
        .actions
        .iter()
        .filter_map(|action| action.javascript.as_ref());
    files.any(|file| Path::new(file).starts_with(PACKAGES))
}

/// Whether npm is here.
pub fn has_npm() -> bool {
    let answer = std::process::Command::new("npm").arg("--version").output();
    answer.is_ok_and(|output| output.status.success())
}

/// The bundled packages of a source that has some. One is bundled after the other: the first installs them for all.
fn packages(file: &Path, source: &str) -> Result<Option<String>> {
    static ONE: Mutex<()> = Mutex::new(());
    let Some(folder) = file.parent().filter(|folder| folder.ends_with(PACKAGES)) else {
        return Ok(None);
    };
    let _one = ONE.lock().unwrap_or_else(PoisonError::into_inner);
    let npm = Npm::new("npm", root().join("target/npm"));
    Ok(npm.bundle_folder(folder, source)?)
}

/// Builds an example Action in JavaScript. `package` is that of the one in Rust beside it.
///
/// # Errors
/// There is none, or it does not build.
pub fn build_example(package: &str) -> Result<Vec<u8>> {
    let source = Source {
        file: example(package),
        more: String::new(),
    };
    source
        .component()
        .with_context(|| source.file.display().to_string())
}

fn example(package: &str) -> PathBuf {
    root()
        .join("example-actions")
        .join(package)
        .join("action.js")
}

/// The program of a source. All tests share it, whichever comes first.
fn program(source: &Source) -> Result<Program> {
    static PROGRAMS: LazyLock<Mutex<HashMap<Source, Built>>> = LazyLock::new(Mutex::default);
    let built = {
        let mut programs = PROGRAMS.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(programs.entry(source.clone()).or_default())
    };
    built
        .get_or_init(|| source.program().map_err(|error| format!("{error:#}")))
        .clone()
        .map_err(|error| anyhow!("{}: {error}", source.file.display()))
}

/// The one engine of all sources.
fn engine() -> Result<&'static Engine<'static>> {
    static ENGINE: OnceLock<Result<Engine, String>> = OnceLock::new();
    ENGINE
        .get_or_init(|| {
            let sandbox = sandbox_with_engine().map_err(|error| error.to_string())?;
            let module = sandbox.shared_module().ok_or("nothing is shared")?;
            Ok(Engine::compiled(module.clone()))
        })
        .as_ref()
        .map_err(|error| anyhow!("{error}"))
}
