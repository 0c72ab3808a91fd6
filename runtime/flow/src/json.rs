//! Reading JSON that comes from outside: strictly.
//!
//! `serde_json` lets the last of two members of the same name win. In an event that decides about a login, the two readers of
//! such a text may disagree on what it says, so it is refused.

use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};
use std::borrow::Cow;
use std::fmt;

/// How deep a value may be nested. Less than `serde_json` reads, for a login is stored with values of this depth somewhere inside, and is to be read again.
pub const MAX_DEPTH: usize = 100;

/// The beginning of names that `serde_json` has given a meaning: an object with one is read as JSON within JSON, which nobody has checked.
const RESERVED: &str = "$serde_json::private::";

/// Reads one JSON text. Refuses duplicate members, names with a meaning of their own, numbers that no double can hold, nesting deeper than [`MAX_DEPTH`] and anything after the value.
///
/// # Errors
/// What is wrong, with line and column.
pub fn parse(text: &[u8]) -> Result<Value, serde_json::Error> {
    let mut deserializer = serde_json::Deserializer::from_slice(text);
    let value = Strict(MAX_DEPTH).deserialize(&mut deserializer)?;
    deserializer.end()?;
    Ok(value)
}

/// Whether [`parse`] would read a text, without keeping anything of it.
///
/// # Errors
/// As [`parse`].
pub fn check(text: &str) -> Result<(), serde_json::Error> {
    let mut deserializer = serde_json::Deserializer::from_str(text);
    Check(MAX_DEPTH).deserialize(&mut deserializer)?;
    deserializer.end()
}

/// Up to how many names are compared with each other, which is faster than sorting them.
const FEW_NAMES: usize = 16;

/// Refuses the names of an object's members if one is there twice, or is not read as it is written.
pub(crate) fn check_names<'a>(
    mut names: impl Iterator<Item = &'a str> + Clone,
) -> Result<(), String> {
    match first_twice(names.clone()) {
        Some(name) => Err(twice(name)),
        None => names.try_for_each(check_name),
    }
}

/// Of the names that are there twice, one.
fn first_twice<'a>(names: impl Iterator<Item = &'a str> + Clone) -> Option<&'a str> {
    let mut few = [""; FEW_NAMES];
    for (index, name) in names.clone().enumerate() {
        if few.iter().take(index).any(|earlier| *earlier == name) {
            return Some(name);
        }
        match few.get_mut(index) {
            Some(slot) => *slot = name,
            None => return one_twice(names.collect()),
        }
    }
    None
}

fn one_twice(mut names: Vec<&str>) -> Option<&str> {
    names.sort_unstable();
    let pair = names.windows(2).find(|pair| pair[0] == pair[1])?;
    pair.first().copied()
}

fn check_name(name: &str) -> Result<(), String> {
    match name.starts_with(RESERVED) {
        true => Err(format!("no member can have the name {name:?}")),
        false => Ok(()),
    }
}

fn twice(name: &str) -> String {
    format!("member {name:?} is given twice in one object")
}

/// The depth that is left below an array or object.
fn below<E: Error>(depth: usize) -> Result<usize, E> {
    depth
        .checked_sub(1)
        .ok_or_else(|| E::custom(format_args!("nested deeper than {MAX_DEPTH} levels")))
}

/// A value within a larger text, read as [`parse`] reads it.
#[derive(Debug, Clone, PartialEq)]
pub struct StrictValue(pub Value);

impl<'de> Deserialize<'de> for StrictValue {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Strict(MAX_DEPTH).deserialize(deserializer).map(StrictValue)
    }
}

/// A member's name, copied only if it has escapes.
#[derive(Deserialize)]
pub(crate) struct Name<'a>(#[serde(borrow)] pub(crate) Cow<'a, str>);

/// Reads a value that is nested at most so deep.
struct Strict(usize);

