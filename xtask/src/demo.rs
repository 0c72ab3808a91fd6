//! The article's scenario: whoever is an admin must pass a security key.

use crate::{Outcome, cargo};
use std::path::{Path, PathBuf};
use std::process::Command;

const ACTION: &str = "example-actions/require-webauthn-for-admins";
/// The article's Action as a component.
pub const COMPONENT: &str = "target/actions/require-webauthn-for-admins.wasm";
/// Of a login in which it asks for something.
pub const EVENT: &str = "example-actions/require-webauthn-for-admins/admin-with-key.json";

/// Who logs in, with which event, and the exit code that `vestibule run` must end with: 10 suspended, 0 complete.
const LOGINS: [(&str, &str, i32); 3] = [
    ("An admin with a security key", "admin-with-key.json", 10),
    (
        "An admin without a security key",
        "admin-without-key.json",
        10,
    ),
    ("Not an admin", "non-admin.json", 0),
];

/// Builds the host and the Action, and runs three logins through it.
pub fn run() -> Outcome {
    let component = Path::new(COMPONENT);
    action()?;
    let vestibule = program();
    for (who, event, expected) in LOGINS {
        println!("\n{who}");
        let status = Command::new(&vestibule)
            .arg("run")
            .arg(component)
            .arg("--event")
            .arg(Path::new(ACTION).join(event))
            .args(["--tenant", "example-actions/tenant.json"])
            .stdin(std::process::Stdio::null())
            .status()
            .map_err(|error| format!("cannot run {}: {error}", vestibule.display()))?;
        if status.code() != Some(expected) {
            return Err(format!(
                "{who}: expected exit code {expected}, got {status}"
            ));
        }
    }
    Ok(())
}

/// Builds the article's Action: [`COMPONENT`].
pub fn action() -> Outcome {
    build()?;
    std::fs::create_dir_all("target/actions").map_err(|error| error.to_string())?;
    crate::run(Command::new(program()).args(["build", ACTION, "--output", COMPONENT]))
}

/// As a part of the workspace, so that its dependencies are those that the tests have, with the same features.
fn build() -> Outcome {
    cargo(&["build", "--workspace", "--bin", "vestibule"])
}

/// Builds every example Action into `target/actions`.
pub fn guests() -> Outcome {
    build()?;
    std::fs::create_dir_all("target/actions").map_err(|error| error.to_string())?;
    let folders = std::fs::read_dir("example-actions").map_err(|error| error.to_string())?;
    for folder in folders {
        let folder = folder.map_err(|error| error.to_string())?;
        if !folder.path().join("Cargo.toml").exists() {
            continue;
        }
        let component = Path::new("target/actions")
            .join(folder.file_name())
            .with_extension("wasm");
        crate::run(
            Command::new(program())
                .arg("build")
                .arg(folder.path())
                .arg("--output")
                .arg(component),
        )?;
    }
    Ok(())
}

/// The host that Cargo has just built.
fn program() -> PathBuf {
    let target =
        std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| PathBuf::from("target"), PathBuf::from);
    target
        .join("debug")
        .join(format!("vestibule{}", std::env::consts::EXE_SUFFIX))
}
