//! The servers that are measured.

use crate::article::Article;
use crate::node;
use crate::peers::Peers;
use anyhow::{Context, Result, ensure};
use serde_json::Value;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use vestibule_build::Language;

/// All of them, until it is dropped.
pub struct Servers {
    pub empty: Server,
    pub service: Server,
    pub node: Server,
    /// For logins of a tenant whose Action is in Rust.
    pub rust_token: String,
    pub javascript_token: String,
}

impl Servers {
    /// Starts them. The service has two tenants, each with the article's Action.
    pub fn start(root: &Path, article: &Article, peers: &Peers, scratch: &Path) -> Result<Servers> {
        let vestibule = Vestibule {
            program: built(root, "vestibule"),
            data: scratch.join("data"),
        };
        let service = Server::start(
            Command::new(&vestibule.program)
                .args(["serve", "--json", "--listen", "127.0.0.1:0"])
                .args(["--log", "warn", "--data"])
                .arg(&vestibule.data),
        )?;
        let component = scratch.join("action.wasm");
        output(
            Command::new(&vestibule.program)
                .arg("build")
                .arg(article.source(Language::Rust))
                .arg("--output")
                .arg(&component),
        )?;
        let javascript = article.source(Language::JavaScript);
        let action = javascript.as_path();
        Ok(Servers {
            rust_token: vestibule.tenant("rust", &component, &service)?,
            javascript_token: vestibule.tenant("javascript", action, &service)?,
            empty: Server::start(&mut Command::new(built(root, "empty-handler")))?,
            node: Server::start(
                node::command(&peers.script("http-isolated-vm.mjs"), peers.packages()).arg(action),
            )?,
            service,
        })
    }
}

/// A program of the same build as this one.
fn built(root: &Path, name: &str) -> PathBuf {
    let own = std::env::current_exe().ok();
    let folder = own.as_deref().and_then(Path::parent);
    let folder = folder.map_or_else(|| root.join("target/release"), Path::to_owned);
    folder.join(name)
}

struct Vestibule {
    program: PathBuf,
    data: PathBuf,
}

impl Vestibule {
    /// Makes a tenant with one Action bound, and gives its token for logins.
    fn tenant(&self, name: &str, action: &Path, service: &Server) -> Result<String> {
        let made = output(
            Command::new(&self.program)
                .args(["tenant", "create", name, "--json", "--data"])
                .arg(&self.data),
        )?;
        let made: Value = serde_json::from_str(&made)?;
        let token = |name: &str| -> Result<String> {
            let token = made[name].as_str().context("a tenant without tokens")?;
            Ok(token.to_owned())
        };
        output(
            Command::new(&self.program)
                .arg("deploy")
                .arg(action)
                .args(["--name", name, "--bind"])
                .env("VESTIBULE_URL", &service.url)
                .env("VESTIBULE_TOKEN", token("token")?),
        )?;
        token("flow_token")
    }
}

/// A process that says where it serves.
pub struct Server {
    child: Child,
    pub url: String,
}

impl Server {
    fn start(command: &mut Command) -> Result<Server> {
        let program = command.get_program().to_string_lossy().into_owned();
        let mut child = command
            .stdout(Stdio::piped())
            .spawn()
            .with_context(|| format!("{program} does not start: cargo xtask bench builds it"))?;
        let said = child.stdout.take();
        let mut server = Server {
            child,
            url: String::new(),
        };
        let mut line = String::new();
        BufReader::new(said.context("no pipe")?).read_line(&mut line)?;
        let said: Value = serde_json::from_str(&line)
            .with_context(|| format!("{program} did not say where it serves"))?;
        said["url"]
            .as_str()
            .context("no url")?
            .clone_into(&mut server.url);
        Ok(server)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn output(command: &mut Command) -> Result<String> {
    let output = command
        .output()
        .with_context(|| format!("{command:?} does not start"))?;
    let error = String::from_utf8_lossy(&output.stderr);
    ensure!(output.status.success(), "{command:?}: {error}");
    Ok(String::from_utf8(output.stdout)?)
}
