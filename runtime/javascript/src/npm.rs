//! npm packages of an Action: installed and bundled into one text, which the engine takes beside the Action's own source.
//!
//! The Action's source stays as it is, so that errors name its own lines. What it requires is found by looking for `require("…")` and `import("…")`; the packages behind
//! these names are bundled by esbuild. No script of a package runs.

use std::collections::BTreeSet;
use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use thiserror::Error;

/// What bundles.
const ESBUILD: &str = "esbuild@0.28.2";
/// How long npm, and how long the bundler may take.
const WALL: Duration = Duration::from_secs(300);
/// The bundler's script.
const SCRIPT: &str = include_str!("bundle-packages.mjs");
/// What of the environment npm may see: where it finds programs, registries and certificates, and no secret of ours.
const ENVIRONMENT: [&str; 12] = [
    "PATH",
    "HOME",
    "TMPDIR",
    "SystemRoot",
    "HTTP_PROXY",
    "HTTPS_PROXY",
    "NO_PROXY",
    "http_proxy",
    "https_proxy",
    "no_proxy",
    "NODE_EXTRA_CA_CERTS",
    "SSL_CERT_FILE",
];

/// A package that an Action needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dependency {
    /// Its name, e.g. `jsonwebtoken` or `@scope/name`.
    pub name: String,
    /// Its version or range, e.g. `9.0.2` or `latest`.
    pub version: String,
}

/// Why packages were not bundled.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum NpmError {
    /// A name or a version that npm has no use for, or that is something else in disguise.
    #[error("{0:?} is no name or version of an npm package")]
    Invalid(String),
    /// npm or the bundler said no.
    #[error("{what} failed: {said}")]
    Failed {
        /// What was done, e.g. `npm install`.
        what: &'static str,
        /// What it said.
        said: String,
    },
    /// npm or the bundler took too long.
    #[error("{what} took longer than its limit of {} s", WALL.as_secs())]
    Time {
        /// What was done.
        what: &'static str,
    },
    /// A program or a folder cannot be used.
    #[error("{what}: {source}")]
    Io {
        /// Which.
        what: String,
        /// Why.
        source: std::io::Error,
    },
}

impl NpmError {
    /// Whether the Action is at fault, so that trying again changes nothing.
    pub fn is_final(&self) -> bool {
        !matches!(self, NpmError::Io { .. })
    }
}

/// npm, and where it may work.
#[derive(Debug, Clone)]
pub struct Npm {
    program: PathBuf,
    folder: PathBuf,
}

impl Npm {
    /// `program` is npm's, e.g. `npm`; `folder` is where the bundler is kept and packages are unpacked for the time of a build.
    pub fn new(program: impl Into<PathBuf>, folder: impl Into<PathBuf>) -> Npm {
        Npm {
            program: program.into(),
            folder: folder.into(),
        }
    }

    /// Installs `dependencies` and bundles what `source` requires of them.
    ///
    /// # Errors
    /// One of them does not exist or cannot be bundled, or npm cannot be used.
    pub fn bundle(&self, source: &str, dependencies: &[Dependency]) -> Result<String, NpmError> {
        for Dependency { name, version } in dependencies {
            for (text, is_fine) in [(name, is_name(name)), (version, is_version(version))] {
                if !is_fine {
                    return Err(NpmError::Invalid(text.clone()));
                }
            }
        }
        let place = Folder::new(&self.folder.join("builds"))?;
        let wanted: Vec<String> = dependencies
            .iter()
            .map(|dependency| format!("{}@{}", dependency.name, dependency.version))
            .collect();
        write(&place.0.join("package.json"), "{\"private\": true}")?;
        self.install(&place.0, &wanted)?;
        let names = required(source);
        let of_packages = names.into_iter().filter(|name| {
            dependencies
                .iter()
                .any(|dependency| is_of(name, &dependency.name))
        });
        self.bundled(&place.0, &of_packages.collect())
    }

