//! What belongs to one run and is gone with it.

use super::exchanges::Exchanges;
use super::failure::Stop;
use super::inputs::{Inputs, ReplayExhausted};
use super::meter::Meter;
use crate::console::Console;
use crate::host::size::Size;
use crate::host::wasi::Wasi;
use crate::limits::Limits;
use std::time::{Duration, Instant};
use tokio::time::sleep_until;
use vestibule_flow::outcome::ConsoleLevel;
use vestibule_flow::recorder::Recorder;
use wasmtime::{CallHook, StoreContextMut, UpdateDeadline};

/// The price of a call into the host, in fuel. Several times what a call costs the host, so that the default fuel buys no million of them.
const CALL_COST: u64 = 10_000;

/// The run has a [`Stop`] that says why; this only carries the news through the guest's frames.
#[derive(Debug, thiserror::Error)]
#[error("the run was ended by the host")]
pub(crate) struct Stopped;

/// The data of a run's store.
pub(crate) struct RunState {
    pub(crate) recorder: Recorder,
    pub(crate) limits: Limits,
    pub(crate) meter: Meter,
    pub(crate) console: Console,
    pub(crate) inputs: Inputs,
    pub(crate) exchanges: Exchanges,
    pub(crate) wasi: Option<Box<Wasi>>,
    pub(crate) host_calls: u64,
    /// Why the run was ended, once it was. The first reason counts.
    pub(crate) stop: Option<Stop>,
    pub(crate) deadline: Instant,
    /// Fuel that host calls have cost since it was last taken from the store.
    owed: u64,
    /// How many calls into the guest are under way. More than one means that the host is in the middle of a call of the guest's, and has the guest's
    /// allocator make room for the answer.
    calls_into_guest: u32,
}

impl RunState {
    pub(crate) fn new(
        recorder: Recorder,
        limits: Limits,
        inputs: Inputs,
        exchanges: Exchanges,
        deadline: Instant,
    ) -> Self {
        RunState {
            recorder,
            limits,
            meter: Meter::new(limits),
            console: Console::default(),
            inputs,
            exchanges,
            wasi: None,
            host_calls: 0,
            stop: None,
            deadline,
            owed: 0,
            calls_into_guest: 0,
        }
    }

    /// Counts a call into the host that brought in `arguments`. To be the first thing that each host function does.
    pub(crate) fn called(&mut self, arguments: &impl Size) {
        self.host_calls += 1;
        self.owe(CALL_COST + arguments.size() as u64);
    }

    /// Counts what a call gives back.
    pub(crate) fn answer<T: Size>(&mut self, value: T) -> T {
        self.owe(value.size() as u64);
        value
    }

    fn owe(&mut self, fuel: u64) {
        self.owed = self.owed.saturating_add(fuel);
    }

    /// Fuel that was not taken, because the run ended inside a host call.
    pub(super) fn owed(&self) -> u64 {
        self.owed
    }

    /// Ends the run as soon as the host function returns.
    pub(crate) fn stop(&mut self, stop: Stop) -> Stopped {
        self.stop.get_or_insert(stop);
        Stopped
    }

    /// The time for `api` functions and the clock.
    pub(crate) fn now(&mut self) -> wasmtime::Result<u64> {
        self.inputs
            .now()
            .map_err(|ReplayExhausted| self.stop(Stop::ReplayExhausted).into())
    }

    /// The monotonic clock of WASI, in nanoseconds.
    pub(crate) fn monotonic(&mut self) -> wasmtime::Result<u64> {
        self.inputs
            .monotonic()
            .map_err(|ReplayExhausted| self.stop(Stop::ReplayExhausted).into())
    }

    /// Lets `milliseconds` pass, or the run end if it has not that much time left.
    pub(crate) async fn wait(&mut self, milliseconds: u64) -> wasmtime::Result<()> {
        if self.inputs.is_replay() {
            // Nobody waits twice. What the wait took is gone from the run's time all the same, so that the same run ends at the same limit.
            let deadline = self
                .deadline
                .checked_sub(Duration::from_millis(milliseconds));
            return match deadline.filter(|deadline| Instant::now() < *deadline) {
                Some(deadline) => {
                    self.deadline = deadline;
                    Ok(())
                }
                None => Err(self.stop(Stop::Time).into()),
            };
        }
        let in_time = self.in_time(milliseconds);
        sleep_until(in_time.unwrap_or(self.deadline).into()).await;
        match in_time {
            Some(_) => Ok(()),
            None => Err(self.stop(Stop::Time).into()),
        }
    }

    /// When `milliseconds` from now are over, if that is before the run's time is.
    pub(super) fn in_time(&self, milliseconds: u64) -> Option<Instant> {
        Instant::now()
            .checked_add(Duration::from_millis(milliseconds))
            .filter(|until| *until < self.deadline)
    }

    pub(crate) fn log(&mut self, level: ConsoleLevel, message: &str) {
        self.console.write(level, message, &self.limits);
    }

    /// What ends a run after a host call, besides fuel.
    fn check(&mut self) {
        if let Some(wasi) = &self.wasi {
            wasi.drain_output(&mut self.console, &self.limits);
        }
        if let Some(overflow) = self.recorder.overflow() {
            self.stop(Stop::Output(overflow));
        }
        if let Some(reason) = self.recorder.aborted() {
            self.stop(Stop::Aborted(reason));
        }
        if self.console.is_flooded(&self.limits) {
            self.stop(Stop::Log);
        }
    }
}

/// Takes the price of a host call from the run's fuel and ends the run if the call has brought a reason to.
///
/// One place for all host functions: a function that forgot to check could let a run go on that must end. Wasmtime calls it also around its own
/// helpers such as `memory.grow` and the check of the epoch, where there is nothing to do.
pub(crate) fn call_hook(
    mut store: StoreContextMut<'_, RunState>,
    hook: CallHook,
) -> wasmtime::Result<()> {
    let state = store.data_mut();
    match hook {
        CallHook::CallingWasm => state.calls_into_guest += 1,
        CallHook::ReturningFromWasm => {
            state.calls_into_guest = state.calls_into_guest.saturating_sub(1);
        }
        CallHook::CallingHost => {}
        CallHook::ReturningFromHost => return returning(store),
    }
    Ok(())
}

fn returning(mut store: StoreContextMut<'_, RunState>) -> wasmtime::Result<()> {
    let state = store.data_mut();
    // Compiled code has the fuel in a register, and reads it anew only after a call. What would be taken when a helper returns to the allocator, in
    // the middle of a host call, would be put back by the allocator's code. So it waits until the host call itself returns.
    if state.owed > 0 && state.calls_into_guest <= 1 {
        let owed = std::mem::take(&mut state.owed);
        state.check();
        let fuel = store.get_fuel()?;
        store.set_fuel(fuel.saturating_sub(owed))?;
        if owed >= fuel {
            store.data_mut().stop(Stop::Fuel);
        }
    }
    match store.data().stop {
        None => Ok(()),
        Some(_) => Err(Stopped.into()),
    }
}

/// Runs when the epoch has moved on while the guest ran: lets other tasks have the thread, and ends the run when its time is up.
pub(crate) fn epoch_moved(
    mut store: StoreContextMut<'_, RunState>,
) -> wasmtime::Result<UpdateDeadline> {
    let state = store.data_mut();
    if Instant::now() >= state.deadline {
        return Err(state.stop(Stop::Time).into());
    }
    Ok(UpdateDeadline::Yield(1))
}
