//! Contenders take turns: a machine that is slow for a while is slow for all of them, and their ratios stay what they are.

use crate::figures::{Row, Sample, Side};
use anyhow::{Context, Result};
use std::time::{Duration, Instant};

/// What is measured.
pub trait Contender {
    /// Runs so many times. Gives the microseconds of each run.
    ///
    /// # Errors
    /// A run did not give what it should, or could not be measured.
    fn turn(&mut self, runs: usize) -> Result<Vec<f64>>;
}

/// A contender with what it is called in the figures.
pub struct Entrant<'a> {
    /// How goals find its row.
    pub key: &'static str,
    /// What people read.
    pub name: String,
    /// Whose it is.
    pub side: Side,
    /// What is measured.
    pub contender: Box<dyn Contender + 'a>,
}

/// How many turns each has; on a machine that is so busy that they take longer than this, fewer, but never as few as that.
const TURNS: usize = 150;
const LONGEST: Duration = Duration::from_secs(120);
const FEWEST_TURNS: usize = 45;
/// The first turns only warm up.
const WARM_UP: usize = 15;
/// How long a turn should be, and how many runs it has at least and at most.
const TURN_MICROSECONDS: f64 = 20_000.0;
const FEWEST: usize = 20;
const MOST: usize = 500;
/// The first runs of a turn find the processor's caches full of somebody else's turn. They do not count, for anybody.
const SETTLING: usize = 2;

/// Measures all, and gives a row for each, in the order in which they came.
///
/// # Errors
/// One of them fails; says which.
pub fn take_turns(mut entrants: Vec<Entrant<'_>>) -> Result<Vec<Row>> {
    let mut runs = Vec::with_capacity(entrants.len());
    for entrant in &mut entrants {
        let typical = Sample::new(entrant.turn(FEWEST)?).percentile(50);
        let fitting = (TURN_MICROSECONDS / typical) as usize;
        runs.push(fitting.clamp(FEWEST, MOST));
    }
    let mut times = vec![Vec::new(); entrants.len()];
    let started = Instant::now();
    for turn in 0..TURNS {
        if turn >= FEWEST_TURNS && started.elapsed() > LONGEST {
            break;
        }
        for ((entrant, runs), times) in entrants.iter_mut().zip(&runs).zip(&mut times) {
            let taken = entrant.turn(runs + SETTLING)?;
            if turn >= WARM_UP {
                times.extend(taken.into_iter().skip(SETTLING));
            }
        }
    }
    let rows = entrants.into_iter().zip(times);
    Ok(rows
        .map(|(entrant, times)| Row::new(entrant.key, entrant.name, entrant.side, times))
        .collect())
}

impl Entrant<'_> {
    fn turn(&mut self, runs: usize) -> Result<Vec<f64>> {
        self.contender
            .turn(runs)
            .with_context(|| format!("'{}' could not be measured", self.name))
    }
}
