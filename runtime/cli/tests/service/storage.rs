//! Storage that was tampered with, is full, cannot be written, or is damaged.

use crate::support::{ACTIONS, Answer, START, Server, Tenant, component, folder, scripted, start};
use serde_json::{Value, json};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

fn files_below(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return Vec::new();
    };
    entries
        .map(|entry| entry.unwrap().path())
        .flat_map(|path| match path.is_dir() {
            true => files_below(&path),
            false => vec![path],
        })
        .collect()
}

fn ready(server: &Server) -> Tenant {
    let tenant = server.tenant("acme");
    server.allow_security_keys(&tenant);
    server.deploy(&tenant, "article", component());
    tenant
}

fn draft(server: &Server, tenant: &Tenant, name: &str, code: &str) -> Answer {
    let body = json!({"name": name, "supported_triggers": [{"id": "post-login"}], "code": code});
    server.send(&tenant.token, "POST", ACTIONS, Some(&body))
}

#[test]
fn an_artefact_that_was_tampered_with_is_compiled_anew() {
    let mut server = Server::start("tampered");
    let tenant = ready(&server);
    let artefacts = server.data.join("blobs/artefacts");
    let [file] = files_below(&artefacts).try_into().unwrap();
    let good = std::fs::read(&file).unwrap();
    // Another component's, sealed by the same host for the same engine.
    let other = server.tenant("other");
    server.deploy(&other, "other", scripted());
    let [others] = files_below(&artefacts)
        .into_iter()
        .filter(|path| *path != file)
        .collect::<Vec<_>>()
        .try_into()
        .unwrap();
    let mut flipped = good.clone();
    flipped[good.len() / 2] ^= 1;
    for (what, bytes) in [
        ("its seal does not match", flipped),
        ("incomplete", good[..good.len() / 2].to_vec()),
        ("incomplete", Vec::new()),
        ("is of component", std::fs::read(&others).unwrap()),
        ("incomplete", b"\x7fELF\x02\x01\x01".repeat(1_000)),
    ] {
        server.kill();
        std::fs::write(&file, bytes).unwrap();
        let before = server.log().len();
        server.start_again();
        assert_eq!(server.login(&tenant, "non-admin")["status"], "complete");
        let log = server.log().split_off(before);
        assert!(log.contains("artefact_rejected"), "{what}: {log}");
        assert!(log.contains(what), "{what}: {log}");
        // It was compiled anew, and kept.
        assert_eq!(std::fs::read(&file).unwrap().len(), good.len(), "{what}");
    }
}

/// A small disk of its own, where that can be had.
struct Disk(PathBuf);

impl Disk {
    fn mount(name: &str, size: &str) -> Option<Disk> {
        let folder = folder(name);
        let mounted = Command::new("mount")
            .args(["-t", "tmpfs", "-o", &format!("size={size}"), "tmpfs"])
            .arg(&folder)
            .status();
        if !mounted.is_ok_and(|status| status.success()) {
            eprintln!("SKIPPED: no file system can be mounted here, so no disk can be filled");
            return None;
        }
        Some(Disk(folder))
    }

    /// Writes until there is no room for another byte.
    fn fill(&self) -> PathBuf {
        let file = self.0.join("filler");
        let mut filler = std::fs::File::create(&file).unwrap();
        for size in [1 << 16, 1 << 10, 1] {
            while filler.write_all(&vec![7; size]).is_ok() {}
        }
        file
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("--lazy").arg(&self.0).status();
    }
}

