//! What was measured.

use serde::Serialize;

/// Times, sorted.
pub struct Sample(Vec<f64>);

impl Sample {
    pub fn new(mut times: Vec<f64>) -> Sample {
        times.sort_by(f64::total_cmp);
        Sample(times)
    }

    /// The time that so many of a hundred stay below; 0 of none.
    pub fn percentile(&self, percent: usize) -> f64 {
        let at = self.0.len() * percent / 100;
        self.0.get(at).or(self.0.last()).copied().unwrap_or(0.0)
    }
}

/// The middle of some figures.
pub fn median(figures: Vec<f64>) -> f64 {
    Sample::new(figures).percentile(50)
}

/// Whose a row is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// Below which nothing can be.
    Floor,
    /// This project's.
    Vestibule,
    /// What else could do it.
    Peer,
}

/// What one run of something takes.
#[derive(Debug, Clone, Serialize)]
pub struct Row {
    pub key: &'static str,
    pub name: String,
    pub side: Side,
    /// How many runs were counted.
    pub runs: usize,
    pub p50_microseconds: f64,
    pub p99_microseconds: f64,
}

impl Row {
    pub fn new(key: &'static str, name: String, side: Side, times: Vec<f64>) -> Row {
        let runs = times.len();
        let sample = Sample::new(times);
        Row {
            key,
            name,
            side,
            runs,
            p50_microseconds: sample.percentile(50),
            p99_microseconds: sample.percentile(99),
        }
    }
}

/// Logins over HTTP.
#[derive(Debug, Clone, Serialize)]
pub struct HttpRow {
    pub key: &'static str,
    pub name: String,
    pub side: Side,
    pub connections: u32,
    pub per_second: f64,
    pub p50_microseconds: f64,
    pub p99_microseconds: f64,
    /// Of what the empty handler answers; the median over rounds, for those of a round were measured one right after the other.
    pub ratio_to_empty_handler: f64,
}

/// What grows with the number of Actions or processors.
#[derive(Debug, Clone, Serialize)]
pub struct Scale {
    /// A login with one of so many Actions that are loaded, chosen anew for each.
    pub logins: Vec<Row>,
    /// How many Actions were loaded.
    pub loaded: usize,
    /// Resident memory for each of them, after a login.
    pub resident_bytes_per_action: f64,
    /// An Action's first login when nothing of it is loaded, and one more.
    pub cold: Row,
    pub warm: Row,
    /// Logins a second on one thread and on two.
    pub one_thread_per_second: f64,
    pub two_threads_per_second: f64,
}

/// Building an Action in JavaScript, with an engine that has built one before.
#[derive(Debug, Clone, Serialize, serde::Deserialize)]
pub struct Build {
    pub first_milliseconds: f64,
    pub p50_milliseconds: f64,
    /// The most memory that the process had, its code and the first build included.
    pub peak_bytes: u64,
}

/// All that a run of the benchmark has found. What was not measured is absent.
#[derive(Debug, Default, Serialize)]
pub struct Figures {
    pub logins: Vec<Row>,
    pub http: Vec<HttpRow>,
    pub scale: Option<Scale>,
    pub build: Option<Build>,
    /// What could not be measured here, and why.
    pub skipped: Vec<String>,
}

impl Figures {
    /// The median of a row of logins, in microseconds.
    pub fn login(&self, key: &str) -> Option<f64> {
        let row = self.logins.iter().find(|row| row.key == key)?;
        Some(row.p50_microseconds)
    }

    /// Logins over HTTP with so many connections.
    pub fn http(&self, key: &str, connections: u32) -> Option<&HttpRow> {
        self.http
            .iter()
            .find(|row| row.key == key && row.connections == connections)
    }
}
