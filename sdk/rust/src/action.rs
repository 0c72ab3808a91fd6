//! An Action for the `post-login` trigger, and how it becomes a component.

use crate::api::Api;
use crate::error::{Error, Result};
use crate::event::Event;

/// An Action: what happens between the first factor and the tokens.
///
/// Write the handlers that the Action has; the other one is then, as in JavaScript, not there. What a handler asks for through `api` is
/// carried out when it has returned `Ok`; after an error or a panic nothing of it is.
pub trait PostLogin {
    /// `exports.onExecutePostLogin`: the person passed the first factor.
    ///
    /// # Errors
    /// Any error fails the login. Without this handler the Action does nothing at this point.
    fn on_execute_post_login(event: &Event, api: &Api) -> Result<()> {
        let _ = (event, api);
        Err(Error::not_implemented())
    }

    /// `exports.onContinuePostLogin`: the person came back from a redirect or a form that this Action asked for.
    ///
    /// # Errors
    /// Any error fails the login. So does a missing handler: the person came back, and nobody is there to receive them.
    fn on_continue_post_login(event: &Event, api: &Api) -> Result<()> {
        let _ = (event, api);
        Err(Error::not_implemented())
    }
}

/// Makes a type that implements [`PostLogin`] the crate's Action. Once per crate, whose `Cargo.toml` says `crate-type = ["cdylib"]`
/// (add `"rlib"` to use it in other crates' tests as well).
///
/// Outside WebAssembly it only checks the type, so that the crate builds and tests like any other.
#[macro_export]
macro_rules! export {
    ($action:ty) => {
        const _: () = {
            const fn is_an_action<A: $crate::PostLogin>() {}
            is_an_action::<$action>();
        };

        #[cfg(target_arch = "wasm32")]
        const _: () = {
            struct Component;

            impl $crate::__guest::Guest for Component {
                fn on_execute_post_login()
                -> ::std::result::Result<(), $crate::__guest::HandlerError> {
                    $crate::__guest::run(<$action as $crate::PostLogin>::on_execute_post_login)
                }

                fn on_continue_post_login()
                -> ::std::result::Result<(), $crate::__guest::HandlerError> {
                    $crate::__guest::run(<$action as $crate::PostLogin>::on_continue_post_login)
                }
    }

            $crate::__guest::bindings::__export_post_login!(Component with_types_in $crate::__guest::bindings);
        };
    };
}
