//! The component's side: generated bindings, and what runs around a handler.

/// Generated from the WIT files.
#[allow(missing_docs, unsafe_code, clippy::all, unused)]
pub mod bindings {
    wit_bindgen::generate!({
        path: "../../wit",
        world: "post-login",
        pub_export_macro: true,
        export_macro_name: "__export_post_login",
        default_bindings_module: "vestibule_sdk::__guest::bindings",
    });
}

/// What [`export!`](crate::export) needs.
pub mod export {
    pub use super::bindings;
    pub use super::bindings::exports::vestibule::actions::post_login_handler::{
        Failure, Guest, HandlerError,
    };

    use crate::api::Api;
    use crate::console::{Level, write};
    use crate::error::Result;
    use crate::event::Event;

    /// Runs a handler and reports how it ended.
    pub fn run(handler: fn(&Event, &Api) -> Result<()>) -> std::result::Result<(), HandlerError> {
        report_panics();
        handler(&Event::new(), &Api::new()).map_err(|error| {
            if error.is_not_implemented() {
                HandlerError::NotImplemented
            } else {
                HandlerError::Failed(Failure {
                    name: error.name().to_owned(),
                    message: error.message().to_owned(),
                    stack: None,
                })
            }
        })
    }

    /// A panic ends in a trap, which says nothing, and standard error leads nowhere: the log is where its author will look.
    fn report_panics() {
        std::panic::set_hook(Box::new(|panic| {
            let message = panic.payload_as_str().unwrap_or("a panic without a message");
            let line = match panic.location() {
                Some(place) => format!("panicked at {place}: {message}"),
                None => format!("panicked: {message}"),
            };
            write(Level::Error, &line);
        }));
    }
}
