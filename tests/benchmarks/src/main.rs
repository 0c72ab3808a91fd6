//! What a login costs, beside bare wasmtime and beside what else could run it: `cargo xtask bench`.
//!
//! - [`turns`] has all contenders take turns in one run, and [`figures`] is what comes of it;
//! - [`host`], [`bare`] and [`article`] are logins in this process, [`node`] and [`peers`] the same Action in what others run code in;
//! - [`http`] measures servers, [`scale`] what many Actions and two processors cost, [`build`] what building does;
//! - [`instructions`] counts instructions instead of time, for a gate that a busy machine does not disturb;
//! - [`goals`] compares with what is to be reached; [`tables`], [`chart`] and [`page`] show it all, with the [`machine`].

mod article;
mod bare;
mod build;
mod chart;
mod figures;
mod goals;
mod host;
mod http;
mod instructions;
mod machine;
mod node;
mod page;
mod peers;
mod scale;
mod tables;
mod turns;

use anyhow::{Context, Result, anyhow, bail};
use article::Article;
use bare::Bare;
use figures::{Figures, Side};
use host::{Host, Login, Span};
use machine::Machine;
use peers::Peers;
use serde_json::json;
use std::path::{Path, PathBuf};
use turns::{Entrant, take_turns};
use vestibule_build::Language;
use vestibule_flow::event::Event;
use vestibule_sandbox::{Program, Sandbox, SandboxConfig, SharedCode};

/// That of the program `vestibule`, for everything that is measured in this process.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// A component whose handlers do nothing, to see what the engine costs without a guest's own work. It is as small as components get.
const NOTHING: &str = include_str!("nothing.wat");

/// What is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    /// Ours in one process: all languages, several Actions, many Actions, building.
    Logins,
    /// Rust and JavaScript beside the peers.
    Peers,
    /// Over HTTP.
    Http,
    /// All of these in one run, written into `docs/benchmarks`.
    All,
}

fn main() -> Result<()> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let part = match arguments[..] {
        [build::WORD] => {
            let built = build::measure(&Article::read(&root)?)?;
            println!("{}", serde_json::to_string(&built)?);
            return Ok(());
        }
        [instructions::WORD] => return instructions::check(&root, false),
        [instructions::WORD, "--write"] => return instructions::check(&root, true),
        [instructions::COUNTED, what, times] => {
            return instructions::run(&root, what, times.parse()?);
        }
        [] => Part::All,
        ["logins"] => Part::Logins,
        ["peers"] => Part::Peers,
        ["http"] => Part::Http,
        _ => bail!("expected logins, peers, http, instructions, or nothing for all but the last"),
    };
    let has_peers = part != Part::Logins;
    let peers = has_peers.then(|| Peers::new(&root));
    let mut machine = Machine::describe(peers.as_ref())?;
    let figures = measure(&root, part, peers.as_ref())?;
    machine.finish();
    report(&root, part, &machine, &figures)
}

fn measure(root: &Path, part: Part, peers: Option<&Peers>) -> Result<Figures> {
    let article = Article::read(root)?;
    let target = target(root).join("benchmarks");
    let scratch = target.join("scratch");
    // Of a run that did not come to its end.
    let _ = std::fs::remove_dir_all(&scratch);
    std::fs::create_dir_all(&scratch)?;
    let mut figures = Figures::default();
    if part != Part::Http {
        let sandbox = Sandbox::new(SandboxConfig::default())?;
        sandbox.share(SharedCode::new(vestibule_javascript::ENGINE)?)?;
        let host = Host::new(sandbox)?;
        let rust = article
            .program(&host.sandbox, Language::Rust, &mut figures.skipped)?
            .context("there is no toolchain for Rust")?;
        let mut entrants = ours(&host, &article, &rust, part, &mut figures.skipped)?;
        if let Some(peers) = peers {
            entrants.extend(peers.entrants(&article)?);
        }
        say("logins in one process, in turns");
        figures.logins = take_turns(entrants)?;
        if part != Part::Peers {
            say("building an Action in JavaScript");
            figures.build = Some(build::measure_apart()?);
            say("many Actions, two threads");
            let skipped = &mut figures.skipped;
            let scale = scale::measure(&host, &article, &rust, &scratch, skipped)?;
            figures.scale = Some(scale);
        }
    }
    if let (Some(peers), Part::Http | Part::All) = (peers, part) {
        say("logins over HTTP, in rounds");
        figures.http = http::measure(root, &article, peers, &scratch)?;
    }
    std::fs::remove_dir_all(&scratch)?;
    Ok(figures)
}

