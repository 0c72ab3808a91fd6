//! `vestibule deploy`: from a file to what runs at logins, in one go.

use crate::actions;
use crate::exit::{Exit, Refused};
use crate::remote::{self, ACTIONS, Service, find_action_if_any, standing};
use crate::service_arguments::DeployArguments;
use crate::terminal::{GOOD, STRONG, note, print_json, styled};
use anstream::println;
use anyhow::{Result, bail};
use serde_json::{Value, json};
use std::path::Path;
use std::thread::sleep;
use std::time::{Duration, Instant};

/// How long to wait for a build.
const BUILD_TIME: Duration = Duration::from_secs(180);

/// Makes the Action if need be, uploads, waits, deploys and binds.
///
/// # Errors
/// The file cannot be read, the service refuses or cannot be reached, or the build fails.
pub fn run(arguments: &DeployArguments, as_json: bool) -> Result<Exit> {
    let file = &arguments.file;
    let upload = Upload::read(file)?;
    let name = match &arguments.name {
        Some(name) => name.clone(),
        None => actions::name_of(file)
            .map_err(|_| Refused("give the Action a name: --name".to_owned()))?,
    };
    let service = Service::new(&arguments.remote)?;
    if arguments.shadow {
        refuse_to_stop_enforcing(&service, &name)?;
    }
    let id = make(&service, &name, arguments)?;
    note(format!("uploading {} bytes", upload.length()));
    let uploaded = match &upload {
        Upload::Code(code) => {
            let path = format!("{ACTIONS}/{id}");
            service.json("PATCH", &path, Some(&json!({ "code": code })))?
        }
        Upload::Component(bytes) => service.upload(&format!("{ACTIONS}/{id}/component"), bytes)?,
    };
    wait_until_built(&service, &id, &name)?;
    let version = service.json("POST", &format!("{ACTIONS}/{id}/deploy"), None)?;
    let number = &version["number"];
    let bind = arguments.bind || arguments.shadow;
    let bound = match bind {
        true => self::bind(&service, &id, &name, arguments.shadow)?,
        false => Bound::AsBefore,
    };
    if as_json {
        print_json(&json!({
            "action": {"id": id, "name": name},
            "sha256": uploaded["sha256"],
            "version": {"id": version["id"], "number": number},
            "bound": bind,
        }))?;
    } else {
        let bound = match (bind, bound) {
            (true, Bound::Anew) if arguments.shadow => ", bound to post-login for the record only",
            (true, Bound::Anew) => ", bound to post-login",
            (true, Bound::AsBefore) => ", bound to post-login as before",
            (true, Bound::NowEnforced) => ", bound to post-login, no longer for the record only",
            (false, _) => "",
        };
        println!(
            "{} {} version {number}{bound}",
            styled(GOOD, "deployed"),
            styled(STRONG, &name)
        );
    }
    Ok(Exit::Done)
}

/// What the service gets.
enum Upload {
    /// A source, which the service builds.
    Code(String),
    /// A component.
    Component(Vec<u8>),
}

impl Upload {
    fn read(file: &Path) -> Result<Upload> {
        if vestibule_build::is_source(file) {
            return actions::common_js(file).map(Upload::Code);
        }
        let bytes = std::fs::read(file)
            .map_err(|error| Refused(format!("cannot read {}: {error}", file.display())))?;
        Ok(Upload::Component(bytes))
    }

    fn length(&self) -> usize {
        match self {
            Upload::Code(code) => code.len(),
            Upload::Component(bytes) => bytes.len(),
        }
    }
}

