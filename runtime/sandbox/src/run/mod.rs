//! One run of one handler: a fresh store, a fresh instance, one call.

pub(crate) mod exchanges;
pub(crate) mod failure;
pub(crate) mod guard;
pub(crate) mod inputs;
mod meter;
mod secrets;
pub(crate) mod state;

use crate::bindings::exports::vestibule::actions::post_login_handler::{Failure, HandlerError};
use crate::limits::Limits;
use crate::outbound::Outbound;
use crate::program::Program;
use exchanges::Exchanges;
use failure::OwnError;
use guard::{Guarded, guard, said};
use inputs::{InputSource, Inputs, RunInputs};
use serde::{Deserialize, Serialize};
use state::{RunState, call_hook, epoch_moved};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::{Duration, Instant};
use vestibule_flow::event::Event;
use vestibule_flow::outcome::{RunFailure, RunOutcome, RunReport, RunUsage};
use vestibule_flow::recorder::{CacheSnapshot, Handler, Recorder, TransactionFacts};
use wasmtime::{Engine, Store};

/// How much one call into the host may bring along, in bytes as wasmtime counts them.
pub(crate) const HOSTCALL_BYTES: usize = 1 << 20;
/// How many component handles a run may hold.
pub(crate) const MAX_HANDLES: usize = 1_000;
/// Where a time limit is too long to be added to the clock.
const LONG: Duration = Duration::from_secs(365 * 24 * 3_600);

/// What to run, and with what.
#[derive(Debug, Clone)]
pub struct RunRequest {
    /// The Action's name, for messages.
    pub action: String,
    /// Which of the two handlers.
    pub handler: Handler,
    /// The event that the Action sees.
    pub event: Event,
    /// What earlier Actions of the login did.
    pub facts: TransactionFacts,
    /// What the trigger's cache holds.
    pub cache: CacheSnapshot,
    /// How much the run may use.
    pub limits: Limits,
    /// Where the run gets the time and randomness from.
    pub inputs: InputSource,
    /// Who sends its HTTP requests. Absent: nobody, and each is refused. A run that is repeated sends none in any case.
    pub outbound: Option<Arc<dyn Outbound>>,
}

/// A finished run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SandboxRun {
    /// What it came to.
    pub report: RunReport,
    /// What it learned from outside; with it the run can be repeated.
    pub inputs: RunInputs,
}

/// Runs `request` on the engine that `program` was made for.
pub(crate) async fn run(engine: &Engine, program: &Program, request: RunRequest) -> SandboxRun {
    let started = Instant::now();
    let RunRequest {
        action,
        handler,
        event,
        facts,
        cache,
        limits,
        inputs,
        outbound,
    } = request;
    // The memory is not even set up: that takes calls into the kernel which others notice.
    let memory = program.initial_memory_bytes();
    if memory > limits.memory_bytes {
        return not_run(failure::too_large(&action, &limits, memory));
    }
    let inputs = match Inputs::new(inputs) {
        Ok(inputs) => inputs,
        Err(error) => {
            let detail = format!("the operating system gave no randomness: {error}");
            return not_run(failure::platform(&action, &detail, None));
        }
    };
    let deadline = deadline(started, limits.time_milliseconds);
    let recorder = Recorder::new(handler, event, facts, cache, limits.output());
    let exchanges = Exchanges::new(outbound, &limits);
    let state = RunState::new(recorder, limits, inputs, exchanges, deadline);
    let mut store = match prepared_store(engine, state) {
        Ok(store) => store,
        Err(_) => {
            return not_run(failure::platform(
                &action,
                "the host is out of memory",
                None,
            ));
        }
    };
    let ended = guard(call(&mut store, program, handler), deadline).await;
    let remaining = store.get_fuel().unwrap_or(0);
    let duration = started.elapsed();
    // Dropping a store runs destructors of host resources.
    let mut state = match catch_unwind(AssertUnwindSafe(|| store.into_data())) {
        Ok(state) => state,
        Err(panic) => return not_run(panicked(&action, &said(panic.as_ref()), None)),
    };
    if let Some(wasi) = &state.wasi {
        wasi.finish_output(&mut state.console, &limits);
    }
    let remaining = remaining.saturating_sub(state.owed());
    let usage = RunUsage {
        fuel: limits.fuel.saturating_sub(remaining),
        memory_bytes: state.meter.peak_memory(),
        duration_microseconds: u64::try_from(duration.as_micros()).unwrap_or(u64::MAX),
        host_calls: state.host_calls,
    };
    let event = state.recorder.event().clone();
    let mut run = finished(&action, ended, state, usage);
    secrets::strike_out(&event, &mut run.report);
    run
}

