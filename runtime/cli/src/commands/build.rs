//! `vestibule build`

use crate::actions;
use crate::arguments::BuildArguments;
use crate::exit::Exit;
use crate::terminal::{GOOD, print_json, styled};
use anstream::println;
use anyhow::{Context, Result};
use serde_json::json;

/// Builds an Action, and checks what came out, so that a problem shows here and not at the first login.
///
/// # Errors
/// It does not build, or the component cannot be written.
pub fn run(arguments: &BuildArguments, as_json: bool) -> Result<Exit> {
    let place = &arguments.folder;
    let built = actions::build(place, None)?;
    let output = match &arguments.output {
        Some(output) => output.clone(),
        None if place.is_dir() => place.join(format!("{}.wasm", built.name)),
        None => place.with_extension("wasm"),
    };
    std::fs::write(&output, &built.bytes)
        .with_context(|| format!("cannot write {}", output.display()))?;
    let report = vestibule_sandbox::check::check(&built.bytes);
    if as_json {
        print_json(&json!({
            "name": built.name,
            "component": output,
            "bytes": built.bytes.len(),
            "toolchain": built.toolchain.name(),
            "check": report,
        }))?;
    } else {
        println!(
            "{} {} ({} bytes, {})",
            styled(GOOD, "built"),
            output.display(),
            built.bytes.len(),
            built.toolchain
        );
        if !report.is_ok() {
            super::check::print(&output, &report);
        }
    }
    Ok(super::check::exit(&report))
}
