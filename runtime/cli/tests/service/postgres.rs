//! A real PostgreSQL of one test's own, from the system's package.

use crate::support::{MASTER_KEY, Server, done, folder, free_port};
use std::path::{Path, PathBuf};
use std::process::Command;

pub struct Postgres {
    binaries: PathBuf,
    folder: PathBuf,
    port: u16,
}

impl Postgres {
    pub fn start(name: &str) -> Postgres {
        let binaries = binaries();
        // Not below the target folder: its user may not be allowed in there.
        let folder = std::env::temp_dir().join(format!("vestibule-{name}-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir(&folder).unwrap();
        if is_root() {
            done(Command::new("chown").arg("postgres").arg(&folder));
        }
        let port = free_port();
        let postgres = Postgres {
            binaries,
            folder,
            port,
        };
        let data = postgres.folder.join("data");
        done(
            postgres
                .tool("initdb")
                .args([
                    "--auth",
                    "trust",
                    "--username",
                    "vestibule",
                    "--no-sync",
                    "-D",
                ])
                .arg(data),
        );
        postgres.run("start");
        done(postgres.tool("createdb").args([
            "-h",
            "127.0.0.1",
            "-p",
            &port.to_string(),
            "-U",
            "vestibule",
            "vestibule",
        ]));
        postgres
    }

    /// A service on this database.
    pub fn server(&self, name: &str) -> Server {
        let key = folder(&format!("{name}-key")).join("master.key");
        std::fs::write(&key, MASTER_KEY).unwrap();
        let (url, key) = (self.url(), key.to_str().unwrap());
        Server::start_with(name, &["--database", &url, "--master-key-file", key])
    }

    pub fn url(&self) -> String {
        format!("postgres://vestibule@127.0.0.1:{}/vestibule", self.port)
    }

    pub fn stop(&self) {
        self.run("stop");
    }

    pub fn start_again(&self) {
        self.run("start");
    }

    fn run(&self, what: &str) {
        let options = format!(
            "-p {} -c listen_addresses=127.0.0.1 -c unix_socket_directories={}",
            self.port,
            self.folder.display()
        );
        let mut tool = self.tool("pg_ctl");
        tool.args(["-w", "-m", "immediate", "-D"])
            .arg(self.folder.join("data"));
        tool.arg("-l").arg(self.folder.join("log"));
        if what == "start" {
            tool.args(["-o", &options]);
        }
        // What it starts must not hold this test's pipes.
        let status = tool
            .arg(what)
            .stdout(std::process::Stdio::null())
            .stderr(std::process::Stdio::null())
            .status()
            .unwrap();
        assert!(status.success(), "pg_ctl {what}: {status}");
    }

    /// A tool of PostgreSQL, which refuses to be run by root.
    fn tool(&self, name: &str) -> Command {
        let tool = self.binaries.join(name);
        let mut command = match is_root() {
            true => {
                let mut command = Command::new("runuser");
                command.args(["-u", "postgres", "--"]).arg(tool);
                command
            }
            false => Command::new(tool),
        };
        command.current_dir(&self.folder);
        command
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        let mut stop = self.tool("pg_ctl");
        stop.args(["-m", "immediate", "-D"])
            .arg(self.folder.join("data"));
        let _ = stop.arg("stop").output();
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

fn is_root() -> bool {
    let id = done(Command::new("id").arg("-u"));
    id.stdout.trim_ascii() == b"0"
}

/// The latest version that is installed.
fn binaries() -> PathBuf {
    let versions = Path::new("/usr/lib/postgresql");
    let found = std::fs::read_dir(versions)
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.path().join("bin"))
        .filter(|bin| bin.join("initdb").exists())
        .max();
    found.unwrap_or_else(|| {
        panic!("these tests need PostgreSQL: apt-get install postgresql, or let `cargo xtask test` do it")
    })
}
