//! How many instructions a login takes, by valgrind's count: the same on a busy machine and on a quiet one, and so something that a gate can hold.
//!
//! This program runs itself under valgrind, with few logins and with many; what a login takes is the difference, without what a process takes to
//! start. `instructions.json` has what it should be.

use crate::article::Article;
use crate::host::{Case, Host, Login, drive};
use anyhow::{Context, Result, bail, ensure};
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};
use std::process::Command;
use tokio::runtime::Runtime;
use vestibule_build::Language;
use vestibule_flow::event::Event;
use vestibule_flow::factor::{Factor, FactorType};
use vestibule_flow::flow::{BoundAction, FlowSecret, FlowStart, RunJob};
use vestibule_flow::outcome::{RunOutcome, RunReport, RunUsage};
use vestibule_flow::recorder::{CacheSnapshot, OutputLimits, Recorder};
use vestibule_flow::result::Status;
use vestibule_flow::tenant::{Browser, Tenant};
use vestibule_login::{ActionRunner, TriggerCache};
use vestibule_sandbox::{ArtefactKey, Digest, Program, Sandbox, SandboxConfig, SharedCode};

/// The word that compares.
pub const WORD: &str = "instructions";
/// The word that has this program do nothing but [`run`].
pub const COUNTED: &str = "counted";

const FEW: u64 = 50;
const MANY: u64 = 250;
/// How far a count may be from what it should be, in percent: two runs differ by one in 10,000, another processor's copying of memory or another
/// compiler of the Action by more.
const TOLERANCE: u64 = 10;

/// What is counted.
const FLOW: &str = "flow";
const LOGIN: &str = "login";
const JAVASCRIPT: &str = "javascript";
/// Not counted: what the others need is compiled, under valgrind, which shows another processor than there is.
const COMPILE: &str = "compile";

/// The instructions of one login.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
struct Counts {
    /// From the event as text to the result as text, without running an Action.
    flow: u64,
    /// The same with the article's Action in Rust.
    login: u64,
    /// And in JavaScript.
    javascript: u64,
}

/// Counts, and compares with `instructions.json`, or writes that anew.
///
/// # Errors
/// There is no valgrind, or a login takes more than it should.
pub fn check(root: &Path, write: bool) -> Result<()> {
    valgrind("none", &[COUNTED, COMPILE, "0"])?;
    let counts = Counts {
        flow: each(FLOW)?,
        login: each(LOGIN)?,
        javascript: each(JAVASCRIPT)?,
    };
    let file = root.join("tests/benchmarks/instructions.json");
    if write {
        std::fs::write(&file, serde_json::to_string_pretty(&counts)? + "\n")?;
        println!("wrote {}: {counts:?}", file.display());
        return Ok(());
    }
    let text = std::fs::read(&file).with_context(|| file.display().to_string())?;
    let stored: Counts = serde_json::from_slice(&text)?;
    let rows = [
        ("the flow alone", counts.flow, stored.flow),
        ("a login with a Rust Action", counts.login, stored.login),
        (
            "a login with a JavaScript Action",
            counts.javascript,
            stored.javascript,
        ),
    ];
    let mut too_many = Vec::new();
    for (what, found, stored) in rows {
        println!("{what}: {found} instructions; stored are {stored}");
        match compare(found, stored) {
            Change::Within => {}
            Change::Less => println!("that is less: cargo xtask bench instructions --write"),
            Change::More => too_many.push(what),
        }
    }
    ensure!(
        too_many.is_empty(),
        "more than {TOLERANCE} % above what is stored: {}; if that is meant: cargo xtask bench instructions --write",
        too_many.join(", ")
    );
    Ok(())
}

#[derive(Debug, PartialEq, Eq)]
enum Change {
    Less,
    Within,
    More,
}

fn compare(found: u64, stored: u64) -> Change {
    match (
        found * 100,
        stored * (100 - TOLERANCE),
        stored * (100 + TOLERANCE),
    ) {
        (found, least, _) if found < least => Change::Less,
        (found, _, most) if found > most => Change::More,
        _ => Change::Within,
    }
}

/// The instructions of one of many.
fn each(what: &str) -> Result<u64> {
    let count = |times: u64| -> Result<u64> {
        let said = valgrind("cachegrind", &[COUNTED, what, &times.to_string()])?;
        read(&said)
    };
    let (few, many) = (count(FEW)?, count(MANY)?);
    Ok(many.saturating_sub(few) / (MANY - FEW))
}

/// `==123== I   refs:      12,345`
fn read(said: &str) -> Result<u64> {
    let line = said
        .lines()
        .find(|line| line.contains("refs:"))
        .with_context(|| format!("valgrind did not count:\n{said}"))?;
    let (_, number) = line.split_once("refs:").context("no count")?;
    let digits: String = number.chars().filter(char::is_ascii_digit).collect();
    Ok(digits.parse()?)
}

