//! Every file in `tests/conformance/`, as one test against the flow with scripted Actions, one against compiled ones, and one against Actions in
//! JavaScript.
//!
//! `VESTIBULE_CASES` names another folder of cases to play instead. Cases whose Actions have npm packages are skipped where npm is missing, and this
//! says so; with `CI` set they fail there.

use libtest_mimic::{Arguments, Failed, Trial};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use vestibule_tests::case::Case;
use vestibule_tests::native::NativeActions;
use vestibule_tests::play::play;
use vestibule_tests::{guests, javascript};

fn main() -> anyhow::Result<()> {
    let arguments = Arguments::from_args();
    let folder = std::env::var_os("VESTIBULE_CASES").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("conformance"),
        PathBuf::from,
    );
    let mut files: Vec<PathBuf> = std::fs::read_dir(&folder)?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<Result<_, _>>()?;
    files.retain(|file| {
        file.extension()
            .is_some_and(|extension| extension == "json")
    });
    files.sort();
    let skips = std::env::var_os("CI").is_none() && !javascript::has_npm();
    if skips {
        eprintln!("\n*** npm IS MISSING: NO CASE WITH npm PACKAGES IS TESTED HERE ***\n");
    }
    let trials = files.iter().flat_map(|file| trials(file, skips)).collect();
    libtest_mimic::run(&arguments, trials).exit();
}

fn trials(file: &Path, skips_npm: bool) -> Vec<Trial> {
    let name = file.file_stem().unwrap_or_default().to_string_lossy();
    let case = match Case::read(file) {
        Ok(case) => Arc::new(case),
        Err(error) => {
            let message = format!("{error:#}");
            return vec![Trial::test(name, move || Err(Failed::from(message)))];
        }
    };
    let mut trials = Vec::new();
    let is_scripted = case.actions.iter().all(|action| action.script.is_some());
    if is_scripted && !case.compiled_only {
        let case = Arc::clone(&case);
        trials.push(Trial::test(format!("{name}::scripted"), move || {
            report(&case, play(&case, &NativeActions::new(&case)))
        }));
    }
    if case
        .actions
        .iter()
        .all(|action| action.javascript.is_none())
    {
        let case = Arc::clone(&case);
        trials.push(Trial::test(format!("{name}::compiled"), move || {
            report(&case, guests::all().and_then(|guests| guests.play(&case)))
        }));
    }
    let skipped = skips_npm && javascript::needs_npm(&case);
    let trial = Trial::test(format!("{name}::javascript"), move || {
        report(&case, javascript::play(&case))
    });
    trials.push(trial.with_ignored_flag(skipped));
    trials
}

fn report(case: &Case, outcome: anyhow::Result<()>) -> Result<(), Failed> {
    outcome
        .map_err(|error| format!("{} ({}): {error:#}", case.title, case.source.join(", ")).into())
}