/// The floor, and what is ours.
fn ours<'a>(
    host: &'a Host,
    article: &'a Article,
    rust: &Program,
    part: Part,
    skipped: &mut Vec<String>,
) -> Result<Vec<Entrant<'a>>> {
    let challenged = article.challenged();
    let read = Event::parse(challenged.event)?;
    let bare = |key, name: &str, program: &Program| -> Result<Entrant<'a>> {
        let bare =
            Bare::new(host, program, &read).map_err(|error| anyhow!("bare wasmtime: {error:?}"))?;
        Ok(Entrant {
            key,
            name: format!("bare wasmtime, {name}"),
            side: Side::Floor,
            contender: Box::new(bare),
        })
    };
    let login = |key, name: &str, login: Login<'a>| Entrant {
        key,
        name: format!("Vestibule, {name}"),
        side: Side::Vestibule,
        contender: Box::new(login),
    };
    let one = |program: &Program| Login::new(host, program, 1, challenged);
    let nothing = wat::parse_str(NOTHING)?;
    let nothing = host.sandbox.compile("nothing", &nothing)?;
    let flow = Login {
        span: Span::Flow,
        ..one(rust)
    };
    let mut entrants = vec![
        bare("bare-nothing", "a component that does nothing", &nothing)?,
        bare("bare", "the Rust Action", rust)?,
        login("rust-flow", "Rust, the event being read already", flow),
        login("rust", "Rust", one(rust)),
    ];
    let languages: &[(Language, &'static str)] = match part {
        Part::Peers => &[(Language::JavaScript, "javascript")],
        _ => &[
            (Language::C, "c"),
            (Language::JavaScript, "javascript"),
            (Language::Go, "go"),
            (Language::Python, "python"),
        ],
    };
    for (language, key) in languages {
        if let Some(program) = article.program(&host.sandbox, *language, skipped)? {
            entrants.push(login(key, &language.to_string(), one(&program)));
        }
    }
    if part != Part::Peers {
        for (key, count) in [("rust-1", 1), ("rust-3", 3), ("rust-20", 20)] {
            let name = format!("Rust, {count} in one flow, nobody is challenged");
            let case = article.let_through();
            entrants.push(login(key, &name, Login::new(host, rust, count, case)));
        }
    }
    Ok(entrants)
}

fn report(root: &Path, part: Part, machine: &Machine, figures: &Figures) -> Result<()> {
    let mut goals = goals::goals(figures);
    if part != Part::All {
        goals.retain(|goal| goal.found.is_some());
    }
    let verdicts: Vec<_> = goals
        .iter()
        .map(|goal| json!({ "goal": goal, "verdict": goal.verdict() }))
        .collect();
    let json = json!({ "machine": machine, "figures": figures, "goals": verdicts });
    let tables = tables::tables(figures, &goals, machine);
    for table in &tables {
        print!("{}", table.plain());
    }
    for skipped in &figures.skipped {
        println!("\n*** NOT MEASURED HERE: {skipped}");
    }
    let file = target(root).join("bench.json");
    std::fs::write(&file, serde_json::to_string_pretty(&json)? + "\n")?;
    println!("\nwrote {}", file.display());
    if part == Part::All {
        let folder = root.join("docs/benchmarks");
        page::write(&folder, &tables, figures, &json)?;
        println!("wrote {}", folder.display());
    }
    Ok(())
}

fn target(root: &Path) -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), Into::into)
}

fn say(what: &str) {
    eprintln!("measuring {what}");
}
