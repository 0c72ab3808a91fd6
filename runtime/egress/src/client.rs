//! Sends requests: where they may go, how long it may take, how much may come.

use crate::address::Addresses;
use crate::hosts::AllowedHosts;
use crate::redirect::{self, MAX_REDIRECTS};
use crate::request::{Request, place};
use crate::resolver::{CheckedResolver, Refused, Resolver, SystemResolver, check};
use ipnet::IpNet;
use reqwest::{Client, Response};
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;
use rustls::{ClientConfig, RootCertStore};
use std::error::Error as StdError;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};
use std::time::Duration;
use thiserror::Error;
use url::{Host, Url};
use vestibule_sandbox::outbound::{
    HttpError, HttpRequest, HttpResponse, Outbound, ResponseBudget, Sending,
};

/// How long one exchange may take, redirects included. Below the time limit of a run, so that an Action can catch it.
pub const EXCHANGE_TIME: Duration = Duration::from_secs(10);
/// The most headers of a response.
const MAX_HEADERS: usize = 100;
const USER_AGENT: &str = concat!("vestibule/", env!("CARGO_PKG_VERSION"));

/// What an operator says about outbound HTTP.
#[derive(Debug, Clone, Default)]
pub struct EgressSettings {
    /// Networks that may be reached although they are not global, as `10.1.2.0/24`.
    pub addresses: Vec<IpNet>,
    /// A PEM file with authorities that are trusted besides those of Mozilla's list. Absent: none.
    pub authorities: Option<PathBuf>,
}

/// Why requests cannot be sent at all.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum EgressError {
    /// The file with authorities cannot be read, or holds something else.
    #[error("cannot read authorities for outbound HTTP from {file}: {reason}")]
    Authorities {
        /// Which file.
        file: PathBuf,
        /// What is wrong.
        reason: String,
    },
    /// TLS cannot be set up.
    #[error("TLS for outbound HTTP cannot be set up: {0}")]
    Tls(#[from] rustls::Error),
}

/// Outbound HTTP under an operator's rules. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Egress {
    addresses: Arc<Addresses>,
    resolver: Arc<dyn Resolver>,
    tls: Arc<ClientConfig>,
    time: Duration,
}

impl Egress {
    /// Sets up TLS.
    ///
    /// # Errors
    /// The authorities cannot be read.
    pub fn new(settings: &EgressSettings) -> Result<Egress, EgressError> {
        let mut roots: RootCertStore = webpki_roots::TLS_SERVER_ROOTS.iter().cloned().collect();
        if let Some(file) = &settings.authorities {
            trust(&mut roots, file)?;
        }
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let mut tls = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()?
            .with_root_certificates(roots)
            .with_no_client_auth();
        tls.alpn_protocols = vec![b"http/1.1".to_vec()];
        // A ticket would tell a server that two tenants are on the same machine.
        tls.resumption = rustls::client::Resumption::disabled();
        Ok(Egress {
            addresses: Arc::new(Addresses::with(settings.addresses.clone())),
            resolver: Arc::new(SystemResolver),
            tls: Arc::new(tls),
            time: EXCHANGE_TIME,
        })
    }

    /// Resolves names with `resolver`.
    #[must_use]
    pub fn with_resolver(mut self, resolver: Arc<dyn Resolver>) -> Egress {
        self.resolver = resolver;
        self
    }

    /// Gives an exchange `time` instead of [`EXCHANGE_TIME`].
    #[must_use]
    pub fn with_exchange_time(mut self, time: Duration) -> Egress {
        self.time = time;
        self
    }

    /// Outbound HTTP for a run of an Action that may reach `hosts`. Connections are kept open for it, and closed with it: no two tenants, and no two
    /// runs, share one.
    pub fn for_run(&self, hosts: AllowedHosts) -> Arc<dyn Outbound> {
        Arc::new(RunEgress(Arc::new(Parts {
            egress: self.clone(),
            hosts,
            client: OnceLock::new(),
        })))
    }
}

fn trust(roots: &mut RootCertStore, file: &Path) -> Result<(), EgressError> {
    let failed = |reason: String| EgressError::Authorities {
        file: file.to_owned(),
        reason,
    };
    let certificates: Vec<_> = CertificateDer::pem_file_iter(file)
        .and_then(Iterator::collect)
        .map_err(|error| failed(error.to_string()))?;
    if certificates.is_empty() {
        return Err(failed("it holds no certificate".to_owned()));
    }
    for certificate in certificates {
        roots
            .add(certificate)
            .map_err(|error| failed(error.to_string()))?;
    }
    Ok(())
}

#[derive(Debug)]
struct RunEgress(Arc<Parts>);

#[derive(Debug)]
struct Parts {
    egress: Egress,
    hosts: AllowedHosts,
    /// Made at the first request: most runs send none.
    client: OnceLock<Client>,
}

impl Outbound for RunEgress {
    fn send(&self, request: HttpRequest, budget: ResponseBudget) -> Sending {
        let parts = Arc::clone(&self.0);
        Box::pin(async move {
            let request = Request::read(request)?;
            let first = place(&request.url);
            let time = parts.egress.time;
            match tokio::time::timeout(time, parts.exchange(request, &budget)).await {
                Ok(outcome) => outcome,
                Err(_) => Err(HttpError::TimedOut(format!(
                    "{first} did not answer within {} ms",
                    time.as_millis()
                ))),
            }
        })
    }
}

