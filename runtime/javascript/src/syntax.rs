//! What an Action's source is written in, and how it becomes the CommonJS that the engine takes: by a WebAssembly module, `syntax.wasm`, which is built once
//! and kept in the repository (`syntax/` is its source). So the parser is in a sandbox of its own, whoever wrote what it reads.

use crate::engine::{THREAD_STACK, WASM_STACK, on_deep_stack};
use crate::error::SourceError;
use std::borrow::Cow;
use std::path::Path;
use std::sync::OnceLock;
use thiserror::Error;
use wasmtime::{Config, Instance, Module, OptLevel, Store, StoreLimits, StoreLimitsBuilder};

/// What converts. `cargo xtask syntax` builds it.
static CONVERTER: &[u8] = include_bytes!("../syntax.wasm");

/// The most memory that a conversion may take, in bytes. A source of the largest size takes a tenth of it.
const MEMORY_BYTES: usize = 256 << 20;

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

/// Why a source was not converted.
#[derive(Debug, Error)]
pub enum SyntaxError {
    /// It cannot be read, or has what cannot be taken away.
    #[error("{0}")]
    Source(SourceError),
    /// The converter cannot be used, or met a fault of its own: what nests too deep, for one, exhausts its stack.
    #[error("modules and TypeScript cannot be converted: {0}")]
    Converter(String),
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
}

/// The source as CommonJS, every piece of code in its line and column. Types are taken away and not checked.
///
/// # Errors
/// The source cannot be read, or has what cannot be taken away. CommonJS that cannot be read is left for the engine to refuse.
pub fn to_common_js(source: &str, syntax: Syntax) -> Result<Cow<'_, str>, SyntaxError> {
    let number = match syntax {
        Syntax::CommonJs => return Ok(Cow::Borrowed(source)),
        // Getting the converter ready takes longer than a build, and most Actions have no need of it.
        Syntax::JavaScript if !may_be_module(source) => return Ok(Cow::Borrowed(source)),
        Syntax::JavaScript => 0,
        Syntax::Module => 1,
        Syntax::TypeScript => 2,
    };
    let answer = on_deep_stack(|| ask(source, number))
        .map_err(SyntaxError::Converter)?
        .map_err(|error| SyntaxError::Converter(format!("{error:#}")))?;
    match Answer::read(&answer) {
        Some(Answer::Unchanged) => Ok(Cow::Borrowed(source)),
        Some(Answer::Code(code)) => Ok(Cow::Owned(code)),
        Some(Answer::Error(error)) => Err(SyntaxError::Source(error)),
        None => Err(SyntaxError::Converter("there is no answer".to_owned())),
    }
}

/// Whether the word `import` or `export` is in a source, perhaps as a part of a text.
fn may_be_module(source: &str) -> bool {
    let is_of_a_name = |letter: char| letter.is_alphanumeric() || letter == '_' || letter == '$';
    ["import", "export"].iter().any(|word| {
        source.match_indices(word).any(|(place, _)| {
            !source[..place].ends_with(is_of_a_name)
                && !source[place + word.len()..].starts_with(is_of_a_name)
        })
    })
}

/// What the converter says.
enum Answer {
    Unchanged,
    Code(String),
    Error(SourceError),
}

impl Answer {
    /// As `syntax/src/exports.rs` writes it.
    fn read(bytes: &[u8]) -> Option<Answer> {
        let (kind, rest) = bytes.split_first()?;
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        match kind {
            0 => Some(Answer::Unchanged),
            1 => Some(Answer::Code(text(rest))),
            _ => {
                let (line, rest) = rest.split_first_chunk()?;
                let (column, message) = rest.split_first_chunk()?;
                Some(Answer::Error(SourceError {
                    name: "SyntaxError".to_owned(),
                    message: text(message),
                    line: Some(u32::from_le_bytes(*line)),
                    column: Some(u32::from_le_bytes(*column)),
                    stack: None,
                }))
            }
        }
    }
}

/// Converts a source in an instance of its own.
fn ask(source: &str, syntax: u32) -> wasmtime::Result<Vec<u8>> {
    let module = converter()?;
    let limits = StoreLimitsBuilder::new().memory_size(MEMORY_BYTES).build();
    let mut store: Store<StoreLimits> = Store::new(module.engine(), limits);
    store.limiter(|limits| limits);
    let instance = Instance::new(&mut store, module, &[])?;
    let memory = instance
        .get_memory(&mut store, "memory")
        .ok_or_else(|| wasmtime::Error::msg("the converter has no memory"))?;
    let length = u32::try_from(source.len())?;
    let place = instance
        .get_typed_func::<u32, u32>(&mut store, "syntax_allocate")?
        .call(&mut store, length)?;
    memory.write(&mut store, place as usize, source.as_bytes())?;
    let answer = instance
        .get_typed_func::<(u32, u32, u32), u32>(&mut store, "syntax_convert")?
        .call(&mut store, (place, length, syntax))?;
    let answer = memory.data(&store).get(answer as usize..);
    let (length, rest) = answer
        .and_then(<[u8]>::split_first_chunk)
        .ok_or_else(|| wasmtime::Error::msg("the converter's answer is nowhere"))?;
    let length = u32::from_le_bytes(*length) as usize;
    Ok(rest.get(..length).unwrap_or_default().to_vec())
}

/// The compiled module.
fn converter() -> wasmtime::Result<&'static Module> {
    static MODULE: OnceLock<Module> = OnceLock::new();
    if let Some(module) = MODULE.get() {
        return Ok(module);
    }
    let mut config = Config::new();
    config
        // This code runs once or twice; what counts is how soon it is there.
        .cranelift_opt_level(OptLevel::None)
        .max_wasm_stack(WASM_STACK)
        .async_stack_size(THREAD_STACK)
        .memory_init_cow(false);
    let module = Module::new(&wasmtime::Engine::new(&config)?, CONVERTER)?;
    Ok(MODULE.get_or_init(|| module))
}
