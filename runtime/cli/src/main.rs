//! The command line `vestibule`: builds, checks and runs Actions.

mod actions;
mod arguments;
mod artefacts;
mod commands;
mod exit;
mod terminal;

use arguments::{Arguments, Command};
use clap::Parser;
use exit::Exit;
use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    arguments.color.apply();
    let json = arguments.json;
    let outcome = match arguments.command {
        Command::Build(build) => commands::build::run(&build, json),
        Command::Check(check) => commands::check::run(&check, json),
        Command::Run(run) => commands::run::run(&run, json),
        Command::New(new) => commands::new::run(&new, json),
        Command::Completions { shell } => commands::completions::run(shell),
    };
    outcome
        .unwrap_or_else(|error| {
            terminal::report(&error, json);
            exit::of_error(&error)
        })
        .into()
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        ExitCode::from(exit as u8)
    }
}
