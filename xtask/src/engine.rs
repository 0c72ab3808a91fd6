//! The JavaScript engine, `runtime/javascript/engine.wasm`: built from `runtime/javascript/engine` and `library`, with tools of fixed versions, so
//! that the same sources give the same bytes everywhere.

use crate::{Outcome, cargo, cargo_command, run};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The C compiler with its C library, from PyPI.
const ZIG_VERSION: &str = "0.17.1";
/// What makes C functions of the contract.
const WIT_BINDGEN_VERSION: &str = "0.63.0";
const SOURCE: &str = "runtime/javascript/engine/source";
const ENGINE: &str = "runtime/javascript/engine.wasm";
const LICENCES: &str = "runtime/javascript/LICENSES.txt";
/// How much of the memory the stack has. It lies first, so that what overflows it traps.
const STACK_BYTES: &str = "524288";

const OWN_FILES: [&str; 13] = [
    "interpreter.c",
    "contract.c",
    "engine.c",
    "event.c",
    "hash.c",
    "hashes.c",
    "http.c",
    "json.c",
    "memory.c",
    "modules.c",
    "no_wasi.c",
    "text.c",
    "tools.c",
];
const QUICKJS_FILES: [&str; 3] = ["libregexp.c", "libunicode.c", "dtoa.c"];

/// Builds the engine. With `check`, says whether what is in the repository is what comes out.
pub fn engine(check: bool) -> Outcome {
    let folder = PathBuf::from("target/engine");
    fs::create_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let built = folder.join("engine.wasm");
    let licences = build(&folder, &built)?;
    if check {
        same(&built, Path::new(ENGINE))?;
        same(&licences, Path::new(LICENCES))?;
        eprintln!("{ENGINE} is what its recipe builds");
        return Ok(());
    }
    copy(&built, Path::new(ENGINE))?;
    copy(&licences, Path::new(LICENCES))
}

/// Gives the file of the licences of all that is in the engine.
fn build(folder: &Path, output: &Path) -> Result<PathBuf, String> {
    let zig = zig()?;
    let quickjs = quickjs(folder)?;
    let bindings = bindings(folder)?;
    let objects = folder.join("objects");
    fs::create_dir_all(&objects).map_err(|error| error.to_string())?;
    let own = OWN_FILES.map(|name| Path::new(SOURCE).join(name));
    let theirs = QUICKJS_FILES.map(|name| quickjs.join(name));
    let generated = [bindings.join("post_login.c")];
    let mut linked = Vec::new();
    for file in own.iter().chain(&theirs).chain(&generated) {
        let object = objects
            .join(file.file_name().unwrap_or_default())
            .with_extension("o");
        eprintln!("$ zig cc {}", file.display());
        let is_own = file.starts_with(SOURCE);
        let mut compiler = zig_command(&zig, "cc");
        // All but what is QuickJS's, and what this stands for.
        if (is_own || file.starts_with(&bindings))
            && !["interpreter.c", "memory.c"]
                .map(|name| file.ends_with(name))
                .contains(&true)
        {
            compiler
                .arg("-include")
                .arg(Path::new(SOURCE).join("allocate.h"));
        }
        run(compiler
            .args(["-target", "wasm32-wasi", "-O2", "-DNDEBUG", "-D_GNU_SOURCE"])
            // Checks that zig adds by itself; QuickJS is written for what they forbid.
            .arg("-fno-sanitize=all")
            .args([
                "-mbulk-memory",
                "-mnontrapping-fptoint",
                "-msign-ext",
                "-mmutable-globals",
            ])
            .arg(match is_own && !file.ends_with("interpreter.c") {
                true => "-Wall",
                false => "-w",
            })
            .arg("-I")
            .arg(&quickjs)
            .arg("-I")
            .arg(SOURCE)
            .arg("-I")
            .arg(&bindings)
            .arg("-c")
            .arg(file)
            .arg("-o")
            .arg(&object))?;
        linked.push(object);
    }
    let module = folder.join("engine.core.wasm");
    run(zig_command(&zig, "cc")
        .args([
            "-target",
            "wasm32-wasi",
            "-O2",
            "-s",
            "-mexec-model=reactor",
            "-nostartfiles",
        ])
        .arg("-Wl,--no-entry")
        .arg(format!("-Wl,-z,stack-size={STACK_BYTES}"))
        .arg("-Wl,--export=cabi_realloc")
        .args(&linked)
        .arg(bindings.join("post_login_component_type.o"))
        .arg("-o")
        .arg(&module))?;
    let (library, core) = scripts(folder)?;
    cargo(&[
        "build",
        "--workspace",
        "--quiet",
        "--example",
        "prepare-engine",
    ])?;
    run(Command::new("target/debug/examples/prepare-engine")
        .args([&module, &library, &core])
        .arg(output))?;
    let licences = folder.join("LICENSES.txt");
    let of = |file: PathBuf| {
        fs::read_to_string(&file).map_err(|error| format!("{}: {error}", file.display()))
    };
    let text = format!(
        "What runtime/javascript/engine.wasm contains, besides Vestibule's own code.\n\nQuickJS-ng (MIT)\n\n{}\n{}\n{}",
        of(quickjs.join("LICENSE"))?,
        "=".repeat(80),
        of(library.join("LICENSES.txt"))?
    );
    fs::write(&licences, text).map_err(|error| error.to_string())?;
    Ok(licences)
}

