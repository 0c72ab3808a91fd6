//! Changes of a source that leave everything else in its line and column.

use oxc_span::Span;
use std::collections::BTreeMap;

/// What makes code strict, as that of modules is.
const STRICT: &str = "\"use strict\";";

/// The changes. One inside another does not count.
pub(crate) struct Edits<'a> {
    source: &'a str,
    /// What is put in the place of what is from one byte to another.
    changes: BTreeMap<(u32, u32), String>,
    after: String,
}

impl<'a> Edits<'a> {
    pub fn new(source: &'a str) -> Edits<'a> {
        Edits {
            source,
            changes: BTreeMap::new(),
            after: String::new(),
        }
    }

    /// The source's own text there.
    pub fn text(&self, span: Span) -> &'a str {
        span.source_text(self.source)
    }

    /// Takes something away.
    pub fn blank(&mut self, span: Span) {
        self.put(span, blanks(self.text(span)));
    }

    /// Takes a whole statement or class member away. What was before and after it stays apart.
    pub fn blank_statement(&mut self, span: Span) {
        self.replace(span, ";");
    }

    /// Puts `text`, of one line, in the place of something. What follows keeps its line, and its column unless `text` is longer than what was there.
    pub fn replace(&mut self, span: Span, text: &str) {
        let mut instead = text.to_owned();
        let mut rest = self.text(span).chars();
        for _ in text.chars() {
            // A line of what was there that ends within `text` ends after it.
            if let Some(letter) = rest.next().filter(|letter| is_line_end(*letter)) {
                instead.push(letter);
                break;
            }
        }
        instead.push_str(&blanks(rest.as_str()));
        self.put(span, instead);
    }

    /// Puts `text` where nothing was.
    pub fn insert(&mut self, at: u32, text: &str) {
        self.put(Span::empty(at), text.to_owned());
    }

    /// Ends a statement that reaches to `end` where it ends in something taken away, without a semicolon. Otherwise the next line could go on with it: in
    /// `a as B` and then `(c)` only the type kept them apart.
    pub fn end_statement(&mut self, end: u32) {
        if let Some((&(_, last), text)) = self.changes.range_mut(..(end, 0)).next_back()
            && last == end
            && text.starts_with(' ')
        {
            text.replace_range(..1, ";");
        }
    }

    /// Adds a line after all others.
    pub fn add_line(&mut self, line: &str) {
        self.after.push('\n');
        self.after.push_str(line);
    }

    /// The changed source.
    pub fn done(self, is_strict: bool) -> String {
        let mut text = String::with_capacity(self.source.len() + self.after.len() + 64);
        let mut done = 0;
        for ((start, end), instead) in self.changes {
            if start < done {
                continue;
            }
            text.push_str(Span::new(done, start).source_text(self.source));
            text.push_str(&instead);
            done = end;
        }
        text.push_str(&self.source[done as usize..]);
        text.push_str(&self.after);
        if is_strict {
            // Over what was taken away, if there is room. Otherwise the first line moves, which is mostly an import or a comment.
            let room = text.bytes().take_while(|byte| b" ;".contains(byte)).count();
            text.replace_range(..room.min(STRICT.len()), STRICT);
        }
        text
    }

    fn put(&mut self, span: Span, text: String) {
        self.changes.entry((span.start, span.end)).or_insert(text);
    }
}

/// As many blanks as `text` has letters, and its ends of lines.
fn blanks(text: &str) -> String {
    let blank = |letter| if is_line_end(letter) { letter } else { ' ' };
    text.chars().map(blank).collect()
}

/// Ends of lines as JavaScript has them.
pub(crate) fn is_line_end(letter: char) -> bool {
    matches!(letter, '\n' | '\r' | '\u{2028}' | '\u{2029}')
}
