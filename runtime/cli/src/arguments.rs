//! What the command line takes. The doc comments are its help.

use crate::service_arguments::{
    ActionsCommand, ConfigCommand, DeployArguments, LogsArguments, ServeArguments, TenantCommand,
    TriggersCommand,
};
use clap::{Args, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;
use std::path::PathBuf;

/// Run Actions: code of your own that decides about a login.
#[derive(Debug, Parser)]
#[command(
    name = "vestibule",
    version,
    after_help = "Examples:
  vestibule new my-action
  vestibule build my-action
  vestibule check my-action/my-action.wasm
  vestibule run my-action/my-action.wasm --event my-action/event.json

Exit codes: 0 done, or login complete; 1 failed; 2 wrong arguments; 3 input refused;
10 login suspended; 11 login denied; 12 login failed"
)]
pub struct Arguments {
    /// Print one JSON document to standard output
    #[arg(long, global = true)]
    pub json: bool,
    /// When to use colours
    #[arg(long, global = true, value_enum, default_value_t = Color::Auto, value_name = "WHEN")]
    pub color: Color,
    /// What to do
    #[command(subcommand)]
    pub command: Command,
}

/// When to use colours.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum Color {
    /// On a terminal
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

impl Color {
    /// Makes it so for everything that is printed from now on.
    pub fn apply(self) {
        match self {
            Color::Auto => anstream::ColorChoice::Auto,
            Color::Always => anstream::ColorChoice::Always,
            Color::Never => anstream::ColorChoice::Never,
        }
        .write_global();
    }
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Build an Action into a component
    Build(BuildArguments),
    /// Say what a file imports, exports and needs, and whether Vestibule can run it
    Check(CheckArguments),
    /// Run a login through one or several Actions
    Run(RunArguments),
    /// Start a new Action
    New(NewArguments),
    /// Run the service: management API and flow API
    Serve(ServeArguments),
    /// Look at the service's settings
    Config {
        /// What to do
        #[command(subcommand)]
        command: ConfigCommand,
    },
    /// Make and manage tenants, on the service's database
    Tenant {
        /// What to do
        #[command(subcommand)]
        command: TenantCommand,
    },
    /// Bring a component to a service, from the file to what runs at logins
    Deploy(DeployArguments),
    /// Look at a service's Actions
    Actions {
        /// What to do
        #[command(subcommand)]
        command: ActionsCommand,
    },
    /// Look at what runs at logins, and change it
    Triggers {
        /// What to do
        #[command(subcommand)]
        command: TriggersCommand,
    },
    /// Show what ran, and what came of it
    Logs(LogsArguments),
    /// Compile a component from standard input; the service starts it itself
    #[command(name = vestibule_service::compile::COMMAND, hide = true)]
    CompileComponent,
    /// Compile what all Actions in JavaScript share; the service starts it itself
    #[command(name = vestibule_service::engine::COMMAND, hide = true)]
    CompileEngine,
    /// Build JavaScript from standard input; the service starts it itself
    #[command(name = vestibule_service::javascript::COMMAND, hide = true)]
    BuildJavascript,
    /// Print shell completions
    #[command(after_help = "Example:
  vestibule completions bash > /etc/bash_completion.d/vestibule")]
    Completions {
        /// For which shell
        shell: Shell,
    },
}

/// What `build` takes.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  vestibule build                       the Action in this folder
  vestibule build my-action -o a.wasm
  vestibule build my-action.js          an Action in JavaScript, as Auth0 runs it
  vestibule build my-action.ts          an Action in TypeScript, whose types are taken away

Which language it is, the folder's files say. Nothing but Rust's target is ever installed; what else is
missing is named, with the command that installs it. For C, VESTIBULE_C_TOOLCHAIN=clang|zig takes only that
compiler; VESTIBULE_COMPONENTIZE_PY names componentize-py, if it is not on the PATH.

