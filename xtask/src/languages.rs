//! The suite over all languages, with the tools that it needs.

use crate::{Outcome, answers, cargo_command, run, tools};
use std::path::{Path, PathBuf};
use std::process::Command;

/// The version that the SDK and the contract's tests were written with.
const COMPONENTIZE_PY: &str = "componentize-py==0.25.1";

/// Where it is installed.
const PYTHON: &str = "target/tools/python";

/// Debian's compiler for C.
const DEBIAN: [&str; 4] = [
    "clang-19",
    "lld-19",
    "wasi-libc",
    "libclang-rt-19-dev-wasm32",
];

/// Runs the suite with every language, and writes the table of costs into `sdk/README.md`.
pub fn run_all() -> Outcome {
    let componentize_py = componentize_py()?;
    c_compiler()?;
    if !answers("go", "version") {
        return Err("this needs Go 1.25 or later: https://go.dev/doc/install".to_owned());
    }
    let table = std::path::absolute("sdk/README.md").map_err(|error| error.to_string())?;
    let arguments = ["test", "--workspace", "--test", "languages"];
    eprintln!("$ cargo {}", arguments.join(" "));
    run(cargo_command()
        .args(arguments)
        .env("VESTIBULE_COMPONENTIZE_PY", componentize_py)
        .env("VESTIBULE_LANGUAGES", "all")
        .env("VESTIBULE_LANGUAGES_TABLE", table))
}

/// In a virtual environment below `target/tools`.
fn componentize_py() -> Result<PathBuf, String> {
    if let Some(program) = installed_componentize_py() {
        return Ok(program);
    }
    eprintln!("installing {COMPONENTIZE_PY} into {PYTHON}");
    run(Command::new("python3").args(["-m", "venv", PYTHON]))?;
    let pip = scripts().join("pip");
    run(Command::new(pip).args(["install", "--quiet", COMPONENTIZE_PY]))?;
    installed_componentize_py().ok_or_else(|| format!("{COMPONENTIZE_PY} has no program"))
}

/// The one that [`run_all`] installs, if it has.
pub fn installed_componentize_py() -> Option<PathBuf> {
    let name = format!("componentize-py{}", std::env::consts::EXE_SUFFIX);
    let program = std::path::absolute(scripts().join(name)).ok()?;
    program.exists().then_some(program)
}

fn scripts() -> PathBuf {
    Path::new(PYTHON).join(if cfg!(windows) { "Scripts" } else { "bin" })
}

/// Debian's packages where they can be installed; elsewhere the suite says what is missing.
fn c_compiler() -> Outcome {
    if answers("clang-19", "--version") || !tools::can_install_packages() {
        return Ok(());
    }
    tools::install_packages(&DEBIAN)
}
