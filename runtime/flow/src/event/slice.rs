//! A text that many share, and stretches of it.

use std::ops::Range;
use std::sync::Arc;

/// A stretch of a [`Text`], in bytes. An event has at most [`super::MAX_EVENT_BYTES`], so that 32 bits are enough.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Slice {
    start: u32,
    end: u32,
}

impl Slice {
    /// Whether the stretch is this text; most are of another length, and need not be looked at.
    pub(super) fn is(self, text: &str, expected: &str) -> bool {
        (self.end - self.start) as usize == expected.len() && self.of(text) == expected
    }

    /// The stretch in its text; empty if there is none such in it.
    pub(super) fn of(self, text: &str) -> &str {
        let range = Range {
            start: self.start as usize,
            end: self.end as usize,
        };
        text.get(range).unwrap_or_default()
    }
}

/// The names and values of an event's members, one after the other, so that reading it needs no memory for each.
#[derive(Debug, Default)]
pub(super) struct Text(String);

impl Text {
    /// Adds a text; what is beyond 4 GiB would be empty.
    pub(super) fn add(&mut self, text: &str) -> Slice {
        let start = self.0.len();
        self.0.push_str(text);
        match (u32::try_from(start), u32::try_from(self.0.len())) {
            (Ok(start), Ok(end)) => Slice { start, end },
            _ => Slice::default(),
        }
    }

    /// What was added so far.
    pub(super) fn as_str(&self) -> &str {
        &self.0
    }

    /// All of it, to be shared.
    pub(super) fn shared(self) -> Arc<str> {
        self.0.into()
    }
}
