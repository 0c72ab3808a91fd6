//! Objects are read from objects alone.
//!
//! What serde derives for a struct also takes an array, its fields in their order. No client means that; an array where an object belongs is a mistake, and
//! the fewer of its fields are required, the more it would do. So every body is read through [`Objects`].

use serde::de::{
    Deserialize, DeserializeSeed, Deserializer, EnumAccess, Error, MapAccess, SeqAccess, Visitor,
};
use std::fmt;

/// Reads `T`, and all structs in it from objects.
///
/// # Errors
/// What `T` or the deserializer says.
pub fn from_objects<'de, T: Deserialize<'de>, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<T, D::Error> {
    T::deserialize(Objects(deserializer))
}

struct Objects<D>(D);

macro_rules! as_they_are {
    ($($method:ident)*) => {
        $(fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, D::Error> {
            self.0.$method(visitor)
        })*
    };
}

macro_rules! with_what_is_in_them {
    ($($method:ident)*) => {
        $(fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, D::Error> {
            self.0.$method(Inside(visitor))
        })*
    };
}

impl<'de, D: Deserializer<'de>> Deserializer<'de> for Objects<D> {
    type Error = D::Error;

    as_they_are! {
        deserialize_bool deserialize_i8 deserialize_i16 deserialize_i32 deserialize_i64 deserialize_i128 deserialize_u8 deserialize_u16
        deserialize_u32 deserialize_u64 deserialize_u128 deserialize_f32 deserialize_f64 deserialize_char deserialize_str deserialize_string
        deserialize_bytes deserialize_byte_buf deserialize_unit deserialize_identifier deserialize_ignored_any
    }

    with_what_is_in_them! { deserialize_any deserialize_option deserialize_seq deserialize_map }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, D::Error> {
        self.0.deserialize_map(Inside(visitor))
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, D::Error> {
        // By such a name serde_json is asked for raw text, which has nothing in it.
        match name.starts_with("$serde_json::") {
            true => self.0.deserialize_newtype_struct(name, visitor),
            false => self.0.deserialize_newtype_struct(name, Inside(visitor)),
        }
    }

    fn deserialize_unit_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, D::Error> {
        self.0.deserialize_unit_struct(name, visitor)
    }

    fn deserialize_tuple<V: Visitor<'de>>(
        self,
        length: usize,
        visitor: V,
    ) -> Result<V::Value, D::Error> {
        self.0.deserialize_tuple(length, Inside(visitor))
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        length: usize,
        visitor: V,
    ) -> Result<V::Value, D::Error> {
        self.0
            .deserialize_tuple_struct(name, length, Inside(visitor))
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, D::Error> {
        self.0.deserialize_enum(name, variants, visitor)
    }
}

/// Has what is in a value read as [`Objects`] does.
struct Inside<V>(V);

macro_rules! scalars {
    ($($method:ident($type:ty))*) => {
        $(fn $method<E: Error>(self, value: $type) -> Result<V::Value, E> {
            self.0.$method(value)
        })*
    };
}

impl<'de, V: Visitor<'de>> Visitor<'de> for Inside<V> {
    type Value = V::Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.expecting(f)
    }

    scalars! {
        visit_bool(bool) visit_i64(i64) visit_i128(i128) visit_u64(u64) visit_u128(u128) visit_f64(f64) visit_char(char) visit_str(&str)
        visit_borrowed_str(&'de str) visit_string(String) visit_bytes(&[u8]) visit_borrowed_bytes(&'de [u8]) visit_byte_buf(Vec<u8>)
    }

    fn visit_none<E: Error>(self) -> Result<V::Value, E> {
        self.0.visit_none()
    }

    fn visit_unit<E: Error>(self) -> Result<V::Value, E> {
        self.0.visit_unit()
    }

    fn visit_some<D: Deserializer<'de>>(self, value: D) -> Result<V::Value, D::Error> {
        self.0.visit_some(Objects(value))
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, value: D) -> Result<V::Value, D::Error> {
        self.0.visit_newtype_struct(Objects(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, items: A) -> Result<V::Value, A::Error> {
        self.0.visit_seq(Objects(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, members: A) -> Result<V::Value, A::Error> {
        self.0.visit_map(Objects(members))
    }

    fn visit_enum<A: EnumAccess<'de>>(self, variant: A) -> Result<V::Value, A::Error> {
        self.0.visit_enum(variant)
    }
}

impl<'de, A: SeqAccess<'de>> SeqAccess<'de> for Objects<A> {
    type Error = A::Error;

    fn next_element_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, A::Error> {
        self.0.next_element_seed(Objects(seed))
    }

    fn size_hint(&self) -> Option<usize> {
        self.0.size_hint()
    }
}

impl<'de, A: MapAccess<'de>> MapAccess<'de> for Objects<A> {
    type Error = A::Error;

    fn next_key_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, A::Error> {
        self.0.next_key_seed(seed)
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, A::Error> {
        self.0.next_value_seed(Objects(seed))
    }

    fn size_hint(&self) -> Option<usize> {
        self.0.size_hint()
    }
}

impl<'de, S: DeserializeSeed<'de>> DeserializeSeed<'de> for Objects<S> {
    type Value = S::Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<S::Value, D::Error> {
        self.0.deserialize(Objects(deserializer))
    }
}

#[cfg(test)]
mod tests {
    use super::from_objects;
    use serde::Deserialize;
    use serde_json::value::RawValue;
    use serde_json::{Value, json};

    #[derive(Debug, Default, Deserialize, PartialEq)]
    #[serde(default, deny_unknown_fields)]
    struct Body {
        number: u8,
        list: Vec<Item>,
        one: Option<Item>,
        any: Value,
    }

    #[derive(Debug, Default, Deserialize, PartialEq)]
    #[serde(default, deny_unknown_fields)]
    struct Item {
        name: String,
    }

    #[derive(Debug, Deserialize)]
    struct WithText {
        text: Box<RawValue>,
    }

    fn read(text: &str) -> Result<Body, String> {
        let mut reader = serde_json::Deserializer::from_str(text);
        from_objects(&mut reader).map_err(|error| error.to_string())
    }

    #[test]
    fn objects_and_what_is_in_them_are_read() {
        let body = json!({"number": 1, "list": [{"name": "a"}, {}], "one": {"name": "b"}, "any": [[1], {"a": null}]});
        let item = |name: &str| Item {
            name: name.to_owned(),
        };
        let expected = Body {
            number: 1,
            list: vec![item("a"), item("")],
            one: Some(item("b")),
            any: body["any"].clone(),
        };
        assert_eq!(read(&body.to_string()), Ok(expected));
        assert_eq!(read("{}"), Ok(Body::default()));
        assert_eq!(read(r#"{"one": null}"#), Ok(Body::default()));
    }

    #[test]
    fn arrays_are_no_objects() {
        for text in [
            "[]",
            "[1]",
            "[1, [], null, 2]",
            r#"{"list": [["a"]]}"#,
            r#"{"list": [[]]}"#,
            r#"{"one": ["b"]}"#,
            r#"{"one": []}"#,
        ] {
            let error = read(text).unwrap_err();
            assert!(
                error.starts_with("invalid type: sequence"),
                "{text}: {error}"
            );
        }
    }

    #[test]
    fn raw_text_stays_as_it_is() {
        let mut reader = serde_json::Deserializer::from_str(r#"{"text": [1, {"a":  2}]}"#);
        let read: WithText = from_objects(&mut reader).unwrap();
        assert_eq!(read.text.get(), r#"[1, {"a":  2}]"#);
    }
}
