//! Why a run failed, in words that its author can act on.

use super::state::RunState;
use crate::engine::MAX_WASM_STACK;
use crate::limits::Limits;
use crate::run::{HOSTCALL_BYTES, MAX_HANDLES};
use crate::text;
use std::fmt::Write;
use vestibule_flow::outcome::{ErrorClass, RunFailure};
use vestibule_flow::recorder::Overflow;
use wasmtime::component::ResourceTableError;
use wasmtime::{OutOfMemory, PoolConcurrencyLimitError, Trap, WasmBacktrace, WasmtimeBug};
use wasmtime_wasi::I32Exit;

/// How much of an Action's own error is kept, in bytes.
const ERROR_BYTES: usize = 4 << 10;
/// How much of an Action's name, or of a function's, is shown.
const NAME_BYTES: usize = 200;
/// How much of an error of wasmtime's is shown: it may hold names that the guest chose.
const DETAIL_BYTES: usize = 300;
const FRAMES: usize = 20;

/// Why the host ended a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stop {
    Time,
    Fuel,
    Log,
    Output(Overflow),
    /// The Action asked for what cannot be carried out, and may not go on after it.
    Aborted(&'static str),
    RandomBytes {
        wanted: u64,
        limit: u32,
    },
    ReplayExhausted,
    ReplayHttp,
}

/// An error that the Action reported itself.
pub(crate) struct OwnError {
    pub(crate) name: String,
    pub(crate) message: String,
    pub(crate) stack: Option<String>,
}

/// A failure without the parts that are the same for all.
struct Cause {
    class: ErrorClass,
    kind: &'static str,
    message: String,
}

/// What an Action is called in a message.
pub(super) struct Subject<'a>(pub(super) &'a str);

impl std::fmt::Display for Subject<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Action '{}'", text::shown(self.0, NAME_BYTES))
    }
}

impl Cause {
    /// The Action's code is at fault.
    fn action(kind: &'static str, message: String) -> Cause {
        Cause {
            class: ErrorClass::ActionError,
            kind,
            message,
        }
    }

    fn platform(action: &Subject, detail: &str) -> Cause {
        Cause {
            class: ErrorClass::PlatformError,
            kind: "platform_error",
            message: format!(
                "{action} could not be run: {}. This is no fault of the Action",
                text::shown(detail, DETAIL_BYTES)
            ),
        }
    }

    fn failure(self, state: Option<&RunState>) -> RunFailure {
        RunFailure {
            class: self.class,
            kind: self.kind.to_owned(),
            message: self.message,
            name: None,
            stack: None,
            discarded_commands: state.map_or(0, |state| state.recorder.commands().len()),
        }
    }
}

/// The host could not run the Action.
pub(crate) fn platform(action: &str, detail: &str, state: Option<&RunState>) -> RunFailure {
    Cause::platform(&Subject(action), detail).failure(state)
}

/// The Action starts with more memory than the run may have: it is not begun.
pub(crate) fn too_large(action: &str, limits: &Limits, wanted: u64) -> RunFailure {
    out_of_memory(&Subject(action), limits, wanted).failure(None)
}

/// The time limit passed while the Action waited.
pub(crate) fn timed_out(action: &str, state: &RunState) -> RunFailure {
    stopped(&Subject(action), Stop::Time, state).failure(Some(state))
}

/// The handler returned an error of its own.
pub(crate) fn own_error(action: &str, error: &OwnError, state: &RunState) -> RunFailure {
    let subject = Subject(action);
    let name = text::shown(&error.name, NAME_BYTES);
    let mut said = name.clone();
    if !error.message.is_empty() {
        said.push_str(": ");
        if !text::push_escaped(&mut said, &error.message, ERROR_BYTES) {
            said.push('…');
        }
    }
    // Languages with exceptions report "out of memory" like any other; what was refused before says which limit it was.
    let cause = match refused(&subject, state) {
        Some(mut cause) => {
            let _ = write!(cause.message, "; it then failed with {said}");
            cause
        }
        None => Cause::action("action_error", format!("{subject} failed: {said}")),
    };
    let mut failure = cause.failure(Some(state));
    failure.name = Some(name);
    failure.stack = error
        .stack
        .as_deref()
        .map(|stack| lines(stack, ERROR_BYTES));
    failure
}