/// Bundles the library and the core: a folder and a file.
fn scripts(folder: &Path) -> Result<(PathBuf, PathBuf), String> {
    let absolute = |path: PathBuf| std::path::absolute(path).map_err(|error| error.to_string());
    let source = "runtime/javascript/library";
    let (library, core) = (
        absolute(folder.join("library"))?,
        absolute(folder.join("core.js"))?,
    );
    run(Command::new("npm")
        .args(["ci", "--no-audit", "--no-fund", "--silent"])
        .current_dir(source))?;
    run(Command::new("node")
        .arg("bundle.mjs")
        .arg(&library)
        .current_dir(source))?;
    run(Command::new("node")
        .arg("bundle-core.mjs")
        .arg("../engine/core/index.js")
        .arg(&core)
        .current_dir(source))?;
    Ok((library, core))
}

/// The folder of QuickJS-ng's sources, from the crate that carries them.
fn quickjs(folder: &Path) -> Result<PathBuf, String> {
    let vendored = folder.join("vendor");
    run(cargo_command()
        .args(["vendor", "--quiet", "--locked", "--manifest-path"])
        .arg("runtime/javascript/engine/quickjs/Cargo.toml")
        .arg(&vendored)
        .stdout(std::process::Stdio::null()))?;
    Ok(vendored.join("rquickjs-sys/quickjs"))
}

/// The folder of the contract's functions in C.
fn bindings(folder: &Path) -> Result<PathBuf, String> {
    let root = format!("target/tools/wit-bindgen-{WIT_BINDGEN_VERSION}");
    let program = Path::new(&root).join(format!("bin/wit-bindgen{}", std::env::consts::EXE_SUFFIX));
    if !program.exists() {
        eprintln!(
            "installing wit-bindgen {WIT_BINDGEN_VERSION} into target/tools (about two minutes, once)"
        );
        cargo(&[
            "install",
            "wit-bindgen-cli",
            "--version",
            WIT_BINDGEN_VERSION,
            "--locked",
            "--debug",
            "--quiet",
            "--no-default-features",
            "--features",
            "c",
            "--root",
            &root,
            "--target-dir",
            "target/tools/build",
        ])?;
    }
    let bindings = folder.join("bindings");
    run(Command::new(program)
        .args(["c", "wit", "--world", "post-login", "--out-dir"])
        .arg(&bindings)
        .stdout(std::process::Stdio::null()))?;
    Ok(bindings)
}

/// The folder of the Python package that is zig.
fn zig() -> Result<PathBuf, String> {
    let folder = PathBuf::from(format!("target/tools/zig-{ZIG_VERSION}"));
    if !folder.join("ziglang").exists() {
        eprintln!("installing zig {ZIG_VERSION} into target/tools (100 MB, once)");
        run(Command::new("python3")
            .args(["-m", "pip", "install", "--quiet", "--no-deps"])
            .args(["--disable-pip-version-check", "--target"])
            .arg(&folder)
            .arg(format!("ziglang=={ZIG_VERSION}")))
        .map_err(|error| format!("{error}\nThis needs Python 3 with pip."))?;
    }
    Ok(folder)
}

fn zig_command(folder: &Path, command: &str) -> Command {
    let mut zig = Command::new("python3");
    zig.args(["-m", "ziglang", command])
        .env("PYTHONPATH", folder);
    zig
}

fn copy(from: &Path, to: &Path) -> Outcome {
    fs::copy(from, to)
        .map(drop)
        .map_err(|error| format!("{}: {error}", to.display()))
}

fn same(built: &Path, kept: &Path) -> Outcome {
    let read = |path: &Path| fs::read(path).map_err(|error| format!("{}: {error}", path.display()));
    match read(built)? == read(kept)? {
        true => Ok(()),
        false => Err(format!(
            "{} is not what its recipe builds ({}); run `cargo xtask engine` and commit it",
            kept.display(),
            built.display()
        )),
    }
}
