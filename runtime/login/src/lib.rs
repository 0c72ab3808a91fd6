//! Runs logins: brings the flow, which decides, and the sandbox, which executes, together.
//!
//! **Invariant:** nothing here decides about a login. What an Action may ask for is the recorder's to say, what becomes of it the flow's.
//!
//! - [`Driver`] runs a login's due Actions, or plans a whole login.
//! - [`SandboxedActions`] are Actions as components.
//! - [`DryRun`] is outbound HTTP for runs that send nothing.
//! - [`TriggerCache`] holds `api.cache`.

mod cache;
mod driver;
mod dry;
mod sandboxed;

pub use cache::TriggerCache;
pub use driver::{ActionRunner, Driver, SEGMENT_MILLISECONDS, system_clock};
pub use dry::DryRun;
pub use sandboxed::{SandboxedAction, SandboxedActions, not_run, run_one};
