//! WASI 0.2 for Actions whose toolchain brings it along: everything is there, and there is nothing in it.
//!
//! No files, no network, no environment, no arguments; standard input is closed; standard output and error go to the Action's log; clocks and
//! randomness are those of the contract, so that a run with WASI can be repeated as well. The context is built at the first call: an Action that
//! only links WASI pays nothing.

use crate::console::Console;
use crate::limits::Limits;
use crate::run::state::RunState;
use bytes::Bytes;
use std::sync::{Arc, Mutex, PoisonError};
use vestibule_flow::outcome::ConsoleLevel;
use wasmtime::component::{HasData, HasSelf, Linker, Resource, ResourceTable};
use wasmtime_wasi::cli::{WasiCli, WasiCliView};
use wasmtime_wasi::clocks::WasiClocksView;
use wasmtime_wasi::filesystem::{WasiFilesystem, WasiFilesystemView};
use wasmtime_wasi::p2::bindings::{cli, clocks, filesystem, random, sockets};
use wasmtime_wasi::p2::{
    DynOutputStream, DynPollable, OutputStream, Pollable, StreamError, StreamResult,
};
use wasmtime_wasi::sockets::{WasiSockets, WasiSocketsView};
use wasmtime_wasi::{WasiCtx, WasiCtxView, WasiView};

/// The most resources (streams, pollables) that a run may hold at once.
const RESOURCES: usize = 1_000;
/// The most bytes that a run may write to standard output in one call; a longer line is put together from several.
const WRITE_BYTES: usize = 4_096;
/// A line is logged when it is complete or this long.
const LINE_BYTES: usize = 16 << 10;
/// The clock's resolution: a millisecond.
const RESOLUTION_NANOSECONDS: u32 = 1_000_000;

/// A run's WASI context.
pub(crate) struct Wasi {
    context: WasiCtx,
    table: ResourceTable,
    output: Arc<Mutex<Output>>,
}

/// What was written and is not in the log yet.
#[derive(Default)]
struct Output {
    standard: Vec<u8>,
    error: Vec<u8>,
    changed: bool,
}

impl Wasi {
    fn new() -> Wasi {
        let mut table = ResourceTable::new();
        table.set_max_capacity(RESOURCES);
        let context = WasiCtx::builder()
            .allow_tcp(false)
            .allow_udp(false)
            .allow_ip_name_lookup(false)
            .build();
        Wasi {
            context,
            table,
            output: Arc::default(),
        }
    }

    /// Moves complete lines to the log, in the order in which they were completed.
    pub(crate) fn drain_output(&self, console: &mut Console, limits: &Limits) {
        let mut output = self.output.lock().unwrap_or_else(PoisonError::into_inner);
        if std::mem::take(&mut output.changed) {
            log_lines(&mut output.standard, ConsoleLevel::Log, console, limits);
            log_lines(&mut output.error, ConsoleLevel::Error, console, limits);
        }
    }

    /// Moves what is left to the log: the last line may have no end.
    pub(crate) fn finish_output(&self, console: &mut Console, limits: &Limits) {
        self.drain_output(console, limits);
        let mut output = self.output.lock().unwrap_or_else(PoisonError::into_inner);
        for (rest, level) in [
            (std::mem::take(&mut output.standard), ConsoleLevel::Log),
            (std::mem::take(&mut output.error), ConsoleLevel::Error),
        ] {
            if !rest.is_empty() {
                console.write(level, &String::from_utf8_lossy(&rest), limits);
            }
        }
    }
}

fn log_lines(pending: &mut Vec<u8>, level: ConsoleLevel, console: &mut Console, limits: &Limits) {
    let mut done = 0;
    loop {
        let rest = &pending[done..];
        let (line, used) = match rest.iter().position(|&byte| byte == b'\n') {
            Some(end) => (&rest[..end], end + 1),
            None if rest.len() >= LINE_BYTES => (rest, rest.len()),
            None => break,
        };
        console.write(level, &String::from_utf8_lossy(line), limits);
        done += used;
    }
    pending.drain(..done);
}

