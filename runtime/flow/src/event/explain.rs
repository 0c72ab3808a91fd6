//! Reading an event's JSON level by level: slower than in one go, but what is wrong is found with its place.

use super::lazy;
use super::part::{Member, Part};
use super::slice::Text;
use super::{EventError, Parts, shape};
use crate::json::Name;
use serde::de::{Deserializer, Error, MapAccess, Visitor};
use serde_json::Value;
use serde_json::value::RawValue;
use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

/// Reads the parts of an event, whose syntax has been checked.
///
/// # Errors
/// It is no object, or has something in it that two readers may understand differently.
pub(super) fn parts(event: &RawValue) -> Result<Parts, EventError> {
    if !is_object(event) {
        let value: Value = serde_json::from_str(event.get())?;
        return Err(shape("", "an object", &value));
    }
    let mut parts = Parts::new();
    for (name, raw) in members(event)? {
        let at = |place: String| move |source| EventError::Member { place, source };
        let mut text = Text::default();
        let part = if is_object(raw) {
            let members = members(raw).map_err(at(format!(".{name}")))?;
            let members = members.into_iter().map(|(member, raw)| {
                lazy::check(raw).map_err(at(format!(".{name}.{member}")))?;
                Ok(Member::checked(text.add(&member), text.add(raw.get())))
            });
            let members = members.collect::<Result<_, EventError>>()?;
            Part::of(text.shared(), members)
        } else {
            lazy::check(raw).map_err(at(format!(".{name}")))?;
            let value = text.add(raw.get());
            Part::whole(text.shared(), value)
        };
        parts.insert(Arc::from(name), Arc::new(part));
    }
    Ok(parts)
}

fn is_object(raw: &RawValue) -> bool {
    raw.get().starts_with('{')
}

type Members<'a> = Vec<(Cow<'a, str>, &'a RawValue)>;

/// The members of an object, whose names are read as they are written, and none of them twice.
fn members(object: &RawValue) -> Result<Members<'_>, serde_json::Error> {
    serde_json::Deserializer::from_str(object.get()).deserialize_map(MembersVisitor)
}

struct MembersVisitor;

impl<'de> Visitor<'de> for MembersVisitor {
    type Value = Members<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<Members<'de>, A::Error> {
        let mut members = Members::new();
        while let Some(Name(name)) = object.next_key()? {
            let value = object.next_value()?;
            members.push((name, value));
        }
        crate::json::check_names(members.iter().map(|(name, _)| &**name))
            .map_err(A::Error::custom)?;
        Ok(members)
    }
}
