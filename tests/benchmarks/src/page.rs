//! What is left of a whole run: a page, a chart and the figures as JSON, in `docs/benchmarks`.

use crate::chart;
use crate::figures::Figures;
use crate::tables::Table;
use anyhow::{Context, Result};
use serde_json::Value;
use std::fmt::Write as _;
use std::path::Path;

const HEAD: &str = "# Benchmarks

Written by `cargo xtask bench` (`just bench`), which measures everything anew; do not edit. [Performance](../performance.md) says how to read this page, and what a
login's time is spent on. All figures are of one run, in which all took turns, so that ratios hold where times do not. The same as [JSON](figures.json).

![Bars of what a login costs, and of logins a second](chart.svg)
";

/// Writes all three.
pub fn write(folder: &Path, tables: &[Table], figures: &Figures, json: &Value) -> Result<()> {
    let mut page = HEAD.to_owned();
    for table in tables {
        // Writing to a String cannot fail.
        let _ = write!(page, "\n## {}\n\n{}", table.title, table.markdown());
    }
    if !figures.skipped.is_empty() {
        page.push_str("\n## Not measured\n\n");
        for skipped in &figures.skipped {
            let _ = writeln!(page, "- {}", skipped.replace('\n', " "));
        }
    }
    std::fs::create_dir_all(folder)?;
    let chart = chart::draw(figures);
    let json = serde_json::to_string_pretty(json)? + "\n";
    for (name, text) in [
        ("README.md", &page),
        ("chart.svg", &chart),
        ("figures.json", &json),
    ] {
        let file = folder.join(name);
        std::fs::write(&file, text).with_context(|| file.display().to_string())?;
    }
    Ok(())
}
