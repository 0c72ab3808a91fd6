//! Forty hostile or broken inputs, each with its outcome.
//!
//! A row is a file in `rows/`. It holds small guests with how their runs must end ([`row::Run`]) and files that the checker must refuse
//! ([`row::Check`]), which `tests/table.rs` plays, and the names of tests elsewhere that prove the rest ([`named::Test`]). [`page`] makes
//! `docs/hostile-inputs.md` of them. `cargo xtask hostile` runs all of it, and measures what a good Action beside notices.

pub mod beside;
pub mod footprint;
pub mod named;
pub mod page;
pub mod play;
pub mod row;

use std::path::{Path, PathBuf};

/// The root of the repository.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}
