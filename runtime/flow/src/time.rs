//! Milliseconds since 1970, and how Auth0 writes them.

use jiff::fmt::temporal::DateTimePrinter;

const PRINTER: DateTimePrinter = DateTimePrinter::new().precision(Some(3));

/// ISO 8601 in UTC with milliseconds, as in the event: `2026-01-01T00:00:00.000Z`. A time that no calendar holds is the last one that one does.
pub fn iso8601(milliseconds: u64) -> String {
    let timestamp = i64::try_from(milliseconds)
        .ok()
        .and_then(|milliseconds| jiff::Timestamp::from_millisecond(milliseconds).ok())
        .unwrap_or(jiff::Timestamp::MAX);
    PRINTER.timestamp_to_string(&timestamp)
}

#[cfg(test)]
mod tests {
    use super::iso8601;

    #[test]
    fn as_the_event_has_it() {
        assert_eq!(iso8601(1_767_225_600_000), "2026-01-01T00:00:00.000Z");
        assert_eq!(iso8601(1_767_225_600_123), "2026-01-01T00:00:00.123Z");
        assert_eq!(iso8601(u64::MAX), "9999-12-30T22:00:00.999Z");
    }
}
