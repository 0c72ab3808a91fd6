//! On what was measured, and with which versions.

use crate::peers::Peers;
use anyhow::Result;
use serde::Serialize;
use std::process::Command;

/// The lock file, for the version of the engine that is linked in.
const LOCK: &str = include_str!("../../../Cargo.lock");

/// What the figures depend on.
#[derive(Debug, Serialize)]
pub struct Machine {
    /// When, UTC.
    pub date: String,
    pub processor: String,
    pub processors: usize,
    pub kernel: String,
    pub memory_bytes: u64,
    /// The load of the last minute before it began: on a quiet machine, near 0.
    pub load_before: f64,
    /// The same at its end. What is measured takes about 2 by itself: more is somebody else's.
    pub load_after: f64,
    /// Versions of what was measured and of what built it.
    pub versions: Vec<String>,
}

impl Machine {
    /// Looks around.
    ///
    /// # Errors
    /// A peer is not installed.
    pub fn describe(peers: Option<&Peers>) -> Result<Machine> {
        let unknown = || "unknown".to_owned();
        let mut versions: Vec<String> = [
            ("", "git", "rev-parse --short HEAD"),
            ("", "rustc", "--version"),
            ("node", "node", "--version"),
            ("", "go", "version"),
            ("", "clang-19", "--version"),
            ("", &componentize_py(), "--version"),
            ("", "wrk", "-v"),
        ]
        .into_iter()
        .filter_map(|(name, program, arguments)| answer(name, program, arguments))
        .collect();
        versions.push(format!(
            "wasmtime {}",
            locked("wasmtime").unwrap_or("unknown")
        ));
        if let Some(peers) = peers {
            for package in ["isolated-vm", "quickjs-emscripten", "@extism/extism"] {
                versions.push(peers.named(package)?);
            }
        }
        Ok(Machine {
            date: jiff::Timestamp::now().strftime("%Y-%m-%d").to_string(),
            processor: field("/proc/cpuinfo", "model name").unwrap_or_else(unknown),
            processors: std::thread::available_parallelism().map_or(1, usize::from),
            kernel: read("/proc/sys/kernel/osrelease").unwrap_or_else(unknown),
            memory_bytes: bytes_of("/proc/meminfo", "MemTotal").unwrap_or_default(),
            load_before: load().unwrap_or_default(),
            load_after: 0.0,
            versions,
        })
    }

    /// Notes the load at the end.
    pub fn finish(&mut self) {
        self.load_after = load().unwrap_or_default();
    }
}

/// The load of the last minute.
fn load() -> Option<f64> {
    let text = read("/proc/loadavg")?;
    text.split_whitespace().next()?.parse().ok()
}

/// A member of this process's status, such as `VmRSS`, in bytes.
pub fn process_bytes(name: &str) -> Option<u64> {
    bytes_of("/proc/self/status", name)
}

/// How much memory could be had without any being given up.
pub fn available_bytes() -> Option<u64> {
    bytes_of("/proc/meminfo", "MemAvailable")
}

/// `name: 12 kB`
fn bytes_of(file: &str, name: &str) -> Option<u64> {
    let value = field(file, name)?;
    let kibibytes: u64 = value.strip_suffix("kB")?.trim().parse().ok()?;
    Some(kibibytes * 1_024)
}

/// `name: value`
fn field(file: &str, name: &str) -> Option<String> {
    let text = read(file)?;
    let mut fields = text.lines().filter_map(|line| line.split_once(':'));
    let (_, value) = fields.find(|(found, _)| found.trim() == name)?;
    Some(value.trim().to_owned())
}

fn read(file: &str) -> Option<String> {
    let text = std::fs::read_to_string(file).ok()?;
    Some(text.trim().to_owned())
}

/// The first line of what a program says of itself; absent if it is not there.
fn answer(name: &str, program: &str, arguments: &str) -> Option<String> {
    let output = Command::new(program)
        .args(arguments.split(' '))
        .output()
        .ok()?;
    let said = String::from_utf8_lossy(&output.stdout);
    let line = said.lines().next()?.trim();
    let line = line.split("Copyright").next().unwrap_or(line).trim();
    let name = if program == "git" { "revision" } else { name };
    Some(format!("{name} {line}").trim().to_owned())
}

/// As the build finds it.
fn componentize_py() -> String {
    std::env::var("VESTIBULE_COMPONENTIZE_PY").unwrap_or_else(|_| "componentize-py".to_owned())
}

/// The version of a package in the lock file.
fn locked(package: &str) -> Option<&'static str> {
    let (_, rest) = LOCK.split_once(&format!("name = \"{package}\"\nversion = \""))?;
    rest.split('"').next()
}
