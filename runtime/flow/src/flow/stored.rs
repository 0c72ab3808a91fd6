//! A suspended login as text.
//!
//! The text begins with a seal over all that follows, so that a login is read as it was written or not at all: a bit that fell over on a disk could
//! otherwise be another factor, or another time. The seal is made with the login's own secret, which is in the text: it is against damage. Against people
//! a store encrypts the whole text.

use super::Flow;
use serde_json::Value;
use thiserror::Error;

/// The form in which this version stores a login.
pub(super) const FORMAT: u32 = 1;

const SEAL: &str = r#"{"seal":""#;

/// Why a stored login cannot be read.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum RestoreError {
    /// Not what [`Flow::store`] wrote.
    #[error("the stored login cannot be read: {0}")]
    Damaged(#[from] serde_json::Error),
    /// Not all of it is as [`Flow::store`] wrote it.
    #[error("the stored login was changed since it was stored: its seal does not match")]
    Changed,
    /// Written by a later version.
    #[error(
        "the stored login has format {found}, and this version reads {FORMAT}; upgrade the host that reads it"
    )]
    Format {
        /// The format found.
        found: u64,
    },
}

impl Flow {
    /// The login as text to be stored while it is suspended. It holds secrets and personal data.
    ///
    /// # Errors
    /// None is known; the serialiser's are passed on.
    pub fn store(&self) -> Result<String, serde_json::Error> {
        let text = serde_json::to_string(self)?;
        let seal = self.secret.seal(&text);
        // The seal becomes the first member, in place of the opening brace.
        Ok(format!("{SEAL}{seal}\",{}", &text[1..]))
    }

    /// Reads what [`Flow::store`] wrote. A text without a seal is one of a version that made none.
    ///
    /// # Errors
    /// The text was changed, is no login, or a later version wrote it.
    pub fn restore(text: &str) -> Result<Flow, RestoreError> {
        let Some(sealed) = text.strip_prefix(SEAL) else {
            let value: Value = serde_json::from_str(text)?;
            return match value.get("seal") {
                Some(_) => Err(RestoreError::Changed),
                None => read(value),
            };
        };
        let (seal, rest) = sealed.split_once("\",").ok_or(RestoreError::Changed)?;
        let text = format!("{{{rest}");
        let flow = read(serde_json::from_str(&text)?)?;
        match flow.secret.verify_seal(&text, seal) {
            true => Ok(flow),
            false => Err(RestoreError::Changed),
        }
    }
}

fn read(value: Value) -> Result<Flow, RestoreError> {
    match value.get("format").and_then(Value::as_u64) {
        Some(found) if found != u64::from(FORMAT) => Err(RestoreError::Format { found }),
        _ => Ok(serde_json::from_value(value)?),
    }
}

#[cfg(test)]
mod tests {
    use super::RestoreError;
    use crate::event::Event;
    use crate::flow::{Flow, FlowSecret, FlowStart};
    use crate::tenant::{Browser, Tenant};

    fn flow() -> Flow {
        let start = FlowStart {
            tenant: Tenant::with_everything_enabled("acme"),
            browser: Browser::default(),
            actions: Vec::new(),
            event: Event::parse(br#"{"user": {"user_id": "u"}}"#).unwrap(),
            secret: FlowSecret::new([1; 32]),
        };
        Flow::start(start, 0).unwrap()
    }

    #[test]
    fn with_a_changed_byte_it_is_refused_or_the_same() {
        let flow = flow();
        let text = flow.store().unwrap();
        assert_eq!(Flow::restore(&text).unwrap(), flow);
        for place in 0..text.len() {
            let mut bytes = text.clone().into_bytes();
            bytes[place] ^= 1;
            let changed = String::from_utf8(bytes).unwrap();
            if let Ok(read) = Flow::restore(&changed) {
                assert_eq!(read, flow, "{changed}");
            }
        }
    }

    #[test]
    fn a_later_format_is_named() {
        let text = serde_json::to_string(&flow()).unwrap();
        let later = text.replace(r#""format":1"#, r#""format":2"#);
        let error = Flow::restore(&later).unwrap_err();
        assert!(
            matches!(error, RestoreError::Format { found: 2 }),
            "{error}"
        );
    }

    #[test]
    fn what_an_earlier_version_stored_is_read() {
        let flow = flow();
        let text = serde_json::to_string(&flow).unwrap();
        assert_eq!(Flow::restore(&text).unwrap(), flow);
    }
}
