//! What a run learns from outside: the time, the seed of its randomness, and answers to its HTTP requests (decision D15).

use crate::hex;
use crate::outbound::{HttpError, HttpResponse};
use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};
use serde::{Deserialize, Serialize};
use std::time::{SystemTime, UNIX_EPOCH};

/// Where a run gets the time and randomness from.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "source", content = "inputs")]
pub enum InputSource {
    /// The host's clock and a new seed from the operating system.
    #[default]
    Live,
    /// What an earlier run learned. The same program with the same event then does the same again; if it asks for more readings of the clock
    /// than were recorded, it is not the same run, and fails with a `platform_error`.
    Replay(RunInputs),
}

/// What one run learned from outside, besides its event and the cache.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunInputs {
    /// The seed of its random numbers. In JSON 64 hexadecimal digits.
    #[serde(with = "hex::serde")]
    pub seed: [u8; 32],
    /// The answers of the clock, oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub clock: Vec<ClockReadings>,
    /// What came of its calls of `http`, oldest first. `send` counts as a start and a finish.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub http: Vec<HttpInput>,
}

/// What came of one call of `http`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HttpInput {
    /// An exchange was started, or refused at once.
    Started(Option<HttpError>),
    /// An exchange was finished.
    Finished(Result<HttpResponse, HttpError>),
    /// A wait ended: the place of the exchange that was ready, or none.
    Ready(Option<u32>),
}

/// The same answer of the clock, several times in a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClockReadings {
    /// Milliseconds since 1970.
    pub milliseconds: u64,
    /// How many times.
    pub count: u64,
}

/// A replay asked for a reading that was not recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct ReplayExhausted;

/// The time and randomness of one run, recorded as they are asked for.
pub(crate) struct Inputs {
    seed: [u8; 32],
    /// Made at the first use: most Actions need none.
    random: Option<Box<ChaCha20Rng>>,
    recorded: Vec<ClockReadings>,
    recorded_http: Vec<HttpInput>,
    replay: Option<Replay>,
    /// The latest answer of the monotonic clock.
    monotonic: u64,
}

struct Replay {
    readings: std::vec::IntoIter<ClockReadings>,
    current: Option<ClockReadings>,
    http: std::vec::IntoIter<HttpInput>,
}

impl Inputs {
    /// Draws a seed from the operating system, unless it is given.
    ///
    /// # Errors
    /// The operating system has no randomness to give.
    pub(crate) fn new(source: InputSource) -> Result<Inputs, getrandom::Error> {
        let mut seed = [0; 32];
        let replay = match source {
            InputSource::Live => {
                getrandom::fill(&mut seed)?;
                None
            }
            InputSource::Replay(inputs) => {
                seed = inputs.seed;
                Some(Replay {
                    readings: inputs.clock.into_iter(),
                    current: None,
                    http: inputs.http.into_iter(),
                })
            }
        };
        Ok(Inputs {
            seed,
            random: None,
            recorded: Vec::new(),
            recorded_http: Vec::new(),
            replay,
            monotonic: 0,
        })
    }

    /// Whether an earlier run is repeated.
    pub(crate) fn is_replay(&self) -> bool {
        self.replay.is_some()
    }

    /// Milliseconds since 1970.
    pub(crate) fn now(&mut self) -> Result<u64, ReplayExhausted> {
        let milliseconds = match &mut self.replay {
            None => live(),
            Some(replay) => replay.next().ok_or(ReplayExhausted)?,
        };
        match self.recorded.last_mut() {
            Some(last) if last.milliseconds == milliseconds => last.count += 1,
            _ => self.recorded.push(ClockReadings {
                milliseconds,
                count: 1,
            }),
        }
        Ok(milliseconds)
    }

    /// What came next of HTTP in the run that is repeated; absent in a live one.
    pub(crate) fn next_http(&mut self) -> Result<Option<HttpInput>, ReplayExhausted> {
        match &mut self.replay {
            None => Ok(None),
            Some(replay) => replay.http.next().map(Some).ok_or(ReplayExhausted),
        }
    }

    pub(crate) fn record_http(&mut self, input: HttpInput) {
        self.recorded_http.push(input);
    }

    /// Nanoseconds that never go back, for WASI. It is the same clock: a second one would be a second thing to record.
    pub(crate) fn monotonic(&mut self) -> Result<u64, ReplayExhausted> {
        let now = self.now()?.saturating_mul(1_000_000);
        self.monotonic = self.monotonic.max(now);
        Ok(self.monotonic)
    }

    pub(crate) fn number(&mut self) -> u64 {
        self.random().next_u64()
    }

    pub(crate) fn bytes(&mut self, length: usize) -> Vec<u8> {
        let mut bytes = vec![0; length];
        self.random().fill_bytes(&mut bytes);
        bytes
    }

    fn random(&mut self) -> &mut ChaCha20Rng {
        self.random
            .get_or_insert_with(|| Box::new(ChaCha20Rng::from_seed(self.seed)))
    }

    /// What the run learned.
    pub(crate) fn finish(self) -> RunInputs {
        RunInputs {
            seed: self.seed,
            clock: self.recorded,
            http: self.recorded_http,
        }
    }
}

impl Replay {
    fn next(&mut self) -> Option<u64> {
        loop {
            match &mut self.current {
                Some(current) if current.count > 0 => {
                    current.count -= 1;
                    return Some(current.milliseconds);
                }
                _ => self.current = Some(self.readings.next()?),
            }
        }
    }
}

fn live() -> u64 {
    // A clock before 1970 is a clock that was never set; 0 says so as well as anything.
    let since = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn inputs() -> RunInputs {
        let readings = |milliseconds, count| ClockReadings {
            milliseconds,
            count,
        };
        RunInputs {
            seed: [7; 32],
            clock: vec![readings(5, 2), readings(4, 0), readings(3, 1)],
            http: vec![
                HttpInput::Started(None),
                HttpInput::Ready(Some(0)),
                HttpInput::Finished(Ok(HttpResponse {
                    status: 200,
                    url: "https://a.example/".into(),
                    headers: vec![("a".into(), "b".into())],
                    body: vec![0, 255],
                })),
                HttpInput::Finished(Err(HttpError::TimedOut("late".into()))),
            ],
        }
    }

    #[test]
    fn a_replay_answers_as_recorded_and_no_more() {
        let mut replay = Inputs::new(InputSource::Replay(inputs())).unwrap();
        assert_eq!(replay.now(), Ok(5));
        assert_eq!(replay.monotonic(), Ok(5_000_000));
        assert_eq!(replay.monotonic(), Ok(5_000_000));
        assert_eq!(replay.now(), Err(ReplayExhausted));
        let first = replay.number();
        let mut again = Inputs::new(InputSource::Replay(inputs())).unwrap();
        assert_eq!(again.number(), first);
    }

    #[test]
    fn text_form() {
        let text = serde_json::to_string(&inputs()).unwrap();
        assert!(text.starts_with(r#"{"seed":"0707"#), "{text}");
        assert!(text.contains(r#""body":"AP8=""#), "{text}");
        assert!(
            text.contains(r#"{"kind":"timed_out","message":"late"}"#),
            "{text}"
        );
        assert_eq!(serde_json::from_str::<RunInputs>(&text).unwrap(), inputs());
    }
}
