//! Actions in other languages than Rust: the article's, the probe, and one that fails in every way.

use crate::case::{Case, CaseAction};
use crate::guests::{play_in_sandbox, root, sandbox, sandbox_with_engine};
use anyhow::{Context, Result, anyhow, bail};
use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::time::{Duration, Instant};
use vestibule_build::{BuildRequest, Built, Language};
use vestibule_flow::result::FlowResult;
use vestibule_sandbox::Program;

/// The languages, Rust first: what it gives is what the others must give.
pub const LANGUAGES: [Language; 6] = Language::ALL;

/// The Action of the article, in every language.
pub const ARTICLE: &str = "require-webauthn-for-admins";
/// The Action that reads and calls everything.
pub const PROBE: &str = "probe";
/// The Action that fails.
pub const FAILING: &str = "failing";

/// A build that must be refused.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Refused {
    /// The language, in small letters.
    pub language: String,
    /// What is wrong with it.
    pub title: String,
    /// The Action's files.
    files: BTreeMap<String, String>,
    /// What the error says.
    error: String,
}

/// A run that must fail.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Failing {
    /// The language, in small letters.
    pub language: String,
    /// What the Action does.
    pub mode: String,
    /// What the error says.
    message: String,
}

/// What an Action costs.
#[derive(Debug, Clone)]
pub struct Cost {
    /// The component's size.
    pub bytes: usize,
    /// How long building took, with whatever the compiler had cached.
    pub build: Duration,
    /// How long the host compiled the component.
    pub compile: Duration,
    /// A run, instantiation included: the median.
    pub run: Duration,
    /// The fuel of a run.
    pub fuel: u64,
    /// The memory of a run.
    pub memory_bytes: u64,
}

/// A language's name in small letters, as in folders and data.
pub fn key(language: Language) -> String {
    language.to_string().to_lowercase()
}

/// Where an Action of ours is.
///
/// # Panics
/// Never.
fn folder(language: Language, action: &str) -> PathBuf {
    let root = root();
    match (language, action) {
        (Language::Rust, ARTICLE) => root.join("example-actions").join(action),
        // It stands beside Rust's.
        (Language::JavaScript, ARTICLE) => root
            .join("example-actions")
            .join(action)
            .join(language.file()),
        (Language::Rust, _) => root.join("tests/guests").join(action),
        (_, ARTICLE) => root
            .join("example-actions-in")
            .join(key(language))
            .join(action),
        (_, _) => root.join("tests/probes").join(key(language)).join(action),
    }
}

/// Reads a list of test data.
///
/// # Errors
/// It is not there, or has another form.
pub fn data<T: for<'de> Deserialize<'de>>(file: &str) -> Result<Vec<T>> {
    let path = root().join("tests/probes").join(file);
    let text = std::fs::read_to_string(&path).with_context(|| path.display().to_string())?;
    Ok(serde_json::from_str(&text)?)
}

/// A built and compiled Action.
pub struct Ready {
    /// Its component.
    pub built: Built,
    program: Program,
    build: Duration,
    compile: Duration,
}

