//! What a Vestibule service keeps: tenants, Actions, versions, bindings, suspended logins, executions; and blobs beside them.
//!
//! **Invariant:** a tenant's rows are reached through its [`TenantStore`] only, and every statement there is bound to its id.
//! **Invariant:** secrets, suspended logins and kept answers are encrypted with the tenant's key; of clients' secrets and tokens only hashes are kept.
//!
//! Nothing here knows of HTTP or WebAssembly. The statements are the same for SQLite and PostgreSQL; where the two differ, [`Database`] knows.

pub mod actions;
pub mod bindings;
mod blobs;
pub mod bound;
mod builds;
mod changes;
mod clients;
mod clock;
mod database;
mod error;
pub mod flows;
mod keys;
mod rows;
mod suspending;
mod tenants;

pub use blobs::Blobs;
pub use builds::Build;
pub use clients::{Client, NewClient, Token};
pub use clock::{Clock, clock, now, timestamp};
pub use database::{Database, Kind};
pub use error::StoreError;
pub use keys::{MasterKey, hash, keyed, random_secret};
pub use tenants::{CreateTenantError, Settings, TenantStore};
