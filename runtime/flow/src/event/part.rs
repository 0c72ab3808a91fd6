//! A part of an event: its members, each by itself.

use super::lazy::{Kind, Lazy};
use super::slice::Slice;
use serde::{Serialize, Serializer};
use serde_json::Value;

/// A part of an event.
#[derive(Debug, Clone)]
pub(super) enum Part {
    /// An object's members, in the order in which they came.
    Members(Vec<(Slice, Lazy)>),
    /// What is no object.
    Whole(Lazy),
}

impl Part {
    /// An object without members.
    pub(super) fn empty() -> Part {
        Part::Members(Vec::new())
    }

    pub(super) fn kind(&self) -> Kind {
        match self {
            Part::Members(_) => Kind::Object,
            Part::Whole(whole) => whole.kind(),
        }
    }

    /// A member; absent also when the part is no object.
    pub(super) fn lazy(&self, name: &str) -> Option<&Lazy> {
        match self {
            Part::Members(members) => members
                .iter()
                .find(|(known, _)| known.as_str() == name)
                .map(|(_, value)| value),
            Part::Whole(_) => None,
        }
    }

    /// Sets a member. What is no object has none.
    pub(super) fn put(&mut self, name: &str, value: Lazy) {
        let Part::Members(members) = self else {
            return;
        };
        match members.iter_mut().find(|(known, _)| known.as_str() == name) {
            Some((_, old)) => *old = value,
            None => members.push((Slice::from(name), value)),
        }
    }

    /// Removes a member.
    pub(super) fn remove(&mut self, name: &str) {
        if let Part::Members(members) = self {
            members.retain(|(known, _)| known.as_str() != name);
        }
    }

    /// The members, in the order in which they came; none if the part is no object.
    pub(super) fn members(&self) -> impl Iterator<Item = (&str, &Lazy)> {
        let members = match self {
            Part::Members(members) => &members[..],
            Part::Whole(_) => &[],
        };
        members.iter().map(|(name, value)| (name.as_str(), value))
    }

    pub(super) fn value(&self) -> Value {
        match self {
            Part::Members(members) => members
                .iter()
                .map(|(name, value)| (name.as_str().to_owned(), value.tree().clone()))
                .collect(),
            Part::Whole(whole) => whole.tree().clone(),
        }
    }

    /// Adds JSON text to what is there.
    pub(super) fn write(&self, text: &mut String) {
        match self {
            Part::Members(members) => write_object(
                text,
                members.iter().map(|(name, value)| (name.as_str(), value)),
                |value, text| text.push_str(&value.text()),
            ),
            Part::Whole(whole) => text.push_str(&whole.text()),
        }
    }

    /// JSON text of what is at a JSON Pointer within the part; the empty pointer is the whole part.
    pub(super) fn json_at(&self, pointer: &str) -> Option<String> {
        if pointer.is_empty() {
            let mut text = String::new();
            self.write(&mut text);
            return Some(text);
        }
        if let Part::Whole(whole) = self {
            return whole.tree().pointer(pointer).map(Value::to_string);
        }
        let (name, below) = super::first_token(pointer)?;
        let member = self.lazy(&name)?;
        if below.is_empty() {
            return Some(member.text().into_owned());
        }
        member.tree().pointer(below).map(Value::to_string)
    }
}

/// Adds the JSON text of an object, whose values `write` writes.
pub(super) fn write_object<'a, T>(
    text: &mut String,
    members: impl Iterator<Item = (&'a str, T)>,
    write: impl Fn(T, &mut String),
) {
    text.push('{');
    for (index, (name, value)) in members.enumerate() {
        if index > 0 {
            text.push(',');
        }
        text.push_str(&Value::from(name).to_string());
        text.push(':');
        write(value, text);
    }
    text.push('}');
}

/// An object's members become members, anything else a whole.
impl From<Value> for Part {
    fn from(value: Value) -> Self {
        match value {
            Value::Object(members) => Part::Members(
                members
                    .into_iter()
                    .map(|(name, value)| (Slice::from(&*name), Lazy::from(value)))
                    .collect(),
            ),
            other => Part::Whole(Lazy::from(other)),
        }
    }
}

impl PartialEq for Part {
    fn eq(&self, other: &Self) -> bool {
        self.value() == other.value()
    }
}

impl Serialize for Part {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Part::Members(members) => {
                serializer.collect_map(members.iter().map(|(name, value)| (name.as_str(), value)))
            }
            Part::Whole(whole) => whole.serialize(serializer),
        }
    }
}
