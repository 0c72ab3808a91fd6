//! The npm package for authors of Actions, `sdk/js`: its types, checked against the contract, and its helper for tests, with the command itself.
#![allow(
    clippy::unwrap_used,
    reason = "a test that meets the unexpected should stop there and then"
)]

use std::path::Path;
use std::process::Command;

#[test]
fn the_types_fit_the_contract_and_the_helper_runs_logins() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../sdk/js");
    if !folder.join("node_modules/.package-lock.json").exists() {
        npm(&folder, &["ci", "--no-audit", "--no-fund"]);
    }
    npm(&folder, &["test"]);
}

fn npm(folder: &Path, arguments: &[&str]) {
    let output = Command::new("npm")
        .args(arguments)
        .current_dir(folder)
        .env("VESTIBULE_PROGRAM", env!("CARGO_BIN_EXE_vestibule"))
        .env(
            "VESTIBULE_CACHE_DIR",
            Path::new(env!("CARGO_TARGET_TMPDIR")).join("cache"),
        )
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "npm {}\n{}{}",
        arguments.join(" "),
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
}