/// The Action's id; makes it if there is none, and sets its secrets and hosts.
fn make(service: &Service, name: &str, arguments: &DeployArguments) -> Result<String> {
    let given = parse_secrets(&arguments.secrets)?;
    let hosts = &arguments.allowed_hosts;
    let found = find_action_if_any(service, name)?;
    let action = match found {
        None => {
            note(format!("making the action {name}"));
            let body = json!({
                "name": name,
                "supported_triggers": [{"id": "post-login", "version": "v3"}],
                "secrets": given,
                "allowed_hosts": hosts,
            });
            service.json("POST", ACTIONS, Some(&body))?
        }
        Some(action) if given.is_empty() && hosts.is_empty() => action,
        Some(action) => {
            // Names without values keep what is there.
            let mut all: Vec<Value> = action["secrets"]
                .as_array()
                .into_iter()
                .flatten()
                .filter(|old| given.iter().all(|new| new["name"] != old["name"]))
                .map(|old| json!({"name": old["name"]}))
                .collect();
            all.extend(given);
            let path = format!("{ACTIONS}/{}", text(&action["id"]));
            let mut changes = json!({ "secrets": all });
            if !hosts.is_empty() {
                changes["allowed_hosts"] = json!(hosts);
            }
            service.json("PATCH", &path, Some(&changes))?
        }
    };
    Ok(text(&action["id"]).to_owned())
}

fn parse_secrets(secrets: &[String]) -> Result<Vec<Value>> {
    secrets
        .iter()
        .map(|secret| match secret.split_once('=') {
            Some((name, value)) if !name.is_empty() => Ok(json!({"name": name, "value": value})),
            _ => Err(Refused("a secret is given as NAME=VALUE".to_owned()).into()),
        })
        .collect()
}

fn wait_until_built(service: &Service, id: &str, name: &str) -> Result<()> {
    let started = Instant::now();
    let mut said = String::new();
    loop {
        let action = service.get(&format!("{ACTIONS}/{id}"))?;
        let status = text(&action["status"]);
        match status {
            "built" => return Ok(()),
            "failed" => {
                let reasons: Vec<&str> = action["build"]["errors"]
                    .as_array()
                    .into_iter()
                    .flatten()
                    .map(|error| text(&error["msg"]))
                    .collect();
                let text = format!("the build of '{name}' failed: {}", reasons.join("; "));
                return Err(Refused(text).into());
            }
            _ if started.elapsed() > BUILD_TIME => bail!(
                "the build of '{name}' is still {status} after {} s",
                BUILD_TIME.as_secs()
            ),
            status => {
                if said != status {
                    note(format!("build: {status}"));
                    said = status.to_owned();
                }
                sleep(Duration::from_millis(100));
            }
        }
    }
}

/// What binding came to.
#[derive(Clone, Copy)]
enum Bound {
    /// It was not bound.
    Anew,
    /// It was, for the record only.
    NowEnforced,
    /// It was, in the same way.
    AsBefore,
}

fn is_shadow(binding: &Value) -> bool {
    binding["shadow"].as_bool().unwrap_or_default()
}

/// A version that is to be tried must not go live, and an Action that decides about logins must not stop to, because its binding is another than was thought.
fn refuse_to_stop_enforcing(service: &Service, name: &str) -> Result<()> {
    let bound = remote::bindings(service)?;
    let of_it = |binding: &&Value| binding["action"]["name"] == name;
    if bound
        .iter()
        .filter(of_it)
        .any(|binding| !is_shadow(binding))
    {
        return Err(Refused(format!(
            "'{name}' is bound and decides about logins; deployed now, the new version would too. Deploy it under another name, or have '{name}' run for the record only first: vestibule triggers shadow {name}"
        ))
        .into());
    }
    Ok(())
}

fn bind(service: &Service, id: &str, name: &str, shadow: bool) -> Result<Bound> {
    let bound = remote::bindings(service)?;
    let is_it = |binding: &&Value| binding["action"]["id"] == id;
    let mut wanted: Vec<Value> = bound.iter().map(standing).collect();
    if bound.iter().any(|binding| is_it(&binding)) {
        if shadow || bound.iter().filter(is_it).all(|one| !is_shadow(one)) {
            return Ok(Bound::AsBefore);
        }
        for (binding, wanted) in bound.iter().zip(&mut wanted) {
            if is_it(&binding) {
                wanted["shadow"] = json!(false);
            }
        }
        remote::bind(service, &wanted)?;
        return Ok(Bound::NowEnforced);
    }
    wanted.push(
        json!({"ref": {"type": "action_id", "value": id}, "display_name": name, "shadow": shadow}),
    );
    remote::bind(service, &wanted)?;
    Ok(Bound::Anew)
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}