Where Rust's WebAssembly target comes from: one that is installed beside your Rust toolchain, else
Debian's packages, else rustup. VESTIBULE_GUEST_TOOLCHAIN=installed|debian|rustup takes only that one.")]
pub struct BuildArguments {
    /// The Action's folder, with its Cargo.toml, action.c, go.mod, action.py, action.js, action.ts or package.json; or its file in JavaScript or TypeScript
    #[arg(default_value = ".")]
    pub folder: PathBuf,
    /// The component to write [default: NAME.wasm in the Action's folder, or beside its file]
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
}

/// What `check` takes.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  vestibule check my-action.wasm
  vestibule check --json *.wasm

Exit code 3 when a file is refused.")]
pub struct CheckArguments {
    /// The files to check
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,
}

/// What `run` takes.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  vestibule run a.wasm --event event.json
  vestibule run a.wasm b.wasm --event event.json --answer otp --answer cancel
  vestibule run a.wasm --event event.json --answer continue:session_token=abc
  vestibule run a.wasm --event event.json --plan --json
  vestibule run a.wasm --event event.json --allow-host api.example.com

Without --answer, what the person would do is asked on a terminal; elsewhere the run ends suspended.
Only a login that is complete ends with exit code 0.")]
pub struct RunArguments {
    /// The Actions in order: components, or files in JavaScript or TypeScript and folders of Actions, which are built first
    #[arg(required = true, value_name = "ACTION")]
    pub actions: Vec<PathBuf>,
    /// The login event, JSON; - reads standard input
    #[arg(long, value_name = "FILE")]
    pub event: PathBuf,
    /// The tenant's settings, JSON [default: every factor on, customisation on, no policy]
    #[arg(long, value_name = "FILE")]
    pub tenant: Option<PathBuf>,
    /// What the person's browser can do, JSON
    #[arg(long, value_name = "FILE")]
    pub browser: Option<PathBuf>,
    /// What the person does at the next pause: a factor's name, auto (the default), cancel, or
    /// continue[:QUERY] (the return from a redirect or form). Repeat it for each pause
    #[arg(long = "answer", value_name = "ANSWER")]
    pub answers: Vec<String>,
    /// Answer every second factor by its default, and show the whole login's plan
    #[arg(long, conflicts_with = "answers")]
    pub plan: bool,
    /// Milliseconds that one run of an Action may take
    #[arg(long, value_name = "MS")]
    pub time_limit: Option<u64>,
    /// Bytes of memory that an Action may hold
    #[arg(long, value_name = "BYTES")]
    pub memory_limit: Option<u64>,
    /// Fuel that one run of an Action may use: about one unit an instruction
    #[arg(long, value_name = "UNITS")]
    pub fuel_limit: Option<u64>,
    /// A host that the Actions may reach over HTTP, as api.example.com; repeat it [default: none]
    #[arg(long = "allow-host", value_name = "HOST")]
    pub allowed_hosts: Vec<String>,
    /// A network that they may reach although it is not global, as 127.0.0.0/8; repeat it
    #[arg(long = "outbound-address", value_name = "CIDR")]
    pub outbound_addresses: Vec<String>,
    /// Authorities to trust for it besides those of Mozilla's list, a PEM file
    #[arg(long, value_name = "FILE")]
    pub outbound_ca: Option<PathBuf>,
}

/// What `new` takes.
#[derive(Debug, Args)]
#[command(after_help = "Example:
  vestibule new require-otp --lang rust
  vestibule new require-otp --lang typescript")]
pub struct NewArguments {
    /// The Action's name: lower-case letters, digits and hyphens
    pub name: String,
    /// The language to write it in
    #[arg(long, value_enum, default_value_t = Language::Rust)]
    pub lang: Language,
    /// Rust: a local copy of the SDK to depend on, instead of the published one
    #[arg(long, value_name = "FOLDER")]
    pub sdk: Option<PathBuf>,
}

/// The languages that `new` knows.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum Language {
    /// Rust
    Rust,
    /// C
    C,
    /// Go
    Go,
    /// Python
    Python,
    /// JavaScript
    #[value(alias = "js")]
    Javascript,
    /// TypeScript
    #[value(alias = "ts")]
    Typescript,
}
