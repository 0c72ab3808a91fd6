//! One conformance suite over all languages: the article's Action and the probe give what they give in Rust; what is wrong is refused or fails.
//!
//! A language whose tools are missing here is skipped, and this says so; with `VESTIBULE_LANGUAGES=all` that is a failure (`cargo xtask languages`
//! does so). `VESTIBULE_LANGUAGES_TABLE=FILE` writes the table of costs into the file, between its marks.

use anyhow::{Context, Result, bail};
use libtest_mimic::{Arguments, Failed, Trial};
use std::path::Path;
use std::sync::Arc;
use vestibule_build::Language;
use vestibule_sandbox::check::check;
use vestibule_tests::guests::root;
use vestibule_tests::languages::{
    ARTICLE, Cost, Failing, LANGUAGES, PROBE, Refused, cases, check_failing, check_refused,
    comparable, data, key, ready, same,
};

/// What stands around the table in the README.
const MARKS: [&str; 2] = ["<!-- costs -->\n", "<!-- /costs -->\n"];

fn main() -> Result<()> {
    let arguments = Arguments::from_args();
    let must_have_all = std::env::var("VESTIBULE_LANGUAGES").is_ok_and(|value| value == "all");
    let mut trials = vec![trial("table".to_owned(), false, table_has_every_language)];
    let mut missing = Vec::new();
    for language in LANGUAGES {
        let skipped = match vestibule_build::available(language) {
            Ok(_) => false,
            Err(error) => {
                missing.push(format!("{error}"));
                true
            }
        };
        trials.extend(of_language(language, skipped && !must_have_all)?);
    }
    if !missing.is_empty() {
        eprintln!(
            "\n*** NOT EVERY LANGUAGE IS TESTED HERE ***\n{}\n",
            missing.join("\n")
        );
    }
    let conclusion = libtest_mimic::run(&arguments, trials);
    if let Some(file) = std::env::var_os("VESTIBULE_LANGUAGES_TABLE") {
        write_table(Path::new(&file))?;
    }
    conclusion.exit()
}

fn trial(name: String, skipped: bool, test: impl FnOnce() -> Result<()> + Send + 'static) -> Trial {
    Trial::test(name, || {
        test().map_err(|error| Failed::from(format!("{error:#}")))
    })
    .with_ignored_flag(skipped)
}

fn of_language(language: Language, skipped: bool) -> Result<Vec<Trial>> {
    let name = key(language);
    let mut trials = Vec::new();
    let articles = cases("conformance", |name| {
        [
            "example-admin-with-key",
            "example-admin-without-key",
            "example-non-admin",
        ]
        .contains(&name)
    })?;
    for (case_name, case) in articles {
        trials.push(trial(
            format!("{name}::article::{case_name}"),
            skipped,
            move || ready(language, ARTICLE)?.play(&case).map(|_| ()),
        ));
    }
    for (case_name, case) in cases("probes/cases", |_| true)? {
        let case = Arc::new(case);
        trials.push(trial(
            format!("{name}::probe::{case_name}"),
            skipped,
            move || {
                let expected = comparable(&ready(Language::Rust, PROBE)?.play(&case)?, language)?;
                let given = comparable(&ready(language, PROBE)?.play(&case)?, language)?;
                same("results", &expected, &given)
            },
        ));
    }
    if language == Language::Rust {
        return Ok(trials);
    }
    trials.push(trial(format!("{name}::imports"), skipped, move || {
        imports(language)
    }));
    // For JavaScript and TypeScript the engine has it all; that the types do is a test of theirs.
    if !matches!(language, Language::JavaScript | Language::TypeScript) {
        trials.push(trial(
            format!("{name}::wraps_the_whole_contract"),
            false,
            move || wraps_the_whole_contract(language),
        ));
    }
    for refused in data::<Refused>("refused.json")? {
        if refused.language == name {
            let title = refused.title.replace(' ', "_");
            trials.push(trial(
                format!("{name}::refused::{title}"),
                skipped,
                move || {
                    check_refused(
                        &refused,
                        &Path::new(env!("CARGO_TARGET_TMPDIR")).join("refused"),
                    )
                },
            ));
        }
    }
    for failing in data::<Failing>("failing.json")? {
        if failing.language == name {
            trials.push(trial(
                format!("{name}::fails::{}", failing.mode),
                skipped,
                move || check_failing(language, &failing),
            ));
        }
    }
    Ok(trials)
}

