//! What the person does at a pause: from `--answer`, or asked on a terminal.

use crate::exit::Refused;
use crate::terminal::{STRONG, WAIT, note, styled};
use anstream::eprint;
use anyhow::Result;
use serde_json::{Map, Value, json};
use std::collections::VecDeque;
use std::fmt;
use std::io::{IsTerminal, stderr, stdin};
use url::form_urlencoded;
use vestibule_flow::factor::{Factor, FactorType};
use vestibule_flow::flow::{Answer, NotPassed};
use vestibule_flow::result::{FlowResult, Next, StepStatus};

/// One answer.
#[derive(Debug, Clone, PartialEq)]
pub enum Reply {
    /// This factor is passed.
    Factor(FactorType),
    /// The default is passed, or the person comes back.
    Auto,
    /// The person gives up.
    Cancel,
    /// The person comes back with this query.
    Continue(String),
}

impl Reply {
    fn parse(text: &str) -> Result<Reply, Refused> {
        Ok(match text {
            "auto" => Reply::Auto,
            "cancel" => Reply::Cancel,
            "continue" => Reply::Continue(String::new()),
            _ => match (text.strip_prefix("continue:"), FactorType::from(text)) {
                (Some(query), _) => Reply::Continue(query.to_owned()),
                (None, FactorType::Unknown(name)) => {
                    let known: Vec<&str> = FactorType::CHALLENGEABLE
                        .iter()
                        .map(FactorType::name)
                        .collect();
                    return Err(Refused(format!(
                        "--answer {name}: expected auto, cancel, continue[:QUERY] or a factor: {}, duo",
                        known.join(", ")
                    )));
                }
                (None, factor) => Reply::Factor(factor),
            },
        })
    }

    /// The flow's answer, and the query that the person comes back with, if they were away.
    pub fn answer(&self, result: &FlowResult) -> (Answer, Option<Map<String, Value>>) {
        let factor = |factor: &FactorType| Answer::Factor {
            factor: factor.clone(),
            options: None,
        };
        match (self, offered(result).first()) {
            (Reply::Factor(passed), _) => (factor(passed), None),
            (Reply::Auto, Some(default)) => (factor(&default.factor_type), None),
            (Reply::Auto, None) => (Answer::Returned, Some(Map::new())),
            (Reply::Continue(query), _) => (Answer::Returned, Some(parameters(query))),
            (Reply::Cancel, _) => {
                let reason = NotPassed::Cancelled;
                (Answer::NotPassed { reason }, None)
            }
        }
    }
}

impl fmt::Display for Reply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Reply::Factor(factor) => f.write_str(factor.name()),
            Reply::Auto => f.write_str("auto"),
            Reply::Cancel => f.write_str("cancel"),
            Reply::Continue(query) if query.is_empty() => f.write_str("continue"),
            Reply::Continue(query) => write!(f, "continue:{query}"),
        }
    }
}

/// The answers to come.
pub struct Answers {
    given: VecDeque<Reply>,
    /// Whether a person may be asked when these run out.
    may_ask: bool,
}

impl Answers {
    /// Reads the values of `--answer`. With `may_ask`, a person at a terminal is asked when they run out.
    ///
    /// # Errors
    /// One is none.
    pub fn parse(texts: &[String], may_ask: bool) -> Result<Answers> {
        let given = texts.iter().map(|text| Reply::parse(text));
        Ok(Answers {
            given: given.collect::<Result<_, _>>()?,
            may_ask: may_ask && stdin().is_terminal() && stderr().is_terminal(),
        })
    }

    /// The answer to a pause: the next one given, else one from the terminal. None ends the run where it stands.
    ///
    /// # Errors
    /// The terminal cannot be read.
    pub fn next(&mut self, result: &FlowResult) -> Result<Option<Reply>> {
        if result.state.is_none() {
            return Ok(None);
        }
        match self.given.pop_front() {
            Some(reply) => Ok(Some(reply)),
            None if self.may_ask => ask(result),
            None => Ok(None),
        }
    }

    /// Answers that no pause took are probably a mistake.
    pub fn warn_of_unused(&self) {
        if !self.given.is_empty() {
            let unused: Vec<String> = self.given.iter().map(Reply::to_string).collect();
            note(format!("not used: --answer {}", unused.join(" --answer ")));
        }
    }
}

/// The factors of the pending step.
fn offered(result: &FlowResult) -> &[Factor] {
    result
        .steps
        .iter()
        .find(|step| step.status == StepStatus::Pending)
        .map_or(&[], |step| &step.usable)
}

/// Asks until there is an answer; an empty line, or the end of input, stops here.
fn ask(result: &FlowResult) -> Result<Option<Reply>> {
    let factors = offered(result);
    loop {
        eprint!("{} ", styled(WAIT, "?"));
        for (index, factor) in factors.iter().enumerate() {
            let number = styled(STRONG, index + 1);
            eprint!("{number} {}  ", factor.factor_type);
        }
        if factors.is_empty() {
            eprint!("{} with QUERY  ", styled(STRONG, "continue:QUERY"));
        }
        eprint!("{} (empty: stop here) ", styled(STRONG, "cancel"));
        let mut line = String::new();
        stdin().read_line(&mut line)?;
        let line = line.trim();
        if line.is_empty() {
            return Ok(None);
        }
        let numbered = line
            .parse::<usize>()
            .ok()
            .and_then(|number| factors.get(number.checked_sub(1)?));
        match (numbered, Reply::parse(line)) {
            (Some(factor), _) => return Ok(Some(Reply::Factor(factor.factor_type.clone()))),
            (None, Ok(reply)) => return Ok(Some(reply)),
            (None, Err(error)) => note(error),
        }
    }
}

fn parameters(query: &str) -> Map<String, Value> {
    form_urlencoded::parse(query.as_bytes())
        .map(|(name, value)| (name.into_owned(), Value::from(value)))
        .collect()
}

/// `event.prompt` of a person who comes back from a form: the query's parameters are its fields.
pub fn form(result: &FlowResult, fields: &Map<String, Value>) -> Option<Value> {
    match &result.next {
        Some(Next::Prompt {
            prompt_id, vars, ..
        }) => Some(json!({ "id": prompt_id, "fields": fields, "vars": vars })),
        _ => None,
    }
}
