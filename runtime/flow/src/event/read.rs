//! Reading an event's JSON in one go: each member of each part by itself, without a tree of what nobody looks into.

use super::Parts;
use super::lazy;
use super::part::{Member, Part};
use super::slice::Text;
use crate::json::{Name, check_names};
use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, Visitor};
use serde_json::value::RawValue;
use std::fmt;
use std::sync::Arc;

/// Reads the parts of an event.
///
/// # Errors
/// It is no object of objects, or has something in it that two readers may understand differently.
pub(super) fn parts<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Parts, D::Error> {
    let mut text = Text::default();
    let parts = deserializer.deserialize_map(EventVisitor(&mut text))?;
    let text = text.shared();
    let part = |members| Arc::new(Part::of(Arc::clone(&text), members));
    Ok(parts
        .into_iter()
        .map(|(name, members)| (name, part(members)))
        .collect())
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
            members.push(Member::checked(self.0.add(&name), self.0.add(raw.get())));
        }
        let names = members.iter().map(|member| member.name(self.0.as_str()));
        check_names(names).map_err(A::Error::custom)?;
        Ok(members)
    }
}
