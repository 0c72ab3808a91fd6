//! A peer in Node, which measures itself.

use anyhow::{Context, Result};
use serde_json::Value;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

pub struct Node {
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
}

impl Node {
    /// `packages` is where Node finds the peer.
    pub fn start(script: &Path, packages: &Path, action: &Path, event: &Path) -> Result<Node> {
        // isolated-vm asks for this flag on Node 20 and later.
        let mut child = Command::new("node")
            .arg("--no-node-snapshot")
            .args([script, action, event])
            .env("PEERS", packages)
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

    /// The result of the last of so many runs, and the microseconds of each.
    pub fn run(&mut self, way: &str, runs: usize) -> Result<(String, Vec<f64>)> {
        writeln!(self.input, "{way} {runs}")?;
        let mut line = String::new();
        self.output.read_line(&mut line)?;
        let answer: Value = serde_json::from_str(&line).context("the peer gave no figures")?;
        let result = answer["result"].as_str().context("no result")?.to_owned();
        let times = answer["microseconds"].as_array().context("no figures")?;
        Ok((result, times.iter().filter_map(Value::as_f64).collect()))
    }
}

impl Drop for Node {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
