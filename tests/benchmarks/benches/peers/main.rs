//! An Action in JavaScript against what others would run it in: npm `isolated-vm`, with a new isolate and with a new context for every run.
//!
//! The same source and the same event, from the event as text to what the Action asked for as text, a fresh place to run for each. All take turns
//! in one process's time, some runs each, so that a machine that is slow for a while is slow for all; the ratios are of medians. `cargo xtask bench
//! peers` installs what is needed.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    reason = "a benchmark that meets the unexpected should stop there and then"
)]

mod figures;
mod node;
mod ours;

use anyhow::{Result, ensure};
use figures::Row;
use node::Node;
use ours::Ours;
use std::path::{Path, PathBuf};

const ACTION: &str = "example-actions/require-webauthn-for-admins";
const EVENT: &str = "admin-with-key";
/// How many runs each has in its turn, and how many turns there are. The first tenth of the turns only warms up.
const RUNS: usize = 20;
const TURNS: usize = 110;

fn main() -> Result<()> {
    // `cargo test` measures nothing.
    if !std::env::args().any(|argument| argument == "--bench") {
        return Ok(());
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let action = root.join(ACTION).join("action.js");
    let event = root.join(ACTION).join(format!("{EVENT}.json"));
    let peers = std::env::var_os("VESTIBULE_PEERS").map(PathBuf::from);
    let peers = peers.unwrap_or_else(|| root.join("target/tools/peers/node_modules"));
    let mut node = Node::start(
        &root.join("tests/benchmarks/peers/isolated-vm.mjs"),
        &peers,
        &action,
        &event,
    )?;
    let ours = Ours::new(&action, &event)?;
    let asked = |result: &str| result.contains("authentication.challengeWith");
    let mut rows = [
        Row::new("vestibule, fresh instance"),
        Row::new("isolated-vm 5.0.4, fresh isolate"),
        Row::new("isolated-vm 5.0.4, fresh context"),
    ];
    for turn in 0..TURNS {
        let (result, times) = ours.run(RUNS);
        ensure!(asked(&result), "the Action did something else: {result}");
        let mut turns = vec![times];
        for way in ["isolate", "context"] {
            let (result, times) = node.run(way, RUNS)?;
            ensure!(asked(&result), "the Action did something else: {result}");
            turns.push(times);
        }
        if turn >= TURNS / 10 {
            for (row, times) in rows.iter_mut().zip(turns) {
                row.add(times);
            }
        }
    }
    figures::report(&root, &mut rows, &ours)
}
