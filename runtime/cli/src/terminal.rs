//! What people see.

use anstream::{eprintln, println};
use anstyle::{AnsiColor, Style};
use serde::Serialize;
use serde_json::json;
use std::fmt::Display;

/// Good news.
pub const GOOD: Style = AnsiColor::Green.on_default().bold();
/// Something that waits or warns.
pub const WAIT: Style = AnsiColor::Yellow.on_default().bold();
/// Bad news.
pub const BAD: Style = AnsiColor::Red.on_default().bold();
/// What matters in a line.
pub const STRONG: Style = Style::new().bold();
/// What matters less.
pub const FAINT: Style = Style::new().dimmed();

/// A text in a style.
pub fn styled(style: Style, text: impl Display) -> String {
    format!("{style}{text}{style:#}")
}

/// Progress and notes: to standard error, so that standard output holds the result alone.
pub fn note(text: impl Display) {
    eprintln!("{}", styled(FAINT, text));
}

/// A result as one JSON document.
///
/// # Errors
/// It cannot be serialised.
pub fn print_json(value: &impl Serialize) -> anyhow::Result<()> {
    println!("{}", serde_json::to_string_pretty(value)?);
    Ok(())
}

/// An error with its causes; as JSON where that was asked for.
pub fn report(error: &anyhow::Error, as_json: bool) {
    if as_json {
        let document = json!({ "error": { "message": format!("{error:#}") } });
        println!("{document:#}");
    }
    eprintln!("{} {error:#}", styled(BAD, "error:"));
}
