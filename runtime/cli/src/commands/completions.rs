//! `vestibule completions`

use crate::arguments::Arguments;
use crate::exit::Exit;
use anyhow::Result;
use clap::CommandFactory;
use clap_complete::Shell;

/// Prints them.
///
/// # Errors
/// None.
pub fn run(shell: Shell) -> Result<Exit> {
    clap_complete::generate(
        shell,
        &mut Arguments::command(),
        "vestibule",
        &mut std::io::stdout(),
    );
    Ok(Exit::Done)
}
