//! What goes wrong in an Action.

use std::any::Any;
use std::fmt;

/// The result of a handler.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why a handler failed: what it would have thrown in JavaScript.
///
/// A failed handler leaves nothing behind, and the login fails. To refuse a login deliberately, call
/// [`Access::deny`](crate::api::Access::deny) and return `Ok`.
///
/// `?` makes one of every error of the standard library and of other crates, and of the refusals of the `api`; [`fail!`](crate::fail) makes one of a
/// text.
pub struct Error(Kind);

enum Kind {
    NotImplemented,
    Failed { name: String, message: String },
}

impl Error {
    /// An error with this message.
    pub fn new(message: impl Into<String>) -> Self {
        Error::named("Error", message)
    }

    /// An error of a kind of its own; JavaScript's `error.name`.
    pub fn named(name: impl Into<String>, message: impl Into<String>) -> Self {
        Error(Kind::Failed {
            name: name.into(),
            message: message.into(),
        })
    }

    /// The Action has no such handler. Handlers that an Action does not write return this.
    pub fn not_implemented() -> Self {
        Error(Kind::NotImplemented)
    }

    /// Whether this is [`Error::not_implemented`].
    pub fn is_not_implemented(&self) -> bool {
        matches!(self.0, Kind::NotImplemented)
    }

    /// The kind of error.
    pub fn name(&self) -> &str {
        match &self.0 {
            Kind::NotImplemented => "NotImplemented",
            Kind::Failed { name, .. } => name,
        }
    }

    /// What went wrong.
    pub fn message(&self) -> &str {
        match &self.0 {
            Kind::NotImplemented => "the Action has no such handler",
            Kind::Failed { message, .. } => message,
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.message())
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.name(), self.message())
    }
}

// `Error` itself is no `std::error::Error`: only so can this impl cover every other one.
impl<E: std::error::Error + 'static> From<E> for Error {
    fn from(error: E) -> Self {
        let name = match (&error as &dyn Any).downcast_ref::<CallError>() {
            Some(CallError::InvalidArgument(_)) => "TypeError",
            Some(_) => "Error",
            None => short_type_name::<E>(),
        };
        Error::named(name, error.to_string())
    }
}

/// `ParseIntError` of `core::num::error::ParseIntError`.
fn short_type_name<T>() -> &'static str {
    let path = std::any::type_name::<T>();
    let path = path.split('<').next().unwrap_or(path);
    path.rsplit("::").next().unwrap_or(path)
}

/// A call of the `api` that was refused. Nothing was recorded, and the Action may go on.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum CallError {
    /// An argument has the wrong form or value; in JavaScript a `TypeError`.
    InvalidArgument(String),
    /// The call is not possible in this handler or this login.
    NotAllowed(String),
    /// A documented limit of the API would be passed.
    LimitExceeded(String),
    /// A reason that this version of the SDK does not know.
    Other(String),
}

impl CallError {
    /// The reason in words.
    pub fn message(&self) -> &str {
        match self {
            CallError::InvalidArgument(message)
            | CallError::NotAllowed(message)
            | CallError::LimitExceeded(message)
            | CallError::Other(message) => message,
        }
    }
}

impl fmt::Display for CallError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.message())
    }
}

impl std::error::Error for CallError {}

/// Ends the handler with an [`Error`]: `throw new Error(…)`.
///
/// ```
/// # use vestibule_sdk::prelude::*;
/// fn limit(event: &Event) -> Result<u32> {
///     let Some(text) = event.secrets().get("MAX_LOGINS") else {
///         fail!("the secret MAX_LOGINS is missing");
///     };
///     Ok(text.parse()?)
/// }
/// ```
#[macro_export]
macro_rules! fail {
    ($($message:tt)*) => {
        return ::std::result::Result::Err($crate::Error::new(::std::format!($($message)*)))
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(text: &str) -> Result<u32> {
        Ok(text.parse::<u32>()?)
    }

    #[test]
    fn question_mark_takes_every_error() {
        let error = parsed("x").unwrap_err();
        assert_eq!(error.name(), "ParseIntError");
        assert_eq!(error.message(), "invalid digit found in string");

        let refused = CallError::InvalidArgument("expected a claim name".into());
        assert_eq!(Error::from(refused).name(), "TypeError");
        let refused = CallError::NotAllowed("only once".into());
        assert_eq!(Error::from(refused).name(), "Error");

        assert!(!Error::new("text").is_not_implemented());
    }

    #[test]
    fn fail_formats() {
        fn failing(what: &str) -> Result<()> {
            fail!("no {what}, {} times", 2)
        }
        assert_eq!(
            format!("{:?}", failing("luck").unwrap_err()),
            "Error: no luck, 2 times"
        );
    }
}
