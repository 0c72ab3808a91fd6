//! What is uploaded as an Action: checked, compiled, kept, and run.

mod edit;

pub use edit::{core_modules, is_core_module, with_core_module};

use std::sync::OnceLock;
use tokio::runtime::{Builder, Runtime};
use vestibule_flow::event::Event;
use vestibule_flow::outcome::{ErrorClass, RunOutcome};
use vestibule_flow::recorder::{CacheSnapshot, Handler, TransactionFacts};
use vestibule_sandbox::check::{ProblemCode, check};
use vestibule_sandbox::{
    ArtefactKey, Digest, InputSource, Limits, PrepareError, Program, RunRequest, Sandbox,
    SandboxConfig, SandboxRun, SharedCode,
};
use wasmparser::{Validator, WasmFeatures};

/// What one run may use: enough to get into trouble.
const FUEL: u64 = 1_000_000;
const TIME_MILLISECONDS: u64 = 2_000;
const MEMORY_BYTES: u64 = 16 << 20;

/// The WebAssembly that an Action may use, said a second time.
const ALLOWED: WasmFeatures = WasmFeatures::WASM2
    .union(WasmFeatures::GC_TYPES)
    .union(WasmFeatures::RELAXED_SIMD)
    .union(WasmFeatures::TAIL_CALL)
    .union(WasmFeatures::MULTI_MEMORY)
    .union(WasmFeatures::EXTENDED_CONST)
    .union(WasmFeatures::COMPONENT_MODEL);

/// A file is refused with reasons, or can be compiled, kept and run. What is not valid WebAssembly is never accepted.
///
/// # Panics
/// It is not so.
pub fn component(bytes: &[u8]) {
    let report = check(bytes);
    assert_eq!(report.is_ok(), report.problems.is_empty(), "{report:?}");
    for problem in &report.problems {
        assert!(
            !problem.message.is_empty() && !problem.help.is_empty(),
            "{report:?}"
        );
    }
    let is_invalid =
        |problem: &vestibule_sandbox::check::Problem| problem.code == ProblemCode::InvalidComponent;
    let valid = Validator::new_with_features(ALLOWED).validate_all(bytes);
    match &valid {
        Err(error) => assert!(!report.is_ok(), "accepted, and not valid: {error}"),
        Ok(_) => assert!(
            !report.problems.iter().any(is_invalid),
            "valid, and refused as invalid: {report:?}"
        ),
    }
    let compiled = sandbox().compile("fuzz", bytes);
    match (report.is_ok(), compiled) {
        (true, Ok(program)) => keep_and_run(bytes, &program),
        // The compiler has limits of its own, and says so.
        (true, Err(PrepareError::Compile { reason, .. })) => assert!(!reason.is_empty()),
        (true, Err(error)) => panic!("accepted, and not compiled: {error}"),
        (false, Err(PrepareError::Refused(_))) => {}
        (false, outcome) => panic!("refused, and yet {outcome:?}"),
    }
}

fn keep_and_run(bytes: &[u8], program: &Program) {
    let (key, digest) = (ArtefactKey::new([7; 32]), Digest::of(bytes));
    let artefact = program.artefact(&key).expect("a program can be kept");
    let load = |artefact: &[u8]| sandbox().load_artefact("fuzz", &digest, artefact, &key);
    let kept = load(&artefact).expect("what was kept can be loaded");
    // Where it is changed depends on the component, and any place will do.
    let place = bytes.iter().fold(0, |sum, byte| {
        sum * 31 % artefact.len() + usize::from(*byte)
    }) % artefact.len();
    let mut changed = artefact;
    changed[place] ^= 1;
    assert!(load(&changed).is_err(), "changed at {place}, and loaded");
    let taken_apart = shared_code().is_in(bytes).then(|| {
        let compiled = sharing().compile("fuzz", bytes);
        compiled.expect("what compiles whole compiles with shared code")
    });
    for handler in [Handler::Execute, Handler::Continue] {
        let first = run(&kept, handler, InputSource::Live);
        let again = run(&kept, handler, InputSource::Replay(first.inputs.clone()));
        // Only the clock ends two runs at two places.
        let by_time = |run: &SandboxRun| matches!(&run.report.outcome, RunOutcome::Failed(failure) if failure.class == ErrorClass::ActionTimeout);
        if !by_time(&first) && !by_time(&again) {
            assert_eq!(
                first.report.outcome, again.report.outcome,
                "a run and its repetition"
            );
            assert_eq!(
                first.report.usage.fuel, again.report.usage.fuel,
                "a run and its repetition"
            );
        }
        if let Some(taken_apart) = &taken_apart {
            let inputs = InputSource::Replay(first.inputs.clone());
            let shared = run_in(sharing(), taken_apart, handler, inputs);
            if !by_time(&first) && !by_time(&shared) {
                let [whole, shared] = [&first, &shared].map(|run| {
                    let usage = &run.report.usage;
                    (what_came(run), usage.fuel, usage.memory_bytes)
                });
                assert_eq!(whole, shared, "compiled whole, and with shared code");
            }
        }
    }
}

