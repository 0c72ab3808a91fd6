//! JSON that becomes a tree only when somebody looks into it.

use super::slice::Slice;
use crate::json;
use serde::{Serialize, Serializer};
use serde_json::Value;
use serde_json::value::RawValue;
use std::borrow::Cow;
use std::sync::OnceLock;

/// What a JSON value is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Null,
    Boolean,
    Number,
    Text,
    Array,
    Object,
}

/// How a value is kept: as a stretch of the part's text or as a tree. Most of an event is never looked into, or only passed on as text.
#[derive(Debug, Clone)]
pub(super) enum Form {
    /// Text that [`check`] has accepted, and its tree once it was asked for.
    Text(Slice, OnceLock<Box<Value>>),
    Tree(Box<Value>),
}

impl Form {
    /// A value whose text [`check`] has accepted.
    pub(super) fn checked(text: Slice) -> Form {
        Form::Text(text, OnceLock::new())
    }
}

impl From<Value> for Form {
    fn from(tree: Value) -> Self {
        Form::Tree(Box::new(tree))
    }
}

/// Refuses what not every reader understands, or understands as another does: see [`json::check`].
///
/// # Errors
/// What it is, with line and column within the value.
pub(super) fn check(raw: &RawValue) -> Result<(), serde_json::Error> {
    let text = raw.get();
    // Its syntax is good, so of a text without escapes there is nothing left to check.
    let plain = text.starts_with(['t', 'f', 'n']) || text.starts_with('"') && !text.contains('\\');
    if plain { Ok(()) } else { json::check(text) }
}

/// A value of an event, with the text that it may be a stretch of.
#[derive(Debug, Clone, Copy)]
pub(super) struct Lazy<'a> {
    pub(super) text: &'a str,
    pub(super) form: &'a Form,
}

impl<'a> Lazy<'a> {
    pub(super) fn kind(self) -> Kind {
        match self.form {
            Form::Text(slice, _) => match slice.of(self.text).as_bytes().first() {
                Some(b'{') => Kind::Object,
                Some(b'[') => Kind::Array,
                Some(b'"') => Kind::Text,
                Some(b't' | b'f') => Kind::Boolean,
                Some(b'n') => Kind::Null,
                _ => Kind::Number,
            },
            Form::Tree(tree) => match &**tree {
                Value::Null => Kind::Null,
                Value::Bool(_) => Kind::Boolean,
                Value::Number(_) => Kind::Number,
                Value::String(_) => Kind::Text,
                Value::Array(_) => Kind::Array,
                Value::Object(_) => Kind::Object,
            },
        }
    }

    pub(super) fn tree(self) -> &'a Value {
        match self.form {
            // The text was checked by the very reader that reads it here.
            Form::Text(slice, tree) => {
                tree.get_or_init(|| serde_json::from_str(slice.of(self.text)).unwrap_or_default())
            }
            Form::Tree(tree) => tree,
        }
    }

    /// JSON text.
    pub(super) fn json(self) -> Cow<'a, str> {
        match self.form {
            Form::Text(slice, _) => Cow::Borrowed(slice.of(self.text)),
            Form::Tree(tree) => Cow::Owned(tree.to_string()),
        }
    }
}

impl Serialize for Lazy<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.tree().serialize(serializer)
    }
}
