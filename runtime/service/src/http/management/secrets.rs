//! What secrets may be: specification §5.

use crate::http::error::{ApiError, ApiResult};
use std::collections::HashSet;

const MAX_SECRETS: usize = 30;
const NAME_CHARACTERS: usize = 128;
const VALUE_CHARACTERS: usize = 4_096;

/// Checks the names and values of a list of secrets, which is at `place` in the body. A secret without a value keeps the one that it has.
///
/// # Errors
/// What is wrong with which one, and the limit.
pub fn check_secrets<'a>(
    secrets: impl ExactSizeIterator<Item = (&'a str, Option<&'a str>)>,
    place: &str,
) -> ApiResult<()> {
    let count = secrets.len();
    if count > MAX_SECRETS {
        return Err(ApiError::invalid_body(
            &format!("{count} secrets were given; at most {MAX_SECRETS} are allowed"),
            place,
        ));
    }
    let mut names = HashSet::new();
    for (index, (name, value)) in secrets.enumerate() {
        let length = name.chars().count();
        if length == 0 || length > NAME_CHARACTERS {
            return Err(ApiError::invalid_body(
                &format!(
                    "a secret's name has 1 to {NAME_CHARACTERS} characters, this one {length}"
                ),
                &format!("{place}[{index}].name"),
            ));
        }
        if !names.insert(name) {
            return Err(ApiError::invalid_body(
                &format!("the secret '{name}' was given twice"),
                &format!("{place}[{index}].name"),
            ));
        }
        let length = value.map_or(0, |value| value.chars().count());
        if length > VALUE_CHARACTERS {
            return Err(ApiError::invalid_body(
                &format!("a secret has at most {VALUE_CHARACTERS} characters, this one {length}"),
                &format!("{place}[{index}].value"),
            ));
        }
    }
    Ok(())
}