/// The run ended with an error of the engine's.
pub(crate) fn engine_error(action: &str, error: &wasmtime::Error, state: &RunState) -> RunFailure {
    let mut failure = cause(&Subject(action), error, state).failure(Some(state));
    failure.stack = backtrace(error);
    failure
}

fn cause(action: &Subject, error: &wasmtime::Error, state: &RunState) -> Cause {
    if let Some(stop) = state.stop {
        return stopped(action, stop, state);
    }
    match error.downcast_ref::<Trap>() {
        Some(Trap::OutOfFuel) => return stopped(action, Stop::Fuel, state),
        Some(Trap::Interrupt) => return stopped(action, Stop::Time, state),
        Some(Trap::StackOverflow) => {
            return Cause::action(
                "stack_limit",
                format!(
                    "{action} exceeded its stack limit of {}: its calls nest too deeply",
                    text::bytes(MAX_WASM_STACK as u64)
                ),
            );
        }
        _ => {}
    }
    if error.is::<PoolConcurrencyLimitError>() {
        return Cause::platform(action, "the host has no room for another run");
    }
    if error.is::<OutOfMemory>() || error.is::<std::io::Error>() {
        return Cause::platform(action, "the host is out of memory");
    }
    if error.is::<WasmtimeBug>() {
        return Cause::platform(action, "the engine met a fault of its own");
    }
    if let Some(cause) = refused(action, state) {
        return cause;
    }
    if let Some(exit) = error.downcast_ref::<I32Exit>() {
        return Cause::action(
            "action_error",
            format!("{action} ended itself with exit status {}", exit.0),
        );
    }
    match error.downcast_ref::<Trap>() {
        Some(trap) if is_of_the_code(*trap) => {
            let text = trap.to_string();
            let what = text.strip_prefix("wasm trap: ").unwrap_or(&text);
            Cause::action("trap", format!("{action} crashed: {what}"))
        }
        _ => by_text(action, error, state),
    }
}

/// Traps that an instruction of the Action's own raised, as opposed to a call across the component's border.
fn is_of_the_code(trap: Trap) -> bool {
    matches!(
        trap,
        Trap::MemoryOutOfBounds
            | Trap::HeapMisaligned
            | Trap::TableOutOfBounds
            | Trap::IndirectCallToNull
            | Trap::BadSignature
            | Trap::IntegerOverflow
            | Trap::IntegerDivisionByZero
            | Trap::BadConversionToInteger
            | Trap::UnreachableCodeReached
            | Trap::NullReference
            | Trap::ArrayOutOfBounds
            | Trap::AllocationTooLarge
            | Trap::CastFailure
    )
}

/// Errors that have no type of their own. What is not known here happened on the way between the component and the host: a pointer, a text, a
/// handle that is not what it should be.
fn by_text(action: &Subject, error: &wasmtime::Error, state: &RunState) -> Cause {
    let limits = &state.limits;
    let root = error.root_cause().to_string();
    let too_many_handles = || {
        Cause::action(
            "hostcall_limit",
            format!("{action} exceeded its limit of {MAX_HANDLES} handles"),
        )
    };
    if root.contains("fuel allocated for hostcalls has been exhausted") {
        return Cause::action(
            "hostcall_limit",
            format!(
                "{action} exceeded the limit of {} that one call may pass to the host",
                text::bytes(HOSTCALL_BYTES as u64)
            ),
        );
    }
    if root.contains("store handle limit exceeded")
        || matches!(error.downcast_ref(), Some(ResourceTableError::Full))
    {
        return too_many_handles();
    }
    if let Some(what) = root.strip_prefix("resource limit exceeded: ") {
        let (kind, limit, unit) = match what.split(' ').next() {
            Some("memory") => ("memory_limit", limits.memories, "memories"),
            Some("table") => ("table_limit", limits.tables, "tables"),
            _ => ("instance_limit", limits.instances, "core instances"),
        };
        return Cause::action(
            kind,
            format!("{action} exceeded its limit of {limit} {unit}"),
        );
    }
    Cause::action(
        "invalid_call",
        format!(
            "{action} made an invalid call: {}",
            text::shown(&root, DETAIL_BYTES)
        ),
    )
}