/// An Action of ours, built when it is first needed.
///
/// # Errors
/// It does not build, or is refused.
pub fn ready(language: Language, action: &'static str) -> Result<&'static Ready> {
    type Slot = OnceLock<Result<Ready, String>>;
    static SLOTS: [Slot; 3 * LANGUAGES.len()] = [const { OnceLock::new() }; 3 * LANGUAGES.len()];
    let column = [ARTICLE, PROBE, FAILING]
        .iter()
        .position(|each| *each == action)
        .context("no Action of ours")?;
    let row = LANGUAGES
        .iter()
        .position(|each| *each == language)
        .context("no language of ours")?;
    SLOTS[row * 3 + column]
        .get_or_init(|| prepare(language, action).map_err(|error| format!("{error:#}")))
        .as_ref()
        .map_err(|error| anyhow!("{action} in {language}: {error}"))
}

fn prepare(language: Language, action: &str) -> Result<Ready> {
    let started = Instant::now();
    let request = BuildRequest::new(folder(language, action));
    let built = vestibule_build::build(&request, &mut |line: &str| eprintln!("{action}: {line}"))?;
    let build = started.elapsed();
    let sandbox = match language {
        Language::JavaScript | Language::TypeScript => sandbox_with_engine()?,
        _ => sandbox()?,
    };
    let started = Instant::now();
    let program = sandbox.compile(action, &built.bytes)?;
    Ok(Ready {
        built,
        program,
        build,
        compile: started.elapsed(),
    })
}

impl Ready {
    /// Plays a case with this Action in the place of each of the case's.
    ///
    /// # Errors
    /// As [`play_in_sandbox`].
    pub fn play(&self, case: &Case) -> Result<Vec<FlowResult>> {
        play_in_sandbox(case, |_| Ok(self.program.clone()))
    }

    /// What this Action costs in a case, from `runs` runs.
    ///
    /// # Errors
    /// As [`Ready::play`].
    pub fn cost(&self, case: &Case, runs: usize) -> Result<Cost> {
        let mut usages = Vec::new();
        for _ in 0..runs.max(1) {
            let results = self.play(case)?;
            let run = results.first().and_then(|result| result.actions.first());
            usages.push(run.context("the Action did not run")?.usage);
        }
        usages.sort_by_key(|usage| usage.duration_microseconds);
        let median = usages[usages.len() / 2];
        Ok(Cost {
            bytes: self.built.bytes.len(),
            build: self.build,
            compile: self.compile,
            run: Duration::from_micros(median.duration_microseconds),
            fuel: median.fuel,
            memory_bytes: median.memory_bytes,
        })
    }
}

/// The cases of a folder below `tests/`.
///
/// # Errors
/// One cannot be read.
pub fn cases(folder: &str, chosen: impl Fn(&str) -> bool) -> Result<Vec<(String, Case)>> {
    let mut cases = Vec::new();
    for entry in std::fs::read_dir(root().join("tests").join(folder))? {
        let path = entry?.path();
        let name = path.file_stem().unwrap_or_default().to_string_lossy();
        if path.extension().is_some_and(|found| found == "json") && chosen(&name) {
            let case = Case::read(&path).with_context(|| name.clone().into_owned())?;
            cases.push((name.into_owned(), case));
        }
    }
    cases.sort_by(|one, other| one.0.cmp(&other.0));
    Ok(cases)
}

/// What must be the same in every language: the results without what a run cost, where in the source it failed, and when a token was made. Logged values are
/// compared as values, for JSON may be written in several ways. `language` is that with which Rust is compared.
///
/// # Errors
/// A result cannot be written as JSON, which does not happen.
pub fn comparable(results: &[FlowResult], language: Language) -> Result<Value> {
    // They look at what kind a value is of before the host does, and say so in their own words.
    let checks_kinds = matches!(language, Language::JavaScript | Language::TypeScript);
    let mut value = serde_json::to_value(results)?;
    for result in value.as_array_mut().into_iter().flatten() {
        // It holds a signed copy of the state of the flow.
        remove(result, "state");
        for run in result["actions"].as_array_mut().into_iter().flatten() {
            remove(run, "usage");
            remove(&mut run["error"], "stack");
            for line in run["console"].as_array_mut().into_iter().flatten() {
                line["message"] = logged(line["message"].as_str().unwrap_or_default());
                if checks_kinds {
                    forget_kinds(&mut line["message"][1]);
                }
            }
        }
    }
    Ok(value)
}

fn remove(value: &mut Value, member: &str) {
    if let Some(members) = value.as_object_mut() {
        members.remove(member);
    }
}

/// `name = JSON` as a value.
fn logged(line: &str) -> Value {
    match line.split_once(" = ") {
        Some((what, json)) => {
            // The log escapes backslashes.
            let json = json.replace("\\\\", "\\");
            let value: Value = serde_json::from_str(&json).unwrap_or_else(|_| json!(json));
            let value = match (what, value.get("ok")) {
                ("redirect.encode-token", Some(Value::String(token))) => {
                    json!(token.split('.').count())
                }
                _ => value,
            };
            json!([what, value])
        }
        None => json!(line),
    }
}

/// Of a refusal that is about the kind of a value only the call is kept.
fn forget_kinds(logged: &mut Value) {
    let message = logged["message"].as_str().unwrap_or_default();
    let kinds = [", got a text", ", got an object"];
    let names_a_kind = kinds.iter().any(|kind| message.ends_with(kind));
    // JavaScript shows a text that is refused.
    if logged["name"] == "TypeError" && (names_a_kind || message.contains(", got the text ")) {
        let call = message.split([':', ',']).next().unwrap_or_default();
        logged["message"] = json!(call);
    }
}

/// The first difference between what two languages give.
///
/// # Errors
/// Where it is, and what each has there.
pub fn same(place: &str, one: &Value, other: &Value) -> Result<()> {
    match (one, other) {
        (Value::Array(one), Value::Array(other)) => {
            for (index, (one, other)) in one.iter().zip(other).enumerate() {
                same(&format!("{place}[{index}]"), one, other)?;
            }
            if one.len() != other.len() {
                bail!("{place}: {} entries and {}", one.len(), other.len());
            }
        }
        (Value::Object(one), Value::Object(other)) => {
            let names = one.keys().chain(other.keys());
            for name in names {
                let (one, other) = (one.get(name), other.get(name));
                let null = &Value::Null;
                same(
                    &format!("{place}.{name}"),
                    one.unwrap_or(null),
                    other.unwrap_or(null),
                )?;
            }
        }
        (one, other) if one == other => {}
        (one, other) => bail!("{place}: Rust gives {one}, this language {other}"),
    }
    Ok(())
}

/// Checks that a build is refused.
///
/// # Errors
/// It is not, or for another reason.
pub fn check_refused(refused: &Refused, scratch: &Path) -> Result<()> {
    let name: String = refused
        .title
        .chars()
        .map(|character| match character.is_ascii_alphanumeric() {
            true => character,
            false => '-',
        })
        .collect();
    let folder = scratch.join(&refused.language).join(name);
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder)?;
    for (file, text) in &refused.files {
        std::fs::write(folder.join(file), text)?;
    }
    match vestibule_build::build(&BuildRequest::new(&folder), &mut |_: &str| {}) {
        Ok(_) => bail!("it was built"),
        Err(error) if error.to_string().contains(&refused.error) => Ok(()),
        Err(error) => bail!("expected an error with {:?}, got: {error}", refused.error),
    }
}

/// Checks that a run fails, and that nothing of it is left.
///
/// # Errors
/// It does not, or for another reason.
pub fn check_failing(language: Language, failing: &Failing) -> Result<()> {
    let action: CaseAction = serde_json::from_value(json!({
        "name": FAILING,
        "component": FAILING,
        "configuration": {"mode": failing.mode},
    }))?;
    let case = Case::of_one(action, json!({"user": {"name": "Ana\u{0}admin"}}));
    let results = ready(language, FAILING)?.play(&case)?;
    let result = results.first().context("there is no result")?;
    let shown = serde_json::to_string_pretty(result)?;
    if result.status != vestibule_flow::result::Status::Error || result.effects.is_some() {
        bail!("it let the login through: {shown}");
    }
    let error = result.actions.first().and_then(|run| run.error.as_ref());
    let message = &error.with_context(|| shown.clone())?.message;
    if !message.contains(&failing.message) {
        bail!(
            "expected an error with {:?}, got {message:?}",
            failing.message
        );
    }
    Ok(())
}
