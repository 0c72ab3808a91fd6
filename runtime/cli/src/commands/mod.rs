//! The commands, one module each.

pub mod build;
pub mod check;
pub mod completions;
pub mod new;
pub mod run;
