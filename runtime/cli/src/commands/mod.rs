//! The commands, one module each.

pub mod build;
pub mod check;
pub mod completions;
pub mod deploy;
pub mod manage;
pub mod new;
pub mod run;
pub mod serve;
pub mod tenant;
