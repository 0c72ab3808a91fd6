//! How much one run may use.

use crate::text;
use serde::{Deserialize, Serialize};
use thiserror::Error;
use vestibule_flow::recorder::OutputLimits;

/// The limits of one run. A run that passes one fails, with an error that names the limit and its value.
///
/// The defaults are generous for a login; an operator narrows or widens them with [`LimitOverrides`], inside fixed ranges. Reading limits from
/// outside goes through the same check, and what is not given has its default.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "LimitOverrides")]
pub struct Limits {
    /// Fuel: about one unit an instruction, one a byte moved in bulk, and 10,000 plus one a byte for a call into the host. Default 10¹⁰: some
    /// seconds of computing, so that an interpreted Action that signs or hashes something has room, and an endless one ends before its time.
    pub fuel: u64,
    /// Linear memory over all memories of the component together, in bytes. Default 128 MiB.
    pub memory_bytes: u64,
    /// Wall-clock time from before instantiation, in milliseconds. Default 20,000.
    pub time_milliseconds: u64,
    /// Console output that is kept, in bytes; the rest is cut. A run that offers sixteen times as much is ended. Default 256 KiB.
    pub log_bytes: u64,
    /// Tables of the component. Default 16.
    pub tables: u32,
    /// Elements over all tables together. Default 100,000.
    pub table_elements: u64,
    /// Core instances. Default 64.
    pub instances: u32,
    /// Linear memories. Default 8.
    pub memories: u32,
    /// Commands and cache changes that are recorded. Default 2,000.
    pub output_commands: u32,
    /// Bytes of names and values in them. Default 1 MiB.
    pub output_bytes: u64,
    /// HTTP exchanges. One more is refused, which the Action can catch. Default 20.
    pub http_exchanges: u32,
    /// Bytes of all HTTP responses together, headers included. One that does not fit is refused, which the Action can catch. Default 5 MiB.
    pub http_response_bytes: u64,
}

/// Limits that differ from others. What is absent stays as it is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LimitOverrides {
    /// [`Limits::fuel`]: 10,000 to 10¹².
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fuel: Option<u64>,
    /// [`Limits::memory_bytes`]: 64 KiB to 1 GiB.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        alias = "memoryBytes"
    )]
    pub memory_bytes: Option<u64>,
    /// [`Limits::time_milliseconds`]: 1 to 600,000.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        alias = "timeMilliseconds"
    )]
    pub time_milliseconds: Option<u64>,
    /// [`Limits::log_bytes`]: 256 bytes to 16 MiB.
    #[serde(default, skip_serializing_if = "Option::is_none", alias = "logBytes")]
    pub log_bytes: Option<u64>,
    /// [`Limits::tables`]: 1 to 16.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tables: Option<u32>,
    /// [`Limits::table_elements`]: 1 to 100,000.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        alias = "tableElements"
    )]
    pub table_elements: Option<u64>,
    /// [`Limits::instances`]: 1 to 64.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub instances: Option<u32>,
    /// [`Limits::memories`]: 1 to 8.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub memories: Option<u32>,
    /// [`Limits::output_commands`]: 1 to 20,000.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        alias = "outputCommands"
    )]
    pub output_commands: Option<u32>,
    /// [`Limits::output_bytes`]: 1 KiB to 16 MiB.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        alias = "outputBytes"
    )]
    pub output_bytes: Option<u64>,
    /// [`Limits::http_exchanges`]: 0 to 200.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        alias = "httpExchanges"
    )]
    pub http_exchanges: Option<u32>,
    /// [`Limits::http_response_bytes`]: 1 KiB to 64 MiB.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        alias = "httpResponseBytes"
    )]
    pub http_response_bytes: Option<u64>,
}

/// A limit is outside the range that can be promised.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("limit {name} is {value}; allowed are {minimum} to {maximum}")]
pub struct LimitError {
    /// The limit's name, e.g. `memory_bytes`.
    pub name: &'static str,
    /// What was asked for.
    pub value: u64,
    /// The least that is allowed.
    pub minimum: u64,
    /// The most that is allowed.
    pub maximum: u64,
}

/// What the instance pool is built for, as [`Limits`] may never ask for more.
pub(crate) mod most {
    pub(crate) const MEMORY_BYTES: u64 = 1 << 30;
    pub(crate) const INSTANCES: u32 = 64;
    pub(crate) const MEMORIES: u32 = 8;
    pub(crate) const TABLES: u32 = 16;
    pub(crate) const TABLE_ELEMENTS: u64 = 100_000;
}

/// A flood is this many times what is kept of the log.
const FLOOD_FACTOR: u64 = 16;

impl Default for Limits {
    fn default() -> Self {
        let output = OutputLimits::default();
        Limits {
            fuel: 10_000_000_000,
            memory_bytes: 128 << 20,
            time_milliseconds: 20_000,
            log_bytes: 256 << 10,
            tables: most::TABLES,
            table_elements: most::TABLE_ELEMENTS,
            instances: most::INSTANCES,
            memories: most::MEMORIES,
            output_commands: output.commands,
            output_bytes: output.bytes,
            http_exchanges: 20,
            http_response_bytes: 5 << 20,
        }
    }
}

