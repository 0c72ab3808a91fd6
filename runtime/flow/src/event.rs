//! `event`: what is known about a login, by part, cheap to copy.
//!
//! Source: specification §1. An event is checked once, when it comes in; the flow and the sandbox may rely on its shape from then on.

use crate::factor::FactorType;
use crate::json;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
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

/// One login's event. Copies share everything until one of them is changed, and then all parts but the changed one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Event {
    parts: Arc<BTreeMap<Arc<str>, Arc<Value>>>,
}

impl Event {
    /// Reads an event from JSON text and checks it, see [`Event::from_value`].
    ///
    /// # Errors
    /// The text is too large, no JSON, or no event.
    pub fn parse(text: &[u8]) -> Result<Event, EventError> {
        if text.len() > MAX_EVENT_BYTES {
            return Err(EventError::TooLarge {
                actual: text.len(),
                limit: MAX_EVENT_BYTES,
            });
        }
        Event::from_value(json::parse(text)?)
    }

    /// Checks the shape of what the flow relies on (the user, their factors and methods, the transaction, the request) and adds the
    /// members that an Action may expect to be there (empty metadata, query, body).
    ///
    /// # Errors
    /// The place, what belongs there and what is there.
    pub fn from_value(value: Value) -> Result<Event, EventError> {
        let Value::Object(mut object) = value else {
            return Err(shape("", "an object", &value));
        };
        check_parts(&object)?;
        add_defaults(&mut object);
        let parts: BTreeMap<_, _> = object
            .into_iter()
            .map(|(name, part)| (Arc::from(name), Arc::new(part)))
            .collect();
        Ok(Event {
            parts: Arc::new(parts),
        })
    }

    /// The names of the parts, sorted.
    pub fn part_names(&self) -> impl Iterator<Item = &str> {
        self.parts.keys().map(|name| &**name)
    }

    /// A whole part, e.g. `user`.
    pub fn part(&self, name: &str) -> Option<&Value> {
        self.parts.get(name).map(|part| &**part)
    }

