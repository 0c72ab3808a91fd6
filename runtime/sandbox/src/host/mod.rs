//! The contract's interfaces over the [`Recorder`](vestibule_flow::recorder::Recorder), which is what answers them.
//!
//! The functions are thin: they count the call, convert types, and pass on. What ends a run is decided in one place, the call hook.

mod api;
mod event;
mod http;
mod mfa;
mod people;
mod request;
mod saml;
mod sessions;
pub(crate) mod size;
mod system;
pub(crate) mod wasi;

use crate::bindings::PostLogin;
use crate::run::state::RunState;
use serde_json::Value;
use std::borrow::Cow;
use wasmtime::component::{HasSelf, Linker};

/// Gives a component everything that an Action may import: the contract, and the parts of WASI that toolchains bring along.
pub(crate) fn link(linker: &mut Linker<RunState>) -> wasmtime::Result<()> {
    PostLogin::add_to_linker::<RunState, HasSelf<RunState>>(linker, |state| state)?;
    wasi::link(linker)
}

impl RunState {
    /// A text member of a part of the event.
    fn text(&mut self, part: &str, name: &str) -> Option<String> {
        self.called(&());
        let text = self.recorder.event().text(part, name).map(str::to_owned);
        self.answer(text)
    }

    /// A text member that the contract promises: empty when the event has none.
    fn known_text(&mut self, part: &str, name: &str) -> String {
        self.text(part, name).unwrap_or_default()
    }

    /// An array of texts in a part of the event.
    fn texts(&mut self, part: &str, name: &str) -> Vec<String> {
        self.called(&());
        let texts = self.recorder.event().texts(part, name);
        self.answer(texts)
    }

    fn flag(&mut self, part: &str, name: &str) -> Option<bool> {
        self.called(&());
        self.recorder.event().member(part, name)?.as_bool()
    }

    /// JSON text of a member of a part of the event; `null` counts as absent.
    fn json(&mut self, part: &str, name: &str) -> Option<String> {
        self.called(&());
        let json = self
            .recorder
            .event()
            .member_json(part, name)
            .map(Cow::into_owned);
        self.answer(json)
    }

    /// JSON text of an object that the contract promises: empty when the event has none.
    fn known_json(&mut self, part: &str, name: &str) -> String {
        self.json(part, name).unwrap_or_else(|| "{}".into())
    }

    /// The names of a part's members.
    fn names(&mut self, part: &str) -> Vec<String> {
        self.called(&());
        let names = self.recorder.event().member_names(part);
        let names = names.into_iter().map(str::to_owned).collect();
        self.answer(names)
    }

    /// Maps the entries of an array in a part; empty when there is none.
    fn entries<T: size::Size>(
        &mut self,
        part: &str,
        name: &str,
        read: impl Fn(&Value) -> Option<T>,
    ) -> Vec<T> {
        self.called(&());
        let entries = match self.recorder.event().member(part, name) {
            Some(Value::Array(entries)) => entries.iter().filter_map(read).collect(),
            _ => Vec::new(),
        };
        self.answer(entries)
    }
}

/// A text member of an object.
fn text_in(object: &Value, name: &str) -> Option<String> {
    object.get(name)?.as_str().map(str::to_owned)
}

/// JSON text of a member of an object; `null` counts as absent.
fn json_in(object: &Value, name: &str) -> Option<String> {
    let value = object.get(name)?;
    (!value.is_null()).then(|| value.to_string())
}
