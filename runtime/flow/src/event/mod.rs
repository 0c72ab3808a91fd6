//! `event`: what is known about a login, by part, cheap to copy.
//!
//! Source: specification §1. An event is checked once, when it comes in; the flow and the sandbox may rely on its shape from then on.

mod explain;
mod lazy;
mod part;
mod read;
mod shape;
mod slice;

pub(crate) use shape::describe;

use crate::factor::FactorType;
use lazy::{Kind, Lazy};
use part::Part;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::value::RawValue;
use serde_json::{Map, Value};
use shape::shape;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;
use thiserror::Error;

/// The largest event text that is read, in bytes.
pub const MAX_EVENT_BYTES: usize = 1 << 20;

/// Why a text is no event. Nothing was started.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum EventError {
    /// More than [`MAX_EVENT_BYTES`].
    #[error("the event has {actual} bytes; at most {limit} are accepted")]
    TooLarge {
        /// The text's size in bytes.
        actual: usize,
        /// [`MAX_EVENT_BYTES`].
        limit: usize,
    },
    /// Not JSON, or JSON that two readers may understand differently.
    #[error("the event is not acceptable JSON: {0}")]
    Json(#[from] serde_json::Error),
    /// A member that two readers may understand differently.
    #[error("event{place} is not acceptable JSON: {source} of it")]
    Member {
        /// Which: a JavaScript-like path that follows `event`.
        place: String,
        /// What is wrong, with line and column within the member.
        source: serde_json::Error,
    },
    /// JSON, but not of an event's shape.
    #[error("event{place}: expected {expected}, got {got}")]
    Shape {
        /// Where: a JavaScript-like path that follows `event`, e.g. `.user.enrolledFactors[0]`.
        place: String,
        /// What belongs there.
        expected: &'static str,
        /// What is there.
        got: String,
    },
}

/// The parts of an event.
type Parts = BTreeMap<Arc<str>, Arc<Part>>;

/// One login's event. Copies share everything until one of them is changed, and then all parts but the changed one, and of that all other members.
///
/// What comes as text stays text until somebody looks into it, and is passed on as it came.
#[derive(Debug, Clone, PartialEq)]
pub struct Event {
    parts: Arc<Parts>,
}

impl Event {
    /// Reads an event from JSON text and checks it, see [`Event::from_value`].
    ///
    /// # Errors
    /// The text is too large, no JSON, or no event.
    pub fn parse(text: &[u8]) -> Result<Event, EventError> {
        within_limit(text.len())?;
        // A text that is UTF-8 as a whole need not be looked at again for each name and value in it.
        let read = std::str::from_utf8(text).map(serde_json::from_str);
        match read {
            Ok(Ok(EventInText(event))) => Ok(event),
            _ => Event::read(serde_json::from_slice(text)?),
        }
    }

    /// As [`Event::parse`], for an event that was found in a larger text.
    ///
    /// # Errors
    /// As [`Event::parse`].
    pub fn read(json: &RawValue) -> Result<Event, EventError> {
        within_limit(json.get().len())?;
        Event::checked(explain::parts(json)?)
    }

    /// Checks the shape of what the flow relies on (the user, their factors and methods, the transaction, the request) and adds the
    /// members that an Action may expect to be there (empty metadata, query, body).
    ///
    /// # Errors
    /// The place, what belongs there and what is there.
    pub fn from_value(value: Value) -> Result<Event, EventError> {
        let Value::Object(object) = value else {
            return Err(shape("", "an object", &value));
        };
        Event::checked(parts_of(object))
    }

    fn checked(mut parts: Parts) -> Result<Event, EventError> {
        shape::check(&parts)?;
        shape::add_defaults(&mut parts);
        Ok(Event {
            parts: Arc::new(parts),
        })
    }

    /// The names of the parts, sorted.
    pub fn part_names(&self) -> impl Iterator<Item = &str> {
        self.parts.keys().map(|name| &**name)
    }

    /// Whether there is such a part.
    pub fn has_part(&self, name: &str) -> bool {
        self.parts.contains_key(name)
    }

    /// A copy of a whole part, e.g. `user`.
    pub fn part(&self, name: &str) -> Option<Value> {
        self.parts.get(name).map(|part| part.value())
    }

