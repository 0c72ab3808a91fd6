//! `console`: the Action's log.
//!
//! Lines go to the execution record, never to the person who logs in. The macros format like `println!`:
//!
//! ```
//! # use vestibule_sdk::prelude::*;
//! # fn f(event: &Event) {
//! console::log!("login {} of {}", event.stats().logins_count(), event.user().user_id());
//! # }
//! ```

use crate::host;

/// How much a line matters: the console method that wrote it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    /// `console.trace`
    Trace,
    /// `console.debug`
    Debug,
    /// `console.log`
    Log,
    /// `console.info`
    Info,
    /// `console.warn`
    Warn,
    /// `console.error`
    Error,
}

/// Writes one line. Very long logs are cut by the host.
pub fn write(level: Level, message: &str) {
    host::console_write(level, message);
}

macro_rules! console_macros {
    ($dollar:tt $($level:ident $method:ident $hidden:ident $doc:literal;)*) => {$(
        #[doc(hidden)]
        #[macro_export]
        macro_rules! $hidden {
            ($dollar($dollar message:tt)*) => {
                $crate::console::write($crate::console::Level::$level, &::std::format!($dollar($dollar message)*))
            };
        }

        #[doc = $doc]
        #[doc(inline)]
        pub use $hidden as $method;
    )*};
}

console_macros! { $
    Trace trace __console_trace "`console.trace(…)`";
    Debug debug __console_debug "`console.debug(…)`";
    Log log __console_log "`console.log(…)`";
    Info info __console_info "`console.info(…)`";
    Warn warn __console_warn "`console.warn(…)`";
    Error error __console_error "`console.error(…)`";
}