    /// A member of a part; absent also when the part is.
    pub fn member(&self, part: &str, name: &str) -> Option<&Value> {
        self.part(part)?.get(name)
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
            return serde_json::to_string(self).ok();
        }
        let rest = pointer.strip_prefix('/')?;
        let (first, below) = match rest.find('/') {
            Some(end) => rest.split_at(end),
            None => (rest, ""),
        };
        let name = first.replace("~1", "/").replace("~0", "~");
        let value = self.part(&name)?.pointer(below)?;
        serde_json::to_string(value).ok()
    }

    /// Replaces or adds a part that comes from outside, checked as in [`Event::from_value`].
    ///
    /// # Errors
    /// The place, what belongs there and what is there. The event is as it was.
    pub fn replace_part(&mut self, name: &str, value: Value) -> Result<(), EventError> {
        let mut object: Map<String, Value> = self
            .parts
            .iter()
            .map(|(name, part)| (name.to_string(), Value::clone(part)))
            .collect();
        object.insert(name.to_owned(), value);
        *self = Event::from_value(Value::Object(object))?;
        Ok(())
    }

    /// Replaces or adds a part, or removes it.
    pub fn set_part(&mut self, name: &str, value: Option<Value>) {
        match value {
            Some(value) => {
                Arc::make_mut(&mut self.parts).insert(Arc::from(name), Arc::new(value));
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
            .or_insert_with(|| Arc::new(json!({})));
        if let Value::Object(object) = Arc::make_mut(slot) {
            match value {
                Some(value) => {
                    object.insert(name.to_owned(), value);
                }
                None => {
                    object.remove(name);
                }
            }
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

fn shape(place: &str, expected: &'static str, got: &Value) -> EventError {
    EventError::Shape {
        place: place.to_owned(),
        expected,
        got: describe(got),
    }
}

/// What a value is, in words, without its content: events are personal data.
pub(crate) fn describe(value: &Value) -> String {
    match value {
        Value::Null => "null".into(),
        Value::Bool(_) => "a boolean".into(),
        Value::Number(_) => "a number".into(),
        Value::String(text) if text.is_empty() => "an empty text".into(),
        Value::String(_) => "a text".into(),
        Value::Array(_) => "an array".into(),
        Value::Object(_) => "an object".into(),
    }
}

/// Parts that are objects whenever they are there.
const OBJECT_PARTS: [&str; 18] = [
    "authentication",
    "authorization",
    "client",
    "configuration",
    "connection",
    "custom_domain",
    "organization",
    "prompt",
    "refresh_token",
    "request",
    "resource_server",
    "secrets",
    "security_context",
    "session",
    "stats",
    "tenant",
    "transaction",
    "user",
];

/// What a member that the flow reads must be, if it is there and not `null`.
const MEMBERS: [(&str, &str, Kind); 15] = [
    ("user", "email", Kind::Text),
    ("user", "email_verified", Kind::Boolean),
    ("user", "app_metadata", Kind::Object),
    ("user", "user_metadata", Kind::Object),
    ("user", "enrolledFactors", Kind::Factors),
    ("user", "multifactor", Kind::Texts),
    ("authentication", "methods", Kind::Methods),
    ("authorization", "roles", Kind::Texts),
    ("request", "query", Kind::Object),
    ("request", "body", Kind::Object),
    ("transaction", "protocol", Kind::Text),
    ("transaction", "prompt", Kind::TextOrTexts),
    ("transaction", "acr_values", Kind::TextOrTexts),
    ("transaction", "metadata", Kind::Object),
    ("tenant", "id", Kind::Text),
];

#[derive(Clone, Copy)]
enum Kind {
    Text,
    Boolean,
    Object,
    Texts,
    TextOrTexts,
    Factors,
    Methods,
}

fn check_parts(object: &Map<String, Value>) -> Result<(), EventError> {
    for name in OBJECT_PARTS {
        if let Some(part) = object.get(name)
            && !part.is_object()
        {
            return Err(shape(&format!(".{name}"), "an object", part));
        }
    }
    let user = object.get("user").unwrap_or(&Value::Null);
    match user.get("user_id") {
        Some(Value::String(id)) if !id.is_empty() => {}
        other => {
            let got = other.unwrap_or(&Value::Null);
            return Err(shape(".user.user_id", "the user's id, a text", got));
        }
    }
    for (part, name, kind) in MEMBERS {
        match object.get(part).and_then(|part| part.get(name)) {
            None | Some(Value::Null) => {}
            Some(value) => check_member(&format!(".{part}.{name}"), kind, value)?,
        }
    }
    for name in ["secrets"] {
        if let Some(Value::Object(members)) = object.get(name) {
            for (key, value) in members {
                check_member(&format!(".{name}.{key}"), Kind::Text, value)?;
            }
        }
    }
    Ok(())
}

fn check_member(place: &str, kind: Kind, value: &Value) -> Result<(), EventError> {
    let expect = |good: bool, expected| {
        if good {
            Ok(())
        } else {
            Err(shape(place, expected, value))
        }
    };
    let each = |expected, good: fn(&Value) -> bool| {
        let items = value
            .as_array()
            .ok_or_else(|| shape(place, "an array", value))?;
        for (index, item) in items.iter().enumerate() {
            if !good(item) {
                return Err(shape(&format!("{place}[{index}]"), expected, item));
            }
        }
        Ok(())
    };
    match kind {
        Kind::Text => expect(value.is_string(), "a text"),
        Kind::Boolean => expect(value.is_boolean(), "true or false"),
        Kind::Object => expect(value.is_object(), "an object"),
        Kind::Texts => each("a text", Value::is_string),
        Kind::TextOrTexts if value.is_string() => Ok(()),
        Kind::TextOrTexts => each("a text", Value::is_string),
        Kind::Factors => each("an object with a text \"type\"", |item| {
            item.get("type").is_some_and(Value::is_string)
        }),
        Kind::Methods => each("an object with a text \"name\"", |item| {
            item.get("name").is_some_and(Value::is_string)
        }),
    }
}

/// Members that are documented as always there (§1).
fn add_defaults(object: &mut Map<String, Value>) {
    for part in ["secrets", "configuration", "request", "client", "tenant"] {
        object.entry(part).or_insert_with(|| json!({}));
    }
    for (part, name, default) in [
        ("user", "app_metadata", json!({})),
        ("user", "user_metadata", json!({})),
        ("user", "enrolledFactors", json!([])),
        ("user", "multifactor", json!([])),
        ("user", "email_verified", json!(false)),
        ("request", "query", json!({})),
        ("request", "body", json!({})),
        ("client", "metadata", json!({})),
        ("transaction", "metadata", json!({})),
        ("authentication", "methods", json!([])),
    ] {
        if let Some(Value::Object(members)) = object.get_mut(part) {
            let member = members.entry(name).or_insert(Value::Null);
            if member.is_null() {
                *member = default;
            }
        }
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
    fn too_large_is_refused_before_it_is_read() {
        let text = " ".repeat(MAX_EVENT_BYTES + 1);
        assert_eq!(
            event(&text).unwrap_err().to_string(),
            "the event has 1048577 bytes; at most 1048576 are accepted"
        );
    }
}
