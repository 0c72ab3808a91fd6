//! The figures: a table, and `target/bench-peers.json`.

use crate::ours::Ours;
use anyhow::{Context, Result};
use serde_json::json;
use std::path::Path;

/// What one took, run by run, in microseconds.
pub struct Row {
    name: &'static str,
    times: Vec<f64>,
}

impl Row {
    pub fn new(name: &'static str) -> Row {
        Row {
            name,
            times: Vec::new(),
        }
    }

    pub fn add(&mut self, times: Vec<f64>) {
        self.times.extend(times);
    }

    /// The time that so many of a hundred runs stay below. The times are sorted.
    fn percentile(&self, percent: usize) -> f64 {
        self.times[self.times.len() * percent / 100]
    }
}

/// Prints and writes them. The first row is ours.
pub fn report(root: &Path, rows: &mut [Row], ours: &Ours) -> Result<()> {
    for row in rows.iter_mut() {
        row.times.sort_by(f64::total_cmp);
    }
    let own = rows[0].percentile(50);
    let fuel = ours.fuel();
    println!(
        "{:<36}{:>10}{:>10}{:>16}",
        "one run, microseconds", "median", "p99", "times ours"
    );
    let mut figures = serde_json::Map::new();
    for row in rows.iter() {
        let (median, p99) = (row.percentile(50), row.percentile(99));
        println!(
            "{:<36}{median:>10.1}{p99:>10.1}{:>16.1}",
            row.name,
            median / own
        );
        let figure = json!({
            "runs": row.times.len(),
            "p50_microseconds": median,
            "p99_microseconds": p99,
            "ratio_to_ours": median / own,
        });
        figures.insert(row.name.to_owned(), figure);
    }
    let [first, second] = ours.builds.map(|time| time.as_secs_f64() * 1e3);
    println!("fuel of our run: {fuel}");
    println!("building: the first Action of a process {first:.0} ms, the next {second:.0} ms");
    let text = serde_json::to_string_pretty(&json!({
        "runs": figures,
        "fuel": fuel,
        "build_milliseconds": { "first": first, "next": second },
    }))?;
    let target =
        std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), Into::into);
    let file = target.join("bench-peers.json");
    std::fs::write(&file, text).with_context(|| file.display().to_string())
}
