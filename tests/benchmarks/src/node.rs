//! A peer in a process of Node's, which measures itself.

use crate::turns::Contender;
use anyhow::{Context, Result, ensure};
use serde::Deserialize;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

pub struct Node {
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
}

/// What a peer answers.
#[derive(Deserialize)]
struct Turn {
    /// What the last run gave.
    result: String,
    microseconds: Vec<f64>,
}

impl Node {
    /// Starts a script of ours. `packages` is where it finds the peer.
    pub fn start(script: &Path, packages: &Path, arguments: &[&Path]) -> Result<Node> {
        let mut child = command(script, packages)
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .context("node does not start")?;
        let (input, output) = (child.stdin.take(), child.stdout.take());
        Ok(Node {
            child,
            input: input.context("no pipe")?,
            output: BufReader::new(output.context("no pipe")?),
        })
    }
}

/// Node with a script of ours.
pub fn command(script: &Path, packages: &Path) -> Command {
    let mut command = Command::new("node");
    command
        // isolated-vm asks for this flag on Node 20 and later.
        .arg("--no-node-snapshot")
        // Of what the peers use of Node.
        .arg("--no-warnings")
        .arg(script)
        .env("PEERS", packages);
    command
}

impl Contender for Node {
    fn turn(&mut self, runs: usize) -> Result<Vec<f64>> {
        writeln!(self.input, "{runs}")?;
        let mut line = String::new();
        self.output.read_line(&mut line)?;
        let turn: Turn = serde_json::from_str(&line).context("the peer gave no figures")?;
        let asked = ["challengeWith", "webauthn-roaming"];
        ensure!(
            asked.iter().all(|word| turn.result.contains(word)),
            "the Action did something else: {}",
            turn.result
        );
        Ok(turn.microseconds)
    }
}

impl Drop for Node {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
