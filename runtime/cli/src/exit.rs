//! Exit codes: a stable part of the command line.

use std::fmt;
use vestibule_flow::result::Status;

/// What a command came to. Only a login that is complete, and a command that did its work, give 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Exit {
    /// Done; for `run`: the login is complete.
    Done = 0,
    /// The command could not do its work.
    Failed = 1,
    // 2 is clap's, for wrong arguments.
    /// An input was refused: no usable component, event or tenant.
    Refused = 3,
    /// `run`: the login is suspended, the person has to do something.
    Suspended = 10,
    /// `run`: an Action refused the login.
    Denied = 11,
    /// `run`: the login failed.
    LoginFailed = 12,
}

impl From<Status> for Exit {
    fn from(status: Status) -> Self {
        match status {
            Status::Complete => Exit::Done,
            Status::Suspended => Exit::Suspended,
            Status::Denied => Exit::Denied,
            Status::Error => Exit::LoginFailed,
        }
    }
}

/// An error that the input is to blame for: exit code 3.
#[derive(Debug)]
pub struct Refused(pub String);

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Refused {}

/// The exit code of an error.
pub fn of_error(error: &anyhow::Error) -> Exit {
    match error.downcast_ref::<Refused>() {
        Some(_) => Exit::Refused,
        None => Exit::Failed,
    }
}
