//! Running the tools that build: what they say goes to standard error as it comes.

use crate::error::BuildError;
use std::process::{Command, Stdio};

/// Runs a compiler. Its messages go to standard error.
///
/// # Errors
/// It cannot be started, or fails.
pub fn run(name: &str, command: &mut Command) -> Result<(), BuildError> {
    let program = command.get_program().to_string_lossy().into_owned();
    let failed = |source| BuildError::Start {
        program: program.clone(),
        source,
    };
    let output = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::inherit())
        .output()
        .map_err(failed)?;
    // Standard output holds the result of our own command alone.
    eprint!("{}", String::from_utf8_lossy(&output.stdout));
    match output.status.success() {
        true => Ok(()),
        false => Err(BuildError::Tool {
            name: name.to_owned(),
            program,
        }),
    }
}

/// What a tool prints, if it can be run and does not fail.
pub fn answer(command: &mut Command) -> Option<String> {
    let output = command
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .output()
        .ok()?;
    output
        .status
        .success()
        .then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}