impl Limits {
    /// These limits with some replaced.
    ///
    /// # Errors
    /// One is outside its range: its name, the value and the range.
    pub fn with(&self, overrides: &LimitOverrides) -> Result<Limits, LimitError> {
        let mut limits = *self;
        set(
            "fuel",
            &mut limits.fuel,
            overrides.fuel,
            10_000,
            1_000_000_000_000,
        )?;
        set(
            "memory_bytes",
            &mut limits.memory_bytes,
            overrides.memory_bytes,
            65_536,
            most::MEMORY_BYTES,
        )?;
        set(
            "time_milliseconds",
            &mut limits.time_milliseconds,
            overrides.time_milliseconds,
            1,
            600_000,
        )?;
        set(
            "log_bytes",
            &mut limits.log_bytes,
            overrides.log_bytes,
            256,
            16 << 20,
        )?;
        set(
            "tables",
            &mut limits.tables,
            overrides.tables,
            1,
            most::TABLES,
        )?;
        set(
            "table_elements",
            &mut limits.table_elements,
            overrides.table_elements,
            1,
            most::TABLE_ELEMENTS,
        )?;
        set(
            "instances",
            &mut limits.instances,
            overrides.instances,
            1,
            most::INSTANCES,
        )?;
        set(
            "memories",
            &mut limits.memories,
            overrides.memories,
            1,
            most::MEMORIES,
        )?;
        set(
            "output_commands",
            &mut limits.output_commands,
            overrides.output_commands,
            1,
            20_000,
        )?;
        set(
            "output_bytes",
            &mut limits.output_bytes,
            overrides.output_bytes,
            1_024,
            16 << 20,
        )?;
        set(
            "http_exchanges",
            &mut limits.http_exchanges,
            overrides.http_exchanges,
            0,
            200,
        )?;
        set(
            "http_response_bytes",
            &mut limits.http_response_bytes,
            overrides.http_response_bytes,
            1_024,
            64 << 20,
        )?;
        Ok(limits)
    }

    /// How many bytes of console output end a run.
    pub(crate) fn flood_bytes(&self) -> u64 {
        self.log_bytes.saturating_mul(FLOOD_FACTOR)
    }

    pub(crate) fn output(&self) -> OutputLimits {
        OutputLimits {
            commands: self.output_commands,
            bytes: self.output_bytes,
        }
    }

    pub(crate) fn memory_in_words(&self) -> String {
        text::bytes(self.memory_bytes)
    }
}

fn set<T: Copy + Into<u64>>(
    name: &'static str,
    limit: &mut T,
    wanted: Option<T>,
    minimum: T,
    maximum: T,
) -> Result<(), LimitError> {
    let Some(wanted) = wanted else { return Ok(()) };
    let (value, minimum, maximum) = (wanted.into(), minimum.into(), maximum.into());
    if !(minimum..=maximum).contains(&value) {
        return Err(LimitError {
            name,
            value,
            minimum,
            maximum,
        });
    }
    *limit = wanted;
    Ok(())
}

impl TryFrom<LimitOverrides> for Limits {
    type Error = LimitError;

    fn try_from(overrides: LimitOverrides) -> Result<Self, Self::Error> {
        Limits::default().with(&overrides)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_limit_out_of_range_is_refused_with_the_range() {
        for (overrides, message) in [
            (
                r#"{"memory_bytes": 0}"#,
                "limit memory_bytes is 0; allowed are 65536 to 1073741824",
            ),
            (
                r#"{"memoryBytes": 2147483648}"#,
                "limit memory_bytes is 2147483648; allowed are 65536 to 1073741824",
            ),
            (
                r#"{"fuel": 0}"#,
                "limit fuel is 0; allowed are 10000 to 1000000000000",
            ),
            (
                r#"{"time_milliseconds": 0}"#,
                "limit time_milliseconds is 0; allowed are 1 to 600000",
            ),
            (
                r#"{"memories": 9}"#,
                "limit memories is 9; allowed are 1 to 8",
            ),
            (
                r#"{"log_bytes": 1}"#,
                "limit log_bytes is 1; allowed are 256 to 16777216",
            ),
        ] {
            let overrides: LimitOverrides = serde_json::from_str(overrides).unwrap();
            let error = Limits::default().with(&overrides).unwrap_err();
            assert_eq!(error.to_string(), message);
        }
    }

    #[test]
    fn reading_limits_checks_them() {
        let limits: Limits = serde_json::from_str(r#"{"timeMilliseconds": 500}"#).unwrap();
        assert_eq!(limits.time_milliseconds, 500);
        assert_eq!(limits.fuel, Limits::default().fuel);
        assert!(serde_json::from_str::<Limits>(r#"{"fuel": 1}"#).is_err());
        assert!(serde_json::from_str::<Limits>(r#"{"time": 500}"#).is_err());
        let text = serde_json::to_string(&limits).unwrap();
        assert_eq!(serde_json::from_str::<Limits>(&text).unwrap(), limits);
    }
}
