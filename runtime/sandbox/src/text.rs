//! Text that a guest wrote, made fit to be shown.

use std::fmt::Write;

/// Escapes what could disturb a terminal, a log or a reader (control characters, line and paragraph separators, characters that change the
/// direction of text or are not seen at all), and cuts to at most `limit` bytes; what was cut is marked with an ellipsis.
pub(crate) fn shown(text: &str, limit: usize) -> String {
    let mut shown = String::with_capacity(text.len().min(limit));
    if !push_escaped(&mut shown, text, limit) {
        shown.push('…');
    }
    shown
}

/// Appends `text`, escaped, as long as `target` gets no longer than `limit` bytes. Says whether all of it fitted. Stops at the limit, so that a
/// long text costs no more than a short one.
pub(crate) fn push_escaped(target: &mut String, text: &str, limit: usize) -> bool {
    for character in text.chars() {
        let before = target.len();
        match character {
            '\n' => target.push_str("\\n"),
            '\r' => target.push_str("\\r"),
            '\t' => target.push_str("\\t"),
            // Or else a text could show the escapes of characters that it does not contain.
            '\\' => target.push_str("\\\\"),
            _ if is_unsafe(character) => {
                // Writing to a String cannot fail.
                let _ = write!(target, "\\u{{{:x}}}", u32::from(character));
            }
            _ => target.push(character),
        }
        if target.len() > limit {
            target.truncate(before);
            return false;
        }
    }
    true
}

fn is_unsafe(character: char) -> bool {
    character.is_control()
        || matches!(
            character,
            '\u{ad}'
                | '\u{61c}'
                | '\u{180e}'
                | '\u{200b}'..='\u{200f}'
                | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}'
                | '\u{feff}'
                | '\u{fff9}'..='\u{fffb}'
                | '\u{e0000}'..='\u{e007f}'
        )
}

/// A number of bytes as a person would write it: `128 MiB`, `1 KiB`, `1000 bytes`.
pub(crate) fn bytes(count: u64) -> String {
    const KIB: u64 = 1 << 10;
    const MIB: u64 = 1 << 20;
    match count {
        1 => "1 byte".into(),
        count if count >= MIB && count % MIB == 0 => format!("{} MiB", count / MIB),
        count if count >= KIB && count % KIB == 0 => format!("{} KiB", count / KIB),
        count => format!("{count} bytes"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn escape(text: &str) -> String {
        shown(text, usize::MAX)
    }

    #[test]
    fn escapes_what_is_not_plain() {
        assert_eq!(escape("a\r\nb\u{1b}[31m"), "a\\r\\nb\\u{1b}[31m");
        assert_eq!(
            escape("\0\u{85}\u{202e}\u{2028}"),
            "\\u{0}\\u{85}\\u{202e}\\u{2028}"
        );
        assert_eq!(escape("Grüße 👋"), "Grüße 👋");
        assert_eq!(escape("\\n"), "\\\\n");
    }

    #[test]
    fn cuts_between_characters() {
        assert_eq!(shown("abcdef", 3), "abc…");
        assert_eq!(shown("äöü", 3), "ä…");
        assert_eq!(shown("a\n", 2), "a…");
        assert_eq!(shown("abc", 3), "abc");
    }

    #[test]
    fn bytes_in_human_units() {
        assert_eq!(bytes(128 << 20), "128 MiB");
        assert_eq!(bytes(65_536), "64 KiB");
        assert_eq!(bytes(1_000), "1000 bytes");
    }
}
