//! What rows leave behind in the process: nothing.

use crate::play::Stage;
use anyhow::{Context as _, ensure};
use std::fs;

/// Memory may be that much more after a row, in bytes: the allocator keeps some, and so does each slot of the pool.
const SLACK: u64 = 32 << 20;

/// What of the machine the process has.
#[derive(Debug, Clone, Copy)]
pub struct Footprint {
    runs: u32,
    descriptors: usize,
    resident: u64,
}

impl Footprint {
    /// What it has now.
    ///
    /// # Errors
    /// The system does not say: it is no Linux.
    pub fn now(stage: &Stage) -> anyhow::Result<Footprint> {
        let status = fs::read_to_string("/proc/self/status")?;
        let resident = status
            .lines()
            .find_map(|line| line.strip_prefix("VmRSS:")?.strip_suffix("kB"));
        let resident = resident.context("/proc/self/status has no VmRSS in kB")?;
        Ok(Footprint {
            runs: stage.runs_going_on(),
            descriptors: fs::read_dir("/proc/self/fd")?.count(),
            resident: resident.trim().parse::<u64>()? << 10,
        })
    }

    /// That the process has no more `now` than it had before.
    ///
    /// # Errors
    /// What it has more of.
    pub fn has_not_grown(&self, now: &Footprint) -> anyhow::Result<()> {
        ensure!(now.runs == 0, "{} runs are still going on", now.runs);
        ensure!(
            now.descriptors <= self.descriptors,
            "{} descriptors were open before, {} are now",
            self.descriptors,
            now.descriptors
        );
        let grown = now.resident.saturating_sub(self.resident);
        ensure!(
            grown <= SLACK,
            "{} MiB more are resident than before",
            grown >> 20
        );
        Ok(())
    }
}
