//! `cargo xtask load`: logins a second over HTTP, against a server that does nothing.

use crate::{Outcome, cargo, run};
use std::fmt::Write as _;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

const SECONDS: &str = "8s";
const FOLDER: &str = "target/load";
/// As many as there are processors, and enough to keep them busy.
const SHAPES: [(&str, &str); 2] = [("1", "4"), ("2", "32")];

/// Measures, prints and writes `target/load.json`.
pub fn run_load() -> Outcome {
    if Command::new("wrk").arg("-v").output().is_err() {
        return Err("this needs wrk: apt-get install wrk".to_owned());
    }
    // With one command, so that both have the same dependencies with the same features.
    cargo(&[
        "build",
        "--release",
        "--package",
        "vestibule",
        "--package",
        "empty-handler",
    ])?;
    let folder = PathBuf::from(FOLDER);
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).map_err(|error| error.to_string())?;
    let vestibule = "target/release/vestibule";
    let data = format!("{FOLDER}/data");
    let service = Server::start(Command::new(vestibule).args([
        "serve",
        "--json",
        "--listen",
        "127.0.0.1:0",
        "--log",
        "warn",
        "--data",
        &data,
    ]))?;
    let tenant = output(
        Command::new(vestibule).args(["tenant", "create", "load", "--json", "--data", &data]),
    )?;
    let token = member(&tenant, "token")?;
    let flow_token = member(&tenant, "flow_token")?;
    let action = "example-actions/require-webauthn-for-admins";
    let component = format!("{FOLDER}/action.wasm");
    run(Command::new(vestibule).args(["build", action, "--output", &component]))?;
    run(Command::new(vestibule)
        .args(["deploy", &component, "--bind"])
        .env("VESTIBULE_URL", &service.url)
        .env("VESTIBULE_TOKEN", &token))?;
    let floor = Server::start(&mut Command::new("target/release/empty-handler"))?;
    let script = folder.join("post.lua");
    write_script(&script, &flow_token)?;
    let mut figures = Vec::new();
    for (threads, connections) in SHAPES {
        // In turn, and the middle of three: a machine that is slow for a while is slow for both.
        let mut runs: Vec<(Wrk, Wrk)> = Vec::new();
        for _ in 0..3 {
            let empty = wrk(&floor.url, &script, threads, connections)?;
            let login = wrk(&service.url, &script, threads, connections)?;
            runs.push((empty, login));
        }
        runs.sort_by(|one, other| one.ratio().total_cmp(&other.ratio()));
        let (empty, login) = &runs[1];
        println!(
            "{connections} connections: {:.0} logins a second (p50 {}, p99 {}), empty handler {:.0} (p50 {}, p99 {}): ratio {:.2}",
            login.rate,
            login.p50,
            login.p99,
            empty.rate,
            empty.p50,
            empty.p99,
            runs[1].ratio()
        );
        figures.push(format!(
            "{{\"connections\": {connections}, \"logins\": {}, \"empty_handler\": {}, \"ratio\": {:.3}}}",
            login.json(),
            empty.json(),
            runs[1].ratio()
        ));
    }
    let text = format!("[{}]\n", figures.join(",\n "));
    std::fs::write("target/load.json", text).map_err(|error| error.to_string())
}

/// Good and bad logins on one service for ten minutes.
pub fn soak() -> Outcome {
    cargo(&["build", "--release", "--package", "vestibule"])?;
    run(Command::new("python3").arg("tests/benchmarks/mixed-load.py"))
}

trait Ratio {
    fn ratio(&self) -> f64;
}

impl Ratio for (Wrk, Wrk) {
    fn ratio(&self) -> f64 {
        self.1.rate / self.0.rate
    }
}

/// What wrk measured.
struct Wrk {
    rate: f64,
    p50: String,
    p99: String,
}

