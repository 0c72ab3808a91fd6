//! `cargo xtask fuzz`: libFuzzer on the targets of `tests/fuzz`.
//!
//! It needs no other toolchain than the tests: what instruments code is a pass of LLVM that every `rustc` has. Only the project's own crates are
//! instrumented: what others wrote is fast, and not what is looked for.

use crate::{Outcome, cargo_command, run};
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

/// The target that has a build of its own, see `tests/fuzz/Cargo.toml`.
const GENERATED: &str = "generated";

/// A target, and the longest input that is of use to it, in bytes.
const TARGETS: [(&str, u32); 8] = [
    ("flow", 400),
    ("component", 120_000),
    (GENERATED, 4_096),
    ("management", 400),
    ("changed_login", 200),
    ("stored_login", 16_384),
    ("event", 4_096),
    ("tenant", 2_048),
];

/// Set while this program stands in for the compiler.
const AS_COMPILER: &str = "VESTIBULE_FUZZ_COMPILER";

/// How long each target runs unless something else is said.
const SECONDS: u32 = 600;

/// `[--seconds N] [--minimise] [TARGET…]`
pub fn fuzz(arguments: &[&str]) -> Outcome {
    let mut seconds = SECONDS;
    let mut minimises = false;
    let mut targets = Vec::new();
    let mut arguments = arguments.iter();
    while let Some(argument) = arguments.next() {
        match *argument {
            "--minimise" => minimises = true,
            "--seconds" => {
                let given = arguments.next().and_then(|given| given.parse().ok());
                seconds = given.ok_or("--seconds: expected a number")?;
            }
            name => {
                let known = TARGETS.iter().find(|(target, _)| *target == name);
                let names = TARGETS.map(|(target, _)| target).join(", ");
                targets.push(known.ok_or(format!("there is no target {name}; there are {names}"))?);
            }
        }
    }
    if targets.is_empty() {
        targets.extend(&TARGETS);
    }
    build(&targets)?;
    for (target, length) in targets {
        if minimises {
            minimise(target)?;
        } else {
            look(target, *length, seconds)?;
        }
    }
    Ok(())
}

fn build(targets: &[&(&str, u32)]) -> Outcome {
    let of = |generated: bool| {
        let targets = targets.iter().map(|(target, _)| *target);
        targets.filter(move |target| (*target == GENERATED) == generated)
    };
    build_with("libfuzzer", of(false).collect())?;
    build_with("generated", of(true).collect())
}

fn build_with(feature: &str, targets: Vec<&str>) -> Outcome {
    if targets.is_empty() {
        return Ok(());
    }
    let this = std::env::current_exe().map_err(|error| error.to_string())?;
    let mut build = cargo_command();
    // The whole workspace, so that as few dependencies as possible have other features than in tests, and are built again.
    build.args(["build", "--workspace", "--features"]);
    build.arg(format!("vestibule-fuzz/{feature}"));
    for target in &targets {
        build.args(["--bin", &program_name(target)]);
    }
    eprintln!("$ cargo build … ({})", targets.join(", "));
    run(build
        .env("RUSTC_WORKSPACE_WRAPPER", this)
        .env(AS_COMPILER, "1"))
}

fn look(target: &str, length: u32, seconds: u32) -> Outcome {
    let found = folder("target/fuzz/corpus", target)?;
    let finds = folder("target/fuzz/findings", target)?;
    eprintln!(
        "fuzzing {target} for {seconds} s; what is found goes to {}",
        finds.display()
    );
    // Absent where inputs are of use to the very build only that they were found with.
    let kept = Some(Path::new("tests/fuzz/corpus").join(target)).filter(|kept| kept.is_dir());
    let outcome = run(program(target)
        .arg(&found)
        .args(kept)
        .arg(format!("-max_total_time={seconds}"))
        .arg(format!("-max_len={length}"))
        .arg(format!("-artifact_prefix={}/", finds.display()))
        .args([
            "-len_control=0",
            "-rss_limit_mb=2048",
            "-timeout=60",
            "-print_final_stats=1",
        ]));
    outcome.map_err(|error| {
        format!(
            "{error}\n{target} has found something; its input is in {0}. To see it again: target/debug/{1} {0}/FILE",
            finds.display(),
            program_name(target)
        )
    })
}

/// Makes the corpus in the repository of what was found: the least that reaches as much code.
fn minimise(target: &str) -> Outcome {
    let kept = Path::new("tests/fuzz/corpus").join(target);
    let least = folder("target/fuzz/least", target)?;
    let failed = |error: std::io::Error| format!("{}: {error}", kept.display());
    std::fs::remove_dir_all(&least).map_err(failed)?;
    std::fs::create_dir_all(&least).map_err(failed)?;
    run(program(target)
        .arg("-merge=1")
        // Which code is reached, not how often.
        .arg("-use_counters=0")
        .args([&least, &kept, &folder("target/fuzz/corpus", target)?]))?;
    std::fs::remove_dir_all(&kept).map_err(failed)?;
    std::fs::create_dir_all(&kept).map_err(failed)?;
    for file in std::fs::read_dir(&least).map_err(failed)? {
        let file = file.map_err(failed)?;
        std::fs::copy(file.path(), kept.join(file.file_name())).map_err(failed)?;
    }
    Ok(())
}

fn folder(parent: &str, target: &str) -> Result<PathBuf, String> {
    let folder = Path::new(parent).join(target);
    std::fs::create_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    Ok(folder)
}

fn program_name(target: &str) -> String {
    format!("fuzz-{}", target.replace('_', "-"))
}

fn program(target: &str) -> Command {
    Command::new(Path::new("target/debug").join(program_name(target)))
}

/// Whether Cargo has called this program in the place of the compiler.
pub fn is_compiler() -> bool {
    std::env::var_os(AS_COMPILER).is_some()
}

/// Calls the compiler with what Cargo says; for crates that are to be instrumented, with more.
pub fn compile() -> ExitCode {
    let mut arguments = std::env::args_os().skip(1);
    let Some(compiler) = arguments.next() else {
        return ExitCode::FAILURE;
    };
    let arguments: Vec<OsString> = arguments.collect();
    let mut command = Command::new(compiler);
    command.args(&arguments);
    if is_instrumented(&arguments) {
        command.arg("-Cpasses=sancov-module");
        for option in [
            "level=4",
            "inline-8bit-counters",
            "pc-table",
            "trace-compares",
        ] {
            command.arg(format!("-Cllvm-args=-sanitizer-coverage-{option}"));
        }
    }
    let code = command.status().ok().and_then(|status| status.code());
    ExitCode::from(code.and_then(|code| u8::try_from(code).ok()).unwrap_or(1))
}

/// Libraries, and the targets themselves. Build scripts and macros run in the compiler, where nobody counts.
fn is_instrumented(arguments: &[OsString]) -> bool {
    let after = |name: &str| {
        let place = arguments.iter().position(|argument| argument == name)?;
        arguments.get(place + 1)?.to_str()
    };
    let name = after("--crate-name").unwrap_or_default();
    let is_library = after("--crate-type") == Some("lib");
    name.starts_with("fuzz_") || (name.starts_with("vestibule_") && is_library)
}