fn stopped(action: &Subject, stop: Stop, state: &RunState) -> Cause {
    let limits = &state.limits;
    match stop {
        Stop::Time => Cause {
            class: ErrorClass::ActionTimeout,
            kind: "time_limit",
            message: format!(
                "{action} exceeded its time limit of {} ms",
                limits.time_milliseconds
            ),
        },
        Stop::Fuel => Cause::action(
            "fuel_limit",
            format!("{action} exceeded its fuel limit of {}", limits.fuel),
        ),
        Stop::Log => Cause::action(
            "log_limit",
            format!(
                "{action} went on logging after its log limit of {} and was ended at {}",
                text::bytes(limits.log_bytes),
                text::bytes(limits.flood_bytes())
            ),
        ),
        Stop::Output(Overflow::Commands) => Cause::action(
            "output_limit",
            format!(
                "{action} exceeded its output limit of {} commands",
                limits.output_commands
            ),
        ),
        Stop::Output(Overflow::Bytes) => Cause::action(
            "output_limit",
            format!(
                "{action} exceeded its output limit of {}",
                text::bytes(limits.output_bytes)
            ),
        ),
        Stop::Aborted(reason) => Cause::action(
            "invalid_call",
            format!("{action} made an invalid call: {reason}"),
        ),
        Stop::RandomBytes { wanted, limit } => Cause::action(
            "hostcall_limit",
            format!(
                "{action} asked for {wanted} random bytes in one call; at most {limit} are allowed"
            ),
        ),
        Stop::ReplayExhausted => Cause::platform(
            action,
            "the replay asked for more readings of the clock than were recorded, so it is not the same run",
        ),
        Stop::ReplayHttp => Cause::platform(
            action,
            "the replay made another HTTP request than was recorded, so it is not the same run",
        ),
    }
}

/// The limit that a growth ran into.
fn refused(action: &Subject, state: &RunState) -> Option<Cause> {
    if let Some(refused) = state.meter.refused_memory() {
        return Some(out_of_memory(action, &state.limits, refused.wanted));
    }
    let refused = state.meter.refused_table()?;
    Some(Cause::action(
        "table_limit",
        format!(
            "{action} exceeded its limit of {} table elements: it asked for {}",
            state.limits.table_elements, refused.wanted
        ),
    ))
}

fn out_of_memory(action: &Subject, limits: &Limits, wanted: u64) -> Cause {
    Cause::action(
        "memory_limit",
        format!(
            "{action} exceeded its memory limit of {}: it asked for {}",
            limits.memory_in_words(),
            text::bytes(wanted)
        ),
    )
}

/// Where in the component it happened, innermost function first. Names are the guest's.
fn backtrace(error: &wasmtime::Error) -> Option<String> {
    let frames = error.downcast_ref::<WasmBacktrace>()?.frames();
    let mut shown = String::new();
    for frame in frames.iter().take(FRAMES) {
        let name = match frame.func_name() {
            // As the author wrote it, where the compiler was Rust's; other names stay as they are.
            Some(name) => text::shown(&format!("{:#}", rustc_demangle::demangle(name)), NAME_BYTES),
            None => format!("function {}", frame.func_index()),
        };
        let _ = write!(shown, "at {name}");
        if let Some(offset) = frame.module_offset() {
            let _ = write!(shown, " ({offset:#x})");
        }
        shown.push('\n');
    }
    shown.pop();
    (!shown.is_empty()).then_some(shown)
}

/// A text of several lines, each escaped, cut as a whole.
fn lines(text: &str, limit: usize) -> String {
    let mut shown = String::new();
    for (index, line) in text.lines().enumerate() {
        if index > 0 {
            shown.push('\n');
        }
        if !text::push_escaped(&mut shown, line, limit) {
            shown.push('…');
            break;
        }
    }
    shown
}
