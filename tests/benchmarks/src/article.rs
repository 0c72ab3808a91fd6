//! The article's Action, in every language that can be built here: whoever is an admin must pass a security key, or enrol one.

use crate::host::Case;
use anyhow::{Context, Result};
use std::path::{Path, PathBuf};
use vestibule_build::{BuildRequest, Language};
use vestibule_flow::result::Status;
use vestibule_sandbox::{Program, Sandbox};

const NAME: &str = "require-webauthn-for-admins";

/// The Action and its events.
pub struct Article {
    folder: PathBuf,
    root: PathBuf,
    admin: Vec<u8>,
    non_admin: Vec<u8>,
}

impl Article {
    /// `root` is the repository's.
    pub fn read(root: &Path) -> Result<Article> {
        let folder = root.join("example-actions").join(NAME);
        let event = |name: &str| {
            let file = folder.join(name);
            std::fs::read(&file).with_context(|| file.display().to_string())
        };
        Ok(Article {
            root: root.to_owned(),
            admin: event("admin-with-key.json")?,
            non_admin: event("non-admin.json")?,
            folder,
        })
    }

    /// A login of somebody who has to show their key.
    pub fn challenged(&self) -> Case<'_> {
        Case {
            event: &self.admin,
            expected: Status::Suspended,
        }
    }

    /// The event of [`Article::challenged`].
    pub fn challenged_file(&self) -> PathBuf {
        self.folder.join("admin-with-key.json")
    }

    /// A login of somebody of whom nothing is asked, so that every Action runs.
    pub fn let_through(&self) -> Case<'_> {
        Case {
            event: &self.non_admin,
            expected: Status::Complete,
        }
    }

    /// The Action's sources in a language.
    pub fn source(&self, language: Language) -> PathBuf {
        let key = language.to_string().to_lowercase();
        match language {
            Language::Rust => self.folder.clone(),
            Language::JavaScript => self.folder.join(language.file()),
            _ => self.root.join("example-actions-in").join(key).join(NAME),
        }
    }

    /// Builds and compiles it. Absent if the language's tools are missing here, which `missing` is told.
    ///
    /// # Errors
    /// It does not build although the tools are there.
    pub fn program(
        &self,
        sandbox: &Sandbox,
        language: Language,
        missing: &mut Vec<String>,
    ) -> Result<Option<Program>> {
        if let Err(error) = vestibule_build::available(language) {
            missing.push(format!("{language}: {error}"));
            return Ok(None);
        }
        let request = BuildRequest::new(self.source(language));
        let mut say = |line: &str| eprintln!("{language}: {line}");
        let built = vestibule_build::build(&request, &mut say)?;
        let program = sandbox.compile(&built.name, &built.bytes)?;
        Ok(Some(program))
    }
}