/// Without what says where in the component it happened: one that was taken apart has other places.
fn what_came(run: &SandboxRun) -> RunOutcome {
    let mut outcome = run.report.outcome.clone();
    if let RunOutcome::Failed(failure) = &mut outcome {
        failure.stack = None;
    }
    outcome
}

fn run(program: &Program, handler: Handler, inputs: InputSource) -> SandboxRun {
    run_in(sandbox(), program, handler, inputs)
}

fn run_in(
    sandbox: &Sandbox,
    program: &Program,
    handler: Handler,
    inputs: InputSource,
) -> SandboxRun {
    let event = Event::parse(br#"{"user": {"user_id": "u"}, "transaction": {}}"#);
    let request = RunRequest {
        action: "fuzz".to_owned(),
        handler,
        event: event.expect("it is an event"),
        facts: TransactionFacts::default(),
        cache: CacheSnapshot::default(),
        limits: Limits {
            fuel: FUEL,
            memory_bytes: MEMORY_BYTES,
            time_milliseconds: TIME_MILLISECONDS,
            ..Limits::default()
        },
        inputs,
        outbound: None,
    };
    runtime().block_on(sandbox.run(program, request))
}

/// The smallest Action there is, around this core module, which has the shape of [`core_shape`].
///
/// # Panics
/// Never: the component around it is fixed.
pub fn around(module: &[u8]) -> Vec<u8> {
    let skeleton = skeleton();
    let place = &core_modules(skeleton)[1];
    with_core_module(skeleton, place, module)
}

/// The first of its two core modules has the memory.
fn skeleton() -> &'static [u8] {
    static SKELETON: OnceLock<Vec<u8>> = OnceLock::new();
    SKELETON.get_or_init(|| {
        wat::parse_str(include_str!("skeleton.wat")).expect("the skeleton is a component")
    })
}

/// That first module: what such components have in common.
fn shared_code() -> &'static SharedCode {
    static CODE: OnceLock<SharedCode> = OnceLock::new();
    CODE.get_or_init(new_shared_code)
}

fn new_shared_code() -> SharedCode {
    let module = core_modules(skeleton())[0].clone();
    SharedCode::new(&skeleton()[module]).expect("the skeleton's memory can be shared")
}

/// A core module with the imports and exports of those that [`around`] takes.
///
/// # Panics
/// Never: it is fixed.
pub fn core_shape() -> Vec<u8> {
    const SHAPE: &str = r#"(module
        (import "libc" "memory" (memory 1))
        (func (export "execute") (result i32) i32.const 0)
        (func (export "continue") (result i32) i32.const 0))"#;
    wat::parse_str(SHAPE).expect("the shape is a module")
}

/// One sandbox for all: what one component leaves behind is part of what is looked for.
fn sandbox() -> &'static Sandbox {
    static SANDBOX: OnceLock<Sandbox> = OnceLock::new();
    SANDBOX.get_or_init(|| {
        let config = SandboxConfig { concurrent_runs: 1 };
        Sandbox::new(config).expect("a sandbox can be made")
    })
}

/// Another one, in which components share code.
fn sharing() -> &'static Sandbox {
    static SANDBOX: OnceLock<Sandbox> = OnceLock::new();
    SANDBOX.get_or_init(|| {
        let config = SandboxConfig { concurrent_runs: 1 };
        let sandbox = Sandbox::new(config).expect("a sandbox can be made");
        sandbox.share(new_shared_code()).expect("code is shared");
        sandbox
    })
}

fn runtime() -> &'static Runtime {
    static RUNTIME: OnceLock<Runtime> = OnceLock::new();
    RUNTIME.get_or_init(|| {
        let mut builder = Builder::new_current_thread();
        builder
            .enable_time()
            .build()
            .expect("a runtime can be made")
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use vestibule_sandbox::ArtefactError;

    #[test]
    fn the_smallest_action_is_taken_apart() {
        let component = around(&core_shape());
        let program = sharing().compile("smallest", &component).unwrap();
        let key = ArtefactKey::new([7; 32]);
        let artefact = program.artefact(&key).unwrap();
        let loaded = sandbox().load_artefact("smallest", &program.digest(), &artefact, &key);
        assert!(matches!(loaded, Err(ArtefactError::SharedCode { .. })));
    }
}
