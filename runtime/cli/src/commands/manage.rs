//! `vestibule actions`, `vestibule triggers` and `vestibule logs`

use crate::exit::{Exit, Refused};
use crate::remote::{self, ACTIONS, Service, find_action, standing};
use crate::service_arguments::{ActionsCommand, LogsArguments, TriggersCommand};
use crate::terminal::{BAD, FAINT, GOOD, STRONG, WAIT, print_json, styled};
use anstream::println;
use anyhow::Result;
use serde_json::{Value, json};
use std::thread::sleep;
use std::time::Duration;

const TRIGGERS: &str = "/api/v2/actions/triggers";

/// `vestibule actions`
///
/// # Errors
/// The service refuses or cannot be reached.
pub fn actions(command: &ActionsCommand, as_json: bool) -> Result<Exit> {
    match command {
        ActionsCommand::List(remote) => {
            let list = Service::new(remote)?.get(&format!("{ACTIONS}?per_page=100"))?;
            show(&list["actions"], as_json, |action| {
                let deployed = match &action["deployed_version"]["number"] {
                    Value::Null => styled(FAINT, "not deployed"),
                    number => format!("version {number}"),
                };
                let status = text(&action["status"]);
                let style = if status == "failed" { BAD } else { FAINT };
                println!(
                    "{}  {}  {deployed}",
                    styled(STRONG, text(&action["name"])),
                    styled(style, status)
                );
            })?;
        }
        ActionsCommand::Show { action, remote } => {
            print_json(&find_action(&Service::new(remote)?, action)?)?;
        }
        ActionsCommand::Versions { action, remote } => {
            let service = Service::new(remote)?;
            let found = find_action(&service, action)?;
            let path = format!("{ACTIONS}/{}/versions?per_page=100", text(&found["id"]));
            show(&service.get(&path)?["versions"], as_json, |version| {
                let deployed = match version["deployed"] == true {
                    true => styled(GOOD, "deployed"),
                    false => String::new(),
                };
                println!(
                    "{}  {}  {deployed}",
                    version["number"],
                    text(&version["created_at"])
                );
            })?;
        }
        ActionsCommand::Rollback {
            action,
            number,
            remote,
        } => {
            let service = Service::new(remote)?;
            let id = text(&find_action(&service, action)?["id"]).to_owned();
            let versions = service.get(&format!("{ACTIONS}/{id}/versions?per_page=100"))?;
            let old = versions["versions"]
                .as_array()
                .into_iter()
                .flatten()
                .find(|version| version["number"] == *number)
                .ok_or_else(|| Refused(format!("'{action}' has no version {number}")))?;
            let path = format!("{ACTIONS}/{id}/versions/{}/deploy", text(&old["id"]));
            let body = json!({ "update_draft": true });
            let version = service.json("POST", &path, Some(&body))?;
            done(&version, as_json, || {
                format!(
                    "deployed {action} version {}, a copy of {number}",
                    version["number"]
                )
            })?;
        }
        ActionsCommand::Delete {
            action,
            force,
            remote,
        } => {
            let service = Service::new(remote)?;
            let id = text(&find_action(&service, action)?["id"]).to_owned();
            service.json("DELETE", &format!("{ACTIONS}/{id}?force={force}"), None)?;
            done(&json!({ "deleted": id }), as_json, || {
                format!("deleted {action}")
            })?;
        }
    }
    Ok(Exit::Done)
}

/// `vestibule triggers`
///
/// # Errors
/// The service refuses or cannot be reached.
pub fn triggers(command: &TriggersCommand, as_json: bool) -> Result<Exit> {
    match command {
        TriggersCommand::List(remote) => {
            let list = Service::new(remote)?.get(TRIGGERS)?;
            show(&list["triggers"], as_json, |trigger| {
                println!(
                    "{} {}  {}",
                    styled(STRONG, text(&trigger["id"])),
                    text(&trigger["version"]),
                    styled(FAINT, text(&trigger["status"]))
                );
            })?;
        }
        TriggersCommand::Show(remote) => {
            show_bindings(remote::bindings(&Service::new(remote)?)?, as_json)?;
        }
        TriggersCommand::Bind { actions, remote } => {
            let bindings: Vec<Value> = actions
                .iter()
                .map(|name| {
                    json!({"ref": {"type": "action_name", "value": name}, "display_name": name})
                })
                .collect();
            show_bindings(remote::bind(&Service::new(remote)?, &bindings)?, as_json)?;
        }
        TriggersCommand::Shadow {
            action,
            off,
            remote,
        } => {
            let bound = change_binding(&Service::new(remote)?, action, |mut binding| {
                binding["shadow"] = json!(!off);
                Some(binding)
            })?;
            show_bindings(bound, as_json)?;
        }
        TriggersCommand::Unbind { action, remote } => {
            let bound = change_binding(&Service::new(remote)?, action, |_| None)?;
            show_bindings(bound, as_json)?;
        }
    }
    Ok(Exit::Done)
}

