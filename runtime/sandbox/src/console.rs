//! What a run logs: escaped, one record a call, cut at the limit.

use crate::limits::Limits;
use crate::text::push_escaped;
use vestibule_flow::outcome::{ConsoleLevel, ConsoleLine};

/// What a line costs beyond its text, so that empty lines are not free.
const LINE_COST: u64 = 8;

/// The log of one run.
#[derive(Debug, Default)]
pub(crate) struct Console {
    lines: Vec<ConsoleLine>,
    /// Bytes kept, or more once something has been cut.
    used: u64,
    /// Bytes that the Action has offered, cut ones included.
    offered: u64,
    truncated: bool,
}

impl Console {
    /// Keeps a line, or what the limit leaves of it. After the first cut nothing more is kept: a log with holes would mislead.
    pub(crate) fn write(&mut self, level: ConsoleLevel, message: &str, limits: &Limits) {
        self.offered = self
            .offered
            .saturating_add(message.len() as u64 + LINE_COST);
        if self.truncated {
            return;
        }
        let room = limits.log_bytes.saturating_sub(self.used + LINE_COST);
        if room == 0 {
            self.truncated = true;
            return;
        }
        let mut kept = String::with_capacity(message.len().min(room as usize));
        self.truncated = !push_escaped(&mut kept, message, room as usize);
        self.used += kept.len() as u64 + LINE_COST;
        self.lines.push(ConsoleLine {
            level,
            message: kept,
        });
    }

    /// Whether the run goes on writing long after its log was full.
    pub(crate) fn is_flooded(&self, limits: &Limits) -> bool {
        self.offered > limits.flood_bytes()
    }

    /// The lines, and whether anything was cut.
    pub(crate) fn finish(self) -> (Vec<ConsoleLine>, bool) {
        (self.lines, self.truncated)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cut_once_and_for_all() {
        let limits = Limits {
            log_bytes: 40,
            ..Limits::default()
        };
        let mut console = Console::default();
        console.write(ConsoleLevel::Log, "ab\n", &limits);
        console.write(ConsoleLevel::Warn, "0123456789abcdefghij", &limits);
        console.write(ConsoleLevel::Log, "later", &limits);
        assert!(!console.is_flooded(&limits));
        console.write(ConsoleLevel::Log, &"x".repeat(640), &limits);
        assert!(console.is_flooded(&limits));
        let (lines, truncated) = console.finish();
        assert!(truncated);
        let texts: Vec<&str> = lines.iter().map(|line| line.message.as_str()).collect();
        assert_eq!(texts, ["ab\\n", "0123456789abcdefghij"]);
    }
}