    /// The names of a part's members, in the order in which they came; none also when the part is absent.
    pub fn member_names(&self, part: &str) -> Vec<&str> {
        self.parts
            .get(part)
            .map(|part| part.members().map(|(name, _)| name).collect())
            .unwrap_or_default()
    }

    /// A member of a part; absent also when the part is.
    pub fn member(&self, part: &str, name: &str) -> Option<&Value> {
        self.parts.get(part)?.lazy(name).map(Lazy::tree)
    }

    /// JSON text of a member of a part; absent also when the part is, and when the member is `null`.
    pub fn member_json(&self, part: &str, name: &str) -> Option<Cow<'_, str>> {
        let member = self.parts.get(part)?.lazy(name)?;
        (member.kind() != Kind::Null).then(|| member.json())
    }

    /// A text in a part; absent also when it is something other than a text.
    pub fn text(&self, part: &str, name: &str) -> Option<&str> {
        self.member(part, name)?.as_str()
    }

    /// The texts of an array in a part; empty when there is none.
    pub fn texts(&self, part: &str, name: &str) -> Vec<String> {
        match self.member(part, name) {
            Some(Value::Array(items)) => items
                .iter()
                .filter_map(|item| item.as_str().map(str::to_owned))
                .collect(),
            Some(Value::String(one)) => vec![one.clone()],
            _ => Vec::new(),
        }
    }

    /// JSON text of what is at a JSON Pointer (RFC 6901); the empty pointer is the whole event. Absent when nothing is there.
    pub fn json_at(&self, pointer: &str) -> Option<String> {
        if pointer.is_empty() {
            let mut text = String::new();
            let parts = self.parts.iter().map(|(name, part)| (&**name, part));
            part::write_object(&mut text, parts, |part, text| part.write(text));
            return Some(text);
        }
        let (name, below) = first_token(pointer)?;
        self.parts.get(&*name)?.json_at(below)
    }

    /// Replaces or adds a part that comes from outside, checked as in [`Event::from_value`].
    ///
    /// # Errors
    /// The place, what belongs there and what is there. The event is as it was.
    pub fn replace_part(&mut self, name: &str, value: Value) -> Result<(), EventError> {
        let mut parts = Parts::clone(&self.parts);
        parts.insert(Arc::from(name), Arc::new(Part::from(value)));
        *self = Event::checked(parts)?;
        Ok(())
    }

    /// Replaces or adds a part, or removes it.
    pub fn set_part(&mut self, name: &str, value: Option<Value>) {
        match value {
            Some(value) => {
                let part = Arc::new(Part::from(value));
                Arc::make_mut(&mut self.parts).insert(Arc::from(name), part);
            }
            None if self.parts.contains_key(name) => {
                Arc::make_mut(&mut self.parts).remove(name);
            }
            None => {}
        }
    }

    /// Changes one member of a part, adding the part if need be; `None` removes the member.
    pub fn set_member(&mut self, part: &str, name: &str, value: Option<Value>) {
        let slot = Arc::make_mut(&mut self.parts)
            .entry(Arc::from(part))
            .or_insert_with(|| Arc::new(Part::empty()));
        let part = Arc::make_mut(slot);
        match value {
            Some(value) => part.put(name, value),
            None => part.remove(name),
        }
    }

    /// `event.user.user_id`.
    pub fn user_id(&self) -> &str {
        self.text("user", "user_id").unwrap_or_default()
    }

    /// The types in `event.user.enrolledFactors`, one per enrolment.
    pub fn enrolled_factor_types(&self) -> Vec<FactorType> {
        match self.member("user", "enrolledFactors") {
            Some(Value::Array(entries)) => entries
                .iter()
                .filter_map(|entry| entry.get("type")?.as_str())
                .map(FactorType::from)
                .collect(),
            _ => Vec::new(),
        }
    }

    /// Whether this login can show the person anything, and if not, who is waiting for the answer.
    pub fn interaction(&self) -> Interaction {
        let silent = self
            .texts("transaction", "prompt")
            .iter()
            .any(|prompt| prompt == "none")
            || self
                .member("request", "query")
                .and_then(|query| query.get("prompt")?.as_str())
                == Some("none");
        match self.text("transaction", "protocol") {
            Some("oauth2-token-exchange") => Interaction::TokenExchange,
            Some(
                "oauth2-password"
                | "oauth2-resource-owner"
                | "oauth2-resource-owner-jwt-bearer"
                | "oauth2-refresh-token"
                | "oauth2-access-token"
                | "oauth2-webauthn"
                | "oidc-ciba"
                | "wstrust-usernamemixed",
            ) => Interaction::TokenEndpoint,
            _ if silent => Interaction::Silent,
            _ => Interaction::Browser,
        }
    }
}

