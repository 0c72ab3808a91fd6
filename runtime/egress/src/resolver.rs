//! From names to addresses that may be dialled.

use crate::address::Addresses;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use std::fmt;
use std::future::Future;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::pin::Pin;
use std::sync::Arc;
use vestibule_sandbox::outbound::HttpError;

/// The addresses of a name.
pub type Resolved = Pin<Box<dyn Future<Output = io::Result<Vec<IpAddr>>> + Send>>;

/// Resolves names. What it answers is checked by its caller, each time anew.
pub trait Resolver: fmt::Debug + Send + Sync {
    /// The addresses of `name`, in the order in which they are to be tried.
    fn resolve(&self, name: &str) -> Resolved;
}

/// What the operating system says.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemResolver;

impl Resolver for SystemResolver {
    fn resolve(&self, name: &str) -> Resolved {
        let name = name.to_owned();
        Box::pin(async move {
            // The port is none that anything is done with.
            let addresses = tokio::net::lookup_host((name, 0)).await?;
            Ok(addresses.map(|address| address.ip()).collect())
        })
    }
}

/// A refusal on its way through the HTTP client.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub(crate) struct Refused(pub(crate) HttpError);

/// Resolves for the HTTP client, which dials exactly what it is given here.
#[derive(Debug, Clone)]
pub(crate) struct CheckedResolver {
    pub(crate) resolver: Arc<dyn Resolver>,
    pub(crate) addresses: Arc<Addresses>,
}

impl CheckedResolver {
    async fn checked(self, name: String) -> Result<Vec<SocketAddr>, HttpError> {
        let found = self.resolver.resolve(&name).await;
        let found = found.unwrap_or_default();
        if found.is_empty() {
            return Err(HttpError::NotResolved(format!(
                "the name {name} could not be resolved"
            )));
        }
        // One bad address among good ones is how a name is bent to a place that it should not lead to: then none of them is dialled.
        for address in &found {
            check(&self.addresses, &name, *address)?;
        }
        Ok(found
            .into_iter()
            .map(|address| SocketAddr::new(address, 0))
            .collect())
    }
}

/// Refuses an address that is not dialled. The address itself is not told: it may be the operator's business.
pub(crate) fn check(addresses: &Addresses, host: &str, address: IpAddr) -> Result<(), HttpError> {
    match addresses.refusal(address) {
        None => Ok(()),
        Some(class) => Err(HttpError::AddressRefused(format!(
            "{host} leads to {class}, which Actions cannot reach"
        ))),
    }
}

impl Resolve for CheckedResolver {
    fn resolve(&self, name: Name) -> Resolving {
        let (resolver, name) = (self.clone(), name.as_str().to_owned());
        Box::pin(async move {
            let addresses = resolver.checked(name).await.map_err(Refused)?;
            let addresses: Addrs = Box::new(addresses.into_iter());
            Ok(addresses)
        })
    }
}