    /// Bundles what `source`, a file of `folder`, requires of the folder's own packages and files. Installs the packages first if they are not there. None
    /// if it requires nothing.
    ///
    /// # Errors
    /// As [`Npm::bundle`].
    pub fn bundle_folder(&self, folder: &Path, source: &str) -> Result<Option<String>, NpmError> {
        let names = required(source);
        if names.is_empty() {
            return Ok(None);
        }
        if folder.join("package.json").exists() && !folder.join("node_modules").exists() {
            self.install(folder, &[])?;
        }
        self.bundled(folder, &names).map(Some)
    }

    fn install(&self, folder: &Path, packages: &[String]) -> Result<(), NpmError> {
        let mut npm = self.command(&self.program);
        npm.arg("install")
            .args(["--ignore-scripts", "--no-audit", "--no-fund", "--omit=dev"])
            .args([
                "--no-update-notifier",
                "--loglevel=error",
                "--prefer-offline",
            ])
            .args(packages)
            .current_dir(folder);
        run("npm install", npm, "").map(drop)
    }

    fn bundled(&self, folder: &Path, names: &BTreeSet<String>) -> Result<String, NpmError> {
        let tools = self.folder.join(ESBUILD.replace('@', "-"));
        if !tools.join("node_modules/esbuild").exists() {
            make(&tools)?;
            write(&tools.join("package.json"), "{\"private\": true}")?;
            self.install(&tools, &[ESBUILD.to_owned()])?;
        }
        let script = tools.join("bundle-packages.mjs");
        write(&script, SCRIPT)?;
        let mut node = self.command(Path::new("node"));
        node.arg(&script).arg(absolute(folder)?);
        let names: Vec<String> = names.iter().map(|name| format!("{name}\n")).collect();
        run("bundling", node, &names.concat())
    }

    fn command(&self, program: &Path) -> Command {
        let mut command = Command::new(program);
        command.env_clear();
        for (name, value) in std::env::vars_os() {
            let text = name.to_string_lossy();
            if ENVIRONMENT.contains(&&*text) || text.to_ascii_lowercase().starts_with("npm_config_")
            {
                command.env(name, value);
            }
        }
        command
    }
}

/// A folder that is gone when it is no longer needed.
struct Folder(PathBuf);

