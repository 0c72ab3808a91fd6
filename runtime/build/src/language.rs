//! Which language an Action is written in: its files say so.

use crate::error::BuildError;
use crate::javascript;
use std::fmt;
use std::path::Path;

/// A language that Actions are written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    /// `Cargo.toml`
    Rust,
    /// `action.c`
    C,
    /// `go.mod`
    Go,
    /// `action.py`
    Python,
    /// `action.js`, or what `package.json` names
    JavaScript,
    /// `action.ts`, or what `package.json` names
    TypeScript,
}

impl Language {
    /// All of them.
    pub const ALL: [Language; 6] = [
        Language::Rust,
        Language::JavaScript,
        Language::TypeScript,
        Language::C,
        Language::Go,
        Language::Python,
    ];
    /// Those that a compiler outside of this program builds.
    const COMPILED: [Language; 4] = [Language::Rust, Language::C, Language::Go, Language::Python];

    /// The file that an Action in this language has.
    pub fn file(self) -> &'static str {
        match self {
            Language::Rust => "Cargo.toml",
            Language::C => "action.c",
            Language::Go => "go.mod",
            Language::Python => "action.py",
            Language::JavaScript => "action.js",
            Language::TypeScript => "action.ts",
        }
    }

    /// The language of the Action in a folder. One in JavaScript or TypeScript may stand beside the same in another.
    ///
    /// # Errors
    /// There is none, or more than one.
    pub fn of(folder: &Path) -> Result<Language, BuildError> {
        let found: Vec<Language> = Language::COMPILED
            .into_iter()
            .filter(|language| folder.join(language.file()).is_file())
            .collect();
        match found[..] {
            [language] => Ok(language),
            [] => match javascript::Source::find(folder)? {
                Some(source) => Ok(source.language()),
                None => Err(BuildError::NoLanguage {
                    folder: folder.to_owned(),
                }),
            },
            [one, other, ..] => Err(BuildError::SeveralLanguages {
                folder: folder.to_owned(),
                one,
                other,
            }),
        }
    }
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Language::Rust => "Rust",
            Language::C => "C",
            Language::Go => "Go",
            Language::Python => "Python",
            Language::JavaScript => "JavaScript",
            Language::TypeScript => "TypeScript",
        })
    }
}

/// The name of an Action that has no manifest to say it: its folder's.
///
/// # Errors
/// The folder has no name, e.g. because it is `/`.
pub fn name_of(folder: &Path) -> Result<String, BuildError> {
    let name = folder
        .canonicalize()
        .ok()
        .and_then(|folder| Some(folder.file_name()?.to_string_lossy().into_owned()));
    name.ok_or_else(|| BuildError::NoLanguage {
        folder: folder.to_owned(),
    })
}
