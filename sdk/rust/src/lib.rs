//! Write Vestibule Actions in Rust.
//!
//! An Action decides what happens between the first factor and the tokens of a login. It reads like the original in JavaScript:
//!
//! ```
//! use vestibule_sdk::prelude::*;
//!
//! struct RequireWebauthnForAdmins;
//!
//! impl PostLogin for RequireWebauthnForAdmins {
//!     fn on_execute_post_login(event: &Event, api: &Api) -> Result<()> {
//!         if !event.authorization().roles().iter().any(|role| role == "admin") {
//!             return Ok(());
//!         }
//!         let factors = event.user().enrolled_factors();
//!         if factors.iter().any(|factor| factor.factor_type() == "webauthn-roaming") {
//!             api.authentication().challenge_with(Factor::webauthn_roaming());
//!         } else {
//!             api.authentication().enroll_with(Factor::webauthn_roaming());
//!         }
//!         Ok(())
//!     }
//! }
//!
//! vestibule_sdk::export!(RequireWebauthnForAdmins);
//! ```
//!
//! `vestibule build` makes a component of such a crate. Natively it builds and tests like any other: [`testing`] runs a handler against an event and
//! gives what it asked for, by the very rules that the host applies.

pub mod api;
pub mod clock;
pub mod console;
pub mod event;
pub mod http;
pub mod random;
#[cfg(not(target_arch = "wasm32"))]
pub mod testing;

mod action;
mod error;
mod factor;
mod host;

pub use action::PostLogin;
pub use api::Api;
pub use error::{CallError, Error, Result};
pub use event::Event;
pub use factor::{Factor, PhoneMethod};
pub use serde_json::{Value, json};

/// Everything that an Action usually needs: `use vestibule_sdk::prelude::*;`
pub mod prelude {
    pub use crate::api::Api;
    pub use crate::event::Event;
    pub use crate::{CallError, Error, Factor, PhoneMethod, PostLogin, Result, Value};
    pub use crate::{clock, console, fail, http, json, random};
}

/// What [`export!`] expands to. No part of the interface.
#[cfg(target_arch = "wasm32")]
#[doc(hidden)]
pub use host::guest as __guest;