/// Standard output or error.
struct LogStream {
    output: Arc<Mutex<Output>>,
    level: ConsoleLevel,
}

#[wasmtime_wasi::async_trait]
impl Pollable for LogStream {
    async fn ready(&mut self) {}
}

impl OutputStream for LogStream {
    fn write(&mut self, bytes: Bytes) -> StreamResult<()> {
        if bytes.len() > WRITE_BYTES {
            return Err(StreamError::trap("write exceeded the permitted size"));
        }
        let mut output = self.output.lock().unwrap_or_else(PoisonError::into_inner);
        output.changed = true;
        match self.level {
            ConsoleLevel::Error => output.error.extend_from_slice(&bytes),
            _ => output.standard.extend_from_slice(&bytes),
        }
        Ok(())
    }

    fn flush(&mut self) -> StreamResult<()> {
        Ok(())
    }

    fn check_write(&mut self) -> StreamResult<usize> {
        Ok(WRITE_BYTES)
    }
}

impl RunState {
    /// The WASI context. Every WASI function comes through here, and so is counted here.
    fn wasi(&mut self) -> &mut Wasi {
        self.called(&());
        self.wasi.get_or_insert_with(|| Box::new(Wasi::new()))
    }

    fn log_stream(&mut self, level: ConsoleLevel) -> wasmtime::Result<Resource<DynOutputStream>> {
        let wasi = self.wasi();
        let output = Arc::clone(&wasi.output);
        let stream: DynOutputStream = Box::new(LogStream { output, level });
        Ok(wasi.table.push(stream)?)
    }
}

impl WasiView for RunState {
    fn ctx(&mut self) -> WasiCtxView<'_> {
        let wasi = self.wasi();
        WasiCtxView {
            ctx: &mut wasi.context,
            table: &mut wasi.table,
        }
    }
}

impl cli::stdout::Host for RunState {
    fn get_stdout(&mut self) -> wasmtime::Result<Resource<DynOutputStream>> {
        self.log_stream(ConsoleLevel::Log)
    }
}

impl cli::stderr::Host for RunState {
    fn get_stderr(&mut self) -> wasmtime::Result<Resource<DynOutputStream>> {
        self.log_stream(ConsoleLevel::Error)
    }
}

impl clocks::wall_clock::Host for RunState {
    fn now(&mut self) -> wasmtime::Result<clocks::wall_clock::Datetime> {
        self.called(&());
        let milliseconds = RunState::now(self)?;
        Ok(clocks::wall_clock::Datetime {
            seconds: milliseconds / 1_000,
            nanoseconds: (milliseconds % 1_000) as u32 * 1_000_000,
        })
    }

    fn resolution(&mut self) -> wasmtime::Result<clocks::wall_clock::Datetime> {
        self.called(&());
        Ok(clocks::wall_clock::Datetime {
            seconds: 0,
            nanoseconds: RESOLUTION_NANOSECONDS,
        })
    }
}

impl clocks::monotonic_clock::Host for RunState {
    fn now(&mut self) -> wasmtime::Result<u64> {
        self.called(&());
        self.monotonic()
    }

    fn resolution(&mut self) -> wasmtime::Result<u64> {
        self.called(&());
        Ok(u64::from(RESOLUTION_NANOSECONDS))
    }

    fn subscribe_instant(&mut self, when: u64) -> wasmtime::Result<Resource<DynPollable>> {
        let remaining = when.saturating_sub(self.monotonic()?);
        self.subscribe_duration(remaining)
    }

    fn subscribe_duration(&mut self, when: u64) -> wasmtime::Result<Resource<DynPollable>> {
        clocks::monotonic_clock::Host::subscribe_duration(&mut self.clocks(), when)
    }
}

impl random::random::Host for RunState {
    fn get_random_bytes(&mut self, len: u64) -> wasmtime::Result<Vec<u8>> {
        self.called(&());
        let bytes = self.random_bytes(len)?;
        Ok(self.answer(bytes))
    }

    fn get_random_u64(&mut self) -> wasmtime::Result<u64> {
        self.called(&());
        Ok(self.inputs.number())
    }
}

