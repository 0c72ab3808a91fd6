//! Reading an event's JSON in one go: each member of each part by itself, without a tree of what nobody looks into.

use super::Parts;
use super::lazy::{self, Lazy};
use super::part::Part;
use super::slice::Slice;
use crate::json::{Name, check_names};
use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, Visitor};
use serde_json::value::RawValue;
use std::fmt;
use std::ops::Range;
use std::sync::Arc;

/// Reads the parts of an event.
///
/// # Errors
/// It is no object of objects, or has something in it that two readers may understand differently.
pub(super) fn parts<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Parts, D::Error> {
    let mut text = Text::default();
    let parts = deserializer.deserialize_map(EventVisitor(&mut text))?;
    let text: Arc<str> = text.0.into();
    let slice = |range: &Range<usize>| Slice::of(&text, range.clone());
    let part = |members: Vec<Member>| {
        let members = members.iter().map(|member| {
            let value = Lazy::checked(slice(&member.value));
            (slice(&member.name), value)
        });
        Arc::new(Part::Members(members.collect()))
    };
    Ok(parts
        .into_iter()
        .map(|(name, members)| (name, part(members)))
        .collect())
}

/// Where a member of a part is in the event's [`Text`].
struct Member {
    name: Range<usize>,
    value: Range<usize>,
}

/// The names and values of all members, one after the other.
#[derive(Default)]
struct Text(String);

impl Text {
    fn add(&mut self, text: &str) -> Range<usize> {
        let start = self.0.len();
        self.0.push_str(text);
        start..self.0.len()
    }

    fn names<'a>(&'a self, members: &'a [Member]) -> impl Iterator<Item = &'a str> + Clone {
        let name = |member: &Member| self.0.get(member.name.clone());
        members.iter().filter_map(name)
    }
}

struct EventVisitor<'a>(&'a mut Text);

impl<'de> Visitor<'de> for EventVisitor<'_> {
    type Value = Vec<(Arc<str>, Vec<Member>)>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<Self::Value, A::Error> {
        let mut parts = Self::Value::new();
        while let Some(Name(name)) = object.next_key()? {
            let part = object.next_value_seed(PartVisitor(self.0))?;
            parts.push((Arc::from(name), part));
        }
        check_names(parts.iter().map(|(name, _)| &**name)).map_err(A::Error::custom)?;
        Ok(parts)
    }
}

struct PartVisitor<'a>(&'a mut Text);

impl<'de> DeserializeSeed<'de> for PartVisitor<'_> {
    type Value = Vec<Member>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Vec<Member>, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for PartVisitor<'_> {
    type Value = Vec<Member>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<Vec<Member>, A::Error> {
        let mut members = Vec::new();
        while let Some(Name(name)) = object.next_key()? {
            let raw: &RawValue = object.next_value()?;
            lazy::check(raw).map_err(A::Error::custom)?;
            members.push(Member {
                name: self.0.add(&name),
                value: self.0.add(raw.get()),
            });
        }
        check_names(self.0.names(&members)).map_err(A::Error::custom)?;
        Ok(members)
    }
}
