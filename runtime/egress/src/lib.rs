//! Outbound HTTP for Actions: off unless it is allowed, and then only to where it may go.
//!
//! - [`AllowedHosts`]: what an Action's configuration lists.
//! - [`Addresses`]: which addresses may be dialled, whatever a name resolves to.
//! - [`Egress`]: an operator's rules, and the client; it makes what the sandbox sends with.
//!
//! **Invariants.** A name is resolved only when it is listed. What is dialled is an address that was checked, in the same step. Redirects are requests
//! like any other. No proxy, no cookie and no credential of the host's is ever used. What arrives is counted before it is kept. A refusal names the host.

mod address;
mod client;
mod hosts;
mod redirect;
mod request;
mod resolver;

pub use address::Addresses;
pub use client::{EXCHANGE_TIME, Egress, EgressError, EgressSettings};
pub use hosts::{AllowedHosts, HostError, MAX_HOSTS};
pub use ipnet::IpNet;
pub use resolver::{Resolved, Resolver, SystemResolver};
