//! `cargo xtask hostile`: the table of hostile inputs, row by row.

use crate::{Outcome, cargo, cargo_command, demo};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::process::{Command, Stdio};

const PROGRAM: &str = "target/release/hostile";
const OUTCOMES: &str = "target/hostile-tests";

/// Runs the tests that rows name, and then the rows' own guests, with logins of the article's Action beside each.
pub fn run() -> Outcome {
    demo::action()?;
    build()?;
    let listed = Command::new(PROGRAM)
        .arg("targets")
        .output()
        .map_err(|error| format!("cannot run {PROGRAM}: {error}"))?;
    let listed = String::from_utf8_lossy(&listed.stdout).into_owned();
    let mut programs: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (program, name) in listed.lines().filter_map(|line| line.split_once(' ')) {
        programs.entry(program).or_default().push(name);
    }
    let mut outcomes = String::new();
    for (program, names) in programs {
        outcomes.push_str(&test(program, &names)?);
    }
    std::fs::write(OUTCOMES, outcomes).map_err(|error| format!("{OUTCOMES}: {error}"))?;
    crate::run(Command::new(PROGRAM).args(["table", OUTCOMES, demo::COMPONENT, demo::EVENT]))
}

/// Writes the table's page.
pub fn page() -> Outcome {
    cargo(&["build", "--workspace", "--bin", "hostile"])?;
    crate::run(Command::new("target/debug/hostile").arg("page"))
}

/// Plays the rows' own guests, and checks that the tests they name are there and the page is as the rows are. Part of the tests.
pub fn check() -> Outcome {
    cargo(&["test", "--workspace", "--test", "table"])
}

/// With everything that the program has which is shipped, so that it is that which is measured.
fn build() -> Outcome {
    cargo(&[
        "build",
        "--release",
        "--package",
        "vestibule",
        "--package",
        "vestibule-hostile",
        "--bin",
        "hostile",
    ])
}

/// The outcomes of tests of one program: a line each, its name and `ok` or something else. A test that did not run has none.
fn test(program: &str, names: &[&str]) -> Result<String, String> {
    let mut arguments = vec!["test", "--workspace", "--test", program, "--"];
    // Cases are played in several ways; there is no exact name for all of them.
    let is_cases = program == "conformance";
    if !is_cases {
        arguments.push("--exact");
        arguments.extend(names);
    }
    eprintln!("$ cargo {}", arguments[..4].join(" "));
    let output = cargo_command()
        .args(&arguments)
        .stderr(Stdio::inherit())
        .output()
        .map_err(|error| format!("cannot run cargo: {error}"))?;
    let said = String::from_utf8_lossy(&output.stdout);
    if !output.status.success() {
        eprintln!("{said}");
    }
    let mut outcomes = String::new();
    for line in said.lines() {
        let Some((name, outcome)) = line
            .strip_prefix("test ")
            .and_then(|line| line.rsplit_once(" ... "))
        else {
            continue;
        };
        // Writing to a String cannot fail.
        let _ = writeln!(outcomes, "{program} {} {}", name.trim(), outcome.trim());
    }
    Ok(outcomes)
}
