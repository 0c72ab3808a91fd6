//! Where an answer that redirects leads, with the rules of `fetch`.

use crate::request::{Request, check_url, place};
use reqwest::header::{
    AUTHORIZATION, CONTENT_ENCODING, CONTENT_LANGUAGE, CONTENT_LOCATION, CONTENT_TYPE, COOKIE,
    HeaderMap, LOCATION,
};
use reqwest::{Method, StatusCode};
use vestibule_sandbox::outbound::HttpError;

/// How often an answer may redirect in a row.
pub(crate) const MAX_REDIRECTS: usize = 5;

/// Where an answer redirects to; absent when it does not.
pub(crate) fn location(status: StatusCode, headers: &HeaderMap) -> Option<&[u8]> {
    let redirects = matches!(status.as_u16(), 301 | 302 | 303 | 307 | 308);
    headers
        .get(LOCATION)
        .filter(|_| redirects)
        .map(|location| location.as_bytes())
}

/// The request that follows an answer to `request`.
///
/// # Errors
/// It leads to what is no URL that can be asked.
pub(crate) fn follow(
    request: &mut Request,
    status: StatusCode,
    location: &[u8],
) -> Result<(), HttpError> {
    let from = place(&request.url);
    let refused =
        |fault: &str| HttpError::Other(format!("{from} redirected to a place that {fault}"));
    let location = std::str::from_utf8(location).map_err(|_| refused("is no URL"))?;
    let mut url = request
        .url
        .join(location)
        .map_err(|_| refused("is no URL"))?;
    check_url(&url).map_err(refused)?;
    url.set_fragment(None);
    let becomes_get = match status {
        StatusCode::MOVED_PERMANENTLY | StatusCode::FOUND => request.method == Method::POST,
        StatusCode::SEE_OTHER => request.method != Method::GET && request.method != Method::HEAD,
        _ => false,
    };
    if becomes_get {
        request.method = Method::GET;
        request.body = None;
        for name in [
            CONTENT_ENCODING,
            CONTENT_LANGUAGE,
            CONTENT_LOCATION,
            CONTENT_TYPE,
        ] {
            request.headers.remove(name);
        }
    }
    // What was meant for one party is not told to another.
    if url.origin() != request.url.origin() {
        request.headers.remove(AUTHORIZATION);
        request.headers.remove(COOKIE);
    }
    request.url = url;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use reqwest::header::HeaderValue;

    fn request(method: Method) -> Request {
        let mut headers = HeaderMap::new();
        for name in [AUTHORIZATION, COOKIE, CONTENT_TYPE] {
            headers.insert(name, HeaderValue::from_static("x"));
        }
        Request {
            method,
            url: "https://a.example/one/two?q".parse().unwrap(),
            headers,
            body: Some(b"body".to_vec()),
            follow: true,
        }
    }

    #[test]
    fn methods_and_bodies() {
        for (status, method, expected) in [
            (301, Method::POST, Method::GET),
            (302, Method::POST, Method::GET),
            (303, Method::POST, Method::GET),
            (303, Method::PUT, Method::GET),
            (301, Method::PUT, Method::PUT),
            (307, Method::POST, Method::POST),
            (308, Method::POST, Method::POST),
        ] {
            let mut followed = request(method.clone());
            let status = StatusCode::from_u16(status).unwrap();
            follow(&mut followed, status, b"/three").unwrap();
            assert_eq!(followed.method, expected, "{status} {method}");
            assert_eq!(followed.url.as_str(), "https://a.example/three");
            assert_eq!(followed.body.is_some(), expected != Method::GET);
            assert_eq!(
                followed.headers.contains_key(CONTENT_TYPE),
                expected != Method::GET
            );
            assert!(followed.headers.contains_key(AUTHORIZATION));
        }
    }

    #[test]
    fn another_origin_is_told_no_credentials() {
        for location in [
            "https://b.example/",
            "http://a.example/",
            "https://a.example:8443/",
            "//b.example/",
        ] {
            let mut followed = request(Method::GET);
            follow(&mut followed, StatusCode::FOUND, location.as_bytes()).unwrap();
            assert!(!followed.headers.contains_key(AUTHORIZATION), "{location}");
            assert!(!followed.headers.contains_key(COOKIE), "{location}");
            assert!(followed.headers.contains_key(CONTENT_TYPE));
        }
    }

    #[test]
    fn places_that_are_none() {
        for (location, fault) in [
            (&b"file:///etc/passwd"[..], "is neither http nor https"),
            (b"javascript:alert(1)", "is neither http nor https"),
            (b"https://u:p@a.example/", "has a user name or password"),
            (b"https://[", "is no URL"),
            (b"\xff", "is no URL"),
        ] {
            let error = follow(&mut request(Method::GET), StatusCode::FOUND, location).unwrap_err();
            assert!(error.to_string().contains(fault), "{error}");
            assert!(
                error
                    .to_string()
                    .starts_with("https://a.example redirected")
            );
        }
    }

    #[test]
    fn what_redirects() {
        let mut headers = HeaderMap::new();
        assert_eq!(location(StatusCode::FOUND, &headers), None);
        headers.insert(LOCATION, HeaderValue::from_static("/x"));
        assert_eq!(location(StatusCode::FOUND, &headers), Some(&b"/x"[..]));
        for status in [200, 201, 300, 304, 305, 306, 400] {
            let status = StatusCode::from_u16(status).unwrap();
            assert_eq!(location(status, &headers), None, "{status}");
        }
    }
}
