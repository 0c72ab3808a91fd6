//! Actions in C: clang with a wasi-libc, or zig, makes a core module of the sources, the SDK and the generated bindings.

use crate::error::BuildError;
use crate::toolchain::Toolchain;
use crate::{Built, contract, encode, files, language, program};
use include_dir::{Dir, include_dir};
use std::env;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;
use wit_bindgen_core::Files;

static SDK: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/sdk/c");

/// Forces one kind of compiler.
const FORCED: &str = "VESTIBULE_C_TOOLCHAIN";

/// How a missing compiler is installed.
pub const INSTALL: [&str; 2] = [
    "apt-get install clang-19 lld-19 wasi-libc libclang-rt-19-dev-wasm32",
    "pip install ziglang==0.17.1",
];

const HANDLERS: [&str; 2] = ["on_execute_post_login", "on_continue_post_login"];

/// For every file.
const COMPILE: [&str; 2] = ["-std=gnu17", "-Os"];

/// For the module. Without `stack-first` a stack that is too deep writes over the Action's data, instead of ending the run.
const LINK: [&str; 5] = [
    "-Os",
    "-mexec-model=reactor",
    "-Wl,--stack-first",
    "-Wl,-z,stack-size=131072",
    "-Wl,--strip-debug",
];

/// For the author's files: what C lets pass, and a login must not. Where a program does what the language leaves undefined (reads through NULL, loops for
/// ever, counts over the end), a compiler may go on anywhere, and so past a check: here the run ends.
const STRICT: [&str; 11] = [
    "-fsanitize=undefined",
    "-fsanitize-trap=undefined",
    "-fno-finite-loops",
    "-Wall",
    "-Wextra",
    "-Werror=unused-result",
    "-Werror=return-type",
    "-Werror=implicit-function-declaration",
    "-Werror=incompatible-pointer-types",
    "-Werror=int-conversion",
    "-Werror=uninitialized",
];

/// A compiler: how it is called, and what it is.
struct Compiler {
    words: Vec<OsString>,
    toolchain: Toolchain,
}

impl Compiler {
    fn command(&self) -> Command {
        let mut words = self.words.iter();
        let mut command = Command::new(words.next().cloned().unwrap_or_default());
        command.args(words);
        command
    }
}

/// Builds the Action in a folder.
///
/// # Errors
/// There is no compiler, the sources do not compile, or what came out is no Action.
pub fn build(folder: &Path, progress: &mut dyn FnMut(&str)) -> Result<Built, BuildError> {
    let name = language::name_of(folder)?;
    let work = lay_out(folder)?;
    let compiler = find(&work)?;
    progress(&format!("building with {}", compiler.toolchain));
    let mut objects = vec![work.join("post_login_component_type.o")];
    let sdk = files::with_extension(&work.join("src"), "c")?;
    let generated = work.join("post_login.c");
    for source in sdk.iter().chain([&generated]) {
        let object = object(&work.join("objects"), source);
        let mut command = compiler.command();
        // What is not the author's shows no warnings.
        compile(&mut command, source, &object).arg("-w");
        add_includes(&mut command, &work).arg(include(&work.join("src")));
        program::run(&name, &mut command)?;
        objects.push(object);
    }
    for source in files::with_extension(folder, "c")? {
        let object = object(&work.join("own"), &source);
        let mut command = compiler.command();
        compile(&mut command, &source, &object).args(STRICT);
        add_includes(&mut command, &work);
        program::run(&name, &mut command)?;
        objects.push(object);
    }
    let module = work.join("module.wasm");
    let mut command = compiler.command();
    command.args(LINK).args(&objects).arg("-o").arg(&module);
    // Exported only so that they can be seen: the component does not have them.
    command.args(HANDLERS.map(|handler| format!("-Wl,--export-if-defined={handler}")));
    program::run(&name, &mut command)?;
    let module = files::read(&module)?;
    check(&name, &module)?;
    Ok(Built {
        bytes: encode::component(&name, &module)?,
        name,
        toolchain: compiler.toolchain,
    })
}

/// Writes the SDK and the bindings. Gives the folder.
///
/// # Errors
/// It cannot be written.
pub fn lay_out(folder: &Path) -> Result<PathBuf, BuildError> {
    let work = files::folder(folder, "c")?;
    for part in SDK.dirs() {
        files::write_all(part, &work)?;
    }
    files::write(&work.join("own/.keep"), b"")?;
    files::write(&work.join("objects/.keep"), b"")?;
    let (mut resolve, world) = contract::resolve()?;
    let mut generated = Files::default();
    wit_bindgen_c::Opts::default()
        .build()
        .generate(&mut resolve, world, &mut generated)
        .map_err(|error| BuildError::Contract {
            reason: format!("{error:#}"),
        })?;
    for (name, bytes) in generated.iter() {
        files::write(&work.join(name), bytes)?;
    }
    Ok(work)
}