impl random::insecure::Host for RunState {
    fn get_insecure_random_bytes(&mut self, len: u64) -> wasmtime::Result<Vec<u8>> {
        random::random::Host::get_random_bytes(self, len)
    }

    fn get_insecure_random_u64(&mut self) -> wasmtime::Result<u64> {
        random::random::Host::get_random_u64(self)
    }
}

impl random::insecure_seed::Host for RunState {
    fn insecure_seed(&mut self) -> wasmtime::Result<(u64, u64)> {
        self.called(&());
        Ok((self.inputs.number(), self.inputs.number()))
    }
}

struct Table;

impl HasData for Table {
    type Data<'a> = &'a mut ResourceTable;
}

/// Links every interface of WASI 0.2 but `wasi:http`.
///
/// One by one, because some are served from the run's own state and because a later version of the library must not bring in an interface that
/// nobody has looked at.
pub(crate) fn link(linker: &mut Linker<RunState>) -> wasmtime::Result<()> {
    type Own = HasSelf<RunState>;
    fn table(state: &mut RunState) -> &mut ResourceTable {
        &mut state.wasi().table
    }
    wasmtime_wasi::p2::bindings::io::error::add_to_linker::<RunState, Table>(linker, table)?;
    wasmtime_wasi::p2::bindings::io::poll::add_to_linker::<RunState, Table>(linker, table)?;
    wasmtime_wasi::p2::bindings::io::streams::add_to_linker::<RunState, Table>(linker, table)?;
    clocks::wall_clock::add_to_linker::<RunState, Own>(linker, |state| state)?;
    clocks::monotonic_clock::add_to_linker::<RunState, Own>(linker, |state| state)?;
    random::random::add_to_linker::<RunState, Own>(linker, |state| state)?;
    random::insecure::add_to_linker::<RunState, Own>(linker, |state| state)?;
    random::insecure_seed::add_to_linker::<RunState, Own>(linker, |state| state)?;
    cli::stdout::add_to_linker::<RunState, Own>(linker, |state| state)?;
    cli::stderr::add_to_linker::<RunState, Own>(linker, |state| state)?;
    cli::stdin::add_to_linker::<RunState, WasiCli>(linker, RunState::cli)?;
    cli::environment::add_to_linker::<RunState, WasiCli>(linker, RunState::cli)?;
    cli::exit::add_to_linker::<RunState, WasiCli>(linker, RunState::cli)?;
    cli::terminal_input::add_to_linker::<RunState, WasiCli>(linker, RunState::cli)?;
    cli::terminal_output::add_to_linker::<RunState, WasiCli>(linker, RunState::cli)?;
    cli::terminal_stdin::add_to_linker::<RunState, WasiCli>(linker, RunState::cli)?;
    cli::terminal_stdout::add_to_linker::<RunState, WasiCli>(linker, RunState::cli)?;
    cli::terminal_stderr::add_to_linker::<RunState, WasiCli>(linker, RunState::cli)?;
    filesystem::types::add_to_linker::<RunState, WasiFilesystem>(linker, RunState::filesystem)?;
    filesystem::preopens::add_to_linker::<RunState, WasiFilesystem>(linker, RunState::filesystem)?;
    let options = sockets::network::LinkOptions::default();
    sockets::network::add_to_linker::<RunState, WasiSockets>(linker, &options, RunState::sockets)?;
    sockets::instance_network::add_to_linker::<RunState, WasiSockets>(linker, RunState::sockets)?;
    sockets::ip_name_lookup::add_to_linker::<RunState, WasiSockets>(linker, RunState::sockets)?;
    sockets::tcp::add_to_linker::<RunState, WasiSockets>(linker, RunState::sockets)?;
    sockets::tcp_create_socket::add_to_linker::<RunState, WasiSockets>(linker, RunState::sockets)?;
    sockets::udp::add_to_linker::<RunState, WasiSockets>(linker, RunState::sockets)?;
    sockets::udp_create_socket::add_to_linker::<RunState, WasiSockets>(linker, RunState::sockets)
}
