//! A stretch of a text that many share.

use std::ops::Range;
use std::sync::Arc;

/// A stretch of a text. An event's names and values lie in one text, so that reading it needs no memory for each.
#[derive(Debug, Clone)]
pub(super) struct Slice {
    text: Arc<str>,
    range: Range<usize>,
}

impl Slice {
    /// A stretch of `text`, which is empty if there is none such in it.
    pub(super) fn of(text: &Arc<str>, range: Range<usize>) -> Slice {
        Slice {
            text: Arc::clone(text),
            range,
        }
    }

    pub(super) fn as_str(&self) -> &str {
        self.text.get(self.range.clone()).unwrap_or_default()
    }
}

impl From<&str> for Slice {
    fn from(text: &str) -> Self {
        Slice {
            text: text.into(),
            range: 0..text.len(),
        }
    }
}
