//! What an Action's source is written in, and how it becomes the CommonJS that the engine takes.
//!
//! Nothing moves. What is there for the compiler alone becomes blanks, and an `import` or `export` becomes what does the same on its own line, so that
//! every error names the line and the column that the author sees; no map between two sources is needed. It follows that TypeScript is limited
//! to what can be taken away without writing code in its place, as with Node's own support for it and `tsc --erasableSyntaxOnly`: enums, namespaces and
//! parameter properties are refused, with what to write instead.

mod edits;
mod modules;
mod types;

use crate::error::SourceError;
use edits::Edits;
use oxc_allocator::Allocator;
use oxc_parser::{ParseOptions, Parser, config::TokensParserConfig};
use oxc_span::SourceType;
use std::borrow::Cow;
use std::path::Path;
use types::Types;

/// What an Action's source is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Syntax {
    /// `.cjs`: JavaScript as Auth0 runs it, which nothing is done to.
    CommonJs,
    /// `.js`: CommonJS, unless something in it imports or exports as ES modules do.
    JavaScript,
    /// `.mjs`: a module.
    Module,
    /// `.ts`, `.mts`, `.cts`: TypeScript, a module if something in it imports or exports.
    TypeScript,
}

impl Syntax {
    /// By the ending of a file's name. None for a file that is no source of an Action.
    pub fn of(file: &Path) -> Option<Syntax> {
        match file.extension()?.to_str()? {
            "cjs" => Some(Syntax::CommonJs),
            "js" => Some(Syntax::JavaScript),
            "mjs" => Some(Syntax::Module),
            "ts" | "mts" | "cts" => Some(Syntax::TypeScript),
            _ => None,
        }
    }

    fn source_type(self) -> SourceType {
        match self {
            Syntax::CommonJs => SourceType::cjs(),
            Syntax::JavaScript => SourceType::unambiguous(),
            Syntax::Module => SourceType::mjs(),
            Syntax::TypeScript => SourceType::ts().with_unambiguous(true),
        }
    }
}

/// The source as CommonJS, every piece of code where it was. Types are not checked; that is the author's editor's or `tsc`'s.
///
/// # Errors
/// The source cannot be read, or has what cannot be taken away. CommonJS that cannot be read is left for the engine to refuse.
pub fn to_common_js(source: &str, syntax: Syntax) -> Result<Cow<'_, str>, SourceError> {
    if syntax == Syntax::CommonJs {
        return Ok(Cow::Borrowed(source));
    }
    let allocator = Allocator::default();
    let options = ParseOptions {
        // The engine puts a function around it.
        allow_return_outside_function: true,
        ..ParseOptions::default()
    };
    let parsed = Parser::new(&allocator, source, syntax.source_type())
        .with_options(options)
        .with_config(TokensParserConfig)
        .parse();
    let is_module = syntax == Syntax::Module || parsed.module_record.has_module_syntax;
    if syntax == Syntax::JavaScript && !is_module {
        return Ok(Cow::Borrowed(source));
    }
    if let Some(diagnostic) = parsed.diagnostics.errors().next() {
        let offset = diagnostic.labels.first().map_or(0, |label| label.offset());
        let message = match &diagnostic.help {
            Some(help) => format!("{} ({help})", diagnostic.message),
            None => diagnostic.message.to_string(),
        };
        return Err(error_at(source, offset, message));
    }
    let mut edits = Edits::new(source);
    if let Some(hashbang) = &parsed.program.hashbang {
        edits.blank(hashbang.span);
    }
    let types = Types::take_away(&parsed.program, &parsed.tokens, is_module, &mut edits);
    let names = types.map_err(|problem| error_at(source, problem.at, problem.message))?;
    // Only in TypeScript a name may be of a type alone. It also has imports and exports in files that are no modules.
    let is_type_only = |name: &str| syntax == Syntax::TypeScript && !names.contains(name);
    modules::to_common_js(&parsed.program, is_type_only, &mut edits)
        .map_err(|problem| error_at(source, problem.at, problem.message))?;
    Ok(Cow::Owned(edits.done(is_module)))
}

/// What cannot be taken over, and where, in bytes from the source's start.
struct Problem {
    at: u32,
    message: String,
}

fn error_at(source: &str, offset: u32, message: String) -> SourceError {
    let before = source.get(..offset as usize).unwrap_or(source);
    let line_start = before.rfind('\n').map_or(0, |end| end + 1);
    let number = |count: usize| u32::try_from(count).ok().map(|count| count + 1);
    SourceError {
        name: "SyntaxError".to_owned(),
        message,
        line: number(before.matches('\n').count()),
        column: number(before[line_start..].chars().count()),
        stack: None,
    }
}

#[cfg(test)]
mod tests;
