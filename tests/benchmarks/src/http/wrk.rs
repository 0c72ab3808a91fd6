//! The client: wrk, which takes little of the processors that it shares with the servers.

use anyhow::{Context, Result, bail, ensure};
use std::path::Path;
use std::process::Command;

/// What wrk measured.
pub struct Load {
    pub per_second: f64,
    pub p50_microseconds: f64,
    pub p99_microseconds: f64,
}

/// What every request is. A token of nothing is none.
pub fn script(token: &str, body: &str) -> String {
    let authorization = match token {
        "" => String::new(),
        token => format!("wrk.headers[\"authorization\"] = \"Bearer {token}\"\n"),
    };
    format!(
        "wrk.method = \"POST\"\nwrk.headers[\"content-type\"] = \"application/json\"\n{authorization}wrk.body = [==[{body}]==]\n"
    )
}

/// Has so many connections ask as fast as they are answered.
///
/// # Errors
/// There is no wrk, or not every request was answered with a success.
pub fn load(
    url: &str,
    script: &Path,
    connections: u32,
    threads: u32,
    seconds: u32,
) -> Result<Load> {
    let output = Command::new("wrk")
        .args(["--latency", "--timeout", "30s"])
        .args(["-t", &threads.to_string()])
        .args(["-c", &connections.to_string()])
        .args(["-d", &format!("{seconds}s")])
        .arg("-s")
        .arg(script)
        .arg(url)
        .output()
        .context("wrk cannot be run: apt-get install wrk")?;
    let said = String::from_utf8_lossy(&output.stdout);
    ensure!(output.status.success(), "wrk: {}\n{said}", output.status);
    read(&said)
}

fn read(said: &str) -> Result<Load> {
    if said.contains("Non-2xx") || said.contains("Socket errors") {
        bail!("not every request was answered with a success:\n{said}");
    }
    let after = |name: &str| {
        said.lines()
            .find_map(|line| line.trim().strip_prefix(name))
            .map(str::trim)
            .with_context(|| format!("wrk did not say {name}:\n{said}"))
    };
    Ok(Load {
        per_second: after("Requests/sec:")?.parse()?,
        p50_microseconds: microseconds(after("50%")?)?,
        p99_microseconds: microseconds(after("99%")?)?,
    })
}

/// `12.34us`, `1.20ms`, `2.00s`
fn microseconds(text: &str) -> Result<f64> {
    // The longer units first: each of them ends in the shortest.
    for (unit, factor) in [("us", 1.0), ("ms", 1e3), ("s", 1e6), ("m", 6e7)] {
        if let Some(number) = text.strip_suffix(unit) {
            return Ok(number.parse::<f64>()? * factor);
        }
    }
    bail!("wrk gave a time of {text:?}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_have_units() {
        for (text, expected) in [
            ("12.50us", 12.5),
            ("1.20ms", 1_200.0),
            ("2.00s", 2_000_000.0),
        ] {
            let found = microseconds(text).unwrap();
            assert!((found - expected).abs() < 1e-6, "{text}: {found}");
        }
        assert!(microseconds("fast").is_err());
    }

    #[test]
    fn an_answer_that_is_no_success_is_an_error() {
        let good = "  50%  1.00ms\n  99%  2.00ms\nRequests/sec:   100.5\n";
        assert!((read(good).unwrap().per_second - 100.5).abs() < 1e-6);
        assert!(read(&format!("{good}  Non-2xx or 3xx responses: 3\n")).is_err());
        assert!(read("nothing").is_err());
    }
}
