//! Blobs in what speaks S3: versitygw, a server of its own, over a folder. `cargo xtask s3` installs it and runs this.

use crate::postgres::Postgres;
use crate::support::{MASTER_KEY, Server, component, folder, free_port, root};
use std::net::TcpStream;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

struct S3 {
    child: Child,
    folder: PathBuf,
    port: u16,
}

impl S3 {
    /// With a bucket named `vestibule`.
    fn start(name: &str) -> S3 {
        let folder = folder(name);
        std::fs::create_dir_all(folder.join("vestibule")).unwrap();
        let port = free_port();
        S3 {
            child: S3::child(&folder, port),
            folder,
            port,
        }
    }

    fn child(folder: &std::path::Path, port: u16) -> Child {
        let child = Command::new(root().join("target/tools/bin/versitygw"))
            .args(["--access", "vestibule", "--secret", "secret", "--quiet"])
            .args(["--port", &format!("127.0.0.1:{port}"), "posix", "--nometa"])
            .arg(folder)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("versitygw is missing: cargo xtask s3 installs it");
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            std::thread::sleep(Duration::from_millis(20));
        }
        child
    }

    fn stop(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    fn start_again(&mut self) {
        self.child = S3::child(&self.folder, self.port);
    }

    fn node(&self, name: &str, postgres: &Postgres) -> Server {
        let key = self.folder.join("../s3-master.key");
        std::fs::write(&key, MASTER_KEY).unwrap();
        let endpoint = format!("http://127.0.0.1:{}", self.port);
        Server::start_in(
            name,
            &[
                "--database",
                &postgres.url(),
                "--master-key-file",
                key.to_str().unwrap(),
                "--blobs",
                "s3://vestibule/some/prefix",
            ],
            &[
                ("AWS_ACCESS_KEY_ID", "vestibule"),
                ("AWS_SECRET_ACCESS_KEY", "secret"),
                ("AWS_REGION", "us-east-1"),
                ("AWS_ENDPOINT_URL", &endpoint),
                ("AWS_ALLOW_HTTP", "true"),
            ],
        )
    }
}

impl Drop for S3 {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
#[ignore = "needs versitygw: cargo xtask s3"]
fn several_nodes_share_a_bucket_and_no_login_is_let_through_while_it_is_away() {
    let postgres = Postgres::start("s3");
    let mut s3 = S3::start("s3");
    let one = s3.node("s3-one", &postgres);
    let tenant = one.tenant("acme");
    one.allow_security_keys(&tenant);
    one.deploy(&tenant, "article", component());
    assert_eq!(one.login(&tenant, "admin-with-key")["status"], "suspended");
    assert!(s3.folder.join("vestibule/some/prefix/components").is_dir());
    assert!(s3.folder.join("vestibule/some/prefix/artefacts").is_dir());
    let two = s3.node("s3-two", &postgres);
    let three = s3.node("s3-three", &postgres);
    assert_eq!(two.login(&tenant, "admin-with-key")["status"], "suspended");
    s3.stop();
    // What is loaded runs; what is not cannot be, and the login fails.
    assert_eq!(two.login(&tenant, "admin-with-key")["status"], "suspended");
    assert_eq!(three.login(&tenant, "admin-with-key")["status"], "error");
    let file = component().to_str().unwrap();
    let mut upload = one.command(&tenant, &["deploy", file, "--name", "other"]);
    assert!(!upload.output().unwrap().status.success());
    s3.start_again();
    assert_eq!(
        three.login(&tenant, "admin-with-key")["status"],
        "suspended"
    );
}
