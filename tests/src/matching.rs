//! Whether a result contains what a case expects.

use serde_json::Value;

/// Compares, and says where the first difference is.
///
/// Objects may have more members than expected; an expected `null` means that the member is absent or null. Arrays have exactly the
/// expected items. `{"$includes": "text"}` stands for a text that contains this one, `{"$any": true}` for anything but null, `{"$null": true}` for
/// a member that is there and null,
/// `{"$has": [...]}` for an array that contains a match of each of these, in any order.
///
/// # Errors
/// The place, what was expected and what is there.
pub fn compare(place: &str, expected: &Value, actual: &Value) -> Result<(), String> {
    let differs = || Err(format!("{place}: expected {expected}, got {actual}"));
    match (expected, actual) {
        (Value::Object(members), _) if members.contains_key("$includes") => {
            let part = members["$includes"].as_str().unwrap_or_default();
            match actual.as_str() {
                Some(text) if text.contains(part) => Ok(()),
                _ => differs(),
            }
        }
        (Value::Object(members), _) if members.contains_key("$any") => match actual {
            Value::Null => differs(),
            _ => Ok(()),
        },
        (Value::Object(members), Value::Array(items)) if members.contains_key("$has") => {
            let wanted = members["$has"].as_array().map_or(&[][..], Vec::as_slice);
            let missing = wanted.iter().find(|wanted| {
                !items
                    .iter()
                    .any(|item| compare(place, wanted, item).is_ok())
            });
            match missing {
                None => Ok(()),
                Some(missing) => Err(format!(
                    "{place}: expected one that is {missing}, got {actual}"
                )),
            }
        }
        (Value::Object(members), Value::Object(actual)) => {
            members.iter().try_for_each(|(name, expected)| {
                let place = format!("{place}.{name}");
                match (expected.get("$null"), actual.get(name)) {
                    (Some(_), Some(Value::Null)) => Ok(()),
                    (Some(_), None) => Err(format!("{place}: expected null, got nothing")),
                    (_, actual) => compare(&place, expected, actual.unwrap_or(&Value::Null)),
                }
            })
        }
        (Value::Array(expected), Value::Array(actual)) if expected.len() == actual.len() => {
            expected
                .iter()
                .zip(actual)
                .enumerate()
                .try_for_each(|(index, (expected, actual))| {
                    compare(&format!("{place}[{index}]"), expected, actual)
                })
        }
        _ if expected == actual => Ok(()),
        _ => differs(),
    }
}

#[cfg(test)]
mod tests {
    use super::compare;
    use serde_json::json;

    #[test]
    fn finds_every_kind_of_difference() {
        for (expected, actual, same) in [
            (json!({"a": 1}), json!({"a": 1, "b": 2}), true),
            (json!({"a": 1}), json!({"a": 2}), false),
            (json!({"a": null}), json!({}), true),
            (json!({"a": null}), json!({"a": 0}), false),
            (json!({}), json!(null), false),
            (json!([1]), json!([1]), true),
            (json!([1]), json!([1, 2]), false),
            (json!([]), json!([1]), false),
            (json!({"$includes": "b"}), json!("abc"), true),
            (json!({"$includes": "x"}), json!("abc"), false),
            (json!({"$includes": "x"}), json!(1), false),
            (json!({"$any": true}), json!(false), true),
            (json!({"a": {"$null": true}}), json!({"a": null}), true),
            (json!({"a": {"$null": true}}), json!({}), false),
            (json!({"a": {"$null": true}}), json!({"a": 1}), false),
            (json!({"$any": true}), json!(null), false),
            (
                json!({"$has": [{"a": 2}]}),
                json!([{"a": 1}, {"a": 2}]),
                true,
            ),
            (
                json!({"$has": [{"a": 3}]}),
                json!([{"a": 1}, {"a": 2}]),
                false,
            ),
        ] {
            assert_eq!(
                compare("", &expected, &actual).is_ok(),
                same,
                "{expected} / {actual}"
            );
        }
    }
}
