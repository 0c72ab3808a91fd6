//! What is kept of Actions on disk: how much, and what happens when some of it is damaged.

use crate::support::{ACTIONS, BINDINGS, Server, Tenant};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

/// All files below a folder of the service's blobs.
fn files(server: &Server, folder: &str) -> Vec<PathBuf> {
    fn below(folder: &Path, found: &mut Vec<PathBuf>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            match path.is_dir() {
                true => below(&path, found),
                false => found.push(path),
            }
        }
    }
    let mut found = Vec::new();
    below(&server.data.join("blobs").join(folder), &mut found);
    found.sort();
    found
}

/// The artefacts of Actions, and that of the engine, which no component is kept of.
fn artefacts(server: &Server) -> (Vec<PathBuf>, PathBuf) {
    let components = files(server, "components");
    let is_of_action = |artefact: &PathBuf| {
        let digest = artefact.file_name().unwrap();
        let mut stems = components.iter().map(|file| file.file_stem().unwrap());
        stems.any(|stem| stem == digest)
    };
    let (actions, mut others): (Vec<_>, Vec<_>) = files(server, "artefacts")
        .into_iter()
        .partition(is_of_action);
    assert_eq!(others.len(), 1, "{others:?}");
    (actions, others.remove(0))
}

/// Makes and deploys an Action that sets a claim of its name.
fn deploy(server: &Server, tenant: &Tenant, name: &str, claim: &str) {
    let draft = json!({
        "name": name,
        "supported_triggers": [{"id": "post-login"}],
        "code": format!(
            "exports.onExecutePostLogin = async (event, api) => api.idToken.setCustomClaim('{claim}', true);"
        ),
        "deploy": true,
    });
    server
        .send(&tenant.token, "POST", ACTIONS, Some(&draft))
        .good();
}

fn bind(server: &Server, tenant: &Tenant, names: &[&str]) {
    let bindings: Vec<Value> = names
        .iter()
        .map(|name| json!({"ref": {"value": name}}))
        .collect();
    let body = json!({ "bindings": bindings });
    server
        .send(&tenant.token, "PATCH", BINDINGS, Some(&body))
        .good();
}

#[test]
fn a_damaged_artefact_is_compiled_anew_and_a_lost_component_fails_alone() {
    let names = ["a", "b", "c"];
    let mut server = Server::start("damaged");
    let tenant = server.tenant("acme");
    for name in names {
        deploy(&server, &tenant, name, name);
    }
    bind(&server, &tenant, &names);
    let all = json!({"a": true, "b": true, "c": true});
    let login = |server: &Server| server.login(&tenant, "non-admin");
    assert_eq!(login(&server)["effects"]["id_token_claims"], all);

    let (artefacts, engine) = artefacts(&server);
    assert_eq!(artefacts.len(), names.len());
    let good = std::fs::read(&artefacts[0]).unwrap();
    let mut damaged = good.clone();
    let middle = damaged.len() / 2;
    damaged[middle] ^= 1;
    server.kill();
    std::fs::write(&artefacts[0], &damaged).unwrap();
    server.start_again();
    assert_eq!(login(&server)["effects"]["id_token_claims"], all);
    assert!(server.log().contains("compiling anew"));
    assert_ne!(std::fs::read(&artefacts[0]).unwrap(), damaged);

    // The engine that they share, damaged and lost.
    let good_engine = std::fs::read(&engine).unwrap();
    for lost in [false, true] {
        server.kill();
        match lost {
            false => std::fs::write(&engine, &damaged).unwrap(),
            true => std::fs::remove_file(&engine).unwrap(),
        }
        server.start_again();
        assert_eq!(login(&server)["effects"]["id_token_claims"], all);
        assert!(server.log().contains("compiled the JavaScript engine"));
        assert_eq!(std::fs::read(&engine).unwrap().len(), good_engine.len());
    }

    // With the component gone as well there is nothing to compile.
    server.kill();
    std::fs::write(&artefacts[0], &damaged).unwrap();
    let digest = artefacts[0].file_name().unwrap().to_str().unwrap();
    let component = format!("{digest}.wasm");
    let lost = files(&server, "components")
        .into_iter()
        .find(|file| file.ends_with(&component))
        .unwrap();
    std::fs::remove_file(lost).unwrap();
    server.start_again();
    let failed: Vec<&str> = names
        .into_iter()
        .filter(|name| {
            bind(&server, &tenant, &[*name]);
            let result = login(&server);
            if result["status"] == "complete" {
                assert_eq!(result["effects"]["id_token_claims"], json!({*name: true}));
                return false;
            }
            let error = &result["actions"][0]["error"];
            assert_eq!(result["status"], "error", "{result}");
            assert_eq!(error["class"], "platform_error", "{result}");
            let message = error["message"].as_str().unwrap();
            assert!(
                message.contains(&format!("'{name}'")) && message.contains(digest),
                "{message}"
            );
            true
        })
        .collect();
    assert_eq!(failed.len(), 1, "{failed:?}");
}

#[test]
fn the_same_action_again_and_again_is_kept_and_compiled_once() {
    let mut server = Server::start("same-action");
    let tenant = server.tenant("acme");
    let names: Vec<String> = (0..10).map(|number| format!("same-{number}")).collect();
    for name in &names {
        deploy(&server, &tenant, name, "same");
    }
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    bind(&server, &tenant, &names);
    let kept = |server: &Server| -> Vec<(PathBuf, u64, std::time::SystemTime)> {
        ["components", "artefacts"]
            .into_iter()
            .flat_map(|folder| files(server, folder))
            .map(|file| {
                let facts = file.metadata().unwrap();
                (file, facts.len(), facts.modified().unwrap())
            })
            .collect()
    };
    let before = kept(&server);
    // And the engine.
    assert_eq!(before.len(), 3, "{before:?}");
    let bytes: u64 = before.iter().map(|(_, bytes, _)| bytes).sum();
    assert!(bytes < 16 << 20, "{bytes} bytes are kept");
    // Neither the first login nor the first of another process compiles anything.
    for _ in 0..2 {
        for _ in 0..2 {
            let result = server.login(&tenant, "non-admin");
            assert_eq!(result["actions"].as_array().unwrap().len(), names.len());
            assert_eq!(result["effects"]["id_token_claims"], json!({"same": true}));
        }
        server.kill();
        server.start_again();
    }
    assert_eq!(kept(&server), before);
    assert!(!server.log().contains("compiling anew"), "{}", server.log());
}
