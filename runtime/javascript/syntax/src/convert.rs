//! The conversion: what is parsed, and what is done to it.

use crate::edits::Edits;
use crate::types::Types;
use crate::{Converted, SourceError, Syntax, modules};
use oxc_allocator::Allocator;
use oxc_parser::{ParseOptions, Parser, config::TokensParserConfig};
use oxc_span::SourceType;

fn source_type(syntax: Syntax) -> SourceType {
    match syntax {
        Syntax::JavaScript => SourceType::unambiguous(),
        Syntax::Module => SourceType::mjs(),
        Syntax::TypeScript => SourceType::ts().with_unambiguous(true),
    }
}

/// The source as CommonJS, every piece of code where it was. Types are not checked; that is the author's editor's or `tsc`'s.
///
/// # Errors
/// The source cannot be read, or has what cannot be taken away. CommonJS that cannot be read is left for the engine to refuse.
pub fn to_common_js(source: &str, syntax: Syntax) -> Result<Converted, SourceError> {
    let allocator = Allocator::default();
    let options = ParseOptions {
        // The engine puts a function around it.
        allow_return_outside_function: true,
        ..ParseOptions::default()
    };
    let parsed = Parser::new(&allocator, source, source_type(syntax))
        .with_options(options)
        .with_config(TokensParserConfig)
        .parse();
    let is_module = syntax == Syntax::Module || parsed.module_record.has_module_syntax;
    if syntax == Syntax::JavaScript && !is_module {
        return Ok(Converted::Unchanged);
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
    Ok(Converted::Code(edits.done(is_module)))
}

fn error_at(source: &str, offset: u32, message: String) -> SourceError {
    let before = source.get(..offset as usize).unwrap_or(source);
    let line_start = before.rfind('\n').map_or(0, |end| end + 1);
    // A source of more lines than that does not fit into the memory of a module.
    let number = |count: usize| u32::try_from(count + 1).unwrap_or(u32::MAX);
    SourceError {
        message,
        line: number(before.matches('\n').count()),
        column: number(before[line_start..].chars().count()),
    }
}