/// When a time limit that counts from `start` is over.
pub(crate) fn deadline(start: Instant, milliseconds: u64) -> Instant {
    let allowed = Duration::from_millis(milliseconds);
    start.checked_add(allowed).unwrap_or(start + LONG)
}

/// A store with everything set that bounds a run. Fuel and deadline count from here, so that start functions are bounded as well.
fn prepared_store(engine: &Engine, state: RunState) -> wasmtime::Result<Store<RunState>> {
    let fuel = state.limits.fuel;
    let mut store = Store::try_new(engine, state)?;
    store.limiter_async(|state| &mut state.meter);
    store.call_hook(call_hook);
    store.set_fuel(fuel)?;
    store.set_epoch_deadline(1);
    store.epoch_deadline_callback(epoch_moved);
    store.set_hostcall_fuel(HOSTCALL_BYTES);
    store.set_max_component_handles(MAX_HANDLES);
    Ok(store)
}

async fn call(
    store: &mut Store<RunState>,
    program: &Program,
    handler: Handler,
) -> wasmtime::Result<Result<(), HandlerError>> {
    let instance = program.pre().instantiate_async(&mut *store).await?;
    let handlers = instance.vestibule_actions_post_login_handler();
    match handler {
        Handler::Execute => handlers.call_on_execute_post_login(store).await,
        Handler::Continue => handlers.call_on_continue_post_login(store).await,
    }
}

type CallResult = wasmtime::Result<Result<(), HandlerError>>;

fn finished(
    action: &str,
    ended: Guarded<CallResult>,
    state: RunState,
    usage: RunUsage,
) -> SandboxRun {
    let failed = match ended {
        Guarded::Done(Ok(Ok(()))) => None,
        Guarded::Done(Ok(Err(HandlerError::NotImplemented))) => {
            return report(RunOutcome::NotImplemented, state, usage);
        }
        Guarded::Done(Ok(Err(HandlerError::Failed(error)))) => {
            Some(failure::own_error(action, &own(error), &state))
        }
        Guarded::Done(Err(error)) => Some(failure::engine_error(action, &error, &state)),
        Guarded::TimedOut => Some(failure::timed_out(action, &state)),
        Guarded::Panicked(text) => Some(panicked(action, &text, Some(&state))),
    };
    match failed {
        Some(failure) => report(RunOutcome::Failed(failure), state, usage),
        None => completed(state, usage),
    }
}

fn own(error: Failure) -> OwnError {
    OwnError {
        name: error.name,
        message: error.message,
        stack: error.stack,
    }
}

fn panicked(action: &str, text: &str, state: Option<&RunState>) -> RunFailure {
    let mut failure = failure::platform(action, "the host met a fault of its own", state);
    failure.stack = Some(crate::text::shown(text, 1_000));
    failure
}

fn completed(state: RunState, usage: RunUsage) -> SandboxRun {
    let RunState {
        recorder,
        console,
        inputs,
        ..
    } = state;
    let (console, console_truncated) = console.finish();
    SandboxRun {
        report: RunReport {
            outcome: RunOutcome::Completed(recorder.finish()),
            usage,
            console,
            console_truncated,
        },
        inputs: inputs.finish(),
    }
}

fn report(outcome: RunOutcome, state: RunState, usage: RunUsage) -> SandboxRun {
    let (console, console_truncated) = state.console.finish();
    SandboxRun {
        report: RunReport {
            outcome,
            usage,
            console,
            console_truncated,
        },
        inputs: state.inputs.finish(),
    }
}

