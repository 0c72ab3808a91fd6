//! HTTP to the outside, as the sandbox sees it: requests, responses, and somebody who sends them.
//!
//! The sandbox knows no network. What may be reached, and how, is the business of whoever implements [`Outbound`]; the sandbox bounds how many
//! exchanges a run may have and how much they may bring, records what came, and drops what is under way with the run.

use crate::text;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use thiserror::Error;

/// How much of a host's name is shown.
const HOST_BYTES: usize = 255;

/// A request of an Action, as it was written: nothing of it is checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HttpRequest {
    /// The method.
    pub method: String,
    /// The URL.
    pub url: String,
    /// Names and values.
    pub headers: Vec<(String, String)>,
    /// The body. Absent: none.
    pub body: Option<Vec<u8>>,
    /// What is done with an answer that redirects.
    pub redirects: Redirects,
}

impl HttpRequest {
    /// The host that the URL names, with its port if it names one: for messages, and for nothing that depends on it, because nobody has looked at the
    /// URL closer.
    pub fn host(&self) -> String {
        let after_scheme = self
            .url
            .split_once("://")
            .map_or(self.url.as_str(), |(_, rest)| rest);
        let authority = after_scheme
            .split(['/', '\\', '?', '#'])
            .next()
            .unwrap_or_default();
        let host = authority.rsplit('@').next().unwrap_or_default();
        text::shown(host, HOST_BYTES)
    }
}

/// What is done with an answer that redirects.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Redirects {
    /// It is followed.
    Follow,
    /// It is the response.
    Manual,
}

/// A response, whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HttpResponse {
    /// The status, e.g. 200.
    pub status: u16,
    /// The URL that answered.
    pub url: String,
    /// Names in lower case, and values, in the order of arrival.
    pub headers: Vec<(String, String)>,
    /// The body, after its content encoding was undone. In JSON base64.
    #[serde(with = "as_base64")]
    pub body: Vec<u8>,
}

/// Why there is no response. Each text is a sentence that names the host. The Action can catch it.
#[derive(Debug, Clone, PartialEq, Eq, Error, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind", content = "message")]
pub enum HttpError {
    /// The host is not listed, or outbound HTTP is off.
    #[error("{0}")]
    NotAllowed(String),
    /// A name that is allowed leads to an address that is not.
    #[error("{0}")]
    AddressRefused(String),
    /// The request has a form that cannot be sent.
    #[error("{0}")]
    InvalidRequest(String),
    /// The name could not be resolved.
    #[error("{0}")]
    NotResolved(String),
    /// No connection came about, or it ended early.
    #[error("{0}")]
    ConnectionFailed(String),
    /// Request or response are larger than the limit.
    #[error("{0}")]
    TooLarge(String),
    /// The answer did not come in time.
    #[error("{0}")]
    TimedOut(String),
    /// More exchanges than the limit.
    #[error("{0}")]
    TooMany(String),
    /// Something else.
    #[error("{0}")]
    Other(String),
}

/// An exchange under way.
pub type Sending = Pin<Box<dyn Future<Output = Result<HttpResponse, HttpError>> + Send>>;

/// Sends the requests of one Action.
pub trait Outbound: fmt::Debug + Send + Sync {
    /// Sends `request` and brings the response, for which there is room in `budget`; what arrives is taken from it, before it is kept. Nothing is
    /// done until the future is polled. Dropping it gives the exchange up. It is polled in a tokio runtime with time and I/O enabled.
    fn send(&self, request: HttpRequest, budget: ResponseBudget) -> Sending;
}

/// How many bytes the responses of a run may still bring. Clones are the same budget.
#[derive(Debug, Clone)]
pub struct ResponseBudget {
    limit: u64,
    left: Arc<AtomicU64>,
}

/// The budget of a run's responses is used up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("the responses of a run may have {limit} bytes together")]
pub struct BudgetUsedUp {
    /// What there was at the beginning, in bytes.
    pub limit: u64,
}

impl ResponseBudget {
    /// A budget of `limit` bytes.
    pub fn new(limit: u64) -> ResponseBudget {
        ResponseBudget {
            limit,
            left: Arc::new(AtomicU64::new(limit)),
        }
    }

    /// Takes `bytes`.
    ///
    /// # Errors
    /// There are not that many left. Nothing is taken then.
    pub fn take(&self, bytes: u64) -> Result<(), BudgetUsedUp> {
        self.left
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| {
                left.checked_sub(bytes)
            })
            .map(|_| ())
            .map_err(|_| BudgetUsedUp { limit: self.limit })
    }
}

mod as_base64 {
    use base64::prelude::{BASE64_STANDARD, Engine as _};
    use serde::de::Error;
    use serde::{Deserialize, Deserializer, Serializer};

    pub(super) fn serialize<S: Serializer>(bytes: &[u8], to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&BASE64_STANDARD.encode(bytes))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<u8>, D::Error> {
        let text = String::deserialize(from)?;
        BASE64_STANDARD.decode(text).map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_host_in_a_url() {
        for (url, expected) in [
            ("https://api.example.com/x?y#z", "api.example.com"),
            ("https://u:p@api.example.com:8443", "api.example.com:8443"),
            ("api.example.com", "api.example.com"),
            ("https://a\n/", "a\\n"),
            ("", ""),
        ] {
            let request = HttpRequest {
                method: "GET".into(),
                url: url.into(),
                headers: Vec::new(),
                body: None,
                redirects: Redirects::Follow,
            };
            assert_eq!(request.host(), expected);
        }
    }

    #[test]
    fn a_budget_is_shared_and_never_overdrawn() {
        let budget = ResponseBudget::new(10);
        assert_eq!(budget.take(4), Ok(()));
        assert_eq!(budget.clone().take(7), Err(BudgetUsedUp { limit: 10 }));
        assert_eq!(budget.clone().take(6), Ok(()));
        assert_eq!(budget.take(1), Err(BudgetUsedUp { limit: 10 }));
    }
}
