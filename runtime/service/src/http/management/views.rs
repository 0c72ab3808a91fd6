//! How Actions, versions and bindings look from outside: specification §6.1.

use serde_json::{Map, Value, json};
use vestibule_store::actions::{Action, BuildError, Content, Version};
use vestibule_store::bindings::Binding;

/// Where a component is, in place of source, `code` says so; clients expect a text there.
fn code(content: &Content) -> Value {
    json!(content.code.as_deref().unwrap_or_default())
}

fn trigger(action: &Action) -> Value {
    json!([{"id": action.body.trigger.id, "version": action.body.trigger.version}])
}

fn errors(errors: &[BuildError]) -> Value {
    json!(errors)
}

/// An Action with its deployed version, if there is one.
pub fn action(action: &Action, deployed: Option<&Version>) -> Value {
    let body = &action.body;
    let mut view = json!({
        "id": action.id,
        "name": action.name,
        "supported_triggers": trigger(action),
        "created_at": body.created_at,
        "updated_at": body.updated_at,
        "code": code(&body.draft),
        "dependencies": body.draft.dependencies,
        "runtime": body.draft.runtime,
        "status": action.status.name(),
        "secrets": body.draft.secrets,
        "modules": body.draft.modules,
        "all_changes_deployed": body.all_changes_deployed,
        "build": {"status": action.status.name(), "errors": errors(&action.build.errors)},
    });
    let members = members(&mut view);
    if let Some(built_at) = &action.build.built_at {
        members.insert("built_at".to_owned(), json!(built_at));
    }
    add_content(members, &body.draft);
    if let Some(version) = deployed {
        members.insert(
            "deployed_version".to_owned(),
            version_body(action, version, true),
        );
        members.insert(
            "current_version".to_owned(),
            json!({
                "id": version.id,
                "code": code(&version.content),
                "runtime": version.content.runtime,
                "status": "BUILT",
                "number": version.number,
                "build_time": version.build.built_at,
                "created_at": version.created_at,
                "updated_at": version.updated_at,
            }),
        );
    }
    view
}

/// A version with its Action. `deployed` as the deploy call wants it, or as it is.
pub fn version(action: &Action, version: &Version, deployed: bool) -> Value {
    let mut view = version_body(action, version, deployed);
    let members = members(&mut view);
    members.insert("action_id".to_owned(), json!(action.id));
    members.insert(
        "action".to_owned(),
        json!({
            "id": action.id,
            "name": action.name,
            "supported_triggers": trigger(action),
            "all_changes_deployed": action.body.all_changes_deployed,
            "created_at": action.body.created_at,
            "updated_at": action.body.updated_at,
        }),
    );
    view
}

/// Whether a version is its Action's deployed one.
pub fn is_deployed(action: &Action, version: &Version) -> bool {
    action.body.deployed_version.as_deref() == Some(&version.id)
}

fn version_body(action: &Action, version: &Version, deployed: bool) -> Value {
    let mut view = json!({
        "id": version.id,
        "code": code(&version.content),
        "dependencies": version.content.dependencies,
        "deployed": deployed,
        "runtime": version.content.runtime,
        "secrets": version.content.secrets,
        "status": "built",
        "number": version.number,
        "errors": errors(&version.build.errors),
        "created_at": version.created_at,
        "updated_at": version.updated_at,
        "supported_triggers": trigger(action),
        "modules": version.content.modules,
    });
    let members = members(&mut view);
    if let Some(built_at) = &version.build.built_at {
        members.insert("built_at".to_owned(), json!(built_at));
    }
    add_content(members, &version.content);
    view
}

fn add_content(members: &mut Map<String, Value>, content: &Content) {
    if let Some(component) = &content.component {
        members.insert("component".to_owned(), json!(component));
    }
    if let Some(limits) = &content.limits {
        members.insert("limits".to_owned(), limits.clone());
    }
    if !content.allowed_hosts.is_empty() {
        members.insert("allowed_hosts".to_owned(), json!(content.allowed_hosts));
    }
}

/// A binding with its Action, which is shown without code and secrets at its top level.
pub fn binding(
    binding: &Binding,
    trigger_id: &str,
    action: Option<(&Action, Option<&Version>)>,
) -> Value {
    let mut view = json!({
        "id": binding.id,
        "trigger_id": trigger_id,
        "display_name": binding.display_name,
        "created_at": binding.created_at,
        "updated_at": binding.updated_at,
    });
    if !binding.secrets.is_empty() {
        members(&mut view).insert("secrets".to_owned(), json!(binding.secrets));
    }
    if binding.shadow {
        members(&mut view).insert("shadow".to_owned(), json!(true));
    }
    if let Some((bound, deployed)) = action {
        let mut shown = self::action(bound, deployed);
        let shown_members = members(&mut shown);
        for left_out in [
            "code",
            "secrets",
            "dependencies",
            "build",
            "limits",
            "allowed_hosts",
        ] {
            shown_members.remove(left_out);
        }
        members(&mut view).insert("action".to_owned(), shown);
    }
    view
}

/// Everything here is an object.
fn members(view: &mut Value) -> &mut Map<String, Value> {
    match view {
        Value::Object(members) => members,
        _ => unreachable!("made as an object"),
    }
}
