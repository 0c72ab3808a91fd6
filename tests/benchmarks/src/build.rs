//! What building an Action in JavaScript takes.

use crate::article::Article;
use crate::figures::{Build, median};
use anyhow::{Context, Result, ensure};
use std::process::Command;
use std::time::Instant;
use vestibule_build::Language;
use vestibule_javascript::{BuildLimits, Engine};
use vestibule_sandbox::{ArtefactKey, Digest, Sandbox, SandboxConfig, SharedCode};

/// The word that has this program do nothing but [`measure`].
pub const WORD: &str = "measure-build";

/// Each is another source, so that nothing but the engine is known.
const BUILDS: usize = 11;

/// Measures in a process of its own, whose memory is that of the builds.
pub fn measure_apart() -> Result<Build> {
    let program = std::env::current_exe()?;
    let output = Command::new(program).arg(WORD).output()?;
    let error = String::from_utf8_lossy(&output.stderr);
    ensure!(output.status.success(), "measuring a build: {error}");
    Ok(serde_json::from_slice(&output.stdout)?)
}

/// Builds until there is a program, as the service's builder does.
pub fn measure(article: &Article) -> Result<Build> {
    let source = std::fs::read_to_string(article.source(Language::JavaScript))?;
    let key = ArtefactKey::new([7; 32]);
    let shared = || SharedCode::new(vestibule_javascript::ENGINE);
    let mut milliseconds = Vec::new();
    let started = Instant::now();
    let sandbox = Sandbox::new(SandboxConfig::default())?;
    sandbox.share(shared()?)?;
    let module = sandbox.shared_module().context("nothing is shared")?;
    let engine = Engine::compiled(module.clone());
    let shared = shared()?;
    for number in 0..=BUILDS {
        let again = Instant::now();
        let source = format!("{source}\n// {number}");
        let component = engine.build("measured", &source, BuildLimits::default())?;
        // As in the service, where one process compiles and another loads.
        let artefact = sandbox.precompile("measured", &component, Some(&shared), &key)?;
        sandbox.load_artefact("measured", &Digest::of(&component), &artefact, &key)?;
        // The first has the engine to set up.
        let started = if number == 0 { started } else { again };
        milliseconds.push(started.elapsed().as_secs_f64() * 1e3);
    }
    let first = milliseconds.remove(0);
    Ok(Build {
        first_milliseconds: first,
        p50_milliseconds: median(milliseconds),
        peak_bytes: crate::machine::process_bytes("VmHWM").context("no peak of memory")?,
    })
}