impl Wrk {
    fn json(&self) -> String {
        format!(
            "{{\"per_second\": {:.0}, \"p50\": \"{}\", \"p99\": \"{}\"}}",
            self.rate, self.p50, self.p99
        )
    }
}

fn wrk(url: &str, script: &Path, threads: &str, connections: &str) -> Result<Wrk, String> {
    let url = format!("{url}/v1/flows/post-login");
    let text = output(
        Command::new("wrk")
            .args([
                "-t",
                threads,
                "-c",
                connections,
                "-d",
                SECONDS,
                "--latency",
                "-s",
            ])
            .arg(script)
            .arg(url),
    )?;
    if text.contains("Non-2xx") || text.contains("Socket errors") {
        return Err(format!(
            "not every request was answered with a success:\n{text}"
        ));
    }
    let after = |name: &str| {
        text.lines()
            .find_map(|line| line.trim().strip_prefix(name))
            .map(|rest| rest.trim().to_owned())
            .ok_or_else(|| format!("wrk did not say {name}:\n{text}"))
    };
    Ok(Wrk {
        rate: after("Requests/sec:")?
            .parse()
            .map_err(|error| format!("{error}"))?,
        p50: after("50%")?,
        p99: after("99%")?,
    })
}

/// A login of 3 kB, of somebody from whom nothing is asked.
fn write_script(file: &Path, token: &str) -> Outcome {
    let mut metadata = String::new();
    for number in 0..40 {
        let _ = write!(
            metadata,
            "\"setting_{number}\": \"value number {number} of this user\", "
        );
    }
    let event = format!(
        r#"{{"event": {{"user": {{"user_id": "auth0|1", "email": "ana@example.com", "email_verified": true, "user_metadata": {{{metadata}"last": 1}}, "enrolledFactors": [{{"type": "otp"}}]}}, "authorization": {{"roles": ["editor"]}}, "request": {{"ip": "203.0.113.7", "method": "GET", "hostname": "load.example", "query": {{}}, "body": {{}}, "user_agent": "Mozilla/5.0", "language": "en", "geoip": {{"countryCode": "FR", "cityName": "Lyon"}}}}, "client": {{"client_id": "cli_web", "name": "Web App", "metadata": {{}}}}, "transaction": {{"id": "tx1", "protocol": "oidc-basic-profile", "requested_scopes": ["openid"]}}, "stats": {{"logins_count": 3}}}}}}"#
    );
    let script = format!(
        "wrk.method = \"POST\"\nwrk.headers[\"content-type\"] = \"application/json\"\nwrk.headers[\"authorization\"] = \"Bearer {token}\"\nwrk.body = [==[{event}]==]\n"
    );
    println!("an event of {} bytes", event.len());
    std::fs::write(file, script).map_err(|error| error.to_string())
}

/// A process that says where it serves.
struct Server {
    child: Child,
    url: String,
}

impl Server {
    fn start(command: &mut Command) -> Result<Server, String> {
        let mut child = command
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|error| format!("{command:?}: {error}"))?;
        let mut line = String::new();
        if let Some(said) = child.stdout.take() {
            BufReader::new(said)
                .read_line(&mut line)
                .map_err(|error| error.to_string())?;
        }
        let url = member(&line, "url")?;
        Ok(Server { child, url })
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The text of a member of flat JSON. This program has no dependencies.
fn member(json: &str, name: &str) -> Result<String, String> {
    let find = || {
        let (_, rest) = json.split_once(&format!("\"{name}\""))?;
        let (_, rest) = rest.split_once('"')?;
        let (text, _) = rest.split_once('"')?;
        Some(text.to_owned())
    };
    find().ok_or_else(|| format!("there is no {name:?} in {json}"))
}

fn output(command: &mut Command) -> Result<String, String> {
    let output = command
        .output()
        .map_err(|error| format!("{command:?}: {error}"))?;
    if !output.status.success() {
        let error = String::from_utf8_lossy(&output.stderr);
        return Err(format!("{command:?}: {error}"));
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}
