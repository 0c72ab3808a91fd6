//! Which hosts an Action may ask: its configuration's `allowed_hosts`.
//!
//! | written | allows |
//! |---|---|
//! | `api.example.com` | `https` on port 443 of that name |
//! | `*.example.com` | the same for every name below `example.com`, not for itself |
//! | `api.example.com:8443` | `https` on that port |
//! | `http://api.example.com` | `http` on port 80; with a port, on that |
//! | `203.0.113.7`, `[2001:db8::7]` | the address, where addresses of its kind may be dialled |
//!
//! Scheme, name and port all have to match. A redirect is a request like any other.

use std::fmt;
use thiserror::Error;
use url::{Host, Url};

/// The most hosts that an Action may list.
pub const MAX_HOSTS: usize = 100;
/// The longest that one may be, in bytes.
const HOST_BYTES: usize = 300;

/// The hosts of one Action. None is fine: then nothing is reached.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AllowedHosts(Vec<Pattern>);

/// A host is not written as it has to be.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum HostError {
    /// More than [`MAX_HOSTS`].
    #[error("{0} allowed hosts were given; at most {MAX_HOSTS} are possible")]
    TooMany(usize),
    /// One that cannot be read.
    #[error(
        "the allowed host {host:?}, number {number}, {fault}; expected e.g. api.example.com, *.example.com, api.example.com:8443 or http://api.example.com"
    )]
    Unreadable {
        /// Which one, counted from 1.
        number: usize,
        /// How it was written, cut to what can be shown.
        host: String,
        /// What is wrong with it.
        fault: &'static str,
    },
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Pattern {
    scheme: &'static str,
    name: Name,
    port: u16,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Name {
    Exactly(Host<String>),
    /// Everything below this name.
    Below(String),
}

impl AllowedHosts {
    /// Reads a list of hosts.
    ///
    /// # Errors
    /// There are too many, or one is not written as it has to be.
    pub fn parse<T: AsRef<str>>(hosts: &[T]) -> Result<AllowedHosts, HostError> {
        if hosts.len() > MAX_HOSTS {
            return Err(HostError::TooMany(hosts.len()));
        }
        let read = |(index, host): (usize, &T)| {
            let host = host.as_ref();
            Pattern::parse(host).map_err(|fault| HostError::Unreadable {
                number: index + 1,
                host: host.chars().take(100).collect(),
                fault,
            })
        };
        hosts
            .iter()
            .enumerate()
            .map(read)
            .collect::<Result<_, _>>()
            .map(AllowedHosts)
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether a request may go to `url`.
    pub fn allow(&self, url: &Url) -> bool {
        self.0.iter().any(|pattern| pattern.allows(url))
    }
}

impl Pattern {
    fn parse(text: &str) -> Result<Pattern, &'static str> {
        if text.len() > HOST_BYTES {
            return Err("is too long");
        }
        let (scheme, rest) = match text.split_once("://") {
            None => ("https", text),
            Some(("https", rest)) => ("https", rest),
            Some(("http", rest)) => ("http", rest),
            Some(_) => return Err("has another scheme than http and https"),
        };
        let (below, rest) = match rest.strip_prefix("*.") {
            Some(rest) => (true, rest),
            None => (false, rest),
        };
        // What a URL would read differently than a person does is refused, and so is anything that is more than a host.
        let strange = |character: char| {
            character.is_whitespace() || character.is_control() || "/\\?#@%*".contains(character)
        };
        if rest.is_empty() {
            return Err("is empty");
        }
        if rest.contains(strange) {
            return Err("is more than a host, or has characters that a host cannot have");
        }
        let url = Url::parse(&format!("{scheme}://{rest}/")).map_err(|_| "is no host")?;
        let host = url.host().ok_or("is no host")?.to_owned();
        let port = url.port_or_known_default().unwrap_or(0);
        if port == 0 {
            return Err("has port 0, which is none");
        }
        let name = match (below, host) {
            (false, Host::Domain(name)) if name.ends_with('.') => return Err("ends in a dot"),
            (false, host) => Name::Exactly(host),
            (true, Host::Domain(name)) if name.ends_with('.') => return Err("ends in a dot"),
            (true, Host::Domain(name)) if name.contains('.') => Name::Below(name),
            (true, Host::Domain(_)) => return Err("allows every name below a top-level domain"),
            (true, _) => return Err("has a star before an address"),
        };
        Ok(Pattern { scheme, name, port })
    }

    fn allows(&self, url: &Url) -> bool {
        let name_fits = match (&self.name, url.host()) {
            (Name::Exactly(own), Some(host)) => *own == host.to_owned(),
            (Name::Below(own), Some(Host::Domain(name))) => name
                .strip_suffix(own.as_str())
                .and_then(|labels| labels.strip_suffix('.'))
                .is_some_and(|labels| !labels.is_empty()),
            _ => false,
        };
        name_fits && url.scheme() == self.scheme && url.port_or_known_default() == Some(self.port)
    }
}

impl fmt::Display for AllowedHosts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, Pattern { scheme, name, port }) in self.0.iter().enumerate() {
            let separator = if index == 0 { "" } else { ", " };
            match name {
                Name::Exactly(host) => write!(f, "{separator}{scheme}://{host}:{port}")?,
                Name::Below(name) => write!(f, "{separator}{scheme}://*.{name}:{port}")?,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn allows(host: &str, url: &str) -> bool {
        AllowedHosts::parse(&[host])
            .unwrap()
            .allow(&Url::parse(url).unwrap())
    }

    #[test]
    fn what_a_host_allows() {
        for (host, url, allowed) in [
            ("api.example.com", "https://api.example.com/x?y", true),
            ("api.example.com", "https://API.Example.COM:443/", true),
            ("API.Example.com", "https://api.example.com/", true),
            ("https://api.example.com", "https://api.example.com/", true),
            ("api.example.com", "http://api.example.com/", false),
            ("api.example.com", "http://api.example.com:443/", false),
            ("api.example.com", "https://api.example.com:8443/", false),
            ("api.example.com", "https://example.com/", false),
            ("api.example.com", "https://x.api.example.com/", false),
            (
                "api.example.com",
                "https://api.example.com.evil.test/",
                false,
            ),
            ("api.example.com", "https://evilapi.example.com/", false),
            ("api.example.com", "https://api.example.com./", false),
            (
                "api.example.com",
                "https://api.example.com@evil.test/",
                false,
            ),
            (
                "api.example.com:8443",
                "https://api.example.com:8443/",
                true,
            ),
            ("api.example.com:8443", "https://api.example.com/", false),
            ("http://api.example.com", "http://api.example.com/", true),
            ("http://api.example.com", "https://api.example.com/", false),
            (
                "http://api.example.com:8080",
                "http://api.example.com:8080/",
                true,
            ),
            ("*.example.com", "https://api.example.com/", true),
            ("*.example.com", "https://a.b.example.com/", true),
            ("*.example.com", "https://example.com/", false),
            ("*.example.com", "https://.example.com/", false),
            ("*.example.com", "https://evilexample.com/", false),
            ("*.example.com:8443", "https://api.example.com:8443/", true),
            ("bücher.example", "https://xn--bcher-kva.example/", true),
            ("1.1.1.1", "https://1.1.1.1/", true),
            ("1.1.1.1", "https://0x01010101/", true),
            ("[2606:4700::1111]", "https://[2606:4700:0::1111]/", true),
            ("*.example.com", "https://1.1.1.1/", false),
        ] {
            assert_eq!(allows(host, url), allowed, "{host} {url}");
        }
    }

    #[test]
    fn what_is_no_host() {
        for (host, fault) in [
            ("", "is empty"),
            ("*.", "is empty"),
            ("*", "is more than a host"),
            ("*.com", "allows every name below a top-level domain"),
            ("*.1.1.1.1", "has a star before an address"),
            ("a.*.example.com", "is more than a host"),
            ("ftp://example.com", "has another scheme"),
            ("example.com/path", "is more than a host"),
            ("user@example.com", "is more than a host"),
            ("exa mple.com", "is more than a host"),
            ("example.com.", "ends in a dot"),
            ("example.com:0", "has port 0"),
            ("example.com:99999", "is no host"),
            ("[::1", "is no host"),
        ] {
            let error = AllowedHosts::parse(&["ok.example", host]).unwrap_err();
            let text = error.to_string();
            assert!(text.contains(fault), "{host}: {text}");
            assert!(text.contains("number 2"), "{text}");
        }
        let many = vec!["a.example"; MAX_HOSTS + 1];
        assert_eq!(AllowedHosts::parse(&many), Err(HostError::TooMany(101)));
    }

    #[test]
    fn none_allows_nothing() {
        let none = AllowedHosts::parse::<&str>(&[]).unwrap();
        assert!(none.is_empty());
        assert!(!none.allow(&Url::parse("https://example.com").unwrap()));
    }
}
