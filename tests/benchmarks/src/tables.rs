//! The figures as tables, for a terminal and for Markdown.

use crate::figures::{Figures, Row, Scale};
use crate::goals::Goal;
use crate::machine::Machine;
use std::fmt::Write as _;

/// A table under a title.
pub struct Table {
    pub title: &'static str,
    head: Vec<&'static str>,
    rows: Vec<Vec<String>>,
}

/// All tables that there are figures for.
pub fn tables(figures: &Figures, goals: &[Goal], machine: &Machine) -> Vec<Table> {
    let mut tables = vec![of_goals(goals)];
    if !figures.logins.is_empty() {
        tables.push(of_logins(figures));
    }
    if !figures.http.is_empty() {
        tables.push(of_http(figures));
    }
    if let Some(scale) = &figures.scale {
        tables.push(of_scale(scale));
    }
    if let Some(build) = &figures.build {
        tables.push(Table {
            title: "Building an Action in JavaScript",
            head: vec!["What", "Found"],
            rows: vec![
                vec![
                    "the first Action of a process".to_owned(),
                    format!("{:.0} ms", build.first_milliseconds),
                ],
                vec![
                    "every other, median".to_owned(),
                    format!("{:.0} ms", build.p50_milliseconds),
                ],
                vec![
                    "the most memory that the process had".to_owned(),
                    megabytes(build.peak_bytes as f64),
                ],
            ],
        });
    }
    tables.push(of_machine(machine));
    tables
}

fn of_goals(goals: &[Goal]) -> Table {
    let row = |goal: &Goal| {
        let sign = if goal.at_most { "≤" } else { "≥" };
        let found = goal.found.map_or_else(
            || "–".to_owned(),
            |found| format!("{} {}", figure(found), goal.unit),
        );
        vec![
            goal.what.to_owned(),
            format!("{sign} {} {}", figure(goal.goal), goal.unit),
            found,
            goal.verdict().to_owned(),
        ]
    };
    Table {
        title: "Goals",
        head: vec!["What", "Goal", "Found", "Verdict"],
        rows: goals.iter().map(row).collect(),
    }
}

fn of_logins(figures: &Figures) -> Table {
    let bare = figures.login("bare");
    let row = |row: &Row| {
        let ratio = bare.map(|bare| format!("{} ×", figure(row.p50_microseconds / bare)));
        vec![
            row.name.clone(),
            time(row.p50_microseconds),
            time(row.p99_microseconds),
            ratio.unwrap_or_default(),
            row.runs.to_string(),
        ]
    };
    Table {
        title: "A login in one process",
        head: vec!["What", "Median", "p99", "To bare", "Runs"],
        rows: figures.logins.iter().map(row).collect(),
    }
}

fn of_http(figures: &Figures) -> Table {
    let rows = figures.http.iter().map(|row| {
        vec![
            row.name.clone(),
            row.connections.to_string(),
            whole(row.per_second),
            time(row.p50_microseconds),
            time(row.p99_microseconds),
            format!("{:.3} ×", row.ratio_to_empty_handler),
        ]
    });
    Table {
        title: "Logins over HTTP",
        head: vec![
            "Server",
            "Connections",
            "A second",
            "Median",
            "p99",
            "Of empty",
        ],
        rows: rows.collect(),
    }
}

fn of_scale(scale: &Scale) -> Table {
    let mut rows: Vec<Vec<String>> = scale
        .logins
        .iter()
        .chain([&scale.cold, &scale.warm])
        .map(|row| {
            vec![
                row.name.clone(),
                time(row.p50_microseconds),
                time(row.p99_microseconds),
            ]
        })
        .collect();
    let mut add = |what: String, found: String| rows.push(vec![what, found, String::new()]);
    add(
        format!(
            "resident memory for each of {} loaded Actions",
            scale.loaded
        ),
        format!("{:.0} kB", scale.resident_bytes_per_action / 1e3),
    );
    add(
        "logins a second on one thread".to_owned(),
        whole(scale.one_thread_per_second),
    );
    add(
        "logins a second on two threads".to_owned(),
        whole(scale.two_threads_per_second),
    );
    Table {
        title: "Many Actions, two processors",
        head: vec!["What", "Median", "p99"],
        rows,
    }
}