/// A compiler, if there is one.
///
/// # Errors
/// There is none.
pub fn available() -> Result<Toolchain, BuildError> {
    let work = env::temp_dir().join(format!("vestibule-probe-{}", std::process::id()));
    let found = find(&work).map(|compiler| compiler.toolchain);
    // Only the probe was there.
    let _ = std::fs::remove_dir_all(&work);
    found
}

fn object(folder: &Path, source: &Path) -> PathBuf {
    let stem = source.file_stem().unwrap_or_default();
    folder.join(stem).with_extension("o")
}

fn compile<'a>(command: &'a mut Command, source: &Path, object: &Path) -> &'a mut Command {
    command
        .args(COMPILE)
        .arg("-c")
        .arg(source)
        .arg("-o")
        .arg(object)
}

fn add_includes<'a>(command: &'a mut Command, work: &Path) -> &'a mut Command {
    command
        .arg(include(work))
        .arg(include(&work.join("include")))
}

fn include(folder: &Path) -> OsString {
    let mut flag = OsString::from("-I");
    flag.push(folder);
    flag
}

/// A compiler that makes a module of a small program that uses the C library. That is tried, because there are many ways to lack a part.
fn find(work: &Path) -> Result<Compiler, BuildError> {
    let probe = work.join("probe.c");
    files::write(
        &probe,
        b"#include <stdlib.h>\n#include <string.h>\nchar *probe(const char *text) { return strcpy(malloc(strlen(text) + 1), text); }\n",
    )?;
    let forced = env::var(FORCED).unwrap_or_default();
    let candidates = candidates()
        .into_iter()
        .filter(|candidate| forced.is_empty() || candidate.toolchain.name() == forced);
    let mut tried = Vec::new();
    for candidate in candidates {
        let mut command = candidate.command();
        command
            .args(LINK)
            .arg(&probe)
            .arg("-o")
            .arg(work.join("probe.wasm"))
            .arg("-Wl,--export=probe");
        if program::answer(&mut command).is_some() {
            return Ok(candidate);
        }
        let words: Vec<_> = candidate
            .words
            .iter()
            .map(|word| word.to_string_lossy())
            .collect();
        tried.push(format!("{} makes no WebAssembly", words.join(" ")));
    }
    Err(BuildError::NoTool {
        language: language::Language::C,
        tried,
        install: INSTALL.map(str::to_owned).to_vec(),
    })
}

fn candidates() -> Vec<Compiler> {
    let clang = |program: OsString| Compiler {
        words: vec![program, "--target=wasm32-wasi".into()],
        toolchain: Toolchain::Clang,
    };
    let zig = |words: &[&str]| Compiler {
        words: words
            .iter()
            .chain(&["cc", "-target", "wasm32-wasi"])
            .map(|word| OsString::from(*word))
            .collect(),
        toolchain: Toolchain::Zig,
    };
    let mut candidates = Vec::new();
    if let Some(sdk) = env::var_os("WASI_SDK_PATH") {
        candidates.push(clang(Path::new(&sdk).join("bin/clang").into()));
    }
    for version in ["clang", "clang-21", "clang-20", "clang-19", "clang-18"] {
        candidates.push(clang(version.into()));
    }
    candidates.push(zig(&["zig"]));
    candidates.push(zig(&["python3", "-m", "ziglang"]));
    candidates
}

/// Whether a module is an Action: it has a handler, and asks for nothing that there is not.
fn check(name: &str, module: &[u8]) -> Result<(), BuildError> {
    let items = encode::Items::of(module);
    if !items
        .exports
        .iter()
        .any(|export| HANDLERS.contains(&export.as_str()))
    {
        return Err(BuildError::NoHandler {
            name: name.to_owned(),
            expected:
                "vestibule_result on_execute_post_login(void) or on_continue_post_login(void)"
                    .to_owned(),
        });
    }
    let foreign: Vec<String> = items
        .imports
        .into_iter()
        .filter(|(from, _)| !from.starts_with("vestibule:actions/"))
        .map(|(_, function)| function)
        .collect();
    match foreign.is_empty() {
        true => Ok(()),
        false => Err(BuildError::Wasi {
            name: name.to_owned(),
            functions: foreign.join(", "),
        }),
    }
}