/// Runs this program under a tool of valgrind's, and gives what that says.
fn valgrind(tool: &str, arguments: &[&str]) -> Result<String> {
    let mut command = Command::new("valgrind");
    command.arg(format!("--tool={tool}"));
    if tool == "cachegrind" {
        command.args(["--cache-sim=no", "--cachegrind-out-file=/dev/null"]);
    }
    let output = command
        .arg(std::env::current_exe()?)
        .args(arguments)
        // Compiling on several threads takes turns that are never the same.
        .env("RAYON_NUM_THREADS", "1")
        .output()
        .context("valgrind cannot be run: apt-get install valgrind")?;
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    ensure!(output.status.success(), "valgrind: {said}");
    Ok(said)
}

/// What is counted, so many times.
///
/// # Errors
/// A login did not end as it should.
pub fn run(root: &Path, what: &str, times: u64) -> Result<()> {
    let article = Article::read(root)?;
    let case = article.challenged();
    let kept = Kept(crate::target(root).join("benchmarks/counted"));
    match what {
        FLOW => {
            let runtime = tokio::runtime::Builder::new_current_thread().build()?;
            (0..times).try_for_each(|_| flow(&runtime, case))
        }
        LOGIN | JAVASCRIPT => {
            let host = Host::new(sandbox()?)?;
            let program = kept.load(&host.sandbox, what)?;
            let login = Login::new(&host, &program, 1, case);
            (0..times).try_for_each(|_| login.run().map(|_| ()))
        }
        COMPILE => {
            let sandbox = sandbox()?;
            sandbox.share(engine()?)?;
            let shared = sandbox.shared_artefact(&key())?;
            kept.write("engine", &shared.context("the engine is not shared")?)?;
            for (what, language) in [(LOGIN, Language::Rust), (JAVASCRIPT, Language::JavaScript)] {
                let program = article.program(&sandbox, language, &mut Vec::new())?;
                let program = program.with_context(|| format!("no toolchain for {language}"))?;
                kept.write(what, &program.artefact(&key())?)?;
                kept.write(&digest_of(what), program.digest().to_string().as_bytes())?;
            }
            Ok(())
        }
        _ => bail!("{what} is not counted"),
    }
}

/// What is compiled, from one process to the next.
struct Kept(PathBuf);

impl Kept {
    fn write(&self, name: &str, bytes: &[u8]) -> Result<()> {
        std::fs::create_dir_all(&self.0)?;
        Ok(std::fs::write(self.0.join(name), bytes)?)
    }

    fn load(&self, sandbox: &Sandbox, what: &str) -> Result<Program> {
        if what == JAVASCRIPT {
            let shared = std::fs::read(self.0.join("engine"))?;
            sandbox.share_artefact(engine()?, &shared, &key())?;
        }
        let artefact = std::fs::read(self.0.join(what))?;
        let digest: Digest = std::fs::read_to_string(self.0.join(digest_of(what)))?.parse()?;
        Ok(sandbox.load_artefact(what, &digest, &artefact, &key())?)
    }
}

fn digest_of(what: &str) -> String {
    format!("{what}.digest")
}

fn engine() -> Result<SharedCode> {
    Ok(SharedCode::new(vestibule_javascript::ENGINE)?)
}

/// For one run at a time: valgrind has less address space to give than the kernel.
fn sandbox() -> Result<Sandbox> {
    Ok(Sandbox::new(SandboxConfig { concurrent_runs: 1 })?)
}

fn key() -> ArtefactKey {
    ArtefactKey::new([7; 32])
}

/// A login whose Action is a call of the recorder.
fn flow(runtime: &Runtime, case: Case<'_>) -> Result<()> {
    let start = FlowStart {
        tenant: Tenant::with_everything_enabled("acme"),
        browser: Browser::default(),
        actions: vec![BoundAction::new("counted", "1")],
        event: Event::parse(case.event)?,
        secret: FlowSecret::new([7; 32]),
    };
    let result = drive(runtime, &Challenge, start, &TriggerCache::default())?;
    serde_json::to_string(&result)?;
    ensure!(result.status == Status::Suspended, "{:?}", result.status);
    Ok(())
}

/// Asks for a security key, without a sandbox.
struct Challenge;

impl ActionRunner for Challenge {
    async fn run(&self, job: RunJob<'_>, cache: CacheSnapshot, _milliseconds: u64) -> RunReport {
        let limits = OutputLimits::default();
        let mut recorder = Recorder::new(job.handler, job.event, job.facts, cache, limits);
        recorder.challenge_with(Factor::new(FactorType::WebauthnRoaming), Vec::new());
        RunReport {
            outcome: RunOutcome::Completed(recorder.finish()),
            usage: RunUsage::default(),
            console: Vec::new(),
            console_truncated: false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_have_separators() {
        let said = "==7== Cachegrind\n==7== \n==7== I   refs:      1,234,567\n";
        assert_eq!(read(said).unwrap(), 1_234_567);
        assert!(read("==7== nothing").is_err());
    }

    #[test]
    fn only_more_is_too_many() {
        for (found, change) in [
            (899, Change::Less),
            (900, Change::Within),
            (1_100, Change::Within),
            (1_101, Change::More),
        ] {
            assert_eq!(compare(found, 1_000), change, "{found}");
        }
    }
}
