//! Tests elsewhere that prove a row.

use crate::root;
use anyhow::{bail, ensure};
use serde::Deserialize;
use std::fmt;
use std::path::Path;

/// A test, by where it is: `FILE::NAME` for a function in `…/tests/…`, or the file of a case in `tests/conformance/`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(try_from = "String")]
pub struct Test {
    /// The file, from the root of the repository.
    pub file: String,
    /// The function; absent for a case.
    pub function: Option<String>,
}

impl TryFrom<String> for Test {
    type Error = anyhow::Error;

    fn try_from(text: String) -> anyhow::Result<Test> {
        let (file, function) = match text.split_once("::") {
            Some((file, function)) => (file.to_owned(), Some(function.to_owned())),
            None => (text, None),
        };
        match function {
            Some(_) => ensure!(file.contains("/tests/"), "{file} is no file of tests"),
            None => ensure!(
                file.starts_with("tests/conformance/"),
                "{file} names no function"
            ),
        }
        Ok(Test { file, function })
    }
}

impl fmt::Display for Test {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.function {
            Some(function) => write!(f, "{}::{function}", self.file),
            None => f.write_str(&self.file),
        }
    }
}

impl Test {
    /// The program that Cargo makes of the tests in this file, and the test's name in it.
    pub fn target(&self) -> (String, String) {
        let path = Path::new(&self.file);
        let stem = |path: &Path| {
            path.file_stem()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned()
        };
        let Some(function) = &self.function else {
            return ("conformance".to_owned(), stem(path));
        };
        let folder = path.parent().unwrap_or(path);
        match folder.file_name().is_some_and(|name| name == "tests") {
            true => (stem(path), function.clone()),
            // A program of several files: its folder's name, and the file is a module in it.
            false => (stem(folder), format!("{}::{function}", stem(path))),
        }
    }

    /// Whether the test is there, as a test that is run without being asked for.
    ///
    /// # Errors
    /// It is not, or its file is not.
    pub fn exists(&self) -> anyhow::Result<()> {
        let text = std::fs::read_to_string(root().join(&self.file))
            .map_err(|error| anyhow::anyhow!("{}: {error}", self.file))?;
        let Some(function) = &self.function else {
            return Ok(());
        };
        let lines: Vec<&str> = text.lines().map(str::trim).collect();
        let signature = |line: &str| {
            let line = line.strip_prefix("async ").unwrap_or(line);
            line.strip_prefix("fn ")
                .is_some_and(|rest| rest.starts_with(&format!("{function}(")))
        };
        let Some(at) = lines.iter().position(|line| signature(line)) else {
            bail!("{} has no test {function}", self.file);
        };
        let attributes = lines[..at].iter().rev().take_while(|line| {
            line.starts_with('#') || line.starts_with("//") || line.ends_with(']')
        });
        let attributes: Vec<&&str> = attributes.collect();
        let is = |wanted: &str| attributes.iter().any(|line| line.contains(wanted));
        ensure!(is("#[test]") || is("#[tokio::test"), "{self} is no test");
        ensure!(!is("#[ignore"), "{self} is ignored");
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn test(text: &str) -> Test {
        text.to_owned().try_into().unwrap()
    }

    #[test]
    fn targets() {
        for (text, program, name) in [
            (
                "runtime/sandbox/tests/check.rs::too_large",
                "check",
                "too_large",
            ),
            (
                "runtime/cli/tests/service/input.rs::x",
                "service",
                "input::x",
            ),
            ("tests/conformance/a-b.json", "conformance", "a-b"),
        ] {
            assert_eq!(test(text).target(), (program.into(), name.into()), "{text}");
        }
    }

    #[test]
    fn what_is_no_test_is_found_out() {
        test("runtime/sandbox/tests/check.rs::too_large")
            .exists()
            .unwrap();
        for missing in [
            "runtime/sandbox/tests/check.rs::nobody_wrote_this",
            "runtime/sandbox/tests/check.rs::problem",
            "runtime/sandbox/tests/nowhere.rs::too_large",
            "tests/conformance/nowhere.json",
        ] {
            assert!(test(missing).exists().is_err(), "{missing}");
        }
        assert!(Test::try_from("runtime/sandbox/src/lib.rs::x".to_owned()).is_err());
    }
}
