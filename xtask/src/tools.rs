//! Tools that are installed when they are first needed, below `target/`.

use crate::{Outcome, answers, cargo, cargo_command, run};
use std::path::PathBuf;
use std::process::Command;

/// The version of cargo-deny that `deny.toml` is written for.
const DENY_VERSION: &str = "0.20.2";

/// The version of versitygw that the test of S3 was written with.
const VERSITYGW_VERSION: &str = "v1.8.0";

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

/// Says whether there is a later Wasmtime of the release line that is linked in, and fails if there is: what it fixes is often a fault of security.
pub fn outdated() -> Outcome {
    let output = cargo_command()
        .args(["update", "--dry-run", "--package", "wasmtime"])
        .output()
        .map_err(|error| format!("cannot run cargo: {error}"))?;
    let said = String::from_utf8_lossy(&output.stderr);
    if !output.status.success() {
        return Err(format!(
            "{said}\nThe registry could not be asked, so nothing is known."
        ));
    }
    // "Updating wasmtime v48.0.8 -> v48.0.9"
    match said
        .lines()
        .find(|line| line.trim().starts_with("Updating wasmtime "))
    {
        None => {
            println!("wasmtime: there is no later version of this release line");
            Ok(())
        }
        Some(line) => Err(format!(
            "{}: read its release notes, then `cargo update wasmtime` and `cargo xtask ci`",
            line.trim()
        )),
    }
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

/// A server that speaks S3, for tests: a program of its own, in Go. Not part of `test`, because building it takes minutes.
pub fn versitygw() -> Outcome {
    let folder = std::path::absolute("target/tools/bin").map_err(|error| error.to_string())?;
    if folder.join("versitygw").exists() {
        return Ok(());
    }
    if !answers("go", "version") {
        return Err("this needs Go: https://go.dev/doc/install".to_owned());
    }
    eprintln!("installing versitygw {VERSITYGW_VERSION} into target/tools (some minutes, once)");
    let package = format!("github.com/versity/versitygw/cmd/versitygw@{VERSITYGW_VERSION}");
    run(Command::new("go")
        .args(["install", &package])
        .env("GOBIN", folder))
}

/// What the service's tests need besides Rust: Auth0's clients run on Node, and one of the two databases is PostgreSQL. What is missing is installed
/// where that can be done, and named where it cannot.
pub fn what_tests_need() -> Outcome {
    let mut missing = Vec::new();
    if !answers("node", "--version") || !answers("npm", "--version") {
        missing.extend(["nodejs", "npm"]);
    }
    let has_postgres = std::fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten()
        .any(|version| version.path().join("bin/initdb").exists());
    if !has_postgres {
        missing.push("postgresql");
    }
    if !answers("python3", "--version") || !answers("pip3", "--version") {
        missing.extend(["python3", "python3-pip"]);
    }
    if missing.is_empty() {
        return Ok(());
    }
    let packages = missing.join(" ");
    if !can_install_packages() {
        return Err(format!(
            "the tests need Node 20 or later with npm, PostgreSQL, and Python 3 with pip; missing here, by Debian's names: {packages}"
        ));
    }
    install_packages(&missing)
}

/// Installs Debian's packages. Somebody else may be installing something at the same time, a build of ours for one.
pub fn install_packages(packages: &[&str]) -> Outcome {
    eprintln!("installing Debian's packages {}", packages.join(" "));
    run(Command::new("apt-get").arg("update"))?;
    run(Command::new("apt-get")
        .args(["-o", "DPkg::Lock::Timeout=300"])
        .args(["install", "-y", "--no-install-recommends"])
        .args(packages)
        .env("DEBIAN_FRONTEND", "noninteractive"))
}

/// Whether packages can be installed here without asking anybody.
pub fn can_install_packages() -> bool {
    is_root() && answers("apt-get", "--version")
}

fn is_root() -> bool {
    Command::new("id")
        .arg("-u")
        .output()
        .is_ok_and(|output| output.stdout.trim_ascii() == b"0")
}
