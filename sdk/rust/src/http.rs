//! HTTP to the outside: `fetch`.
//!
//! Where it is allowed, and then only to the hosts that the Action's configuration lists. Whatever stands in the way is an [`HttpError`], which an
//! Action can act on; with `?` it fails the handler, and with it the login.
//!
//! ```
//! use vestibule_sdk::prelude::*;
//! use vestibule_sdk::http::{self, HttpError};
//!
//! fn risk(event: &Event) -> Result<u64> {
//!     let answer = http::post("https://risk.example.com/score")
//!         .header("authorization", format!("Bearer {}", event.secrets().get("TOKEN").unwrap_or_default()))
//!         .json(&json!({ "ip": event.request().ip() }))
//!         .send();
//!     match answer {
//!         Ok(answer) if answer.is_success() => Ok(answer.json()?["score"].as_u64().unwrap_or(100)),
//!         Ok(answer) => fail!("the risk service answered {}", answer.status()),
//!         // Without an answer everybody is suspicious.
//!         Err(HttpError::TimedOut(_)) => Ok(100),
//!         Err(error) => Err(error.into()),
//!     }
//! }
//! ```
//!
//! Several requests at once are [started](Request::start) first, and [finished](Exchange::finish) then.

use crate::host;
use serde_json::Value;
use std::fmt;
use std::time::Duration;

/// A request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    pub(crate) method: String,
    pub(crate) url: String,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Option<Vec<u8>>,
    pub(crate) follow: bool,
}

/// `GET` of this URL.
pub fn get(url: impl Into<String>) -> Request {
    Request::new("GET", url)
}

/// `POST` to this URL.
pub fn post(url: impl Into<String>) -> Request {
    Request::new("POST", url)
}

/// `PUT` to this URL.
pub fn put(url: impl Into<String>) -> Request {
    Request::new("PUT", url)
}

/// `PATCH` of this URL.
pub fn patch(url: impl Into<String>) -> Request {
    Request::new("PATCH", url)
}

/// `DELETE` of this URL.
pub fn delete(url: impl Into<String>) -> Request {
    Request::new("DELETE", url)
}

impl Request {
    /// A request with any method. Methods are case-sensitive.
    pub fn new(method: impl Into<String>, url: impl Into<String>) -> Request {
        Request {
            method: method.into(),
            url: url.into(),
            headers: Vec::new(),
            body: None,
            follow: true,
        }
    }

    /// Adds a header; what belongs to the connection, such as `host` and `content-length`, is the host's to set.
    #[must_use]
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Request {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// Sends this body.
    #[must_use]
    pub fn body(mut self, body: impl Into<Vec<u8>>) -> Request {
        self.body = Some(body.into());
        self
    }

    /// Sends this value as JSON, with its `content-type`.
    #[must_use]
    pub fn json(self, value: &Value) -> Request {
        self.header("content-type", "application/json")
            .body(value.to_string())
    }

    /// Takes an answer that redirects as the response. Otherwise it is followed, at most five times.
    #[must_use]
    pub fn without_redirects(mut self) -> Request {
        self.follow = false;
        self
    }

    /// Sends it and waits for the response.
    ///
    /// # Errors
    /// There is none; says why. A status such as 404 is no error.
    pub fn send(self) -> Result<Response, HttpError> {
        host::http_send(self)
    }

    /// Sends it without waiting.
    ///
    /// # Errors
    /// It is refused at once. Most reasons only show when it is [finished](Exchange::finish).
    pub fn start(self) -> Result<Exchange, HttpError> {
        host::http_start(self).map(Exchange)
    }

    /// The method.
    pub fn method(&self) -> &str {
        &self.method
    }

    /// The URL.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The body, if there is one.
    pub fn sent_body(&self) -> Option<&[u8]> {
        self.body.as_deref()
    }
}

/// A request under way. Dropping it gives it up.
pub struct Exchange(host::Exchange);

impl Exchange {
    /// Waits for the response.
    ///
    /// # Errors
    /// There is none; says why.
    pub fn finish(self) -> Result<Response, HttpError> {
        host::http_finish(self.0)
    }
}

impl fmt::Debug for Exchange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Exchange").finish_non_exhaustive()
    }
}

/// Waits until one of these can be finished without waiting, and gives its place in the list; none when `time` has passed before. Without `time` it
/// waits as long as the run lasts.
pub fn wait(exchanges: &[&Exchange], time: Option<Duration>) -> Option<usize> {
    let exchanges: Vec<&host::Exchange> = exchanges.iter().map(|exchange| &exchange.0).collect();
    host::http_wait(&exchanges, time.map(milliseconds))
}

/// Rounded up: who waits for a little does not wait for nothing.
pub(crate) fn milliseconds(time: Duration) -> u64 {
    u64::try_from(time.as_nanos().div_ceil(1_000_000)).unwrap_or(u64::MAX)
}

