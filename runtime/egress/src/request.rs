//! From what an Action wrote to what can be sent.

use reqwest::Method;
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use url::Url;
use vestibule_sandbox::outbound::{HttpError, HttpRequest, Redirects};

/// The most that a request may have, in bytes: method, URL, headers and body together.
pub(crate) const REQUEST_BYTES: usize = 512 << 10;
const MAX_HEADERS: usize = 100;
/// How much of a text of the Action's is shown in an error.
const SHOWN_CHARACTERS: usize = 200;

/// What belongs to the connection, or tells the next hop how to read the message: it is set by the client, and by nobody else.
const OF_THE_CONNECTION: [&str; 12] = [
    "connection",
    "content-length",
    "expect",
    "host",
    "http2-settings",
    "keep-alive",
    "proxy-authorization",
    "proxy-connection",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
];

/// Methods that are for proxies and for looking into them.
const NOT_FOR_ACTIONS: [&str; 3] = ["CONNECT", "TRACE", "TRACK"];

/// A request that has the form of one. Where it may go is another question.
#[derive(Debug, Clone)]
pub(crate) struct Request {
    pub(crate) method: Method,
    pub(crate) url: Url,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Option<Vec<u8>>,
    pub(crate) follow: bool,
}

impl Request {
    /// Reads what an Action wrote.
    ///
    /// # Errors
    /// It cannot be sent like this, or is too large.
    pub(crate) fn read(written: HttpRequest) -> Result<Request, HttpError> {
        let url = read_url(&written.url)?;
        let place = place(&url);
        let invalid = |fault: String| {
            HttpError::InvalidRequest(format!("the request to {place} cannot be sent: {fault}"))
        };
        let headers: usize = written
            .headers
            .iter()
            .map(|(name, value)| name.len() + value.len())
            .sum();
        let body = written.body.as_ref().map_or(0, Vec::len);
        let size = written.method.len() + written.url.len() + headers + body;
        if size > REQUEST_BYTES {
            return Err(HttpError::TooLarge(format!(
                "the request to {place} has {size} bytes; at most {REQUEST_BYTES} are allowed"
            )));
        }
        if written.headers.len() > MAX_HEADERS {
            return Err(invalid(format!(
                "it has {} headers; at most {MAX_HEADERS} are allowed",
                written.headers.len()
            )));
        }
        let method = read_method(&written.method).map_err(&invalid)?;
        let headers = read_headers(&written.headers).map_err(&invalid)?;
        let body = written.body.filter(|body| !body.is_empty());
        if body.is_some() && (method == Method::GET || method == Method::HEAD) {
            return Err(invalid(format!("a {method} has no body")));
        }
        Ok(Request {
            method,
            url,
            headers,
            body,
            follow: written.redirects == Redirects::Follow,
        })
    }
}

fn read_url(text: &str) -> Result<Url, HttpError> {
    let invalid = |fault: &dyn std::fmt::Display| {
        HttpError::InvalidRequest(format!("the URL {} {fault}", shown(text)))
    };
    let mut url =
        Url::parse(text).map_err(|error| invalid(&format_args!("cannot be read: {error}")))?;
    check_url(&url).map_err(|fault| invalid(&fault))?;
    url.set_fragment(None);
    Ok(url)
}

/// What every URL has to be, whoever wrote it.
pub(crate) fn check_url(url: &Url) -> Result<(), &'static str> {
    if !matches!(url.scheme(), "http" | "https") {
        return Err("is neither http nor https");
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err("has a user name or password in it");
    }
    Ok(())
}

fn read_method(text: &str) -> Result<Method, String> {
    if NOT_FOR_ACTIONS
        .iter()
        .any(|method| method.eq_ignore_ascii_case(text))
    {
        return Err(format!("the method {text} is not for Actions"));
    }
    Method::from_bytes(text.as_bytes()).map_err(|_| format!("{} is no method", shown(text)))
}

fn read_headers(written: &[(String, String)]) -> Result<HeaderMap, String> {
    let mut headers = HeaderMap::new();
    for (name, value) in written {
        let header = HeaderName::from_bytes(name.as_bytes())
            .map_err(|_| format!("{} is no name of a header", shown(name)))?;
        if OF_THE_CONNECTION.contains(&header.as_str()) {
            return Err(format!("the header {header} is set by the host"));
        }
        let value = latin1(value)
            .and_then(|bytes| HeaderValue::from_bytes(&bytes).ok())
            .ok_or_else(|| {
                format!("the value of the header {header} has characters that a header cannot have")
            })?;
        headers
            .try_append(header, value)
            .map_err(|_| format!("it has more headers than {MAX_HEADERS}"))?;
    }
    Ok(headers)
}