impl Parts {
    async fn exchange(
        &self,
        mut request: Request,
        budget: &ResponseBudget,
    ) -> Result<HttpResponse, HttpError> {
        let client = self.client()?;
        for _ in 0..=MAX_REDIRECTS {
            self.admit(&request.url)?;
            let place = place(&request.url);
            let mut sent = client
                .request(request.method.clone(), request.url.clone())
                .headers(request.headers.clone());
            if let Some(body) = &request.body {
                sent = sent.body(body.clone());
            }
            let response = sent.send().await.map_err(|error| failed(&place, error))?;
            let status = response.status();
            match redirect::location(status, response.headers()).filter(|_| request.follow) {
                Some(location) => {
                    let location = location.to_vec();
                    redirect::follow(&mut request, status, &location)?;
                }
                None => return read(response, request.url, &place, budget).await,
            }
        }
        Err(HttpError::Other(format!(
            "{} was reached after {MAX_REDIRECTS} redirects, and redirected again",
            place(&request.url)
        )))
    }

    /// Refuses hosts that are not listed, before their names are resolved: a question to the name's owner would tell something as well.
    fn admit(&self, url: &Url) -> Result<(), HttpError> {
        if !self.hosts.allow(url) {
            let place = place(url);
            return Err(HttpError::NotAllowed(match self.hosts.is_empty() {
                true => format!("{place} cannot be reached: the Action has no allowed hosts"),
                false => format!(
                    "{place} is none of the hosts that the Action may reach: {}",
                    self.hosts
                ),
            }));
        }
        // Written as an address, it is dialled without being resolved.
        let host = url.host_str().unwrap_or_default();
        match url.host() {
            Some(Host::Ipv4(address)) => check(&self.egress.addresses, host, address.into()),
            Some(Host::Ipv6(address)) => check(&self.egress.addresses, host, address.into()),
            _ => Ok(()),
        }
    }

    fn client(&self) -> Result<&Client, HttpError> {
        if let Some(client) = self.client.get() {
            return Ok(client);
        }
        let egress = &self.egress;
        let resolver = CheckedResolver {
            resolver: Arc::clone(&egress.resolver),
            addresses: Arc::clone(&egress.addresses),
        };
        let client = Client::builder()
            .tls_backend_preconfigured(ClientConfig::clone(&egress.tls))
            .dns_resolver(resolver)
            .no_proxy()
            .redirect(reqwest::redirect::Policy::none())
            .retry(reqwest::retry::never())
            .referer(false)
            .http1_only()
            .http1_max_headers(MAX_HEADERS)
            .user_agent(USER_AGENT)
            .build()
            .map_err(|error| {
                HttpError::Other(format!("outbound HTTP cannot be set up: {error}"))
            })?;
        Ok(self.client.get_or_init(|| client))
    }
}

/// Reads a response as far as the budget goes.
async fn read(
    mut response: Response,
    url: Url,
    place: &str,
    budget: &ResponseBudget,
) -> Result<HttpResponse, HttpError> {
    let take = |bytes: usize| {
        budget.take(bytes as u64).map_err(|used_up| {
            HttpError::TooLarge(format!("the response of {place} is too large: {used_up}"))
        })
    };
    let headers: Vec<(String, String)> = response
        .headers()
        .iter()
        .map(|(name, value)| {
            // Bytes above ASCII are characters below U+0100, as `fetch` has it.
            let value = value.as_bytes().iter().copied().map(char::from).collect();
            (name.as_str().to_owned(), value)
        })
        .collect();
    take(headers.iter().map(|(n, v)| n.len() + v.len()).sum())?;
    let mut body = Vec::new();
    while let Some(chunk) = response
        .chunk()
        .await
        .map_err(|error| failed(place, error))?
    {
        take(chunk.len())?;
        body.extend_from_slice(&chunk);
    }
    Ok(HttpResponse {
        status: response.status().as_u16(),
        url: url.into(),
        headers,
        body,
    })
}

/// Why the client has no answer, in our terms.
fn failed(place: &str, error: reqwest::Error) -> HttpError {
    let mut cause: &(dyn StdError + 'static) = &error;
    loop {
        if let Some(Refused(refused)) = cause.downcast_ref() {
            return refused.clone();
        }
        if let Some(error) = cause.downcast_ref::<hyper::Error>()
            && error.is_parse_too_large()
        {
            return HttpError::TooLarge(format!(
                "the response of {place} has more headers than are accepted: at most {MAX_HEADERS}"
            ));
        }
        match cause.source() {
            Some(source) => cause = source,
            None => break,
        }
    }
    let reason = cause.to_string();
    if error.is_builder() {
        return HttpError::InvalidRequest(format!(
            "the request to {place} cannot be sent: {reason}"
        ));
    }
    if error.is_decode() {
        return HttpError::ConnectionFailed(format!(
            "the response of {place} cannot be read: {reason}"
        ));
    }
    HttpError::ConnectionFailed(format!("the exchange with {place} failed: {reason}"))
}
