//! What else could run the article's Action, in Node.

use crate::article::Article;
use crate::figures::Side;
use crate::node::Node;
use crate::turns::Entrant;
use anyhow::{Context, Result};
use serde_json::Value;
use std::path::{Path, PathBuf};
use vestibule_build::{BuildRequest, Language};

/// Where the peers are.
pub struct Peers {
    scripts: PathBuf,
    packages: PathBuf,
}

impl Peers {
    /// `root` is the repository's. `cargo xtask bench` has installed them.
    pub fn new(root: &Path) -> Peers {
        let packages = std::env::var_os("VESTIBULE_PEERS").map(PathBuf::from);
        Peers {
            scripts: root.join("tests/benchmarks/peers"),
            packages: packages.unwrap_or_else(|| root.join("target/tools/peers/node_modules")),
        }
    }

    /// One of our scripts around a peer.
    pub fn script(&self, name: &str) -> PathBuf {
        self.scripts.join(name)
    }

    /// Where Node finds the peers.
    pub fn packages(&self) -> &Path {
        &self.packages
    }

    /// A package's name with its installed version.
    pub fn named(&self, package: &str) -> Result<String> {
        let file = self.packages.join(package).join("package.json");
        let text = std::fs::read(&file).with_context(|| {
            format!(
                "{} is missing: cargo xtask bench installs it",
                file.display()
            )
        })?;
        let manifest: Value = serde_json::from_slice(&text)?;
        let version = manifest["version"].as_str().context("no version")?;
        Ok(format!("{package} {version}"))
    }

    /// All of them, with the same login as ours.
    ///
    /// # Errors
    /// One is not installed, or does not start.
    pub fn entrants(&self, article: &Article) -> Result<Vec<Entrant<'static>>> {
        let action = article.source(Language::JavaScript);
        let plugin = self.extism_plugin()?;
        let isolated_vm = self.named("isolated-vm")?;
        let quickjs = self.named("quickjs-emscripten")?;
        let extism = self.named("@extism/extism")?;
        let event = article.challenged_file();
        let entrant = |key, name, script: &str, arguments: &[&Path]| -> Result<Entrant<'static>> {
            let arguments = [arguments, &[event.as_path()]].concat();
            let node = Node::start(&self.script(script), &self.packages, &arguments)?;
            Ok(Entrant {
                key,
                name,
                side: Side::Peer,
                contender: Box::new(node),
            })
        };
        Ok(vec![
            entrant(
                "isolated-vm-isolate",
                format!("{isolated_vm}, fresh isolate, JavaScript"),
                "isolated-vm.mjs",
                &[Path::new("isolate"), &action],
            )?,
            entrant(
                "isolated-vm-context",
                format!("{isolated_vm}, fresh context, JavaScript"),
                "isolated-vm.mjs",
                &[Path::new("context"), &action],
            )?,
            entrant(
                "quickjs-emscripten",
                format!("{quickjs}, fresh runtime, JavaScript"),
                "quickjs-emscripten.mjs",
                &[&action],
            )?,
            entrant(
                "extism",
                format!("{extism}, fresh plug-in, Rust"),
                "extism.mjs",
                &[&plugin],
            )?,
        ])
    }

    /// Builds the Action as a plug-in.
    fn extism_plugin(&self) -> Result<PathBuf> {
        let request = BuildRequest {
            // With what else is built; beside its sources there should be nothing.
            target: self.packages.parent().map(|tools| tools.join("extism")),
            ..BuildRequest::new(self.scripts.join("extism-action"))
        };
        let mut say = |line: &str| eprintln!("extism: {line}");
        let built = vestibule_build::core_modules(&request, &mut say)?;
        let module = built.first().context("no plug-in was built")?;
        let file = self.packages.with_file_name("extism-action.wasm");
        std::fs::write(&file, &module.bytes)?;
        Ok(file)
    }
}
