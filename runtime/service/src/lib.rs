//! The Vestibule service: what `vestibule serve` runs.
//!
//! - [`http`] takes requests, and knows who may do what;
//! - [`logins`] runs logins with what a tenant has bound;
//! - [`builder`], [`compile`], [`javascript`] and [`mod@engine`] make programs of what was uploaded, [`programs`] keeps them;
//! - [`config`], [`tls`], [`metrics`], [`executions`] and [`serve`](mod@serve) are what an operator needs.
//!
//! **Invariant:** the management API never runs an Action on its way (a test run, which is asked for, apart): unbinding and deploying work while every
//! Action is broken.
//! **Invariant:** a handler reaches a tenant through `Caller::tenant` only, which asks for a scope.

mod admission;
mod app;
mod builder;
mod child;
pub mod compile;
pub mod config;
pub mod engine;
pub mod executions;
mod http;
pub mod javascript;
mod logins;
mod metrics;
mod programs;
mod serve;
pub mod telemetry;
mod tls;
pub mod tokens;
mod triggers;

pub use serve::{ServeError, Serving, routes, serve};
