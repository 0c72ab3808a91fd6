//! `vestibule new`

use crate::arguments::{Language, NewArguments};
use crate::exit::{Exit, Refused};
use crate::terminal::{GOOD, print_json, styled};
use anstream::println;
use anyhow::{Context, Result};
use serde_json::json;
use std::fs;
use std::path::{Path, PathBuf};

/// The SDK beside the sources that this program was built from, for whoever works in a checkout.
const SDK_IN_CHECKOUT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../sdk/rust");

/// What a new Action consists of: path and template.
type Files = &'static [(&'static str, &'static str)];

const EVENT: (&str, &str) = ("event.json", include_str!("../../templates/event.json.txt"));

macro_rules! template {
    ($file:literal) => {
        include_str!(concat!("../../templates/", $file, ".txt"))
    };
}

const RUST: Files = &[
    ("Cargo.toml", template!("rust/Cargo.toml")),
    ("src/lib.rs", template!("rust/lib.rs")),
    EVENT,
    ("README.md", template!("rust/README.md")),
    (".gitignore", template!("rust/gitignore")),
];

const C: Files = &[
    ("action.c", template!("c/action.c")),
    ("compile_flags.txt", template!("c/compile_flags.txt")),
    EVENT,
    ("README.md", template!("c/README.md")),
    (".gitignore", template!("c/gitignore")),
];

const GO: Files = &[
    ("go.mod", template!("go/go.mod")),
    ("action.go", template!("go/action.go")),
    EVENT,
    ("README.md", template!("go/README.md")),
    (".gitignore", template!("go/gitignore")),
];

const PYTHON: Files = &[
    ("action.py", template!("python/action.py")),
    EVENT,
    ("README.md", template!("python/README.md")),
    (".gitignore", template!("python/gitignore")),
];

const JAVASCRIPT: Files = &[
    ("action.js", template!("javascript/action.js")),
    ("jsconfig.json", template!("javascript/jsconfig.json")),
    EVENT,
    ("README.md", template!("javascript/README.md")),
    (".gitignore", template!("javascript/gitignore")),
];

const TYPESCRIPT: Files = &[
    ("action.ts", template!("typescript/action.ts")),
    ("tsconfig.json", template!("typescript/tsconfig.json")),
    EVENT,
    ("README.md", template!("typescript/README.md")),
    (".gitignore", template!("typescript/gitignore")),
];

/// Makes a folder with an Action that builds, runs and has tests.
///
/// # Errors
/// The name will not do, the folder exists, or it cannot be written.
pub fn run(arguments: &NewArguments, as_json: bool) -> Result<Exit> {
    let name = &arguments.name;
    check_name(name)?;
    let folder = Path::new(name);
    if folder.exists() {
        return Err(Refused(format!("{name} exists already; nothing was changed")).into());
    }
    let files = match arguments.lang {
        Language::Rust => RUST,
        Language::C => C,
        Language::Go => GO,
        Language::Python => PYTHON,
        Language::Javascript => JAVASCRIPT,
        Language::Typescript => TYPESCRIPT,
    };
    let sdk = match arguments.lang {
        Language::Rust => sdk_dependency(arguments.sdk.as_deref())?,
        // The SDK of the others is inside this program.
        _ => String::new(),
    };
    for (path, template) in files {
        let file = folder.join(path);
        let text = match arguments.lang {
            Language::Rust => template.replace("NAME", name).replace("SDK", &sdk),
            _ => template.replace("NAME", name),
        };
        let parent = file.parent().unwrap_or(folder);
        fs::create_dir_all(parent)
            .and_then(|()| fs::write(&file, text))
            .with_context(|| format!("cannot write {}", file.display()))?;
    }
    // An editor finds the SDK from the start.
    vestibule_build::lay_out(folder)?;
    if as_json {
        let files: Vec<PathBuf> = files.iter().map(|(path, _)| folder.join(path)).collect();
        print_json(&json!({ "name": name, "folder": folder, "files": files }))?;
    } else {
        println!("{} {name}", styled(GOOD, "made"));
        println!("  next: vestibule build {name}");
        println!("        vestibule run {name}/{name}.wasm --event {name}/event.json");
    }
    Ok(Exit::Done)
}

/// A name that Cargo, a file system and a URL all take.
fn check_name(name: &str) -> Result<(), Refused> {
    let good = |character: char| {
        character.is_ascii_lowercase() || character.is_ascii_digit() || character == '-'
    };
    if name.starts_with(|first: char| first.is_ascii_lowercase())
        && name.chars().all(good)
        && name.len() <= 64
    {
        return Ok(());
    }
    Err(Refused(format!(
        "{name:?} is no name for an Action: expected 1 to 64 lower-case letters, digits and hyphens, a letter first"
    )))
}

fn sdk_dependency(given: Option<&Path>) -> Result<String> {
    let local = match given {
        Some(folder) => {
            let found = folder.canonicalize().ok();
            Some(found.with_context(|| format!("there is no SDK in {}", folder.display()))?)
        }
        None => Path::new(SDK_IN_CHECKOUT).canonicalize().ok(),
    };
    Ok(match local {
        Some(folder) => {
            // A literal string: TOML reads nothing into a path's backslashes.
            format!("vestibule-sdk = {{ path = '{}' }}", folder.display())
        }
        None => format!("vestibule-sdk = \"{}\"", env!("CARGO_PKG_VERSION")),
    })
}