/// An event as a member of a larger text, read together with it. Whoever needs to know what is wrong with it takes it as a [`RawValue`] and gives it to
/// [`Event::read`], which also reads what is refused here although it could be: parts that are no objects. It is for the larger text to be of no more than
/// [`MAX_EVENT_BYTES`].
#[derive(Debug)]
pub struct EventInText(pub Event);

impl<'de> Deserialize<'de> for EventInText {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Event::checked(read::parts(deserializer)?)
            .map(EventInText)
            .map_err(serde::de::Error::custom)
    }
}

/// What a login can show the person (D6; specification M19–M21).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Interaction {
    /// A browser that can be sent to pages.
    Browser,
    /// A browser that must not show anything: `prompt=none`.
    Silent,
    /// A grant at the token endpoint: the client is told what is missing and comes back.
    TokenEndpoint,
    /// A custom token exchange: a second factor cannot be asked for at all (M21).
    TokenExchange,
}

fn within_limit(actual: usize) -> Result<(), EventError> {
    let limit = MAX_EVENT_BYTES;
    if actual > limit {
        return Err(EventError::TooLarge { actual, limit });
    }
    Ok(())
}

fn parts_of(object: Map<String, Value>) -> Parts {
    object
        .into_iter()
        .map(|(name, part)| (Arc::from(name), Arc::new(Part::from(part))))
        .collect()
}

/// The first name of a JSON Pointer, and the pointer from there on.
fn first_token(pointer: &str) -> Option<(Cow<'_, str>, &str)> {
    let rest = pointer.strip_prefix('/')?;
    let (first, below) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    let name = if first.contains('~') {
        Cow::Owned(first.replace("~1", "/").replace("~0", "~"))
    } else {
        Cow::Borrowed(first)
    };
    Some((name, below))
}

impl Serialize for Event {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.parts.iter().map(|(name, part)| (name, &**part)))
    }
}

