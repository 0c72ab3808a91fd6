//! Compiled code that comes back from outside.

mod support;

use support::*;
use vestibule_flow::outcome::RunOutcome;
use vestibule_sandbox::{ArtefactError, ArtefactKey, Digest, Sandbox};

fn key() -> ArtefactKey {
    ArtefactKey::new([7; 32])
}

fn load(artefact: &[u8], digest: &Digest, key: &ArtefactKey) -> Result<(), ArtefactError> {
    let program = sandbox().load_artefact("x", digest, artefact, key)?;
    assert_eq!(program.digest(), *digest);
    let run = run_with(&program, request());
    assert!(matches!(run.report.outcome, RunOutcome::Completed(_)));
    Ok(())
}

#[test]
fn what_was_written_is_loaded() {
    let guest = guest("(drop (call $now )) i32.const 0");
    let program = compile(&guest);
    assert_eq!(program.digest(), Digest::of(&guest.bytes()));
    let artefact = program.artefact(&key()).unwrap();
    load(&artefact, &program.digest(), &key()).unwrap();
    // A loaded program writes the same artefact.
    let loaded = sandbox()
        .load_artefact("x", &program.digest(), &artefact, &key())
        .unwrap();
    assert_eq!(loaded.artefact(&key()).unwrap(), artefact);
    assert_eq!(loaded.loaded_bytes(), program.loaded_bytes());
}

#[test]
fn a_flipped_bit_is_rejected() {
    let program = compile(&guest(OK));
    let artefact = program.artefact(&key()).unwrap();
    let rejected = |at: usize| {
        let mut changed = artefact.clone();
        changed[at] ^= 1;
        load(&changed, &program.digest(), &key()).unwrap_err()
    };
    // Every byte of the header and the seal, and a sample of the code.
    let seal = artefact.len() - 32;
    let places = (0..132)
        .chain((132..seal).step_by(997))
        .chain(seal..artefact.len());
    for at in places {
        match (at, rejected(at)) {
            // The magic and the length say that this is no whole artefact, the format that it is another version's.
            (0..8 | 124..132, ArtefactError::Truncated { .. }) => {}
            (8..12, ArtefactError::StaleEngine { .. }) => {}
            (12..124 | 132.., ArtefactError::Rejected { .. }) => {}
            (at, other) => panic!("byte {at}: {other}"),
        }
    }
    assert_eq!(
        rejected(200).to_string(),
        "the artefact of 'x' was rejected: its seal does not match, so it was changed or sealed with another key; compile the component again"
    );
}

/// What an earlier version wrote: a header without shared code and memory.
#[test]
fn an_artefact_of_an_earlier_format_is_stale() {
    let program = compile(&guest(OK));
    let artefact = program.artefact(&key()).unwrap();
    let mut earlier = artefact.clone();
    earlier.drain(76..124);
    earlier[8] = 1;
    let error = load(&earlier, &program.digest(), &key()).unwrap_err();
    assert!(
        matches!(error, ArtefactError::StaleEngine { .. }),
        "{error}"
    );
}

#[test]
fn a_truncated_artefact_is_rejected() {
    let program = compile(&guest(OK));
    let artefact = program.artefact(&key()).unwrap();
    for length in [
        0,
        1,
        31,
        32,
        131,
        132,
        163,
        164,
        artefact.len() / 2,
        artefact.len() - 1,
    ] {
        let error = load(&artefact[..length], &program.digest(), &key()).unwrap_err();
        assert!(
            matches!(error, ArtefactError::Truncated { .. }),
            "{length}: {error}"
        );
    }
    let mut longer = artefact.clone();
    longer.push(0);
    assert!(load(&longer, &program.digest(), &key()).is_err());
}

#[test]
fn another_key_or_component_is_rejected() {
    let program = compile(&guest(OK));
    let artefact = program.artefact(&key()).unwrap();
    let error = load(&artefact, &program.digest(), &ArtefactKey::new([8; 32])).unwrap_err();
    assert!(matches!(error, ArtefactError::Rejected { .. }));
    let error = load(&artefact, &Digest::of(b"other"), &key()).unwrap_err();
    assert!(matches!(error, ArtefactError::OtherComponent { .. }));
}

#[test]
fn a_bare_cwasm_is_rejected() {
    let bytes = guest(OK).bytes();
    let cwasm = sandbox().engine().precompile_component(&bytes).unwrap();
    let error = load(&cwasm, &Digest::of(&bytes), &key()).unwrap_err();
    assert!(matches!(error, ArtefactError::Truncated { .. }));
}

#[test]
fn another_sandbox_of_the_same_version_loads_it() {
    let program = compile(&guest(OK));
    let artefact = program.artefact(&key()).unwrap();
    let config = vestibule_sandbox::SandboxConfig { concurrent_runs: 1 };
    let other = Sandbox::new(config).unwrap();
    other
        .load_artefact("x", &program.digest(), &artefact, &key())
        .unwrap();
}

#[test]
fn the_key_is_not_printed() {
    assert_eq!(format!("{:?}", key()), "ArtefactKey(***)");
}
