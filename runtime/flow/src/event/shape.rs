//! The shape of an event: what the flow relies on, and what is always there.

use super::EventError;
use super::Parts;
use super::lazy::{Kind, Lazy};
use super::part::Part;
use serde_json::{Value, json};
use std::fmt;
use std::sync::{Arc, LazyLock};

pub(super) fn shape(place: &str, expected: &'static str, got: &Value) -> EventError {
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

/// Whether a part is an object whenever it is there.
fn is_object_part(name: &str) -> bool {
    matches!(
        name,
        "authentication"
            | "authorization"
            | "client"
            | "configuration"
            | "connection"
            | "custom_domain"
            | "organization"
            | "prompt"
            | "refresh_token"
            | "request"
            | "resource_server"
            | "secrets"
            | "security_context"
            | "session"
            | "stats"
            | "tenant"
            | "transaction"
            | "user"
    )
}

/// What the members of a part that the flow reads must be, if they are there and not `null`.
fn expected_members(part: &str) -> &'static [(&'static str, Expected)] {
    match part {
        "user" => &[
            ("email", Expected::Text),
            ("email_verified", Expected::Boolean),
            ("app_metadata", Expected::Object),
            ("user_metadata", Expected::Object),
            ("enrolledFactors", Expected::Factors),
            ("multifactor", Expected::Texts),
        ],
        "authentication" => &[("methods", Expected::Methods)],
        "authorization" => &[("roles", Expected::Texts)],
        "request" => &[("query", Expected::Object), ("body", Expected::Object)],
        "transaction" => &[
            ("protocol", Expected::Text),
            ("prompt", Expected::TextOrTexts),
            ("acr_values", Expected::TextOrTexts),
            ("metadata", Expected::Object),
        ],
        "tenant" => &[("id", Expected::Text)],
        _ => &[],
    }
}

#[derive(Clone, Copy)]
enum Expected {
    Text,
    Boolean,
    Object,
    Texts,
    TextOrTexts,
    Factors,
    Methods,
}

/// Whether the parts are an event's.
///
/// # Errors
/// The place, what belongs there and what is there.
pub(super) fn check(parts: &Parts) -> Result<(), EventError> {
    for (name, part) in parts {
        if is_object_part(name) && part.kind() != Kind::Object {
            return Err(shape(&format!(".{name}"), "an object", &part.value()));
        }
    }
    let user_id = parts.get("user").and_then(|user| user.lazy("user_id"));
    let user_id = user_id.map_or(&Value::Null, Lazy::tree);
    if user_id.as_str().is_none_or(str::is_empty) {
        return Err(shape(".user.user_id", "the user's id, a text", user_id));
    }
    for (name, part) in parts {
        for (member, expected) in expected_members(name) {
            if let Some(value) = part.lazy(member)
                && value.kind() != Kind::Null
            {
                check_member(&format_args!(".{name}.{member}"), *expected, value)?;
            }
        }
    }
    let secrets = parts.get("secrets").into_iter();
    for (name, value) in secrets.flat_map(|secrets| secrets.members()) {
        check_member(&format_args!(".secrets.{name}"), Expected::Text, value)?;
    }
    Ok(())
}

fn check_member(
    place: &dyn fmt::Display,
    expected: Expected,
    value: Lazy<'_>,
) -> Result<(), EventError> {
    let kind = value.kind();
    let expect = |good: bool, expected| {
        if good {
            Ok(())
        } else {
            Err(shape(&place.to_string(), expected, value.tree()))
        }
    };
    let each = |expected, good: fn(&Value) -> bool| {
        let Value::Array(items) = value.tree() else {
            return Err(shape(&place.to_string(), "an array", value.tree()));
        };
        match items.iter().position(|item| !good(item)) {
            None => Ok(()),
            Some(index) => {
                let item = items.get(index).unwrap_or(&Value::Null);
                Err(shape(&format!("{place}[{index}]"), expected, item))
            }
        }
    };
    match expected {
        Expected::Text => expect(kind == Kind::Text, "a text"),
        Expected::Boolean => expect(kind == Kind::Boolean, "true or false"),
        Expected::Object => expect(kind == Kind::Object, "an object"),
        Expected::Texts => each("a text", Value::is_string),
        Expected::TextOrTexts if kind == Kind::Text => Ok(()),
        Expected::TextOrTexts => each("a text", Value::is_string),
        Expected::Factors => each("an object with a text \"type\"", |item| {
            item.get("type").is_some_and(Value::is_string)
        }),
        Expected::Methods => each("an object with a text \"name\"", |item| {
            item.get("name").is_some_and(Value::is_string)
        }),
    }
}

/// What is always there of a part.
type Defaults = Vec<(&'static str, Value)>;

/// Members that are documented as always there (§1), by part, and what they are if nothing is said.
static DEFAULTS: LazyLock<[(&str, Defaults); 5]> = LazyLock::new(|| {
    let defaults = |members: &[(&'static str, Value)]| -> Defaults { members.to_vec() };
    [
        (
            "user",
            defaults(&[
                ("app_metadata", json!({})),
                ("user_metadata", json!({})),
                ("enrolledFactors", json!([])),
                ("multifactor", json!([])),
                ("email_verified", json!(false)),
            ]),
        ),
        (
            "request",
            defaults(&[("query", json!({})), ("body", json!({}))]),
        ),
        ("client", defaults(&[("metadata", json!({}))])),
        ("transaction", defaults(&[("metadata", json!({}))])),
        ("authentication", defaults(&[("methods", json!([]))])),
    ]
});

/// Adds what is documented as always there and is not.
pub(super) fn add_defaults(parts: &mut Parts) {
    for name in ["secrets", "configuration", "request", "client", "tenant"] {
        if !parts.contains_key(name) {
            parts.insert(Arc::from(name), Arc::new(Part::empty()));
        }
    }
    for (part, defaults) in &*DEFAULTS {
        let Some(part) = parts.get_mut(*part) else {
            continue;
        };
        for (name, default) in defaults {
            let value = part.lazy(name);
            if value.is_none_or(|value| value.kind() == Kind::Null) {
                Arc::make_mut(part).put(name, default.clone());
            }
        }
    }
}