#[test]
fn a_full_disk_refuses_changes_and_recovers() {
    let Some(disk) = Disk::mount("full-disk", "24m") else {
        return;
    };
    let mut server = Server::start_at(disk.0.join("data"), &["--tls-self-signed"], &[]);
    let tenant = ready(&server);
    let state = server.login(&tenant, "admin-with-key")["state"].clone();
    let filler = disk.fill();
    // What the database has room for already, it takes; in the end it refuses.
    let code = format!("// {}", "x".repeat(90_000));
    let mut acknowledged = Vec::new();
    let refused = (0..90).find_map(|number| {
        let name = format!("draft {number}");
        let answer = draft(&server, &tenant, &name, &code);
        if answer.status == 201 {
            acknowledged.push(name);
            return None;
        }
        Some(answer)
    });
    let refused = refused.expect("a full disk took 8 MB");
    assert_eq!(refused.body["errorCode"], "storage_unavailable");
    refused.refused(503, "try again");
    let list = server.get(&tenant.token, ACTIONS).good();
    let path = format!(
        "{ACTIONS}/{}/component",
        list["actions"][0]["id"].as_str().unwrap()
    );
    let headers = [("content-type", "application/wasm")];
    server
        .raw(&tenant.token, "PUT", &path, &headers, &vec![7; 1 << 20])
        .unwrap()
        .refused(503, "try again");
    // A login that needs nothing written is served; one that is to be suspended is told so, and never let through.
    assert_eq!(server.login(&tenant, "non-admin")["status"], "complete");
    let suspending = server.start_login(&tenant, "admin-with-key");
    assert!(
        suspending.status == 503 || suspending.body["status"] == "suspended",
        "{suspending:?}"
    );
    assert_eq!(server.get("", "/healthz").status, 200);

    std::fs::remove_file(filler).unwrap();
    // By itself, and with everything that was acknowledged.
    draft(&server, &tenant, "afterwards", &code).good();
    let complete = server.answer(&tenant, &state, "webauthn-roaming").good();
    assert_eq!(complete["status"], "complete");
    server.kill();
    server.start_again();
    let list = server
        .get(&tenant.token, &format!("{ACTIONS}?per_page=100"))
        .good();
    let names: Vec<&Value> = list["actions"]
        .as_array()
        .unwrap()
        .iter()
        .map(|action| &action["name"])
        .collect();
    for name in acknowledged
        .iter()
        .map(String::as_str)
        .chain(["afterwards"])
    {
        assert!(names.contains(&&json!(name)), "{name} is gone");
    }
    drop(server);
}

#[test]
fn a_folder_that_cannot_be_written_refuses_uploads() {
    let server = Server::start("no-folder");
    let tenant = ready(&server);
    let id = draft(&server, &tenant, "upload", "").good()["id"].clone();
    let path = format!("{ACTIONS}/{}/component", id.as_str().unwrap());
    let upload = || {
        let headers = [("content-type", "application/wasm")];
        let bytes = std::fs::read(scripted()).unwrap();
        server
            .raw(&tenant.token, "PUT", &path, &headers, &bytes)
            .unwrap()
    };
    // A file in the folder's place: permissions do not stop whoever runs tests as root.
    let (components, aside) = (
        server.data.join("blobs/components"),
        server.data.join("blobs/aside"),
    );
    std::fs::rename(&components, &aside).unwrap();
    std::fs::write(&components, "").unwrap();
    let refused = upload();
    assert_eq!(refused.body["errorCode"], "storage_unavailable");
    refused.refused(503, "try again");
    assert_eq!(server.login(&tenant, "non-admin")["status"], "complete");
    std::fs::remove_file(&components).unwrap();
    std::fs::rename(&aside, &components).unwrap();
    upload().good();
}

#[test]
fn a_damaged_database_fails_closed() {
    let mut server = Server::start("damaged");
    let tenant = ready(&server);
    let state = server.login(&tenant, "admin-with-key")["state"].clone();
    // An orderly end, so that everything is in the one file.
    assert!(server.end());
    let file = server.data.join("vestibule.sqlite");
    let mut bytes = std::fs::read(&file).unwrap();
    let name = b"article";
    let found: Vec<usize> = bytes
        .windows(name.len())
        .enumerate()
        .filter(|(_, window)| window == name)
        .map(|(at, _)| at / 4_096)
        .collect();
    assert!(!found.is_empty());
    for page in found {
        bytes[page * 4_096..(page + 1) * 4_096].fill(0xff);
    }
    std::fs::write(&file, bytes).unwrap();
    server.start_again();
    for event in ["non-admin", "admin-with-key"] {
        let login = server.send(&tenant.flow_token, "POST", START, Some(&start(event)));
        login.refused(503, "try again");
    }
    server.get(&tenant.token, ACTIONS).refused(503, "try again");
    let answer = server.answer(&tenant, &state, "webauthn-roaming");
    assert_ne!(answer.body["status"], "complete", "{answer:?}");
    assert_eq!(server.get("", "/healthz").status, 200);
    assert!(server.log().contains("malformed"), "{}", server.log());
}
