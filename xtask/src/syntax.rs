//! What makes CommonJS of modules and TypeScript, `runtime/javascript/syntax.wasm`: built from `runtime/javascript/syntax`.
//!
//! Compilers of two machines make two modules of the same source, so bytes cannot say whether the one in the repository is up to date. It carries the sources that it
//! was built from instead, in a section of its own.

use crate::{Outcome, cargo_command, run};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The crate.
pub const SOURCE: &str = "runtime/javascript/syntax";
const MODULE: &str = "runtime/javascript/syntax.wasm";
/// The licences of what is in it.
const LICENCES: &str = "runtime/javascript/syntax/LICENSES.txt";
const TARGET: &str = "wasm32-unknown-unknown";
/// The section with the sources.
const SECTION: &str = "sources";

/// Builds the module with an installed WebAssembly target, or else with Debian's packages.
pub fn build() -> Outcome {
    let target = std::path::absolute("target/syntax").map_err(|error| error.to_string())?;
    let (mut cargo, build_std) = match has_target() {
        true => (cargo_command(), false),
        false => (Command::new("/usr/bin/cargo"), true),
    };
    cargo
        .current_dir(SOURCE)
        // Where it was built stays out of it, also in messages of its own faults. That is an unstable option.
        .env("RUSTC_BOOTSTRAP", "1")
        .env(
            "RUSTFLAGS",
            "-Zlocation-detail=none -Clink-arg=-zstack-size=8388608",
        );
    if build_std {
        cargo
            .arg("-Zbuild-std=std,panic_abort")
            .env("RUSTC", "/usr/bin/rustc")
            .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER", "wasm-ld-19");
    }
    run(cargo
        .args(["build", "--release", "--locked", "--target", TARGET, "--target-dir"])
        .arg(&target))
    .map_err(|error| {
        format!("{error}\nThis needs the target {TARGET} of rustup, or Debian's packages rustc-web cargo-web rust-web-src rust-web-llvm lld-19.")
    })?;
    let built = target.join(TARGET).join("release/vestibule_syntax.wasm");
    let mut module = fs::read(&built).map_err(|error| format!("{}: {error}", built.display()))?;
    module.extend(section(&sources()?)?);
    fs::write(MODULE, module).map_err(|error| format!("{MODULE}: {error}"))?;
    fs::write(LICENCES, licences()?).map_err(|error| format!("{LICENCES}: {error}"))
}

/// Says whether the module in the repository was built from the sources beside it.
pub fn check() -> Outcome {
    let module = fs::read(MODULE).map_err(|error| format!("{MODULE}: {error}"))?;
    match module.ends_with(&section(&sources()?)?) {
        true => Ok(()),
        false => Err(format!(
            "{MODULE} was built from other sources than those in {SOURCE}; run `cargo xtask syntax` and commit it"
        )),
    }
}

fn licences() -> Result<String, String> {
    let vendored =
        std::path::absolute("target/syntax/vendor").map_err(|error| error.to_string())?;
    run(cargo_command()
        .args(["vendor", "--quiet", "--locked", "--manifest-path"])
        .arg(Path::new(SOURCE).join("Cargo.toml"))
        .arg(&vendored)
        .stdout(std::process::Stdio::null()))?;
    // Many packages have the same text.
    let mut texts: Vec<(String, Vec<String>)> = Vec::new();
    for package in sorted(&vendored)? {
        for file in sorted(&package)? {
            let name = file.file_name().unwrap_or_default().to_string_lossy();
            if !name.to_ascii_uppercase().starts_with("LICEN") || !file.is_file() {
                continue;
            }
            let package = package.file_name().unwrap_or_default().to_string_lossy();
            let licence = fs::read_to_string(&file)
                .map_err(|error| format!("{}: {error}", file.display()))?;
            let licence = licence.trim().to_owned();
            match texts.iter_mut().find(|(text, _)| *text == licence) {
                Some((_, packages)) => packages.push(package.into_owned()),
                None => texts.push((licence, vec![package.into_owned()])),
            }
        }
    }
    let mut all = "What runtime/javascript/syntax.wasm contains, or was built with, besides Vestibule's own code.\n".to_owned();
    for (text, packages) in texts {
        let line = "=".repeat(80);
        all.push_str(&format!("\n{line}\n{}\n\n{text}\n", packages.join(", ")));
    }
    Ok(all)
}

/// Whether the active toolchain builds for WebAssembly.
fn has_target() -> bool {
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    Command::new(rustc)
        .args(["--print", "target-libdir", "--target", TARGET])
        .output()
        .is_ok_and(|output| {
            let folder = String::from_utf8_lossy(&output.stdout).trim().to_owned();
            Path::new(&folder).is_dir()
        })
}

/// The sources, one after the other, each with its name.
fn sources() -> Result<Vec<u8>, String> {
    let root = Path::new(SOURCE);
    let mut files = vec![root.join("Cargo.toml"), root.join("Cargo.lock")];
    files.extend(sorted(&root.join("src"))?);
    let mut all = Vec::new();
    for file in files {
        let text = fs::read(&file).map_err(|error| format!("{}: {error}", file.display()))?;
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        all.extend(format!("== {name}\n").into_bytes());
        all.extend(text);
    }
    Ok(all)
}

/// A custom section of a WebAssembly module.
fn section(bytes: &[u8]) -> Result<Vec<u8>, String> {
    let mut contents = length(SECTION.len())?;
    contents.extend(SECTION.bytes());
    contents.extend(bytes);
    let mut section = vec![0];
    section.extend(length(contents.len())?);
    section.extend(contents);
    Ok(section)
}

/// A number in WebAssembly's form: seven bits a byte, the lowest first.
fn length(bytes: usize) -> Result<Vec<u8>, String> {
    let mut rest = u32::try_from(bytes).map_err(|error| error.to_string())?;
    let mut number = Vec::new();
    loop {
        let low = (rest & 0x7f) as u8;
        rest >>= 7;
        if rest == 0 {
            number.push(low);
            return Ok(number);
        }
        number.push(low | 0x80);
    }
}

fn sorted(folder: &Path) -> Result<Vec<PathBuf>, String> {
    let entries = fs::read_dir(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    paths.sort();
    Ok(paths)
}
