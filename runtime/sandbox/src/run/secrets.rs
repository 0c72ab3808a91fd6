//! Secrets of an Action in what people read of its run: struck out where they stand as they are, or as JSON and `console.log` write texts.
//!
//! That is a help against accidents, no wall: an Action that means to can write a secret in any other form.

use crate::text;
use vestibule_flow::event::Event;
use vestibule_flow::outcome::{RunFailure, RunOutcome, RunReport};

/// What stands in a secret's place.
const STRUCK_OUT: &str = "***";
/// Shorter values are found in any text, and striking them out would tell more than it hides.
const MIN_BYTES: usize = 4;

/// From how many bytes on a line of a secret is struck out by itself: `console.log` writes long texts line by line.
const MIN_LINE_BYTES: usize = 16;

/// Strikes the secrets that an Action was given with its event out of its log and its errors.
pub(super) fn strike_out(event: &Event, report: &mut RunReport) {
    let RunReport {
        outcome, console, ..
    } = report;
    let mut texts: Vec<&mut String> = console.iter_mut().map(|line| &mut line.message).collect();
    if let RunOutcome::Failed(RunFailure {
        message,
        name,
        stack,
        ..
    }) = outcome
    {
        texts.push(message);
        texts.extend(name);
        texts.extend(stack);
    }
    if texts.is_empty() {
        return;
    }
    let values = values(event);
    for text in texts {
        for value in &values {
            if text.contains(value.as_str()) {
                *text = text.replace(value.as_str(), STRUCK_OUT);
            }
        }
    }
}

/// The values to be struck out, longest first: one may be a part of another.
fn values(event: &Event) -> Vec<String> {
    let names = event.member_names("secrets").into_iter();
    let mut values: Vec<String> = names
        .filter_map(|name| event.text("secrets", name))
        .filter(|value| value.len() >= MIN_BYTES)
        .flat_map(|value| {
            let lines = value
                .lines()
                .filter(move |line| *line != value && line.len() >= MIN_LINE_BYTES);
            forms(value).chain(lines.flat_map(forms))
        })
        .collect();
    values.sort_unstable_by(|one, other| other.len().cmp(&one.len()).then(one.cmp(other)));
    values.dedup();
    values
}

/// How a text may stand in another one.
fn forms(text: &str) -> impl Iterator<Item = String> {
    let quoted = serde_json::Value::from(text).to_string();
    let json = quoted
        .strip_prefix('"')
        .and_then(|rest| rest.strip_suffix('"'));
    let json = json.unwrap_or(&quoted).to_owned();
    // As JavaScript shows a text: quotes are escaped only if there are all three kinds in it.
    let inspected = json.replace("\\\"", "\"");
    let all_escaped = inspected.replace('\'', "\\'");
    let forms = [text.to_owned(), json, inspected, all_escaped];
    forms.into_iter().flat_map(|form| {
        // What is shown is escaped, but for the ends of lines in a stack.
        let shown = text::shown(&form, usize::MAX);
        [form, shown]
    })
}
