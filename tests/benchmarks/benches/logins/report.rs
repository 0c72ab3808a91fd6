//! The figures as JSON, with the ratios that matter: `target/bench.json`.

use anyhow::{Context, Result};
use serde_json::{Map, Value, json};
use std::path::Path;

/// Reads what criterion has measured, writes it with the ratios to bare wasmtime, and prints the same.
///
/// `paired` are the figures that [`super::paired`] took: of them the ratio is to be quoted, for criterion measures one thing after the other.
pub fn write<const N: usize>(
    root: &Path,
    cases: [&str; N],
    paired: Map<String, Value>,
) -> Result<()> {
    let target =
        std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), Into::into);
    let mut logins = Map::new();
    for login in cases {
        let folder = target.join("criterion").join(login);
        // Run by `cargo test`, criterion measures nothing.
        let Ok(bare) = median(&folder.join("bare")) else {
            return Ok(());
        };
        let mut figures = Map::new();
        figures.insert("bare".to_owned(), json!({ "median_microseconds": bare }));
        for (name, count) in [
            ("sandbox", 1_u32),
            ("flow-1", 1),
            ("flow-3", 3),
            ("flow-20", 20),
        ] {
            if let Ok(flow) = median(&folder.join(name)) {
                let ratio = flow / bare / f64::from(count);
                let figure =
                    json!({ "median_microseconds": flow, "ratio_to_bare_per_action": ratio });
                figures.insert(name.to_owned(), figure);
            }
        }
        logins.insert(login.to_owned(), Value::Object(figures));
    }
    let file = target.join("bench.json");
    let text = serde_json::to_string_pretty(&json!({ "paired": paired, "criterion": logins }))?;
    std::fs::write(&file, &text).with_context(|| file.display().to_string())?;
    println!("{text}");
    Ok(())
}

/// The median of a benchmark, in microseconds.
fn median(folder: &Path) -> Result<f64> {
    let text = std::fs::read(folder.join("new/estimates.json"))?;
    let estimates: Value = serde_json::from_slice(&text)?;
    let nanoseconds = estimates["median"]["point_estimate"].as_f64();
    Ok(nanoseconds.context("no median")? / 1_000.0)
}
