//! Vestibule beside what others run JavaScript in.

use crate::{Outcome, cargo, run};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

const FILES: [&str; 2] = ["package.json", "package-lock.json"];
const SOURCE: &str = "tests/benchmarks/peers";
const FOLDER: &str = "target/tools/peers";
const ISOLATED_VM: &str = "node_modules/isolated-vm";

/// Installs the peers below `target/tools`, and measures.
pub fn bench() -> Outcome {
    install()?;
    cargo(&["bench", "--package", "vestibule-bench", "--bench", "peers"])
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
    eprintln!("installing isolated-vm into {FOLDER} (it is compiled: some minutes, once)");
    fs::create_dir_all(folder).map_err(|error| format!("{FOLDER}: {error}"))?;
    for name in FILES {
        fs::copy(Path::new(SOURCE).join(name), folder.join(name))
            .map_err(|error| format!("{name}: {error}"))?;
    }
    run(Command::new("npm")
        .args([
            "ci",
            "--ignore-scripts",
            "--no-audit",
            "--no-fund",
            "--silent",
        ])
        .current_dir(folder))?;
    let mut build = Command::new("npx");
    build
        .args(["node-gyp", "rebuild", "--release", "-C", ISOLATED_VM])
        .current_dir(folder);
    if let Some(headers) = node_headers() {
        build.arg(format!("--nodedir={}", headers.display()));
    }
    run(&mut build)
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
