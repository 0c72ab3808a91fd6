//! What `cargo xtask hostile` does with the table, in the order in which it does it:
//!
//! - `hostile page` writes the page of the documentation;
//! - `hostile targets` prints the programs and names of the tests that rows name;
//! - `hostile table FILE COMPONENT EVENT` plays the rows' guests, measures what logins with a good Action beside them notice, and prints a row each, with the
//!   outcomes of the named tests from FILE (a line each: program, name, `ok` or something else).

use anyhow::{Context as _, bail};
use std::collections::HashMap;
use std::process::ExitCode;
use std::sync::Arc;
use vestibule_hostile::beside::Good;
use vestibule_hostile::footprint::Footprint;
use vestibule_hostile::named::Test;
use vestibule_hostile::page;
use vestibule_hostile::play::Stage;
use vestibule_hostile::row::Row;

/// How often a row that leaves something behind is played again before it is called a leak.
const PLAYS: usize = 4;

fn main() -> anyhow::Result<ExitCode> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let rows = Row::all()?;
    match arguments[..] {
        ["page"] => std::fs::write(page::file(), page::page(&rows))?,
        ["targets"] => targets(&rows),
        ["table", file, component, event] => {
            let read = |file: &str| std::fs::read(file).with_context(|| file.to_owned());
            let outcomes = std::fs::read_to_string(file).with_context(|| file.to_owned())?;
            return table(&rows, &outcomes, &read(component)?, &read(event)?);
        }
        _ => bail!("usage: hostile page | targets | table FILE COMPONENT EVENT"),
    }
    Ok(ExitCode::SUCCESS)
}

fn targets(rows: &[Row]) {
    let mut named: Vec<(String, String)> = rows
        .iter()
        .filter(|row| !row.slow)
        .flat_map(|row| row.tests.iter().map(Test::target))
        .collect();
    named.sort();
    named.dedup();
    for (program, name) in named {
        println!("{program} {name}");
    }
}

fn table(rows: &[Row], outcomes: &str, component: &[u8], event: &[u8]) -> anyhow::Result<ExitCode> {
    let outcomes: HashMap<(&str, &str), &str> = outcomes
        .lines()
        .filter_map(|line| {
            let (test, outcome) = line.rsplit_once(' ')?;
            Some((test.split_once(' ')?, outcome))
        })
        .collect();
    let stage = Arc::new(Stage::new()?);
    let good = Good::new(&stage, component, event)?;
    let (mut failed, mut worst) = (0, 0.0_f64);
    println!(" row  outcome  guests  tests  p99 alone  p99 beside  ratio  input");
    for row in rows {
        let mut faults = Vec::new();
        let mut play = || {
            if let Err(error) = stage.row(row) {
                faults.push(format!("{error:#}"));
            }
        };
        play();
        // What the first time has made the allocator and the pool keep is there for the next; on another thread once more. What leaks does so each time.
        let mut left = Ok(());
        for _ in 0..PLAYS {
            let before = Footprint::now(&stage)?;
            play();
            left = before.has_not_grown(&Footprint::now(&stage)?);
            if left.is_ok() {
                break;
            }
        }
        if let Err(error) = left {
            faults.push(error.to_string());
        }
        for test in &row.tests {
            let (program, name) = test.target();
            // Conformance cases are played in several ways, each a test of its own.
            let ways = outcomes.iter().filter(|((of, test), _)| {
                *of == program && (*test == name || test.starts_with(&format!("{name}::")))
            });
            let ways: Vec<&str> = ways.map(|(_, outcome)| *outcome).collect();
            if !row.slow && (ways.is_empty() || ways.iter().any(|outcome| *outcome != "ok")) {
                faults.push(format!("{test}: {ways:?}"));
            }
        }
        let beside = good.beside(row)?;
        worst = worst.max(beside.map_or(0.0, |beside| beside.ratio()));
        let figures = beside.map_or_else(String::new, |beside| beside.to_string());
        println!(
            "{:>4}  {:<7}  {:>6}  {:>5}  {figures:<28}  {}",
            row.number,
            match (faults.is_empty(), row.slow) {
                (false, _) => "FAILED",
                (true, true) => "in CI",
                (true, false) => "ok",
            },
            row.runs.len() + row.checks.len(),
            row.tests.len(),
            row.input
        );
        for fault in &faults {
            println!("      {fault}");
        }
        failed += usize::from(!faults.is_empty());
    }
    println!(
        "{:<30}{:<28}  for comparison: other good logins",
        "",
        good.beside_itself()?.to_string()
    );
    println!(
        "{failed} of {} rows failed; the worst p99 beside a guest is {worst:.2} times the p99 alone",
        rows.len()
    );
    Ok(ExitCode::from(u8::from(failed > 0)))
}
