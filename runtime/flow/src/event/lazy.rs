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

/// A JSON value, as the text it came as or as a tree. Most of an event is never looked into, or only passed on as text.
#[derive(Debug, Clone)]
pub(super) struct Lazy(Form);

#[derive(Debug, Clone)]
enum Form {
    /// Text that [`check`] has accepted, and its tree once it was asked for.
    Text(Slice, OnceLock<Value>),
    Tree(Value),
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

impl Lazy {
    /// A value whose text [`check`] has accepted.
    pub(super) fn checked(text: Slice) -> Lazy {
        Lazy(Form::Text(text, OnceLock::new()))
    }

    /// Checks a value and keeps its text.
    ///
    /// # Errors
    /// See [`check`].
    pub(super) fn read(raw: &RawValue) -> Result<Lazy, serde_json::Error> {
        check(raw)?;
        Ok(Lazy::checked(Slice::from(raw.get())))
    }

    pub(super) fn kind(&self) -> Kind {
        match &self.0 {
            Form::Text(text, _) => match text.as_str().as_bytes().first() {
                Some(b'{') => Kind::Object,
                Some(b'[') => Kind::Array,
                Some(b'"') => Kind::Text,
                Some(b't' | b'f') => Kind::Boolean,
                Some(b'n') => Kind::Null,
                _ => Kind::Number,
            },
            Form::Tree(Value::Null) => Kind::Null,
            Form::Tree(Value::Bool(_)) => Kind::Boolean,
            Form::Tree(Value::Number(_)) => Kind::Number,
            Form::Tree(Value::String(_)) => Kind::Text,
            Form::Tree(Value::Array(_)) => Kind::Array,
            Form::Tree(Value::Object(_)) => Kind::Object,
        }
    }

    pub(super) fn tree(&self) -> &Value {
        match &self.0 {
            // The text was checked by the very reader that reads it here.
            Form::Text(text, tree) => {
                tree.get_or_init(|| serde_json::from_str(text.as_str()).unwrap_or_default())
            }
            Form::Tree(tree) => tree,
        }
    }

    /// JSON text.
    pub(super) fn text(&self) -> Cow<'_, str> {
        match &self.0 {
            Form::Text(text, _) => Cow::Borrowed(text.as_str()),
            Form::Tree(tree) => Cow::Owned(tree.to_string()),
        }
    }
}

impl From<Value> for Lazy {
    fn from(tree: Value) -> Self {
        Lazy(Form::Tree(tree))
    }
}

impl PartialEq for Lazy {
    fn eq(&self, other: &Self) -> bool {
        self.tree() == other.tree()
    }
}

impl Serialize for Lazy {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.tree().serialize(serializer)
    }
}
