//! What grows: with the number of Actions that are loaded, and with the number of processors.

use crate::article::Article;
use crate::figures::{Scale, Side, median};
use crate::host::{Case, Host, Login};
use crate::machine;
use crate::turns::{Contender, Entrant, take_turns};
use anyhow::{Context, Result};
use std::path::Path;
use std::time::{Duration, Instant};
use vestibule_sandbox::{ArtefactKey, Program};

/// How many Actions are loaded, if the memory does.
const MOST: usize = 10_000;
/// How many cold logins are measured.
const COLD: usize = 500;
/// How long logins run at a time on one thread and on two, and how often.
const SPELL: Duration = Duration::from_millis(300);
const SPELLS: usize = 9;

/// Measures with one Action, loaded over and over: each time it is code of its own, as if it were another's. What is left out is what the service has
/// around it: the database, and its bound for the code that it keeps loaded.
pub fn measure(
    host: &Host,
    article: &Article,
    program: &Program,
    scratch: &Path,
    skipped: &mut Vec<String>,
) -> Result<Scale> {
    let case = article.let_through();
    let shelf = Shelf::new(host, program, scratch)?;
    let loaded = fitting(program, skipped);
    let mut before = machine::process_bytes("VmRSS").context("no size of memory")?;
    let mut programs = Vec::with_capacity(loaded);
    for number in 0..loaded {
        if number == 1 {
            // What the first login needs of the process is not the Actions'.
            before = machine::process_bytes("VmRSS").context("no size of memory")?;
        }
        let program = shelf.load().with_context(|| {
            format!("{number} Actions were loaded, and no more could be: see ulimit -n and vm.max_map_count")
        })?;
        Login::new(host, &program, 1, case).run()?;
        programs.push(program);
    }
    let resident = machine::process_bytes("VmRSS").context("no size of memory")?;
    let others = (loaded - 1).max(1) as f64;
    let (one_thread, two_threads) = threads(host, program, case)?;
    Ok(Scale {
        logins: with_many(host, &programs, case)?,
        loaded,
        resident_bytes_per_action: resident.saturating_sub(before) as f64 / others,
        cold: shelf.cold(case)?,
        warm: Login::new(host, program, 1, case).row(
            "warm",
            "a login with a loaded Action",
            COLD,
        )?,
        one_thread_per_second: one_thread,
        two_threads_per_second: two_threads,
    })
}

/// As many as take no more than half of the memory that is free.
fn fitting(program: &Program, skipped: &mut Vec<String>) -> usize {
    let free = machine::available_bytes().unwrap_or(u64::MAX);
    let each = 2 * program.loaded_bytes().max(1);
    let fitting = usize::try_from(free / 2 / each).unwrap_or(MOST);
    if fitting < MOST {
        skipped.push(format!(
            "{MOST} loaded Actions: the free memory does for {fitting}"
        ));
    }
    fitting.clamp(2, MOST)
}

/// An Action's compiled code in a file.
struct Shelf<'a> {
    host: &'a Host,
    program: &'a Program,
    file: std::path::PathBuf,
    key: ArtefactKey,
}

impl<'a> Shelf<'a> {
    fn new(host: &'a Host, program: &'a Program, scratch: &Path) -> Result<Shelf<'a>> {
        let key = ArtefactKey::new([7; 32]);
        let file = scratch.join("action.artefact");
        std::fs::create_dir_all(scratch)?;
        std::fs::write(&file, program.artefact(&key)?)?;
        Ok(Shelf {
            host,
            program,
            file,
            key,
        })
    }

    fn load(&self) -> Result<Program> {
        let artefact = std::fs::read(&self.file)?;
        let (name, digest) = (self.program.name(), self.program.digest());
        let sandbox = &self.host.sandbox;
        Ok(sandbox.load_artefact(name, &digest, &artefact, &self.key)?)
    }

    /// Logins that have to load their Action first.
    fn cold(&self, case: Case<'_>) -> Result<crate::figures::Row> {
        let mut times = Vec::with_capacity(COLD);
        for _ in 0..COLD {
            let started = Instant::now();
            let program = self.load()?;
            let loading = started.elapsed().as_secs_f64() * 1e6;
            times.push(loading + Login::new(self.host, &program, 1, case).run()?);
        }
        let name = "a login that loads its Action from a file".to_owned();
        Ok(crate::figures::Row::new(
            "cold",
            name,
            Side::Vestibule,
            times,
        ))
    }
}

/// Logins with one of the first so many, in turn.
fn with_many(
    host: &Host,
    programs: &[Program],
    case: Case<'_>,
) -> Result<Vec<crate::figures::Row>> {
    let mut entrants = Vec::new();
    for (key, count) in [("of-1", 1), ("of-100", 100), ("of-all", programs.len())] {
        let among = programs.get(..count).unwrap_or(programs);
        let logins = among
            .iter()
            .map(|program| Login::new(host, program, 1, case));
        let contender = Among {
            logins: logins.collect(),
            next: 0,
        };
        entrants.push(Entrant {
            key,
            name: format!("a login with one of {count} loaded Actions"),
            side: Side::Vestibule,
            contender: Box::new(contender),
        });
    }
    take_turns(entrants)
}

/// Each login with another Action than the one before.
struct Among<'a> {
    logins: Vec<Login<'a>>,
    next: usize,
}

impl Contender for Among<'_> {
    fn turn(&mut self, runs: usize) -> Result<Vec<f64>> {
        let mut times = Vec::with_capacity(runs);
        for _ in 0..runs {
            // A prime: neighbours in memory do not follow each other.
            self.next = (self.next + 7_919) % self.logins.len();
            times.push(self.logins[self.next].run()?);
        }
        Ok(times)
    }
}

/// Logins a second on one thread and on two, in turn.
fn threads(host: &Host, program: &Program, case: Case<'_>) -> Result<(f64, f64)> {
    let (mut on_one, mut on_two) = (Vec::new(), Vec::new());
    for _ in 0..SPELLS {
        on_one.push(spell(host, program, case, 1)?);
        on_two.push(spell(host, program, case, 2)?);
    }
    Ok((median(on_one), median(on_two)))
}

fn spell(host: &Host, program: &Program, case: Case<'_>, threads: usize) -> Result<f64> {
    let started = Instant::now();
    let counts: Vec<Result<usize>> = std::thread::scope(|scope| {
        let work = || -> Result<usize> {
            let host = Host::new(host.sandbox.clone())?;
            let login = Login::new(&host, program, 1, case);
            let mut count = 0;
            while started.elapsed() < SPELL {
                login.run()?;
                count += 1;
            }
            Ok(count)
        };
        let running: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        let ended = running.into_iter().map(|thread| thread.join());
        ended
            .map(|count| count.unwrap_or_else(|_| Err(anyhow::anyhow!("a thread panicked"))))
            .collect()
    });
    let took = started.elapsed().as_secs_f64();
    let logins: usize = counts.into_iter().sum::<Result<usize>>()?;
    Ok(logins as f64 / took)
}