/// A response, whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Response {
    pub(crate) status: u16,
    pub(crate) url: String,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Response {
    /// A response as a test prepares one.
    pub fn new(status: u16, body: impl Into<Vec<u8>>) -> Response {
        Response {
            status,
            url: String::new(),
            headers: Vec::new(),
            body: body.into(),
        }
    }

    /// Adds a header to it, whose name is in lower case.
    #[must_use]
    pub fn with_header(mut self, name: impl Into<String>, value: impl Into<String>) -> Response {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// The status, e.g. 200.
    pub fn status(&self) -> u16 {
        self.status
    }

    /// Whether the status is 200 to 299; `response.ok`.
    pub fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }

    /// The URL that answered: another than was asked for when redirects were followed.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The first header of this name, in any case. Absent when there is none.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(own, _)| own.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }

    /// All headers, names in lower case, in the order of arrival.
    pub fn headers(&self) -> &[(String, String)] {
        &self.headers
    }

    /// The body.
    pub fn body(&self) -> &[u8] {
        &self.body
    }

    /// The body as text. What is not UTF-8 is replaced.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The body as JSON.
    ///
    /// # Errors
    /// It is none.
    pub fn json(&self) -> Result<Value, serde_json::Error> {
        serde_json::from_slice(&self.body)
    }
}

/// Why there is no response. Each text is a sentence that names the host.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum HttpError {
    /// The host is not listed, or outbound HTTP is off.
    NotAllowed(String),
    /// A name that is allowed leads to an address that is not.
    AddressRefused(String),
    /// The request has a form that cannot be sent.
    InvalidRequest(String),
    /// The name could not be resolved.
    NotResolved(String),
    /// No connection came about, or it ended early; TLS included.
    ConnectionFailed(String),
    /// Request or response are larger than the limit.
    TooLarge(String),
    /// The answer did not come in time.
    TimedOut(String),
    /// More exchanges than the limit.
    TooMany(String),
    /// A reason that this version of the SDK does not know.
    Other(String),
}

impl HttpError {
    /// The reason in words.
    pub fn message(&self) -> &str {
        match self {
            HttpError::NotAllowed(message)
            | HttpError::AddressRefused(message)
            | HttpError::InvalidRequest(message)
            | HttpError::NotResolved(message)
            | HttpError::ConnectionFailed(message)
            | HttpError::TooLarge(message)
            | HttpError::TimedOut(message)
            | HttpError::TooMany(message)
            | HttpError::Other(message) => message,
        }
    }
}

impl fmt::Display for HttpError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.message())
    }
}

impl std::error::Error for HttpError {}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;
    use crate::testing::Login;
    use crate::{Api, Event, PostLogin, Result, clock};

    const EVENT: &str = r#"{"user": {"user_id": "auth0|1"}}"#;

    struct Asks;

    impl PostLogin for Asks {
        fn on_execute_post_login(_: &Event, api: &Api) -> Result<()> {
            let answer = post("https://api.example.com/score")
                .header("x-own", "a")
                .json(&Value::from(7))
                .send()?;
            assert!(answer.is_success());
            assert_eq!(answer.header("X-Kind"), Some("score"));
            assert_eq!(answer.url(), "https://api.example.com/score");
            api.id_token().set_custom_claim("score", answer.json()?)?;
            Ok(())
        }
    }

    #[test]
    fn a_test_prepares_answers() {
        let run = Login::new(EVENT)
            .http(
                "POST",
                "https://api.example.com/score",
                Ok(Response::new(200, "12").with_header("x-kind", "score")),
            )
            .run::<Asks>();
        assert!(run.outcome().is_ok(), "{:?}", run.outcome());
        assert_eq!(run.commands().len(), 1);
        let [request] = run.requests() else {
            panic!("{:?}", run.requests());
        };
        assert_eq!(request.method(), "POST");
        assert_eq!(request.sent_body(), Some(&b"7"[..]));
    }

    #[test]
    fn what_is_not_prepared_is_refused() {
        let run = Login::new(EVENT).run::<Asks>();
        let error = run.outcome().as_ref().unwrap_err();
        assert_eq!(error.name(), "HttpError");
        assert_eq!(
            error.message(),
            "the test has no answer for POST https://api.example.com/score"
        );
        assert!(run.commands().is_empty());
    }

    struct AsksTwice;

    impl PostLogin for AsksTwice {
        fn on_execute_post_login(_: &Event, _: &Api) -> Result<()> {
            let before = clock::now();
            let first = get("https://a.example/").start()?;
            let second = get("https://b.example/").without_redirects().start()?;
            assert_eq!(wait(&[&first, &second], None), Some(0));
            assert_eq!(first.finish()?.text(), "one");
            assert!(matches!(second.finish(), Err(HttpError::TimedOut(_))));
            assert_eq!(get("https://a.example/").send()?.text(), "two");
            assert_eq!(get("https://a.example/").send()?.text(), "two");
            assert_eq!(wait(&[], Some(Duration::from_millis(5))), None);
            clock::wait(Duration::from_micros(1));
            assert_eq!(clock::now(), before + 6);
            Ok(())
        }
    }

    #[test]
    fn answers_come_in_order_and_the_last_one_stays() {
        let run = Login::new(EVENT)
            .http("GET", "https://a.example/", Ok(Response::new(200, "one")))
            .http("GET", "https://a.example/", Ok(Response::new(200, "two")))
            .http(
                "GET",
                "https://b.example/",
                Err(HttpError::TimedOut("late".into())),
            )
            .run::<AsksTwice>();
        assert!(run.outcome().is_ok(), "{:?}", run.outcome());
        assert_eq!(run.requests().len(), 4);
    }
}
