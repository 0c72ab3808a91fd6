//! Tests of the whole: a case is a file, and one small runner plays it.
//!
//! [`case`] reads one, [`play`] plays it against the flow, [`matching`] compares the results. Its Actions run natively ([`native`]), as
//! components ([`guests`]), and in JavaScript ([`javascript`]). [`languages`] has those in other languages, and [`outside`] answers their HTTP requests.

pub mod case;
pub mod guests;
pub mod javascript;
pub mod languages;
pub mod matching;
pub mod native;
pub mod outside;
pub mod play;