/// The bytes of a text whose characters are all below U+0100, as `fetch` sends them. Line ends are refused with the other control characters,
/// by `HeaderValue`.
fn latin1(text: &str) -> Option<Vec<u8>> {
    text.chars()
        .map(|character| u8::try_from(u32::from(character)).ok())
        .collect()
}

/// Host and port of a URL, as they are named in messages.
pub(crate) fn place(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    match url.port() {
        Some(port) => format!("{}://{host}:{port}", url.scheme()),
        None => format!("{}://{host}", url.scheme()),
    }
}

/// A text of the Action's, quoted, escaped and cut.
fn shown(text: &str) -> String {
    let mut shown: String = text.chars().take(SHOWN_CHARACTERS).collect();
    if shown.len() < text.len() {
        shown.push('…');
    }
    format!("{shown:?}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(
        method: &str,
        url: &str,
        headers: &[(&str, &str)],
        body: Option<&str>,
    ) -> HttpRequest {
        HttpRequest {
            method: method.into(),
            url: url.into(),
            headers: headers
                .iter()
                .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
                .collect(),
            body: body.map(|body| body.as_bytes().to_vec()),
            redirects: Redirects::Follow,
        }
    }

    #[test]
    fn what_can_be_sent() {
        let headers = [("X-A", "1"), ("x-a", "2"), ("Umlaut", "ä")];
        let read = Request::read(request(
            "PATCH",
            "https://A.example/x?y#z",
            &headers,
            Some("b"),
        ))
        .unwrap();
        assert_eq!(read.method.as_str(), "PATCH");
        assert_eq!(read.url.as_str(), "https://a.example/x?y");
        let values: Vec<_> = read.headers.get_all("x-a").iter().collect();
        assert_eq!(values, ["1", "2"]);
        assert_eq!(read.headers["umlaut"].as_bytes(), [0xe4]);
        // An empty body is none: clients send one along with a GET.
        let get = Request::read(request("GET", "https://a.example", &[], Some(""))).unwrap();
        assert_eq!(get.body, None);
    }

    #[test]
    fn what_cannot_be_sent() {
        let many: Vec<(&str, &str)> = vec![("a", "b"); MAX_HEADERS + 1];
        for (request, fault) in [
            (request("GET", "", &[], None), "the URL \"\" cannot be read"),
            (request("GET", "/x", &[], None), "cannot be read"),
            (
                request("GET", "ftp://a.example/", &[], None),
                "is neither http nor https",
            ),
            (
                request("GET", "file:///etc/passwd", &[], None),
                "is neither http nor https",
            ),
            (
                request("GET", "https://u:p@a.example/", &[], None),
                "has a user name or password",
            ),
            (request("", "https://a.example", &[], None), "is no method"),
            (
                request("GET / HTTP/1.1\r\nX: y", "https://a.example", &[], None),
                "is no method",
            ),
            (
                request("connect", "https://a.example", &[], None),
                "the method connect is not for Actions",
            ),
            (
                request("GET", "https://a.example", &[], Some("x")),
                "a GET has no body",
            ),
            (
                request("GET", "https://a.example", &many, None),
                "it has 101 headers; at most 100 are allowed",
            ),
            (
                request("GET", "https://a.example", &[("a b", "")], None),
                "\"a b\" is no name of a header",
            ),
            (
                request("GET", "https://a.example", &[("", "")], None),
                "is no name of a header",
            ),
            (
                request("GET", "https://a.example", &[("a\r\nb", "")], None),
                "is no name of a header",
            ),
            (
                request("GET", "https://a.example", &[("a", "b\r\nc: d")], None),
                "the value of the header a has characters",
            ),
            (
                request("GET", "https://a.example", &[("a", "b\0")], None),
                "the value of the header a has characters",
            ),
            (
                request("GET", "https://a.example", &[("a", "€")], None),
                "the value of the header a has characters",
            ),
        ] {
            let error = Request::read(request).unwrap_err();
            assert!(matches!(error, HttpError::InvalidRequest(_)), "{error:?}");
            assert!(error.to_string().contains(fault), "{error}: {fault}");
        }
        for name in OF_THE_CONNECTION {
            let name = name.to_uppercase();
            let error = Request::read(request("GET", "https://a.example", &[(&name, "x")], None))
                .unwrap_err();
            assert!(error.to_string().contains("is set by the host"), "{error}");
        }
    }

    #[test]
    fn a_request_that_is_too_large() {
        let body = "x".repeat(REQUEST_BYTES);
        let error =
            Request::read(request("POST", "https://a.example", &[], Some(&body))).unwrap_err();
        let HttpError::TooLarge(text) = error else {
            panic!("{error:?}");
        };
        assert_eq!(
            text,
            "the request to https://a.example has 524309 bytes; at most 524288 are allowed"
        );
    }
}
