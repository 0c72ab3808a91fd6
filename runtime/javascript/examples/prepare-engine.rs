//! `cargo xtask engine` calls this: makes the engine from its core module, the library and the core.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments: Vec<PathBuf> = std::env::args_os().skip(1).map(PathBuf::from).collect();
    let [module, library, core, output] = arguments.as_slice() else {
        eprintln!("usage: prepare-engine MODULE LIBRARY CORE OUTPUT");
        return ExitCode::from(2);
    };
    match prepare(module, library, core, output) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn prepare(
    module: &Path,
    library: &Path,
    core: &Path,
    output: &Path,
) -> Result<(), Box<dyn std::error::Error>> {
    let mut files = Vec::new();
    collect(library, library, &mut files)?;
    files.sort();
    let description = std::fs::read_to_string(library.join("library.json"))?;
    let core = std::fs::read_to_string(core)?;
    let module = std::fs::read(module)?;
    let engine = vestibule_javascript::prepare(&module, &files, &core, &description)?;
    std::fs::write(output, engine)?;
    Ok(())
}

/// The scripts below a folder, by their names without `.js`.
fn collect(
    root: &Path,
    folder: &Path,
    files: &mut Vec<(String, String)>,
) -> Result<(), Box<dyn std::error::Error>> {
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(root, &path, files)?;
        } else if path.extension().is_some_and(|extension| extension == "js") {
            let name = path.strip_prefix(root)?.with_extension("");
            let name = name.to_string_lossy().replace('\\', "/");
            files.push((name, std::fs::read_to_string(&path)?));
        }
    }
    Ok(())
}
