//! How much longer a good Action takes while a hostile one runs beside it.

use crate::play::Stage;
use crate::row::Row;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// Good runs of one measurement.
const RUNS: usize = 5_000;
/// Measurements of each kind, in turn; the middle one counts.
const ROUNDS: usize = 3;

/// The 99th percentile of the good Action's runs.
#[derive(Debug, Clone, Copy)]
pub struct Beside {
    /// With nothing beside it.
    pub alone: Duration,
    /// With the row's guests beside it, again and again.
    pub disturbed: Duration,
}

impl Beside {
    /// How many times as long.
    pub fn ratio(&self) -> f64 {
        self.disturbed.as_secs_f64() / self.alone.as_secs_f64()
    }
}

/// Measures beside the guests of `row`; absent if it holds none.
///
/// # Errors
/// A good run failed.
pub fn measure(stage: &Arc<Stage>, row: &Row) -> anyhow::Result<Option<Beside>> {
    if row.runs.is_empty() {
        return Ok(None);
    }
    let runtime = Stage::runtime()?;
    let mut rounds = Vec::new();
    for _ in 0..ROUNDS {
        rounds.push(runtime.block_on(round(stage, row))?);
    }
    rounds.sort_by(|one: &Beside, other| one.ratio().total_cmp(&other.ratio()));
    Ok(rounds.get(ROUNDS / 2).copied())
}

async fn round(stage: &Arc<Stage>, row: &Row) -> anyhow::Result<Beside> {
    let alone = percentile(stage).await?;
    let stop = Arc::new(AtomicBool::new(false));
    let hostile = tokio::spawn({
        let (stage, row, stop) = (Arc::clone(stage), row.clone(), Arc::clone(&stop));
        async move {
            let mut programs = Vec::new();
            for run in &row.runs {
                programs.push((run, stage.compile(run)?));
            }
            while !stop.load(Ordering::Relaxed) {
                for (run, program) in &programs {
                    stage.run_once(run, program).await?;
                }
            }
            anyhow::Ok(())
        }
    });
    let disturbed = percentile(stage).await;
    stop.store(true, Ordering::Relaxed);
    hostile.await??;
    Ok(Beside {
        alone,
        disturbed: disturbed?,
    })
}

/// One good run after the other, on the threads that the hostile ones have as well.
async fn percentile(stage: &Arc<Stage>) -> anyhow::Result<Duration> {
    let stage = Arc::clone(stage);
    let mut taken = tokio::spawn(async move {
        let mut taken = Vec::with_capacity(RUNS);
        for _ in 0..RUNS {
            let started = Instant::now();
            stage.good().await?;
            taken.push(started.elapsed());
            tokio::task::yield_now().await;
        }
        anyhow::Ok(taken)
    })
    .await??;
    taken.sort_unstable();
    Ok(taken[RUNS * 99 / 100])
}
