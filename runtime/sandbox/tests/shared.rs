//! Code that components have in common: compiled once, and nobody notices.
#![allow(
    clippy::unwrap_used,
    reason = "a test that meets the unexpected should stop there and then"
)]

mod support;

use std::fmt::Write as _;
use support::*;
use vestibule_flow::outcome::RunOutcome;
use vestibule_sandbox::{
    ArtefactError, ArtefactKey, PrepareError, Program, Sandbox, SandboxConfig, SandboxRun,
    SharedCode,
};
use wasmparser::{Parser, Payload};

/// Fails if the byte at 300 is not 0, and leaves something else there. Its memory, table and global are read and written.
const CODE: &str = r#"
    (import "other" "seven" (func $seven (result i32)))
    (memory (export "memory") MEMORY)
    (table 2 funcref)
    (elem (i32.const 0) $seven $check)
    (global $runs (mut i32) (i32.const 0))
    (func $check (result i32)
      (if (i32.load8_u (i32.const 300)) (then unreachable))
      (i32.store8 (i32.const 300) (i32.const 9))
      i32.const 0)
    (func (export "execute") (result i32)
      (if (global.get $runs) (then unreachable))
      (global.set $runs (call_indirect (result i32) (i32.const 0)))
      (if (i32.ne (global.get $runs) (i32.const 7)) (then unreachable))
      (call_indirect (result i32) (i32.const 1)))
    (func (export "continue") (result i32) i32.const 0)
    DATA"#;

/// A component whose second module is that code.
fn component(code: &str, memory: &str, data: &str, more: &str) -> Vec<u8> {
    let code = code.replace("MEMORY", memory).replace("DATA", data);
    let wat = format!(
        r#"(component
  {more}
  (core module $other (func (export "seven") (result i32) i32.const 7))
  (core module $code {code})
  (core module $unused (func (export "eight") (result i32) i32.const 8))
  (core instance $other (instantiate $other))
  (core instance $unused (instantiate $unused))
  (core instance $main (instantiate $code (with "other" (instance $other))))
  (core instance $libc (export "memory" (memory $main "memory")))
  {HANDLER}
  (export "vestibule:actions/post-login-handler@0.1.0" (instance $handler))
)"#
    );
    wat::parse_str(&wat).unwrap_or_else(|error| panic!("{error}\n{wat}"))
}

/// That with these data.
fn with(data: &str) -> Vec<u8> {
    component(CODE, "2", data, "")
}

/// The code, as it is in a component.
fn code() -> SharedCode {
    let component = with("");
    let mut modules =
        Parser::new(0)
            .parse_all(&component)
            .filter_map(|payload| match payload.unwrap() {
                Payload::ModuleSection {
                    unchecked_range, ..
                } => Some(component[unchecked_range].to_vec()),
                _ => None,
            });
    SharedCode::new(modules.nth(1).unwrap()).unwrap()
}

fn fresh() -> Sandbox {
    Sandbox::new(SandboxConfig { concurrent_runs: 2 }).unwrap()
}

fn sharing() -> Sandbox {
    let sandbox = fresh();
    sandbox.share(code()).unwrap();
    sandbox
}

fn run_in(sandbox: &Sandbox, program: &Program) -> SandboxRun {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .build()
        .unwrap();
    runtime.block_on(sandbox.run(program, request()))
}

fn completes(run: &SandboxRun) -> bool {
    matches!(run.report.outcome, RunOutcome::Completed(_))
}

fn key() -> ArtefactKey {
    ArtefactKey::new([7; 32])
}

