//! `vestibule check`

use crate::arguments::CheckArguments;
use crate::exit::{Exit, Refused};
use crate::terminal::{BAD, FAINT, GOOD, STRONG, print_json, styled};
use anstream::println;
use anyhow::Result;
use serde::Serialize;
use std::path::{Path, PathBuf};
use vestibule_sandbox::check::{CheckReport, check};

#[derive(Serialize)]
struct Checked<'a> {
    path: &'a PathBuf,
    #[serde(flatten)]
    report: CheckReport,
}

/// Checks files, all of them, whatever is wrong with one. With `--json`: one report, or an array of them when there are several files.
///
/// # Errors
/// A file cannot be read.
pub fn run(arguments: &CheckArguments, as_json: bool) -> Result<Exit> {
    let mut checked = Vec::new();
    for path in &arguments.files {
        let bytes = std::fs::read(path)
            .map_err(|error| Refused(format!("cannot read {}: {error}", path.display())))?;
        let report = check(&bytes);
        checked.push(Checked { path, report });
    }
    match (as_json, &checked[..]) {
        (true, [one]) => print_json(one)?,
        (true, several) => print_json(&several)?,
        (false, several) => several
            .iter()
            .for_each(|checked| print(checked.path, &checked.report)),
    }
    let refused = checked.iter().find(|checked| !checked.report.is_ok());
    Ok(refused.map_or(Exit::Done, |checked| exit(&checked.report)))
}

/// The exit code that a report stands for.
pub fn exit(report: &CheckReport) -> Exit {
    match report.is_ok() {
        true => Exit::Done,
        false => Exit::Refused,
    }
}

/// A report for people: the verdict first, then why, then what it needs.
pub fn print(path: &Path, report: &CheckReport) {
    let verdict = match report.is_ok() {
        true => styled(GOOD, "can be run"),
        false => styled(BAD, "refused"),
    };
    println!("{} {verdict}", styled(STRONG, path.display()));
    for problem in &report.problems {
        println!("  {} {}", styled(BAD, "✗"), problem.message);
        if !problem.help.is_empty() {
            println!("    {}", problem.help);
        }
    }
    let fact = |name: &str, value: String| println!("  {} {value}", styled(FAINT, name));
    fact("bytes   ", report.bytes.to_string());
    if !report.is_ok() && report.imports.is_empty() && report.exports.is_empty() {
        return;
    }
    let wanted = report.contract.wanted.as_deref().unwrap_or("unknown");
    let offered = &report.contract.offered;
    fact("contract", format!("{wanted} (this host offers {offered})"));
    let memory = report.needs.memory_minimum_bytes / 1_024;
    let wasi = match report.needs.wasi {
        true => "; imports WASI, of which it gets an empty one",
        false => "",
    };
    fact("needs   ", format!("{memory} KiB of memory at first{wasi}"));
    fact("imports ", list(&report.imports));
    fact("exports ", list(&report.exports));
}

fn list(names: &[String]) -> String {
    match names.is_empty() {
        true => "nothing".to_owned(),
        false => names.join("\n           "),
    }
}