/// Binds what is bound again, with what `change` makes of the bindings of one Action.
fn change_binding(
    service: &Service,
    action: &str,
    change: impl Fn(Value) -> Option<Value>,
) -> Result<Vec<Value>> {
    let bound = remote::bindings(service)?;
    let is_meant = |binding: &Value| {
        binding["action"]["name"] == *action || binding["action"]["id"] == *action
    };
    if !bound.iter().any(is_meant) {
        return Err(Refused(format!("'{action}' is not bound")).into());
    }
    let wanted: Vec<Value> = bound
        .iter()
        .filter_map(|binding| match is_meant(binding) {
            true => change(standing(binding)),
            false => Some(standing(binding)),
        })
        .collect();
    remote::bind(service, &wanted)
}

/// `vestibule logs`
///
/// # Errors
/// The service refuses or cannot be reached.
pub fn logs(arguments: &LogsArguments, as_json: bool) -> Result<Exit> {
    let service = Service::new(&arguments.remote)?;
    let mut after = 0;
    loop {
        let page = service.get(&format!("/v1/executions?after={after}&limit=500"))?;
        let executions = page["executions"].as_array().cloned().unwrap_or_default();
        for execution in &executions {
            if as_json {
                println!("{execution}");
            } else {
                print_execution(execution);
            }
        }
        after = page["next"].as_i64().unwrap_or(after);
        if executions.is_empty() {
            if !arguments.follow {
                return Ok(Exit::Done);
            }
            sleep(Duration::from_millis(500));
        }
    }
}

fn print_execution(execution: &Value) {
    let outcome = text(&execution["outcome"]);
    let style = match outcome {
        "complete" => GOOD,
        "suspended" => WAIT,
        _ => BAD,
    };
    println!(
        "{} {} {}",
        styled(FAINT, text(&execution["updated_at"])),
        styled(style, outcome),
        text(&execution["id"])
    );
    for run in execution["results"].as_array().into_iter().flatten() {
        println!(
            "  {} {} {}  {} µs, fuel {}",
            styled(STRONG, text(&run["action_name"])),
            text(&run["handler"]),
            text(&run["outcome"]),
            run["usage"]["duration_microseconds"],
            run["usage"]["fuel"],
        );
        if let Some(message) = run["error"]["msg"].as_str() {
            println!("    {}", styled(BAD, message));
        }
        for line in run["console"].as_array().into_iter().flatten() {
            println!("    {}: {}", text(&line["level"]), text(&line["message"]));
        }
    }
    for log in execution["logs"].as_array().into_iter().flatten() {
        println!("  {} {}", text(&log["type"]), text(&log["description"]));
    }
}

fn show_bindings(bindings: Vec<Value>, as_json: bool) -> Result<()> {
    show(&Value::Array(bindings), as_json, |binding| {
        let shadow = match binding["shadow"].as_bool() {
            Some(true) => "  for the record only",
            _ => "",
        };
        println!(
            "{}  {}{shadow}",
            styled(STRONG, text(&binding["display_name"])),
            styled(FAINT, text(&binding["action"]["name"]))
        );
    })
}

fn show(list: &Value, as_json: bool, print: impl Fn(&Value)) -> Result<()> {
    if as_json {
        return print_json(list);
    }
    list.as_array().into_iter().flatten().for_each(print);
    Ok(())
}

fn done(value: &Value, as_json: bool, sentence: impl Fn() -> String) -> Result<()> {
    if as_json {
        return print_json(value);
    }
    println!("{}", sentence());
    Ok(())
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}
