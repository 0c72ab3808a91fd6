//! How much longer a good Action takes while a hostile one runs beside it.

use crate::play::Stage;
use crate::row::Row;
use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};
use vestibule_sandbox::Program;

/// Good runs of one measurement.
const RUNS: usize = 3_000;
/// Measurements of each kind, in turn; the middle one counts.
const ROUNDS: usize = 5;

/// The 99th percentile of the good Action's runs.
#[derive(Debug, Default, Clone, Copy)]
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

/// As the table's three columns.
impl fmt::Display for Beside {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [alone, disturbed] = [self.alone, self.disturbed].map(|time| time.as_secs_f64() * 1e6);
        let ratio = self.ratio();
        write!(f, "{alone:>7.0} µs  {disturbed:>8.0} µs  {ratio:>5.2}")
    }
}

/// What is measured: logins with a real Action, each from its event's text on.
#[derive(Clone)]
pub struct Good {
    stage: Arc<Stage>,
    program: Program,
    event: Arc<[u8]>,
}

/// What goes on beside it.
#[derive(Clone)]
enum Other {
    /// The guests of a row.
    Row(Row),
    /// Such logins as are measured, to compare with: two processors that share memory disturb each other whatever they do.
    Good,
}

impl Good {
    /// An Action that asks for something when it gets `event`.
    ///
    /// # Errors
    /// It is none.
    pub fn new(stage: &Arc<Stage>, component: &[u8], event: &[u8]) -> anyhow::Result<Good> {
        Ok(Good {
            program: stage.load("good", component)?,
            stage: Arc::clone(stage),
            event: event.into(),
        })
    }

    /// Measures beside the guests of `row`; absent if it holds none.
    ///
    /// # Errors
    /// A good run failed.
    pub fn beside(&self, row: &Row) -> anyhow::Result<Option<Beside>> {
        if row.runs.is_empty() {
            return Ok(None);
        }
        self.measure(&Other::Row(row.clone())).map(Some)
    }

    /// Measures beside other good logins.
    ///
    /// # Errors
    /// A good run failed.
    pub fn beside_itself(&self) -> anyhow::Result<Beside> {
        self.measure(&Other::Good)
    }

    fn measure(&self, other: &Other) -> anyhow::Result<Beside> {
        let runtime = Stage::runtime()?;
        let mut rounds = [Beside::default(); ROUNDS];
        for round in &mut rounds {
            *round = runtime.block_on(self.round(other))?;
        }
        rounds.sort_by(|one, other| one.ratio().total_cmp(&other.ratio()));
        Ok(rounds[ROUNDS / 2])
    }

    async fn round(&self, other: &Other) -> anyhow::Result<Beside> {
        let alone = self.percentile().await?;
        let stop = Arc::new(AtomicBool::new(false));
        let other = tokio::spawn({
            let (good, other, stop) = (self.clone(), other.clone(), Arc::clone(&stop));
            async move { good.go_on_beside(other, &stop).await }
        });
        let disturbed = self.percentile().await;
        stop.store(true, Ordering::Relaxed);
        other.await??;
        Ok(Beside {
            alone,
            disturbed: disturbed?,
        })
    }

    async fn go_on_beside(&self, other: Other, stop: &AtomicBool) -> anyhow::Result<()> {
        let runs = match &other {
            Other::Row(row) => &row.runs[..],
            Other::Good => &[],
        };
        let mut programs = Vec::new();
        for run in runs {
            programs.push((run, self.stage.compile(run)?));
        }
        while !stop.load(Ordering::Relaxed) {
            for (run, program) in &programs {
                self.stage.run_once(run, program).await?;
            }
            if let Other::Good = other {
                self.login().await?;
                tokio::task::yield_now().await;
            }
        }
        Ok(())
    }

    async fn login(&self) -> anyhow::Result<()> {
        self.stage.login(&self.program, &self.event).await
    }

    /// One good login after the other, on the threads that the hostile ones have as well.
    async fn percentile(&self) -> anyhow::Result<Duration> {
        let good = self.clone();
        let mut taken = tokio::spawn(async move {
            let mut taken = Vec::with_capacity(RUNS);
            for _ in 0..RUNS {
                let started = Instant::now();
                good.login().await?;
                taken.push(started.elapsed());
                tokio::task::yield_now().await;
            }
            anyhow::Ok(taken)
        })
        .await??;
        taken.sort_unstable();
        Ok(taken[RUNS * 99 / 100])
    }
}
