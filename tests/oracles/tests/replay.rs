//! Every oracle, on the corpus of its fuzz target (`tests/fuzz/corpus/`) and on random bytes: what an ordinary build can do of fuzzing.
//!
//! `VESTIBULE_RANDOM_INPUTS` says how many random inputs each oracle gets, `VESTIBULE_RANDOM_SEED` which.
#![allow(
    clippy::unwrap_used,
    reason = "a test that meets the unexpected should stop there and then"
)]

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng as _, SeedableRng as _};
use std::path::Path;
use vestibule_oracles::{component, event, flow, management, stored_login};
use vestibule_sandbox::check::check;

#[test]
fn components() {
    replay("component", component::component);
}

/// What `generated` puts its core modules into is an Action itself.
#[test]
fn the_smallest_action_is_accepted() {
    let smallest = component::around(&component::core_shape());
    assert_eq!(check(&smallest).problems, []);
    component::component(&smallest);
}

#[test]
fn events() {
    replay("event", event::event);
}

#[test]
fn tenants() {
    replay("tenant", event::tenant);
}

#[test]
fn flows() {
    replay("flow", flow::flow);
    random(300, 2_000, flow::flow);
}

#[test]
fn stored_logins() {
    replay("stored_login", stored_login::stored_login);
}

#[test]
fn changed_logins() {
    replay("changed_login", stored_login::changed_login);
    random(160, 2_000, stored_login::changed_login);
}

#[test]
fn management_requests() {
    replay("management", management::management);
    random(300, 200, management::management);
}

/// Every file of a corpus.
fn replay(name: &str, oracle: fn(&[u8])) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../fuzz/corpus")
        .join(name);
    let mut files: Vec<_> = std::fs::read_dir(&folder)
        .unwrap_or_else(|error| panic!("{}: {error}", folder.display()))
        .map(|entry| entry.unwrap().path())
        .collect();
    files.sort();
    assert!(!files.is_empty(), "{} is empty", folder.display());
    for file in files {
        with(
            &file.display().to_string(),
            &std::fs::read(&file).unwrap(),
            oracle,
        );
    }
}

/// So many random inputs, of at most `length` bytes.
fn random(length: usize, inputs: u64, oracle: fn(&[u8])) {
    let given = |name| std::env::var(name).ok()?.parse().ok();
    let mut random = ChaCha8Rng::seed_from_u64(given("VESTIBULE_RANDOM_SEED").unwrap_or(0));
    for number in 0..given("VESTIBULE_RANDOM_INPUTS").unwrap_or(inputs) {
        let mut bytes = vec![0; random.next_u32() as usize % length];
        random.fill_bytes(&mut bytes);
        with(&format!("random input {number}"), &bytes, oracle);
    }
}

/// Says which input it was if it is not as it should be.
fn with(input: &str, bytes: &[u8], oracle: fn(&[u8])) {
    let outcome = std::panic::catch_unwind(|| oracle(bytes));
    assert!(outcome.is_ok(), "{input}: see the panic above");
}