fn of_machine(machine: &Machine) -> Table {
    let mut rows = vec![
        vec!["Date".to_owned(), machine.date.clone()],
        vec![
            "Processor".to_owned(),
            format!("{}, {} of it", machine.processor, machine.processors),
        ],
        vec!["Kernel".to_owned(), machine.kernel.clone()],
        vec!["Memory".to_owned(), megabytes(machine.memory_bytes as f64)],
        vec![
            "Load before and after".to_owned(),
            format!("{:.2}, {:.2}", machine.load_before, machine.load_after),
        ],
    ];
    let version = |version: &String| vec!["Version".to_owned(), version.clone()];
    rows.extend(machine.versions.iter().map(version));
    Table {
        title: "The machine",
        head: vec!["What", "Which"],
        rows,
    }
}

impl Table {
    pub fn markdown(&self) -> String {
        let mut text = format!("| {} |\n", self.head.join(" | "));
        // The first column is text, and so is the second of two.
        let marks = (0..self.head.len()).map(|at| match at {
            0 => "---|",
            1 if self.head.len() == 2 => "---|",
            _ => "---:|",
        });
        let _ = writeln!(text, "|{}", marks.collect::<String>());
        for row in &self.rows {
            let _ = writeln!(text, "| {} |", row.join(" | "));
        }
        text
    }

    pub fn plain(&self) -> String {
        let width = |at: usize| {
            let cells = self.rows.iter().filter_map(|row| row.get(at));
            let widths = cells.map(|cell| cell.chars().count());
            widths.max().unwrap_or(0).max(self.head[at].chars().count())
        };
        let widths: Vec<usize> = (0..self.head.len()).map(width).collect();
        let line = |cells: &mut dyn Iterator<Item = &str>| {
            let mut line = String::new();
            for (at, (cell, width)) in cells.zip(&widths).enumerate() {
                let _ = match at {
                    0 => write!(line, "{cell:<width$}"),
                    1 if widths.len() == 2 => write!(line, "  {cell}"),
                    _ => write!(line, "  {cell:>width$}"),
                };
            }
            format!("{}\n", line.trim_end())
        };
        let mut text = format!("\n{}\n", self.title);
        text.push_str(&line(&mut self.head.iter().copied()));
        for row in &self.rows {
            text.push_str(&line(&mut row.iter().map(String::as_str)));
        }
        text
    }
}

/// Microseconds in the unit that suits them.
pub fn time(microseconds: f64) -> String {
    match microseconds {
        time if time < 1e3 => format!("{} µs", figure(time)),
        time if time < 1e6 => format!("{} ms", figure(time / 1e3)),
        time => format!("{} s", figure(time / 1e6)),
    }
}

/// With thousands apart.
pub fn whole(number: f64) -> String {
    let digits = format!("{number:.0}");
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// With as many decimals as tell something.
fn figure(number: f64) -> String {
    match number {
        number if number.fract() == 0.0 || number >= 100.0 => whole(number),
        number if number >= 10.0 => format!("{number:.1}"),
        number => format!("{number:.2}"),
    }
}

fn megabytes(bytes: f64) -> String {
    format!("{} MB", whole(bytes / 1e6))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_short() {
        for (number, shown) in [
            (18.0, "18"),
            (1.25, "1.25"),
            (0.0312, "0.03"),
            (17.24, "17.2"),
            (150.6, "151"),
            (74_900.4, "74,900"),
        ] {
            assert_eq!(figure(number), shown);
        }
        for (microseconds, shown) in [(6.51, "6.51 µs"), (2_043.0, "2.04 ms"), (3e6, "3 s")] {
            assert_eq!(time(microseconds), shown);
        }
    }

    #[test]
    fn a_table_is_the_same_in_both_forms() {
        let table = Table {
            title: "Times",
            head: vec!["What", "Median", "p99"],
            rows: vec![vec!["one".into(), "1 µs".into(), "12 µs".into()]],
        };
        assert_eq!(
            table.markdown(),
            "| What | Median | p99 |\n|---|---:|---:|\n| one | 1 µs | 12 µs |\n"
        );
        assert_eq!(
            table.plain(),
            "\nTimes\nWhat  Median    p99\none     1 µs  12 µs\n"
        );
    }
}
