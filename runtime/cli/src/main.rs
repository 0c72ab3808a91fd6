//! The command line `vestibule`: builds, checks and runs Actions, and serves them.

mod actions;
mod arguments;
mod artefacts;
mod commands;
mod exit;
mod remote;
mod service_arguments;
mod terminal;

use arguments::{Arguments, Command};
use clap::Parser;
use exit::Exit;
use std::process::ExitCode;

/// Logins are many small allocations on several threads; the system's allocator took a fifth of the service's time under load.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    arguments.color.apply();
    let json = arguments.json;
    let outcome = match arguments.command {
        Command::Build(build) => commands::build::run(&build, json),
        Command::Check(check) => commands::check::run(&check, json),
        Command::Run(run) => commands::run::run(&run, json),
        Command::New(new) => commands::new::run(&new, json),
        Command::Serve(serve) => commands::serve::run(&serve, json),
        Command::Config { command } => commands::serve::config(&command, json),
        Command::Tenant { command } => commands::tenant::run(&command, json),
        Command::Deploy(deploy) => commands::deploy::run(&deploy, json),
        Command::Actions { command } => commands::manage::actions(&command, json),
        Command::Triggers { command } => commands::manage::triggers(&command, json),
        Command::Logs(logs) => commands::manage::logs(&logs, json),
        Command::CompileComponent => return child(vestibule_service::compile::child),
        Command::CompileEngine => return child(vestibule_service::engine::child),
        Command::BuildJavascript => return child(vestibule_service::javascript::child),
        Command::Completions { shell } => commands::completions::run(shell),
    };
    outcome
        .unwrap_or_else(|error| {
            terminal::report(&error, json);
            exit::of_error(&error)
        })
        .into()
}

/// The processes that build for the service; see `compile`, `engine` and `javascript` of `vestibule_service`.
fn child(work: fn() -> std::io::Result<u8>) -> ExitCode {
    match work() {
        Ok(code) => ExitCode::from(code),
        Err(_) => ExitCode::FAILURE,
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        ExitCode::from(exit as u8)
    }
}
