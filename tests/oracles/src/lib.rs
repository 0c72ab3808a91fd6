//! What must hold whatever comes in, as functions from bytes to nothing: they panic where something does not hold.
//!
//! `tests/fuzz` calls them with what libFuzzer makes up; `tests/replay.rs` calls them with the corpora and with random bytes, as an ordinary test that
//! needs no instrumented build.

mod choices;
pub mod component;
pub mod event;
pub mod flow;
pub mod management;
pub mod stored_login;
