//! Where the WebAssembly target comes from.
//!
//! In this order: a target that is installed beside the active toolchain, Debian's packages, rustup. Each is said before it is used, and
//! nothing is installed silently.

use crate::error::BuildError;
use crate::program::answer;
use serde::Serialize;
use std::env;
use std::fmt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// The target.
pub const TARGET: &str = "wasm32-unknown-unknown";

/// The packages that make a toolchain on Debian. Its Rust has no WebAssembly target; its standard library is built from source.
pub const DEBIAN_PACKAGES: [&str; 5] = [
    "rustc-web",
    "cargo-web",
    "rust-web-src",
    "rust-web-llvm",
    "lld-19",
];

/// Forces one kind of toolchain.
const FORCED: &str = "VESTIBULE_GUEST_TOOLCHAIN";

/// What builds an Action for WebAssembly.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Toolchain {
    /// Rust: the active one, with an installed target.
    Installed,
    /// Rust: Debian's packages.
    Debian,
    /// C: clang with wasi-libc.
    Clang,
    /// C: zig.
    Zig,
    /// Go's own.
    Go,
    /// Python: componentize-py.
    ComponentizePy,
    /// JavaScript and TypeScript: the engine inside this program.
    #[serde(rename = "javascript")]
    JavaScriptEngine,
}

impl Toolchain {
    /// Its name, as in the environment variables that force one.
    pub fn name(self) -> &'static str {
        match self {
            Toolchain::Installed => "installed",
            Toolchain::Debian => "debian",
            Toolchain::Clang => "clang",
            Toolchain::Zig => "zig",
            Toolchain::Go => "go",
            Toolchain::ComponentizePy => "componentize_py",
            Toolchain::JavaScriptEngine => "javascript",
        }
    }
}

impl fmt::Display for Toolchain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Toolchain::Installed => "the installed target wasm32-unknown-unknown",
            Toolchain::Debian => "Debian's packages rustc-web and cargo-web",
            Toolchain::Clang => "clang and wasi-libc",
            Toolchain::Zig => "zig",
            Toolchain::Go => "Go",
            Toolchain::ComponentizePy => "componentize-py",
            Toolchain::JavaScriptEngine => "the JavaScript engine",
        })
    }
}

/// Finds a toolchain, or installs one. `folder` is the crate's: it may pin a toolchain of its own.
///
/// # Errors
/// There is none and none can be installed; says what was tried.
pub fn find(folder: &Path, progress: &mut dyn FnMut(&str)) -> Result<Toolchain, BuildError> {
    let forced = env::var(FORCED).unwrap_or_default();
    let kinds: &[&str] = match forced.as_str() {
        "" => &["installed", "debian", "rustup"],
        "installed" => &["installed"],
        "debian" => &["debian"],
        "rustup" => &["installed", "rustup"],
        _ => return Err(BuildError::UnknownToolchain { value: forced }),
    };
    let mut tried = Vec::new();
    for kind in kinds {
        let outcome = match *kind {
            "installed" => installed(folder),
            "debian" => debian(progress),
            _ => rustup(folder, progress),
        };
        match outcome {
            Ok(toolchain) => return Ok(toolchain),
            Err(why_not) => tried.push(why_not),
        }
    }
    Err(BuildError::NoToolchain { tried })
}

/// A toolchain, or why there is none of this kind.
type Attempt = Result<Toolchain, String>;

/// Looks beside the active compiler, and asks rustup nothing: it may download on its own.
fn installed(folder: &Path) -> Attempt {
    let Some(sysroot) = answer(
        Command::new("rustc")
            .current_dir(folder)
            .args(["--print", "sysroot"])
            .env("RUSTUP_AUTO_INSTALL", "0"),
    ) else {
        return Err("rustc is not installed".to_owned());
    };
    let libraries = Path::new(&sysroot).join("lib/rustlib").join(TARGET);
    match libraries.join("lib").is_dir() {
        true => Ok(Toolchain::Installed),
        false => Err(format!("the active Rust toolchain has no target {TARGET}")),
    }
}

