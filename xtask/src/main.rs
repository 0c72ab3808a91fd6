//! `cargo xtask`: what the project does with itself. It needs nothing but Cargo, so that a fresh machine can start with it.

mod bench;
mod demo;
mod engine;
mod fuzz;
mod hostile;
mod languages;
mod syntax;
mod tools;

use std::process::{Command, ExitCode};

type Outcome = Result<(), String>;

const USAGE: &str = "usage: cargo xtask COMMAND

  demo        build everything and run the article's scenario
  test        run all tests
  ci          formatting, lints, licences, tests, the engine's recipe, and the demo
  engine      build the JavaScript engine; with --check, compare it with what is in the repository
  syntax      build what makes CommonJS of modules and TypeScript; with --check, compare its sources
  fuzz        run libFuzzer on each target of tests/fuzz for ten minutes; fuzz [--seconds N] [TARGET…]; with --minimise,
              make the corpora in the repository of what was found
  guests      build the example Actions into target/actions
  bench       measure logins beside bare wasmtime, a server that does nothing, and what else could run them; six minutes once built; needs
              Node with npm, and wrk; writes target/bench.json and docs/benchmarks; `logins`, `peers` or `http` measures that part only;
              `instructions` counts those of a login with valgrind, and fails if there are more than are stored; `instructions --write` stores them
  crowd       10,000 runs, 200 at a time, of 100 ms each at most: says whether a healthy one ran out of time
  soak        ten minutes of good and bad logins: says whether a good one failed, and what leaks; needs Python 3
  hostile     run the table of hostile inputs, and measure what a good Action beside them notices; --check plays it without figures, --page writes docs/hostile-inputs.md
  languages   run the suite over all languages, and write its table into sdk/README.md
  s3          test blobs in what speaks S3; installs versitygw with Go into target/tools
  advisories  look for known vulnerabilities; needs the network
  outdated    say whether there is a later Wasmtime of this release line; needs the network";

fn main() -> ExitCode {
    if fuzz::is_compiler() {
        return fuzz::compile();
    }
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let outcome = match arguments[..] {
        ["demo"] => demo::run(),
        ["test"] => test(),
        ["ci"] => ci(),
        ["engine"] => engine::engine(false),
        ["engine", "--check"] => engine::engine(true),
        ["syntax"] => syntax::build(),
        ["syntax", "--check"] => syntax::check(),
        ["fuzz", ref arguments @ ..] => fuzz::fuzz(arguments),
        ["guests"] => demo::guests(),
        ["bench"] => bench::run(None),
        ["bench", "instructions", ref arguments @ ..] => bench::instructions(arguments),
        ["bench", part @ ("logins" | "peers" | "http")] => bench::run(Some(part)),
        ["crowd"] => cargo(&["bench", "--package", "vestibule-bench", "--bench", "crowd"]),
        ["soak"] => bench::soak(),
        ["hostile"] => hostile::run(),
        ["hostile", "--check"] => hostile::check(),
        ["hostile", "--page"] => hostile::page(),
        ["languages"] => languages::run_all(),
        ["s3"] => s3(),
        ["advisories"] => tools::advisories(),
        ["outdated"] => tools::outdated(),
        _ => Err(USAGE.to_owned()),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("{message}");
            ExitCode::FAILURE
        }
    }
}

fn test() -> Outcome {
    tools::what_tests_need()?;
    cargo(&["test", "--workspace", "--no-fail-fast"])
}

fn s3() -> Outcome {
    tools::what_tests_need()?;
    tools::versitygw()?;
    cargo(&[
        "test",
        "--workspace",
        "--test",
        "service",
        "--",
        "--ignored",
        "s3::",
    ])
}

/// Cheap first.
fn ci() -> Outcome {
    cargo(&["fmt", "--all", "--check"])?;
    let converter = format!("{}/Cargo.toml", syntax::SOURCE);
    cargo(&["fmt", "--manifest-path", &converter, "--check"])?;
    tools::deny(&["bans", "licenses", "sources"])?;
    cargo(&[
        "clippy",
        "--workspace",
        "--all-targets",
        "--",
        "-D",
        "warnings",
    ])?;
    test()?;
    syntax::check()?;
    engine::engine(true)?;
    bench::instructions(&[])?;
    demo::run()
}

/// Runs Cargo, the one that runs us.
fn cargo(arguments: &[&str]) -> Outcome {
    eprintln!("$ cargo {}", arguments.join(" "));
    run(cargo_command().args(arguments))
}

/// Builds packages as they are shipped. With one command, so that all have the same dependencies with the same features; `vestibule` among them, or
/// else they lack features that the program has.
fn build_release(packages: &[&str]) -> Outcome {
    let named = packages.iter().flat_map(|package| ["--package", package]);
    let arguments: Vec<&str> = ["build", "--release"].into_iter().chain(named).collect();
    cargo(&arguments)
}

fn cargo_command() -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    // What Cargo says of this program: build scripts that look at it would run again, and what depends on them be built again.
    for (name, _) in std::env::vars_os() {
        let is_of_this_program = |prefix| name.to_string_lossy().starts_with(prefix);
        if ["CARGO_PKG_", "CARGO_MANIFEST_"]
            .into_iter()
            .any(is_of_this_program)
        {
            command.env_remove(name);
        }
    }
    command
}

fn answers(program: &str, argument: &str) -> bool {
    Command::new(program)
        .arg(argument)
        .output()
        .is_ok_and(|output| output.status.success())
}

fn run(command: &mut Command) -> Outcome {
    let program = command.get_program().to_string_lossy().into_owned();
    let status = command
        .status()
        .map_err(|error| format!("cannot run {program}: {error}"))?;
    match status.success() {
        true => Ok(()),
        false => Err(format!("{program}: {status}")),
    }
}