impl<'de> DeserializeSeed<'de> for Strict {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Strict {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(Value::Number(value.into()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(Value::Number(value.into()))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Value, E> {
        Number::from_f64(value)
            .map(Value::Number)
            .ok_or_else(|| E::custom("number out of range"))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(Value::String(value.to_owned()))
    }

    fn visit_string<E>(self, value: String) -> Result<Value, E> {
        Ok(Value::String(value))
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let depth = below(self.0)?;
        let mut values = Vec::new();
        while let Some(value) = items.next_element_seed(Strict(depth))? {
            values.push(value);
        }
        Ok(Value::Array(values))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Value, A::Error> {
        let depth = below(self.0)?;
        let mut object = Map::new();
        while let Some(name) = members.next_key::<String>()? {
            if object.contains_key(&name) {
                return Err(A::Error::custom(twice(&name)));
            }
            check_name(&name).map_err(A::Error::custom)?;
            let value = members.next_value_seed(Strict(depth))?;
            object.insert(name, value);
        }
        Ok(Value::Object(object))
    }
}

/// Checks a value that is nested at most so deep.
struct Check(usize);

impl<'de> DeserializeSeed<'de> for Check {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Check {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_i64<E>(self, _: i64) -> Result<(), E> {
        Ok(())
    }

    fn visit_u64<E>(self, _: u64) -> Result<(), E> {
        Ok(())
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<(), E> {
        Strict(0).visit_f64(value).map(drop)
    }

    fn visit_str<E>(self, _: &str) -> Result<(), E> {
        Ok(())
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        let depth = below(self.0)?;
        while items.next_element_seed(Check(depth))?.is_some() {}
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<(), A::Error> {
        let depth = below(self.0)?;
        let mut names = Vec::new();
        while let Some(Name(name)) = members.next_key()? {
            names.push(name);
            members.next_value_seed(Check(depth))?;
        }
        check_names(names.iter().map(|name| &**name)).map_err(A::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::{MAX_DEPTH, check, parse};
    use serde_json::Value;

    #[test]
    fn reads_what_serde_json_reads() {
        let text = r#"{"a": [1, -2, 2.5, true, null, "\u00e9"], "b": {"a": {}}}"#;
        let expected: Value = serde_json::from_str(text).unwrap();
        assert_eq!(parse(text.as_bytes()).unwrap(), expected);
        check(text).unwrap();
    }

    #[test]
    fn refuses_with_a_position() {
        for (text, part) in [
            (r#"{"a": 1, "a": 2}"#, "given twice"),
            (r#"{"a": 1, "\u0061": 2}"#, "given twice"),
            (r#"{"a": {"b": 1, "c": 2, "b": 1}}"#, "given twice"),
            (
                r#"{"a": {"$serde_json::private::RawValue": "[1, 1]"}}"#,
                "no member can have the name",
            ),
            ("[1e999]", "number out of range"),
            ("{} {}", "trailing characters"),
            ("[NaN]", "expected value"),
            ("[\"\u{1}\"]", "control character"),
            (r#"["\ud800"]"#, "unexpected end of hex escape"),
            (&"[".repeat(10_000), "nested deeper than 100 levels"),
            (&"{\"a\":".repeat(10_000), "nested deeper than 100 levels"),
        ] {
            for error in [
                parse(text.as_bytes()).unwrap_err(),
                check(text).unwrap_err(),
            ] {
                let message = error.to_string();
                assert!(message.contains(part), "{text:.40}: {message}");
                assert!(message.contains("line 1 column"), "{message}");
            }
        }
    }

    #[test]
    fn one_name_twice_is_found_among_few_and_many() {
        for count in [2, 3, 15, 16, 17, 18, 40] {
            let mut members: Vec<String> = (0..count).map(|n| format!("\"n{n}\": 0")).collect();
            check(&format!("{{{}}}", members.join(","))).unwrap();
            members.push("\"n1\": 0".to_owned());
            let error = check(&format!("{{{}}}", members.join(","))).unwrap_err();
            let expected = "member \"n1\" is given twice in one object";
            assert!(error.to_string().starts_with(expected), "{count}: {error}");
        }
    }

    #[test]
    fn depth_is_counted_in_levels() {
        let nested = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
        check(&nested(MAX_DEPTH)).unwrap();
        parse(nested(MAX_DEPTH).as_bytes()).unwrap();
        check(&nested(MAX_DEPTH + 1)).unwrap_err();
        parse(nested(MAX_DEPTH + 1).as_bytes()).unwrap_err();
    }
}