impl Folder {
    fn new(parent: &Path) -> Result<Folder, NpmError> {
        use std::sync::atomic::{AtomicU64, Ordering};
        static NEXT: AtomicU64 = AtomicU64::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let path = absolute(&parent.join(format!("{}-{number}", std::process::id())))?;
        make(&path)?;
        Ok(Folder(path))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// Runs a program to its end, with `input`, and gives what it wrote.
fn run(what: &'static str, mut command: Command, input: &str) -> Result<String, NpmError> {
    use std::io::Write as _;
    let io = |source| NpmError::Io {
        what: what.to_owned(),
        source,
    };
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(io)?;
    if let Some(mut stdin) = child.stdin.take() {
        // One that ends without reading says why on its way out.
        let _ = stdin.write_all(input.as_bytes());
    }
    let reader = |pipe: Option<Box<dyn std::io::Read + Send>>| {
        std::thread::spawn(move || {
            let mut text = Vec::new();
            if let Some(mut pipe) = pipe {
                let _ = pipe.read_to_end(&mut text);
            }
            String::from_utf8_lossy(&text).into_owned()
        })
    };
    let output = reader(child.stdout.take().map(|pipe| Box::new(pipe) as _));
    let errors = reader(child.stderr.take().map(|pipe| Box::new(pipe) as _));
    let until = Instant::now() + WALL;
    let status = loop {
        match child.try_wait().map_err(io)? {
            Some(status) => break status,
            None if Instant::now() > until => {
                let _ = child.kill();
                let _ = child.wait();
                return Err(NpmError::Time { what });
            }
            None => std::thread::sleep(Duration::from_millis(20)),
        }
    };
    let (output, errors) = (
        output.join().unwrap_or_default(),
        errors.join().unwrap_or_default(),
    );
    if status.success() {
        return Ok(output);
    }
    let said = errors
        .lines()
        .filter(|line| !line.contains("complete log of this run"))
        .map(|line| line.trim_start_matches("npm error ").trim_end())
        .filter(|line| !line.is_empty())
        .take(12)
        .collect::<Vec<_>>()
        .join(" ");
    Err(NpmError::Failed { what, said })
}

/// The names in `require("…")` and `import("…")`, in quotes of any kind. A name that is put together at run time cannot be found.
fn required(source: &str) -> BTreeSet<String> {
    let by_require = source.match_indices("require");
    let by_import = source
        .match_indices("import")
        .filter(|(at, _)| !is_in_type(&source[..*at]));
    by_require
        .chain(by_import)
        .filter_map(|(at, word)| name_in_call(&source[at + word.len()..]))
        .collect()
}

/// The text in `("…")`, if that is what comes next.
fn name_in_call(rest: &str) -> Option<String> {
    let rest = rest.trim_start().strip_prefix('(')?.trim_start();
    let quote = rest
        .chars()
        .next()
        .filter(|quote| "'\"`".contains(*quote))?;
    let (name, rest) = rest[1..].split_once(quote)?;
    let is_call = rest.trim_start().starts_with([')', ',']);
    (is_call && !name.contains(['\n', '$'])).then(|| name.to_owned())
}

/// Whether what follows `before` stands in a comment, where `import("…")` names a type, of a package that need not be there.
fn is_in_type(before: &str) -> bool {
    let line = before.rsplit('\n').next().unwrap_or_default().trim();
    line.starts_with(['*', '/']) || line.ends_with(['{', '<'])
}

/// Whether a name in `require` is of a package: the package itself or a file of it.
fn is_of(required: &str, package: &str) -> bool {
    required
        .strip_prefix(package)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

fn is_name(name: &str) -> bool {
    let is_part = |part: &str| {
        !part.is_empty()
            && !part.starts_with(['.', '-'])
            && part
                .chars()
                .all(|letter| letter.is_ascii_alphanumeric() || "-_.~".contains(letter))
    };
    name.len() <= 214
        && match name.strip_prefix('@').map(|scoped| scoped.split_once('/')) {
            Some(Some((scope, name))) => is_part(scope) && is_part(name),
            Some(None) => false,
            None => is_part(name),
        }
}

/// Versions, ranges and tags of the registry; no addresses and no folders.
fn is_version(version: &str) -> bool {
    !version.is_empty()
        && version.len() <= 100
        && version
            .chars()
            .all(|letter| letter.is_ascii_alphanumeric() || "-_.+^~<>=| *".contains(letter))
}

fn absolute(path: &Path) -> Result<PathBuf, NpmError> {
    std::path::absolute(path).map_err(|source| NpmError::Io {
        what: path.display().to_string(),
        source,
    })
}

fn make(folder: &Path) -> Result<(), NpmError> {
    fs::create_dir_all(folder).map_err(|source| NpmError::Io {
        what: folder.display().to_string(),
        source,
    })
}

fn write(file: &Path, text: &str) -> Result<(), NpmError> {
    fs::write(file, text).map_err(|source| NpmError::Io {
        what: file.display().to_string(),
        source,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_source_requires_is_found() {
        let source = r#"
            const a = require("a"), b = require ( 'b/c' );
            const { d } = require(`@s/d`).d;
            const dynamic = require("x" + y), template = require(`${z}`), other = requires("no");
            if (event) { require("./lib"); }
            /** @param {import("no").Event} event
             *  @returns {Array<import('no')>} */
            const { v4 } = await import("uuid"), imports = important("no"), e = /** @type {import("no")} */ (x);
            Promise.all([import ('jose')]);"#;
        let found: Vec<String> = required(source).into_iter().collect();
        assert_eq!(found, ["./lib", "@s/d", "a", "b/c", "jose", "uuid"]);
    }

    #[test]
    fn names_and_versions_are_of_the_registry() {
        for name in ["axios", "@auth0/thing", "a.b", "JSONStream"] {
            assert!(is_name(name), "{name}");
        }
        for name in [
            "",
            "-g",
            "../x",
            "a b",
            "@x",
            "git+ssh://x",
            "a@1",
            "@/x",
            "a;b",
        ] {
            assert!(!is_name(name), "{name}");
        }
        for version in ["1.2.3", "^1", ">=1 <2", "latest", "1.0.0-rc.1+x", "*"] {
            assert!(is_version(version), "{version}");
        }
        for version in ["", "file:../x", "https://x", "npm:other", "a/b", "$(x)"] {
            assert!(!is_version(version), "{version}");
        }
    }
}
