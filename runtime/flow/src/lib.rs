//! The logic of a login's Actions: what they may ask for, in which order it is carried out, and what comes of it.
//!
//! **Invariant:** this crate does no I/O, has no clock and no randomness of its own, and knows nothing of WebAssembly, storage or HTTP. Time
//! and secrets come in as arguments, so everything here can be tested as data.
//!
//! - [`event`]: what is known about the login.
//! - [`recorder`]: the `api` object, one run at a time: checks, answers, records.
//! - [`command`]: what can be recorded. [`outcome`]: what a run came to.

pub mod command;
pub mod effects;
pub mod event;
pub mod factor;
pub mod flow;
pub mod json;
pub mod log;
pub mod mfa;
mod mirror;
pub mod outcome;
pub mod recorder;
pub mod result;
pub mod tenant;
pub mod time;
