//! Rows as they are written down.

use crate::named::Test;
use anyhow::{Context as _, ensure};
use serde::Deserialize;
use std::path::Path;
use vestibule_sandbox::LimitOverrides;
use vestibule_sandbox::check::ProblemCode;
use vestibule_wat_guests::Guest;

/// How many rows there are.
pub const ROWS: u32 = 40;

/// One kind of input.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Row {
    /// Its number, 1 to 40: the name of its file.
    #[serde(skip)]
    pub number: u32,
    /// What comes in.
    pub input: String,
    /// What comes of it.
    pub outcome: String,
    /// Guests, and how their runs must end.
    #[serde(default, rename = "run")]
    pub runs: Vec<Run>,
    /// Files that must be refused before anything is compiled.
    #[serde(default, rename = "check")]
    pub checks: Vec<Check>,
    /// Tests elsewhere, of this row.
    #[serde(default)]
    pub tests: Vec<Test>,
    /// Whether its tests take too long for a run of the whole table; continuous integration runs them all the same.
    #[serde(default)]
    pub slow: bool,
}

/// A guest, and how its run must end.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Run {
    /// What it does.
    pub name: String,
    /// The guest.
    #[serde(default)]
    pub guest: Guest,
    /// Limits other than the defaults.
    #[serde(default)]
    pub limits: LimitOverrides,
    /// The kind of its failure. Absent: it completes.
    pub fails: Option<String>,
    /// The failure's whole message, if it matters.
    pub says: Option<String>,
    /// How many commands the failure discards, if it matters.
    pub discards: Option<usize>,
    /// The number of host calls that it does not reach, if it matters.
    pub host_calls_below: Option<u64>,
}

/// A component that the checker refuses.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Check {
    /// What it is.
    pub name: String,
    /// The component.
    #[serde(default)]
    pub guest: Guest,
    /// The kind of the first reason.
    pub refused: ProblemCode,
    /// The first reason's whole message, if it matters.
    pub says: Option<String>,
}

impl Row {
    /// All rows, in order.
    ///
    /// # Errors
    /// A file is missing, cannot be read, or proves nothing.
    pub fn all() -> anyhow::Result<Vec<Row>> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("rows");
        (1..=ROWS)
            .map(|number| {
                let file = folder.join(format!("{number:02}.toml"));
                Row::read(number, &file).with_context(|| file.display().to_string())
            })
            .collect()
    }

    fn read(number: u32, file: &Path) -> anyhow::Result<Row> {
        let row: Row = toml::from_str(&std::fs::read_to_string(file)?)?;
        let proofs = row.runs.len() + row.checks.len() + row.tests.len();
        ensure!(proofs > 0, "the row has neither guests nor tests");
        for run in &row.runs {
            let ends_well = run.fails.is_none();
            let expects_failure = run.says.is_some() || run.discards.is_some();
            ensure!(
                !(ends_well && expects_failure),
                "'{}' says what of a failure that it does not name",
                run.name
            );
        }
        Ok(Row { number, ..row })
    }
}
