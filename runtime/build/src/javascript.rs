//! Actions in JavaScript and TypeScript: a file, or a folder with one and perhaps a `package.json`. The engine is inside this program.

use crate::error::BuildError;
use crate::language::{self, Language};
use crate::toolchain::Toolchain;
use crate::{BuildRequest, Built, EngineSource, files};
use serde::Deserialize;
use std::borrow::Cow;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use vestibule_javascript::{
    BuildLimits, Engine, Npm, Syntax, SyntaxError, to_common_js, with_file_name,
};

/// The types of `event` and `api`, for editors.
const TYPES: &str = include_str!("../sdk/js/index.d.ts");

/// An Action's source.
pub struct Source {
    /// Its file.
    pub file: PathBuf,
    /// The Action's name.
    pub name: String,
}

impl Source {
    /// The Action in a file, whose name it has.
    ///
    /// # Errors
    /// The file has none.
    fn of_file(file: &Path) -> Result<Source, BuildError> {
        let name = file.file_stem().ok_or_else(|| BuildError::NoLanguage {
            folder: file.to_owned(),
        })?;
        Ok(Source {
            file: file.to_owned(),
            name: name.to_string_lossy().into_owned(),
        })
    }

    /// The Action in a file, or the one in a folder: what `package.json` names as its main file, else `action.ts` or `action.js`. None if there is nothing.
    ///
    /// # Errors
    /// `package.json` cannot be used, or there are two Actions.
    pub fn find(place: &Path) -> Result<Option<Source>, BuildError> {
        if Syntax::of(place).is_some() && !place.is_dir() {
            return Source::of_file(place).map(Some);
        }
        let beside: Vec<Language> = [Language::TypeScript, Language::JavaScript]
            .into_iter()
            .filter(|language| place.join(language.file()).is_file())
            .collect();
        let description = place.join("package.json");
        let package = match description.is_file() {
            true => Some(Package::read(&description)?),
            false => None,
        };
        let file = match (
            package.as_ref().and_then(|it| it.main.as_ref()),
            &beside[..],
        ) {
            (Some(main), _) => place.join(main),
            (None, [language]) => place.join(language.file()),
            (None, [one, other, ..]) => {
                return Err(BuildError::SeveralLanguages {
                    folder: place.to_owned(),
                    one: *one,
                    other: *other,
                });
            }
            (None, []) if package.is_some() => place.join("index.js"),
            (None, []) => return Ok(None),
        };
        if !file.is_file() {
            return Err(BuildError::Manifest {
                missing: format!(
                    "the Action's file: there is no {}; name it in \"main\"",
                    file.display()
                ),
                file: description,
            });
        }
        let name = match package {
            // The scope of a package is no part of an Action's name.
            Some(package) => match package.name {
                Some(name) => name.rsplit('/').next().unwrap_or(&name).to_owned(),
                None => Source::of_file(&file)?.name,
            },
            None => language::name_of(place)?,
        };
        Ok(Some(Source { file, name }))
    }

    /// What it is written in.
    pub fn language(&self) -> Language {
        match self.syntax() {
            Syntax::TypeScript => Language::TypeScript,
            _ => Language::JavaScript,
        }
    }

    fn syntax(&self) -> Syntax {
        // What `package.json` names may be called anything.
        Syntax::of(&self.file).unwrap_or(Syntax::JavaScript)
    }

    /// The source as the engine takes it, each line and column where the author has it. What is turned to CommonJS says the name of its file; what is
    /// CommonJS stays as it is, to the letter.
    ///
    /// # Errors
    /// The file cannot be read, or holds what cannot be turned to CommonJS.
    pub fn common_js(&self) -> Result<String, BuildError> {
        let text =
            String::from_utf8(files::read(&self.file)?).map_err(|_| BuildError::NotText {
                file: self.file.clone(),
            })?;
        match to_common_js(&text, self.syntax()) {
            Ok(Cow::Borrowed(_)) => Ok(text),
            Ok(Cow::Owned(code)) => Ok(self.named(&code)),
            Err(SyntaxError::Source(error)) => Err(self.error(&error)),
            Err(error @ SyntaxError::Converter(_)) => Err(BuildError::JavaScriptEngine {
                reason: format!("{}: {error}", self.file.display()),
            }),
        }
    }