fn debian(progress: &mut dyn FnMut(&str)) -> Attempt {
    if debian_is_installed() {
        return Ok(Toolchain::Debian);
    }
    if !Path::new("/usr/bin/apt-get").exists() {
        return Err("this is no Debian".to_owned());
    }
    let packages = DEBIAN_PACKAGES.join(" ");
    if answer(Command::new("id").arg("-u")).as_deref() != Some("0") {
        return Err(format!(
            "Debian's packages {packages} are not installed, and only root can install them"
        ));
    }
    let mut apt_get = Command::new("apt-get");
    apt_get
        // Somebody else may be installing something at the same time, two builds of ours for one.
        .args(["-o", "DPkg::Lock::Timeout=300"])
        .args(["install", "-y", "--no-install-recommends"])
        .args(DEBIAN_PACKAGES)
        .env("DEBIAN_FRONTEND", "noninteractive");
    if !is_offered() {
        progress("asking Debian for its package lists: apt-get update");
        install(Command::new("apt-get").arg("update"))?;
        if !is_offered() {
            return Err(format!("this Debian offers no {packages}"));
        }
    }
    progress(&format!("installing Debian's packages {packages}"));
    install(&mut apt_get)?;
    match debian_is_installed() {
        true => Ok(Toolchain::Debian),
        false => Err(format!("Debian's packages {packages} lack something")),
    }
}

fn debian_is_installed() -> bool {
    let files = [debian_cargo(), debian_rustc(), PathBuf::from(DEBIAN_SOURCE)];
    files.iter().all(|file| file.exists()) && find_linker().is_some()
}

/// Whether the package lists know the first package.
fn is_offered() -> bool {
    answer(Command::new("apt-cache").args(["policy", DEBIAN_PACKAGES[0]])).is_some_and(|policy| {
        policy.contains("Candidate:") && !policy.contains("Candidate: (none)")
    })
}

/// Debian's compiler.
pub fn debian_rustc() -> PathBuf {
    PathBuf::from("/usr/bin/rustc")
}

/// Debian's Cargo.
pub fn debian_cargo() -> PathBuf {
    PathBuf::from("/usr/bin/cargo")
}

/// The source of the standard library, as Debian installs it.
const DEBIAN_SOURCE: &str = "/usr/lib/rustlib/src/rust/library";

/// The linker of Debian's package `lld-19`.
pub fn find_linker() -> Option<PathBuf> {
    Some(PathBuf::from("/usr/bin/wasm-ld-19")).filter(|linker| linker.exists())
}

/// The usual case on a developer's machine. Never in CI, where nothing may be fetched behind the pipeline's back.
fn rustup(folder: &Path, progress: &mut dyn FnMut(&str)) -> Attempt {
    let is_set = |name: &str| env::var_os(name).is_some_and(|value| !value.is_empty());
    if is_set("CI") {
        return Err("rustup is not asked, because CI is set".to_owned());
    }
    if env::var_os("RUSTUP_AUTO_INSTALL").is_some_and(|value| value == "0") {
        return Err("rustup is not asked, because RUSTUP_AUTO_INSTALL=0".to_owned());
    }
    if answer(Command::new("rustup").arg("--version")).is_none() {
        return Err("rustup is not installed".to_owned());
    }
    progress(&format!("running rustup target add {TARGET}"));
    install(
        Command::new("rustup")
            .args(["target", "add", TARGET])
            .current_dir(folder),
    )?;
    installed(folder)
}

/// Runs an installer; what it prints goes to standard error. One that fails is one way less, and no reason not to try the next.
fn install(command: &mut Command) -> Result<(), String> {
    let words: Vec<_> = std::iter::once(command.get_program())
        .chain(command.get_args())
        .map(|word| word.to_string_lossy().into_owned())
        .collect();
    let failed = |reason: String| format!("{} failed: {reason}", words.join(" "));
    let output = command
        .stdin(Stdio::null())
        .stderr(Stdio::inherit())
        .output()
        .map_err(|error| failed(error.to_string()))?;
    match output.status.success() {
        true => Ok(()),
        false => Err(failed(output.status.to_string())),
    }
}