/// The report of a run that never began, or of which nothing is left.
pub(crate) fn not_run(failure: RunFailure) -> SandboxRun {
    SandboxRun {
        report: RunReport {
            outcome: RunOutcome::Failed(failure),
            usage: RunUsage::default(),
            console: Vec::new(),
            console_truncated: false,
        },
        inputs: RunInputs::default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::artefact::Facts;
    use crate::bindings::PostLoginPre;
    use crate::digest::Digest;
    use crate::{Sandbox, SandboxConfig};
    use wasmtime::component::{Component, Linker};

    /// Both handlers call the host function `fault`.
    const GUEST: &str = r#"(component
      (import "fault" (func $fault))
      (core func $fault (canon lower (func $fault)))
      (core module $m
        (import "host" "fault" (func $fault))
        (memory (export "memory") 1)
        (func (export "handler") (result i32) (call $fault) i32.const 0))
      (core instance $host (export "fault" (func $fault)))
      (core instance $m (instantiate $m (with "host" (instance $host))))
      (type $failure (record (field "name" string) (field "message" string) (field "stack" (option string))))
      (type $error (variant (case "not-implemented") (case "failed" $failure)))
      (func $handler (result (result (error $error))) (canon lift (core func $m "handler") (memory $m "memory")))
      (component $wrap
        (type $f' (record (field "name" string) (field "message" string) (field "stack" (option string))))
        (import "failure" (type $f (eq $f')))
        (type $e' (variant (case "not-implemented") (case "failed" $f)))
        (import "handler-error" (type $e (eq $e')))
        (import "handler" (func $handler (result (result (error $e)))))
        (export $of "failure" (type $f'))
        (type $oe' (variant (case "not-implemented") (case "failed" $of)))
        (export $oe "handler-error" (type $oe'))
        (export "on-execute-post-login" (func $handler) (func (result (result (error $oe)))))
        (export "on-continue-post-login" (func $handler) (func (result (result (error $oe))))))
      (instance $exported (instantiate $wrap
        (with "failure" (type $failure)) (with "handler-error" (type $error)) (with "handler" (func $handler))))
      (export "vestibule:actions/post-login-handler@0.1.0" (instance $exported)))"#;

    #[tokio::test]
    async fn a_panic_of_the_host_is_a_failed_run_and_no_more() {
        let sandbox = Sandbox::new(SandboxConfig { concurrent_runs: 1 }).unwrap();
        let engine = sandbox.engine();
        let mut linker: Linker<RunState> = Linker::new(engine);
        linker
            .root()
            .func_wrap("fault", |_, (): ()| -> wasmtime::Result<()> {
                panic!("a fault\nof the host")
            })
            .unwrap();
        let component = Component::new(engine, wat::parse_str(GUEST).unwrap()).unwrap();
        let pre = PostLoginPre::new(linker.instantiate_pre(&component).unwrap()).unwrap();
        let facts = Facts {
            digest: Digest::of(b""),
            shared: None,
            memory: crate::check::Memory::default(),
        };
        let program = Program::new("x", facts, pre);
        // Twice: the first must have given its place in the pool back.
        for _ in 0..2 {
            let request = RunRequest {
                action: "x".into(),
                handler: Handler::Execute,
                event: Event::parse(br#"{"user": {"user_id": "u"}}"#).unwrap(),
                facts: TransactionFacts::default(),
                cache: CacheSnapshot::default(),
                limits: Limits::default(),
                inputs: InputSource::Live,
                outbound: None,
            };
            let RunOutcome::Failed(failure) = sandbox.run(&program, request).await.report.outcome
            else {
                panic!("a panic is no success");
            };
            assert_eq!(failure.kind, "platform_error");
            assert_eq!(
                failure.message,
                "Action 'x' could not be run: the host met a fault of its own. This is no fault of the Action"
            );
            assert_eq!(failure.stack.as_deref(), Some("a fault\\nof the host"));
        }
    }
}
