//! `console`, `clock` and `random`.

use crate::bindings::vestibule::actions::{clock, console, random};
use crate::run::failure::Stop;
use crate::run::state::RunState;
use vestibule_flow::outcome::ConsoleLevel;

/// The most random bytes that one call may ask for.
const RANDOM_BYTES: u32 = 65_536;

impl console::Host for RunState {
    fn write(&mut self, level: console::Level, message: String) {
        self.called(&message);
        let level = match level {
            console::Level::Trace => ConsoleLevel::Trace,
            console::Level::Debug => ConsoleLevel::Debug,
            console::Level::Log => ConsoleLevel::Log,
            console::Level::Info => ConsoleLevel::Info,
            console::Level::Warn => ConsoleLevel::Warn,
            console::Level::Error => ConsoleLevel::Error,
        };
        self.log(level, &message);
    }
}

impl clock::Host for RunState {
    fn now(&mut self) -> wasmtime::Result<u64> {
        self.called(&());
        RunState::now(self)
    }

    async fn wait(&mut self, milliseconds: u64) -> wasmtime::Result<()> {
        self.called(&());
        RunState::wait(self, milliseconds).await
    }
}

impl random::Host for RunState {
    fn bytes(&mut self, length: u32) -> wasmtime::Result<Vec<u8>> {
        self.called(&());
        let bytes = self.random_bytes(u64::from(length))?;
        Ok(self.answer(bytes))
    }

    fn number(&mut self) -> wasmtime::Result<u64> {
        self.called(&());
        Ok(self.inputs.number())
    }
}

impl RunState {
    /// Random bytes, or the end of the run for a wish that no honest Action has.
    pub(super) fn random_bytes(&mut self, length: u64) -> wasmtime::Result<Vec<u8>> {
        if length > u64::from(RANDOM_BYTES) {
            return Err(self
                .stop(Stop::RandomBytes {
                    wanted: length,
                    limit: RANDOM_BYTES,
                })
                .into());
        }
        Ok(self.inputs.bytes(length as usize))
    }
}
