//! `cargo xtask bench`: what a login costs, beside what else could run it. The program that measures is `tests/benchmarks`.

use crate::{Outcome, answers, build_release, cargo, languages, tools};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

const FILES: [&str; 2] = ["package.json", "package-lock.json"];
const SOURCE: &str = "tests/benchmarks/peers";
const FOLDER: &str = "target/tools/peers";
const ISOLATED_VM: &str = "node_modules/isolated-vm";

/// Installs the peers below `target/tools`, builds what is measured, and measures `part`, or everything.
pub fn run(part: Option<&str>) -> Outcome {
    if part != Some("logins") {
        for (program, argument) in [("node", "--version"), ("npm", "--version")] {
            if !answers(program, argument) {
                return Err(format!("this needs {program}: apt-get install {program}"));
            }
        }
        install()?;
    }
    // It has no argument that it ends well with.
    let has_wrk = || Command::new("wrk").arg("-v").output().is_ok();
    if matches!(part, None | Some("http")) && !has_wrk() {
        return Err("this needs wrk: apt-get install wrk".to_owned());
    }
    build_release(&["vestibule", "empty-handler", "vestibule-bench"])?;
    let mut bench = Command::new("target/release/vestibule-bench");
    bench.args(part);
    if let Some(program) = languages::installed_componentize_py() {
        bench.env("VESTIBULE_COMPONENTIZE_PY", program);
    }
    crate::run(&mut bench)
}

/// Counts the instructions of a login, in the build that the tests have, and compares them with those that are stored.
pub fn instructions(arguments: &[&str]) -> Outcome {
    if !answers("valgrind", "--version") {
        if !tools::can_install_packages() {
            return Err("this needs valgrind: apt-get install valgrind".to_owned());
        }
        tools::install_packages(&["valgrind"])?;
    }
    cargo(&["build", "--workspace", "--bin", "vestibule-bench"])?;
    let mut bench = Command::new("target/debug/vestibule-bench");
    crate::run(bench.arg("instructions").args(arguments))
}

/// Good and bad logins on one service for ten minutes.
pub fn soak() -> Outcome {
    build_release(&["vestibule"])?;
    crate::run(Command::new("python3").arg("tests/benchmarks/mixed-load.py"))
}

fn install() -> Outcome {
    let folder = Path::new(FOLDER);
    let built = folder
        .join(ISOLATED_VM)
        .join("build/Release/isolated_vm.node");
    let is_current = |name: &&str| {
        let read = |folder: &Path| fs::read(folder.join(name)).unwrap_or_default();
        read(folder) == read(Path::new(SOURCE))
    };
    if built.exists() && FILES.iter().all(is_current) {
        return Ok(());
    }
    eprintln!("installing the peers into {FOLDER} (isolated-vm is compiled: some minutes, once)");
    fs::create_dir_all(folder).map_err(|error| format!("{FOLDER}: {error}"))?;
    for name in FILES {
        fs::copy(Path::new(SOURCE).join(name), folder.join(name))
            .map_err(|error| format!("{name}: {error}"))?;
    }
    crate::run(
        Command::new("npm")
            .args([
                "ci",
                "--ignore-scripts",
                "--no-audit",
                "--no-fund",
                "--silent",
            ])
            .current_dir(folder),
    )?;
    let mut build = Command::new("npx");
    build
        .args(["node-gyp", "rebuild", "--release", "-C", ISOLATED_VM])
        .current_dir(folder);
    if let Some(headers) = node_headers() {
        build.arg(format!("--nodedir={}", headers.display()));
    }
    crate::run(&mut build)
}

/// The folder with `include/node` beside the installed Node. Without it node-gyp fetches the headers from nodejs.org.
fn node_headers() -> Option<PathBuf> {
    let output = Command::new("node")
        .args(["-p", "require('path').resolve(process.execPath, '../..')"])
        .output()
        .ok()?;
    let root = PathBuf::from(String::from_utf8_lossy(&output.stdout).trim());
    root.join("include/node/node.h").exists().then_some(root)
}
