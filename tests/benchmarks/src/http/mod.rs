//! Logins over HTTP: what the service does, beside a handler that does nothing and a server in Node.

mod servers;
mod wrk;

use crate::article::Article;
use crate::figures::{HttpRow, Side, median};
use crate::peers::Peers;
use anyhow::Result;
use servers::Servers;
use std::fmt::Write as _;
use std::path::Path;
use std::time::Duration;
use wrk::Load;

/// How many connections there are, and how many threads of the client's have them.
const SHAPES: [(u32, u32); 3] = [(1, 1), (16, 2), (256, 2)];
/// A round is one measurement of each server, one right after the other.
const ROUNDS: usize = 3;
const SECONDS: u32 = 3;
const WARM_UP_SECONDS: u32 = 2;
/// The service writes its records after it has answered. That should not be the next server's load.
const PAUSE: Duration = Duration::from_millis(300);

/// A server that is measured.
struct Contestant {
    key: &'static str,
    name: String,
    side: Side,
    url: String,
    script: std::path::PathBuf,
}

/// Measures all with each number of connections.
///
/// # Errors
/// A program is missing, or a server did not answer every request with a success.
pub fn measure(
    root: &Path,
    article: &Article,
    peers: &Peers,
    scratch: &Path,
) -> Result<Vec<HttpRow>> {
    let event = event();
    let servers = Servers::start(root, article, peers, scratch)?;
    let isolated_vm = peers.named("isolated-vm")?;
    let contestant = |key, name, side, url: &str, token: &str| -> Result<Contestant> {
        let script = scratch.join(format!("{key}.lua"));
        std::fs::write(&script, wrk::script(token, &event))?;
        Ok(Contestant {
            key,
            name,
            side,
            url: format!("{url}/v1/flows/post-login"),
            script,
        })
    };
    let service = servers.service.url.as_str();
    // The first is what the others are compared with.
    let contestants = [
        contestant(
            "empty",
            "an axum handler that does nothing".to_owned(),
            Side::Floor,
            &servers.empty.url,
            "",
        )?,
        contestant(
            "rust",
            "Vestibule, Rust".to_owned(),
            Side::Vestibule,
            service,
            &servers.rust_token,
        )?,
        contestant(
            "javascript",
            "Vestibule, JavaScript".to_owned(),
            Side::Vestibule,
            service,
            &servers.javascript_token,
        )?,
        contestant(
            "node",
            format!("Node with {isolated_vm}, fresh isolate, JavaScript"),
            Side::Peer,
            &servers.node.url,
            "",
        )?,
    ];
    for one in &contestants {
        one.load(16, 2, WARM_UP_SECONDS)?;
    }
    let mut rows = Vec::new();
    for (connections, threads) in SHAPES {
        let mut rounds: Vec<Vec<Load>> = Vec::new();
        for _ in 0..ROUNDS {
            let loads = contestants.iter().map(|one| {
                std::thread::sleep(PAUSE);
                one.load(connections, threads, SECONDS)
            });
            rounds.push(loads.collect::<Result<_>>()?);
        }
        for (place, one) in contestants.iter().enumerate() {
            rows.push(one.row(connections, place, &rounds));
        }
    }
    Ok(rows)
}

impl Contestant {
    fn load(&self, connections: u32, threads: u32, seconds: u32) -> Result<Load> {
        wrk::load(&self.url, &self.script, connections, threads, seconds)
    }

    /// The medians over the rounds, in each of which it was measured at this place.
    fn row(&self, connections: u32, place: usize, rounds: &[Vec<Load>]) -> HttpRow {
        let over =
            |figure: &dyn Fn(&[Load]) -> f64| median(rounds.iter().map(|r| figure(r)).collect());
        HttpRow {
            key: self.key,
            name: self.name.clone(),
            side: self.side,
            connections,
            per_second: over(&|round| round[place].per_second),
            p50_microseconds: over(&|round| round[place].p50_microseconds),
            p99_microseconds: over(&|round| round[place].p99_microseconds),
            ratio_to_empty_handler: over(&|round| round[place].per_second / round[0].per_second),
        }
    }
}

/// The body of a login of 2.4 kB, of somebody from whom nothing is asked.
fn event() -> String {
    let mut metadata = String::new();
    for number in 0..40 {
        // Writing to a String cannot fail.
        let _ = write!(
            metadata,
            "\"setting_{number}\": \"value number {number} of this user\", "
        );
    }
    format!(
        r#"{{"event": {{"user": {{"user_id": "auth0|1", "email": "ana@example.com", "email_verified": true, "user_metadata": {{{metadata}"last": 1}}, "enrolledFactors": [{{"type": "otp"}}]}}, "authorization": {{"roles": ["editor"]}}, "request": {{"ip": "203.0.113.7", "method": "GET", "hostname": "load.example", "query": {{}}, "body": {{}}, "user_agent": "Mozilla/5.0", "language": "en", "geoip": {{"countryCode": "FR", "cityName": "Lyon"}}}}, "client": {{"client_id": "cli_web", "name": "Web App", "metadata": {{}}}}, "transaction": {{"id": "tx1", "protocol": "oidc-basic-profile", "requested_scopes": ["openid"]}}, "stats": {{"logins_count": 3}}}}}}"#
    )
}