/// An event that was checked before it was stored.
impl<'de> Deserialize<'de> for Event {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let object = Map::deserialize(deserializer)?;
        Ok(Event {
            parts: Arc::new(parts_of(object)),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(text: &str) -> Result<Event, EventError> {
        Event::parse(text.as_bytes())
    }

    #[test]
    fn defaults_are_added() {
        let event = event(r#"{"user": {"user_id": "u"}, "transaction": {}}"#).unwrap();
        assert_eq!(event.json_at("/user/app_metadata").unwrap(), "{}");
        assert_eq!(event.json_at("/transaction/metadata").unwrap(), "{}");
        assert_eq!(event.json_at("/request/query").unwrap(), "{}");
        assert_eq!(event.json_at("/authentication"), None);
    }

    #[test]
    fn pointers_reach_everything() {
        let event =
            event(r#"{"user": {"user_id": "u", "app_metadata": {"a/b": {"~": [1]}}}}"#).unwrap();
        assert_eq!(event.json_at("/user/app_metadata/a~1b/~0/0").unwrap(), "1");
        assert_eq!(event.json_at("/user/app_metadata/none"), None);
        assert_eq!(event.json_at("user"), None);
        assert!(event.json_at("").unwrap().starts_with('{'));
    }

    #[test]
    fn wrong_shapes_name_the_place() {
        for (text, message) in [
            ("[]", "event: expected an object, got an array"),
            (
                "{}",
                "event.user.user_id: expected the user's id, a text, got null",
            ),
            (
                r#"{"user": {"user_id": "u", "enrolledFactors": "otp"}}"#,
                "event.user.enrolledFactors: expected an array, got a text",
            ),
            (
                r#"{"user": {"user_id": "u", "enrolledFactors": [{"type": "otp"}, "phone"]}}"#,
                "event.user.enrolledFactors[1]: expected an object with a text \"type\", got a text",
            ),
            (
                r#"{"user": {"user_id": "u"}, "transaction": "x"}"#,
                "event.transaction: expected an object, got a text",
            ),
            (
                r#"{"user": {"user_id": "u", "email_verified": "yes"}}"#,
                "event.user.email_verified: expected true or false, got a text",
            ),
        ] {
            assert_eq!(event(text).unwrap_err().to_string(), message);
        }
    }

    #[test]
    fn text_is_passed_on_as_it_came() {
        let event = event(
            r#"{"user": {"user_id": "u", "user_metadata": {"b": 1.0, "a": [ ]}}, "extra": {"x": 1}}"#,
        )
        .unwrap();
        let metadata = r#"{"b": 1.0, "a": [ ]}"#;
        assert_eq!(event.json_at("/user/user_metadata").unwrap(), metadata);
        assert_eq!(
            event.member_json("user", "user_metadata").unwrap(),
            metadata
        );
        assert_eq!(event.member_names("extra"), ["x"]);
        let whole: Value = serde_json::from_str(&event.json_at("").unwrap()).unwrap();
        assert_eq!(whole, serde_json::to_value(&event).unwrap());
        assert_eq!(
            whole,
            serde_json::to_value(Event::from_value(whole.clone()).unwrap()).unwrap()
        );
    }

    #[test]
    fn a_change_is_seen_by_later_copies_only() {
        let mut changed = event(r#"{"user": {"user_id": "u", "name": "n"}}"#).unwrap();
        let before = changed.clone();
        changed.set_member("user", "name", Some(Value::from("m")));
        changed.set_member("user", "nick", Some(Value::from("k")));
        changed.set_member("new", "a", Some(Value::from(1)));
        assert_eq!(before.text("user", "name"), Some("n"));
        assert_eq!(changed.text("user", "name"), Some("m"));
        assert_eq!(changed.json_at("/new").unwrap(), r#"{"a":1}"#);
        changed.set_member("user", "name", None);
        assert_eq!(changed.member("user", "name"), None);
        assert_ne!(before, changed);
    }

    #[test]
    fn what_can_be_understood_in_two_ways_is_refused_with_its_place() {
        let deep = format!(
            r#"{{"user": {{"user_id": "u", "a": {}{}}}}}"#,
            "[".repeat(101),
            "]".repeat(101)
        );
        for (text, message) in [
            (
                r#"{"user": {"user_id": "u"}, "user": {"user_id": "v"}}"#,
                "the event is not acceptable JSON: member \"user\" is given twice in one object at line 1 column 52",
            ),
            (
                r#"{"user": {"user_id": "u", "user_id": "v"}}"#,
                "event.user is not acceptable JSON: member \"user_id\" is given twice in one object at line 1 column 32 of it",
            ),
            (
                r#"{"user": {"user_id": "u", "user_metadata": {"a": {"b": 1, "b": 1}}}}"#,
                "event.user.user_metadata is not acceptable JSON: member \"b\" is given twice in one object at line 1 column 22 of it",
            ),
            (
                r#"{"user": {"user_id": "u", "name": "\ud800"}}"#,
                "event.user.name is not acceptable JSON: unexpected end of hex escape at line 1 column 8 of it",
            ),
            (
                r#"{"user": {"user_id": "u"}, "extra": [1e999]}"#,
                "event.extra is not acceptable JSON: number out of range at line 1 column 6 of it",
            ),
            (
                &deep,
                "event.user.a is not acceptable JSON: nested deeper than 100 levels at line 1 column 102 of it",
            ),
        ] {
            assert_eq!(event(text).unwrap_err().to_string(), message);
        }
    }

    #[test]
    fn too_large_is_refused_before_it_is_read() {
        let text = " ".repeat(MAX_EVENT_BYTES + 1);
        assert_eq!(
            event(&text).unwrap_err().to_string(),
            "the event has 1048577 bytes; at most 1048576 are accepted"
        );
    }
}
