//! `docs/hostile-inputs.md`, made of the rows.

use crate::named::Test;
use crate::root;
use crate::row::Row;
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::PathBuf;

const HEAD: &str = "# Hostile inputs

<!-- Made of tests/hostile/rows by `cargo xtask hostile --page`; a test fails when it is stale. -->

What an Action, an upload, an event or a caller may try, and what comes of it. Each row is a file in [`tests/hostile/rows`](../tests/hostile/rows): it holds
small guests, each of which is run with a good Action beside it that must not notice, and names the tests that prove the rest. Whatever fails, no
login is let through by it.

`cargo xtask hostile` runs the table, and measures how much longer logins with the article's Action take beside each guest.

| | Input | What comes of it | Seen | Proved by |
|---|---|---|---|---|
";

/// Where the page is.
pub fn file() -> PathBuf {
    root().join("docs/hostile-inputs.md")
}

/// The page's text.
pub fn page(rows: &[Row]) -> String {
    let mut text = HEAD.to_owned();
    for row in rows {
        // Writing to a String cannot fail.
        let _ = writeln!(
            text,
            "| {} | {} | {} | {} | {} |",
            row.number,
            row.input,
            row.outcome,
            seen(row),
            proofs(row)
        );
    }
    text
}

/// The kinds of errors that its own guests end in.
fn seen(row: &Row) -> String {
    let runs = row.runs.iter().map(|run| match &run.fails {
        Some(kind) => format!("`{kind}`"),
        None => "completes".to_owned(),
    });
    let checks = row
        .checks
        .iter()
        .map(|check| format!("`{}`", check.refused));
    let kinds: BTreeSet<String> = runs.chain(checks).collect();
    kinds.into_iter().collect::<Vec<_>>().join(", ")
}

fn proofs(row: &Row) -> String {
    let mut proofs = Vec::new();
    let guests = row.runs.len() + row.checks.len();
    if guests > 0 {
        let file = format!("../tests/hostile/rows/{:02}.toml", row.number);
        let noun = if guests == 1 { "guest" } else { "guests" };
        proofs.push(format!("[{guests} {noun}]({file})"));
    }
    proofs.extend(row.tests.iter().map(link));
    proofs.join("<br>")
}

fn link(test: &Test) -> String {
    let name = match &test.function {
        Some(function) => function.replace('_', " "),
        None => test.target().1,
    };
    format!("[{name}](../{})", test.file)
}
