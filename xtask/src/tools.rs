//! Tools that are installed when they are first needed, below `target/`.

use crate::{Outcome, cargo, run};
use std::path::PathBuf;
use std::process::Command;

/// The version of cargo-deny that `deny.toml` is written for.
const DENY_VERSION: &str = "0.20.2";

/// Checks dependencies against `deny.toml`.
pub fn deny(checks: &[&str]) -> Outcome {
    let program = install_deny()?;
    eprintln!("$ cargo deny check {}", checks.join(" "));
    run(Command::new(program)
        .args(["--log-level", "error", "check", "--hide-inclusion-graph"])
        .args(checks))
}

/// As [`deny`], for known vulnerabilities. Says when the database could not be reached: then nothing was checked.
pub fn advisories() -> Outcome {
    deny(&["advisories"]).map_err(|error| {
        format!(
            "{error}\nIf the message above is about fetching, the advisory database could not be reached and nothing was checked."
        )
    })
}

fn install_deny() -> Result<PathBuf, String> {
    let root = PathBuf::from("target/tools").join(format!("cargo-deny-{DENY_VERSION}"));
    let program = root
        .join("bin")
        .join(format!("cargo-deny{}", std::env::consts::EXE_SUFFIX));
    if !program.exists() {
        eprintln!(
            "installing cargo-deny {DENY_VERSION} into target/tools (about two minutes, once)"
        );
        let root = root.to_string_lossy();
        // A debug build: it runs for a second, and a release build takes five times as long.
        cargo(&[
            "install",
            "cargo-deny",
            "--version",
            DENY_VERSION,
            "--locked",
            "--debug",
            "--quiet",
            "--root",
            &root,
            "--target-dir",
            "target/tools/build",
        ])?;
    }
    Ok(program)
}
