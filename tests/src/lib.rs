//! Tests of the whole: a case is a file, and one small runner plays it.
//!
//! [`case`] reads one, [`play`] plays it against the flow, [`matching`] compares the results. Its Actions run natively ([`native`]) and as
//! components ([`guests`]). [`languages`] has those that are written in other languages than Rust.

pub mod case;
pub mod guests;
pub mod languages;
pub mod matching;
pub mod native;
pub mod play;
