//! Makes CommonJS, which the engine takes, of ES modules and TypeScript.
//!
//! Nothing moves. What is there for the compiler alone becomes blanks, and an `import` or `export` becomes what does the same on its own line, so that
//! every error names the line and the column that the author sees; no map between two sources is needed. It follows that TypeScript is limited
//! to what can be taken away without writing code in its place, as with Node's own support for it and `tsc --erasableSyntaxOnly`: enums, namespaces and
//! parameter properties are refused, with what to write instead. Types are not checked; that is the author's editor's or `tsc`'s.

mod convert;
mod edits;
mod exports;
mod modules;
mod types;

/// What a source is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Syntax {
    /// CommonJS, unless something in it imports or exports as ES modules do.
    JavaScript,
    /// A module.
    Module,
    /// TypeScript, a module if something in it imports or exports.
    TypeScript,
}

/// What came of a source that could be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Converted {
    /// It is CommonJS already, or claims to be: whatever is wrong with it, the engine will say.
    Unchanged,
    /// It, as CommonJS.
    Code(String),
}

/// What is wrong with a source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceError {
    /// In words.
    pub message: String,
    /// Counted from 1.
    pub line: u32,
    /// In the line, counted from 1, in letters.
    pub column: u32,
}

/// What cannot be taken over, and where, in bytes from the source's start.
struct Problem {
    at: u32,
    message: String,
}