/// C, JavaScript and TypeScript need nothing but the contract. Go and Python bring WASI along, of which a host has an empty one.
fn imports(language: Language) -> Result<()> {
    for action in [ARTICLE, PROBE] {
        let report = check(&ready(language, action)?.built.bytes);
        if !report.is_ok() {
            bail!("{action}: {}", report.summary());
        }
        let foreign = report
            .imports
            .iter()
            .find(|import| !import.starts_with("vestibule:actions/"));
        match foreign {
            Some(foreign) if !matches!(language, Language::Go | Language::Python) => {
                bail!("{action} imports {foreign}")
            }
            _ => {}
        }
    }
    Ok(())
}

/// The SDK's sources mention every function of the contract, so that none is forgotten when it grows.
fn wraps_the_whole_contract(language: Language) -> Result<()> {
    // What a language reads and calls as a whole of its own: the outbound requests.
    const RAW: [&str; 1] = ["http"];
    let sources = sources(&root().join("sdk").join(key(language)))?;
    for (interface, function) in vestibule_build::imported_functions()? {
        if RAW.contains(&interface.as_str()) {
            continue;
        }
        let snake = |name: &str| name.replace('-', "_");
        let camel = |name: &str| -> String {
            let capital = |word: &str| {
                let mut letters = word.chars();
                let first = letters.next().map(|first| first.to_ascii_uppercase());
                first.into_iter().chain(letters).collect::<String>()
            };
            name.split('-').map(capital).collect()
        };
        let call = match language {
            Language::C => format!(
                "vestibule_actions_{}_{}",
                snake(&interface),
                snake(&function)
            ),
            Language::Go => format!("{}.{}(", snake(&interface), camel(&function)),
            _ => format!("_{}.{}(", snake(&interface), snake(&function)),
        };
        if !sources.contains(&call) {
            bail!("sdk/{} has no {call}", key(language));
        }
    }
    Ok(())
}

fn sources(folder: &Path) -> Result<String> {
    let mut text = String::new();
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            text.push_str(&sources(&path)?);
        } else if path
            .extension()
            .is_some_and(|found| ["c", "go", "py"].iter().any(|known| found == *known))
        {
            text.push_str(&std::fs::read_to_string(&path)?);
        }
    }
    Ok(text)
}

fn table_has_every_language() -> Result<()> {
    let readme = std::fs::read_to_string(root().join("sdk/README.md"))?;
    let (_, table, _) = parts(&readme)?;
    for language in LANGUAGES {
        if !table.contains(&format!("| {language} |")) {
            bail!("the table of sdk/README.md lacks {language}; cargo xtask languages writes it");
        }
    }
    Ok(())
}

fn parts(text: &str) -> Result<(&str, &str, &str)> {
    let (before, rest) = text
        .split_once(MARKS[0])
        .context("the marks of the table are missing")?;
    let (table, after) = rest
        .split_once(MARKS[1])
        .context("the marks of the table are missing")?;
    Ok((before, table, after))
}

fn write_table(file: &Path) -> Result<()> {
    let mut table = String::from(
        "| Language | Component | Build | Compile | Run | Fuel | Memory |\n|---|---|---|---|---|---|---|\n",
    );
    let chosen = cases("conformance", |name| name == "example-admin-with-key")?;
    let (_, case) = chosen.first().context("the case is missing")?;
    for language in LANGUAGES {
        let Cost {
            bytes,
            build,
            compile,
            run,
            fuel,
            memory_bytes,
        } = ready(language, ARTICLE)?.cost(case, 51)?;
        table.push_str(&format!(
            "| {language} | {} kB | {:.1} s | {:.2} s | {} µs | {} | {} KiB |\n",
            bytes.div_ceil(1_000),
            build.as_secs_f64(),
            compile.as_secs_f64(),
            run.as_micros(),
            fuel,
            memory_bytes / 1_024,
        ));
    }
    let text = std::fs::read_to_string(file)?;
    let (before, _, after) = parts(&text)?;
    std::fs::write(file, [before, MARKS[0], &table, MARKS[1], after].concat())?;
    eprintln!("wrote {}", file.display());
    Ok(())
}