#[test]
fn each_has_its_own_memory_and_nothing_else_changes() {
    let (shared, whole) = (sharing(), fresh());
    let cases = [
        ("nothing", with(""), true),
        ("a zero", with(r#"(data (i32.const 300) "\00")"#), true),
        ("a one", with(r#"(data (i32.const 300) "\01")"#), false),
        ("more memory", component(CODE, "17", "", ""), true),
    ];
    for (name, bytes, right) in cases {
        let taken_apart = shared.compile(name, &bytes).unwrap();
        let compiled_whole = whole.compile(name, &bytes).unwrap();
        assert!(
            taken_apart.code_bytes() < compiled_whole.code_bytes(),
            "{name}"
        );
        assert_eq!(taken_apart.digest(), compiled_whole.digest());
        assert_eq!(
            taken_apart.initial_memory_bytes(),
            compiled_whole.initial_memory_bytes(),
            "{name}"
        );
        let data = |program: &Program| program.loaded_bytes() - program.code_bytes() as u64;
        assert_eq!(data(&taken_apart), data(&compiled_whole), "{name}");
        // Twice: what the first run left behind is gone.
        for _ in 0..2 {
            let one = run_in(&shared, &taken_apart);
            let other = run_in(&whole, &compiled_whole);
            assert_eq!(completes(&one), right, "{name}: {:?}", one.report.outcome);
            assert_eq!(completes(&other), right, "{name}");
            let usage = |run: &SandboxRun| (run.report.usage.fuel, run.report.usage.memory_bytes);
            assert_eq!(usage(&one), usage(&other), "{name}");
        }
    }
}

#[test]
fn other_code_is_compiled_whole() {
    let shared = sharing();
    let mut more = String::new();
    for number in 0..3 {
        write!(more, "(core module (func (export \"f{number}\")))").unwrap();
    }
    let cases = [
        // A byte of the code is another one.
        component(&CODE.replace("const 9", "const 8"), "2", "", ""),
        // Less memory than the code was made with.
        component(CODE, "1", "", ""),
        // A memory with a limit of its own: what is shared must not know of it.
        component(CODE, "2 3", "", ""),
        // What this does not take apart, though it has the code.
        component(CODE, "2", "", "(core type (module))"),
        guest(OK).bytes(),
    ];
    let known = code();
    for bytes in cases {
        let program = shared.compile("x", &bytes).unwrap();
        let artefact = program.artefact(&key()).unwrap();
        assert!(completes(&run_in(&shared, &program)));
        // It needs nothing.
        let alone = fresh();
        alone
            .load_artefact("x", &program.digest(), &artefact, &key())
            .unwrap();
    }
    assert!(known.is_in(&component(CODE, "2", "", &more)));
    assert!(!known.is_in(&guest(OK).bytes()));
}

#[test]
fn nobody_reaches_for_the_code_by_its_name() {
    let shared = sharing();
    for import in [
        "(import \"shared-code\" (core module))",
        "(import \"shared-code\" (core module (export \"execute\" (func (result i32)))))",
    ] {
        let error = shared
            .compile("x", &component(CODE, "2", "", import))
            .unwrap_err();
        assert!(matches!(error, PrepareError::Refused(_)), "{error}");
    }
}

#[test]
fn modules_before_and_behind_keep_their_places() {
    let shared = sharing();
    let more = "(core module $before (func (export \"seven\") (result i32) i32.const 1))";
    let bytes = component(CODE, "2", "", more);
    let program = shared.compile("x", &bytes).unwrap();
    assert!(completes(&run_in(&shared, &program)));
    let artefact = program.artefact(&key()).unwrap();
    let error = fresh().load_artefact("x", &program.digest(), &artefact, &key());
    assert!(matches!(error, Err(ArtefactError::SharedCode { .. })));
}

#[test]
fn artefacts_of_both_go_from_one_process_to_another() {
    let bytes = with("");
    // One that only compiles, and does not compile the code.
    let artefact = fresh()
        .precompile("x", &bytes, Some(&code()), &key())
        .unwrap();
    let digest = vestibule_sandbox::Digest::of(&bytes);
    let other = fresh();
    let load = || other.load_artefact("x", &digest, &artefact, &key());
    let error = load().unwrap_err();
    assert_eq!(
        error.to_string(),
        format!(
            "the artefact of 'x' needs the shared code {}, which is not loaded",
            code().digest()
        )
    );
    // One that only compiles the code.
    let engine = sharing().shared_artefact(&key()).unwrap().unwrap();
    other.share_artefact(code(), &engine, &key()).unwrap();
    assert_eq!(other.shared_code(), Some(code().digest()));
    let program = load().unwrap();
    assert!(completes(&run_in(&other, &program)));
    assert!(fresh().shared_artefact(&key()).unwrap().is_none());
}

#[test]
fn shared_code_is_loaded_with_its_seal_only() {
    let engine = sharing().shared_artefact(&key()).unwrap().unwrap();
    let share = |artefact: &[u8], key: &ArtefactKey| {
        let sandbox = fresh();
        let shared = sandbox.share_artefact(code(), artefact, key);
        assert_eq!(sandbox.shared_code().is_some(), shared.is_ok());
        shared
    };
    share(&engine, &key()).unwrap();
    let mut changed = engine.clone();
    changed[200] ^= 1;
    let error = share(&changed, &key()).unwrap_err();
    assert!(matches!(error, ArtefactError::Rejected { .. }), "{error}");
    let error = share(&engine, &ArtefactKey::new([8; 32])).unwrap_err();
    assert!(matches!(error, ArtefactError::Rejected { .. }), "{error}");
    // A component is no code to share, and code no component.
    let sandbox = sharing();
    let program = sandbox.compile("x", &with("")).unwrap();
    let error = share(&program.artefact(&key()).unwrap(), &key()).unwrap_err();
    assert!(
        matches!(error, ArtefactError::OtherComponent { .. }),
        "{error}"
    );
    let error = sandbox
        .load_artefact("x", &code().digest(), &engine, &key())
        .unwrap_err();
    assert!(matches!(error, ArtefactError::Engine { .. }), "{error}");
}

#[test]
fn what_cannot_be_shared_is_refused() {
    let refused = [
        ("(module)", "it has not one memory of its own"),
        (
            "(module (memory 1) (data $d \"x\") (func (data.drop $d)))",
            "segments of data",
        ),
        (
            "(module (import \"a\" \"b\" (memory 1)))",
            "it has not one memory of its own",
        ),
    ];
    for (wat, reason) in refused {
        let error = SharedCode::new(wat::parse_str(wat).unwrap()).unwrap_err();
        assert!(error.to_string().contains(reason), "{wat}: {error}");
    }
    assert!(SharedCode::new(b"no module".to_vec()).is_err());
}
