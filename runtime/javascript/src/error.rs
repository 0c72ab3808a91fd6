//! Why an Action was not built.

use serde_json::Value;
use thiserror::Error;

/// What is wrong with an Action's source, as its author would see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceError {
    /// The kind of error, e.g. `SyntaxError`.
    pub name: String,
    /// What is wrong.
    pub message: String,
    /// Where, counted from 1. Absent when the error has no place in the Action's own source.
    pub line: Option<u32>,
    /// Where in the line, counted from 1. Absent as `line` is.
    pub column: Option<u32>,
    /// The call stack. Absent when there is none.
    pub stack: Option<String>,
}

impl SourceError {
    /// From what the engine says of the Action in `file`: a JSON array of name, message and stack.
    pub(crate) fn parse(json: &str, file: &str) -> SourceError {
        let parts: Value = serde_json::from_str(json).unwrap_or_default();
        let text = |number: usize| parts[number].as_str().map(str::to_owned);
        let stack = text(2);
        let mut lines = stack.iter().flat_map(|stack| stack.lines());
        let mut place = lines
            .find_map(|line| numbers_in(line, file))
            .unwrap_or_default()
            .split(':')
            .map_while(|number| number.parse().ok());
        let (line, column) = (place.next(), place.next());
        SourceError {
            name: text(0).unwrap_or_else(|| "Error".to_owned()),
            message: text(1).unwrap_or_else(|| json.to_owned()),
            line,
            column,
            stack,
        }
    }

    /// The engine had no room for the next call: where, it cannot say.
    pub(crate) fn too_deep() -> SourceError {
        SourceError {
            name: "RangeError".to_owned(),
            message: "Maximum call stack size exceeded: the source nests too deeply, or its module-level code calls itself too often".to_owned(),
            line: None,
            column: None,
            stack: None,
        }
    }

    /// With the place as it is in `source`, and a hint where that helps: what to write instead where a module stands in the place of CommonJS.
    pub(crate) fn in_source(mut self, source: &str) -> SourceError {
        let Some(number) = self.line else { return self };
        let Some(line) = (number as usize)
            .checked_sub(1)
            .and_then(|number| source.lines().nth(number))
        else {
            return self.at_the_end_of(source);
        };
        self.column = self.column.map(|column| in_characters(column, line));
        let begins = line.split_whitespace().next();
        if self.name == "SyntaxError" && matches!(begins, Some("import" | "export")) {
            self.message.push_str(
                "; import and export are for files that the command line builds, here it is require(…) and exports.onExecutePostLogin = …",
            );
        }
        self
    }

    /// The engine went on behind the source, into what it had put there.
    fn at_the_end_of(mut self, source: &str) -> SourceError {
        let last = source.lines().enumerate().last();
        let (number, line) = last.unwrap_or_default();
        self.line = u32::try_from(number + 1).ok();
        self.column = u32::try_from(line.chars().count() + 1).ok();
        self.message
            .push_str("; at its end something is not complete, or more was closed than opened");
        self
    }
}

/// A column, counted from 1, of which the engine counts bytes.
fn in_characters(column: u32, line: &str) -> u32 {
    let before = (column as usize).saturating_sub(1);
    let characters = line
        .char_indices()
        .take_while(|(at, _)| *at < before)
        .count();
    u32::try_from(characters + 1).unwrap_or(column)
}

/// `12:34` of `at f (file:12:34)` and of `at file:12:34`, lines of a stack; none where they are of another file.
fn numbers_in<'a>(line: &'a str, file: &str) -> Option<&'a str> {
    let place = line.trim().strip_prefix("at ")?;
    let place = place.rsplit('(').next()?.trim_end_matches(')');
    place.strip_prefix(file)?.strip_prefix(':')
}

impl std::fmt::Display for SourceError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}", self.name, self.message)?;
        match (self.line, self.column) {
            (Some(line), Some(column)) => write!(f, " (line {line}, column {column})"),
            (Some(line), None) => write!(f, " (line {line})"),
            _ => Ok(()),
        }
    }
}

/// Why an Action was not built.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum BuildError {
    /// The source is at fault.
    #[error("Action '{name}': {error}")]
    Source {
        /// The Action.
        name: String,
        /// What is wrong with it.
        error: Box<SourceError>,
    },
    /// The source is too large.
    #[error("Action '{name}' has {bytes} bytes of {what}; the limit is {limit}")]
    TooLarge {
        /// The Action.
        name: String,
        /// Of what: `code` or `bundled packages`.
        what: &'static str,
        /// Its size in bytes.
        bytes: usize,
        /// The limit in bytes.
        limit: usize,
    },
    /// Its module level took too long.
    #[error(
        "Action '{name}' exceeded the limit of {milliseconds} ms while its module-level code ran"
    )]
    Time {
        /// The Action.
        name: String,
        /// The limit in milliseconds.
        milliseconds: u64,
    },
    /// Its module level took too much memory.
    #[error(
        "Action '{name}' exceeded the limit of {limit} bytes of memory while its module-level code ran"
    )]
    Memory {
        /// The Action.
        name: String,
        /// The limit in bytes.
        limit: usize,
    },
    /// The engine met a fault of its own, or one that the Action provoked.
    #[error("Action '{name}' could not be built: {reason}")]
    Engine {
        /// The Action.
        name: String,
        /// What happened.
        reason: String,
    },
}

impl BuildError {
    /// Whether the source is at fault, so that trying again changes nothing.
    pub fn is_final(&self) -> bool {
        !matches!(self, BuildError::Engine { .. })
    }

    /// What is wrong with the source, where it has a place.
    pub fn source_error(&self) -> Option<&SourceError> {
        match self {
            BuildError::Source { error, .. } => Some(error),
            _ => None,
        }
    }
}

/// Why the engine could not be used.
#[derive(Debug, Error)]
#[error("the JavaScript engine cannot be used: {0}")]
pub struct PrepareError(pub(crate) String);

impl From<wasmtime::Error> for PrepareError {
    fn from(error: wasmtime::Error) -> Self {
        PrepareError(format!("{error:#}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_place_is_the_first_one_in_the_action_itself() {
        let json = r#"["TypeError","no","TypeError: no\n    at f (the-action.ts:1:2)\n    at g (action.ts:12:34)\n    at action.ts:5:6\n"]"#;
        let error = SourceError::parse(json, "action.ts");
        assert_eq!((error.line, error.column), (Some(12), Some(34)));
        assert_eq!(error.to_string(), "TypeError: no (line 12, column 34)");
        let json = r#"["SyntaxError","no","    at action.ts:5:6\n"]"#;
        let error = SourceError::parse(json, "action.ts");
        assert_eq!((error.line, error.column), (Some(5), Some(6)));
        let error = SourceError::parse(r#"["Error","no",null]"#, "action.ts");
        assert_eq!(error.to_string(), "Error: no");
    }

    #[test]
    fn a_module_is_told_how_common_js_looks() {
        let error = |line: u32| {
            let json = format!(r#"["SyntaxError","no","    at action.js:{line}:1\n"]"#);
            SourceError::parse(&json, "action.js").in_source("let a;\nexport const b = 1;\n")
        };
        assert_eq!(error(1).message, "no");
        assert!(error(2).message.contains("exports.onExecutePostLogin"));
        let behind = error(3);
        assert!(behind.message.contains("more was closed"), "{behind}");
        assert_eq!((behind.line, behind.column), (Some(2), Some(20)));
    }
}
