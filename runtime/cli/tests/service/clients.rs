//! Auth0's own clients, unmodified, over TLS.

use crate::support::{Server, Tenant, done, folder, root};
use serde_json::Value;
use std::path::PathBuf;
use std::process::Command;
use std::sync::OnceLock;

/// The folder with the clients, installed once from the package registry.
fn clients() -> &'static PathBuf {
    static CLIENTS: OnceLock<PathBuf> = OnceLock::new();
    CLIENTS.get_or_init(|| {
        let folder = root().join("tests/clients");
        if !folder.join("node_modules/.package-lock.json").exists() {
            done(
                Command::new("npm")
                    .args(["ci", "--no-audit", "--no-fund"])
                    .current_dir(&folder),
            );
        }
        folder
    })
}

fn client(server: &Server, tenant: &Tenant, program: &str) -> Command {
    let mut command = Command::new(program);
    command
        .current_dir(clients())
        .env("NODE_EXTRA_CA_CERTS", server.authority());
    for prefix in ["VESTIBULE", "AUTH0"] {
        command
            .env(format!("{prefix}_DOMAIN"), server.domain())
            .env(format!("{prefix}_CLIENT_ID"), &tenant.client_id)
            .env(format!("{prefix}_CLIENT_SECRET"), &tenant.client_secret);
    }
    command
}

#[test]
fn npm_auth0() {
    let server = Server::start("npm-auth0");
    let tenant = server.tenant("acme");
    done(client(&server, &tenant, "node").arg("node-auth0.mjs"));
}

#[test]
fn a0deploy_imports_twice_and_exports_the_same() {
    // One of its Actions has a dependency.
    let server = Server::start_with("a0deploy", &["--npm", "npm"]);
    let tenant = server.tenant("acme");
    let given = clients().join("a0deploy");
    let tool = clients().join("node_modules/.bin/a0deploy");
    let input = given.join("tenant.yaml");
    let import = || {
        let mut command = client(&server, &tenant, tool.to_str().unwrap());
        done(command.args(["import", "-i", input.to_str().unwrap()]));
        state(&server, &tenant)
    };
    let once = import();
    assert_eq!(once, import(), "the second import changed something");

    let output = folder("a0deploy-export");
    let mut command = client(&server, &tenant, tool.to_str().unwrap());
    command.env(
        "AUTH0_INCLUDED_ONLY",
        r#"["tenant","guardianFactors","guardianPolicies","actions","triggers"]"#,
    );
    done(command.args(["export", "-f", "yaml", "-o", output.to_str().unwrap()]));
    let read = |path: PathBuf| std::fs::read_to_string(path).unwrap();
    // The values of secrets are the one thing that no export gives back.
    let without_values = read(input).replace("        value: v1\n", "");
    assert_eq!(read(output.join("tenant.yaml")), without_values);
    for action in ["first", "second"] {
        let code = format!("actions/{action}/code.js");
        assert_eq!(read(output.join(&code)), read(given.join(&code)));
    }
}

/// Everything that the import touches, but for time stamps.
fn state(server: &Server, tenant: &Tenant) -> Vec<Value> {
    [
        "/api/v2/actions/actions?per_page=100",
        "/api/v2/actions/triggers/post-login/bindings",
        "/api/v2/guardian/factors",
        "/api/v2/guardian/policies",
        "/api/v2/tenants/settings",
    ]
    .map(|path| {
        let mut value = server.get(&tenant.token, path).good();
        without_times(&mut value);
        value
    })
    .into()
}

fn without_times(value: &mut Value) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(without_times),
        Value::Object(members) => {
            members.retain(|name, _| !name.ends_with("_at") && name != "build_time");
            members.values_mut().for_each(without_times);
        }
        _ => {}
    }
}