    /// Code that says the name of the Action's file, which stacks then have.
    fn named(&self, code: &str) -> String {
        let name = self.file.file_name().unwrap_or_default();
        with_file_name(code, &name.to_string_lossy())
    }

    /// What is wrong with the source, as editors and terminals link to it.
    fn error(&self, error: &vestibule_javascript::SourceError) -> BuildError {
        let mut place = self.file.display().to_string();
        for number in [error.line, error.column].into_iter().flatten() {
            place.push_str(&format!(":{number}"));
        }
        BuildError::Source {
            place,
            name: error.name.clone(),
            message: error.message.clone(),
        }
    }

    /// What the Action needs of npm packages and of files beside it, bundled; none where there is no `package.json`.
    fn packages(
        &self,
        code: &str,
        tools: Option<&Path>,
        progress: &mut dyn FnMut(&str),
    ) -> Result<Option<String>, BuildError> {
        let folder = match self.file.parent() {
            Some(folder) if folder.as_os_str().is_empty() => Path::new("."),
            Some(folder) => folder,
            None => return Ok(None),
        };
        if !folder.join("package.json").exists() {
            return Ok(None);
        }
        let tools = match tools {
            Some(tools) => tools.to_owned(),
            None => files::folder(folder, "npm")?,
        };
        progress("bundling what package.json lists");
        Ok(Npm::new("npm", tools).bundle_folder(folder, code)?)
    }
}

/// What is of use in a `package.json`.
#[derive(Deserialize)]
struct Package {
    name: Option<String>,
    main: Option<PathBuf>,
}

impl Package {
    fn read(file: &Path) -> Result<Package, BuildError> {
        serde_json::from_slice(&files::read(file)?).map_err(|error| BuildError::Manifest {
            file: file.to_owned(),
            missing: format!("something: {error}"),
        })
    }
}

/// Builds an Action.
///
/// # Errors
/// The source or what it requires is at fault, npm is needed and cannot be used, or the engine fails.
pub fn build(
    source: Source,
    request: &BuildRequest,
    progress: &mut dyn FnMut(&str),
) -> Result<Built, BuildError> {
    if request.folder.is_dir() && source.language() == Language::TypeScript {
        lay_out(&request.folder)?;
    }
    let code = source.named(&source.common_js()?);
    let packages = source.packages(&code, request.tools.as_deref(), progress)?;
    let bytes = engine(request)?
        .build_with_packages(
            &source.name,
            &code,
            packages.as_deref(),
            BuildLimits::default(),
        )
        .map_err(|error| match error.source_error() {
            Some(wrong) => source.error(wrong),
            None => BuildError::JavaScript(error),
        })?;
    Ok(Built {
        name: source.name,
        bytes,
        toolchain: Toolchain::JavaScriptEngine,
    })
}

/// Writes the types, where the new Action's `tsconfig.json` or `jsconfig.json` looks for them.
///
/// # Errors
/// They cannot be written.
pub fn lay_out(folder: &Path) -> Result<(), BuildError> {
    let types = files::folder(folder, "js")?.join("index.d.ts");
    files::write(&types, TYPES.as_bytes())
}

/// The one engine of all builds: getting it ready takes longer than a build.
fn engine(request: &BuildRequest) -> Result<&'static Engine<'static>, BuildError> {
    static ENGINE: OnceLock<Result<Engine<'static>, String>> = OnceLock::new();
    ENGINE
        .get_or_init(|| match &request.engine {
            Some(EngineSource(source)) => source(),
            None => Engine::new().map_err(|error| error.to_string()),
        })
        .as_ref()
        .map_err(|reason| BuildError::JavaScriptEngine {
            reason: reason.clone(),
        })
}
