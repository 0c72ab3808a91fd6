//! What a login starts with.

use super::token::FlowSecret;
use crate::event::Event;
use crate::factor::FactorType;
use crate::tenant::{Browser, Tenant};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use std::fmt;
use thiserror::Error;

/// The most Actions of one login: Auth0's limit for a trigger (specification §5).
pub const MAX_ACTIONS: usize = 20;

/// What a login starts with.
#[derive(Debug, Clone)]
pub struct FlowStart {
    /// The tenant's settings.
    pub tenant: Tenant,
    /// What the person's browser can do.
    pub browser: Browser,
    /// The Actions in binding order. None is fine: then the tenant's policy decides.
    pub actions: Vec<BoundAction>,
    /// The login.
    pub event: Event,
    /// For the tokens that resume it.
    pub secret: FlowSecret,
}

/// Why a login could not start.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum StartError {
    /// More Actions than [`MAX_ACTIONS`].
    #[error("{count} Actions are bound; at most {MAX_ACTIONS} can run in a login")]
    TooManyActions {
        /// How many there are.
        count: usize,
    },
    /// The event is another tenant's.
    #[error("the event is of tenant {event:?}, the settings are of tenant {settings:?}")]
    OtherTenant {
        /// `event.tenant.id`
        event: String,
        /// The tenant's `id`.
        settings: String,
    },
}

/// One Action of a login, as it was bound when the login started (D12).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct BoundAction {
    /// Its id, where Actions have one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Its name, for messages and logs.
    pub name: String,
    /// Which version of it.
    pub version: String,
    /// The digest of its component, so that a login that is resumed finds the very same one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub digest: Option<String>,
    /// Its own `event.secrets`. Absent: those of the login's event.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub secrets: Option<Secrets>,
    /// Its own `event.configuration`. Absent: that of the login's event.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub configuration: Option<Map<String, Value>>,
    /// The limits of its runs, in the terms of the host that runs it: the flow only keeps them, so that a login that is resumed has those that it
    /// began with (D12). Absent: the host's defaults.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limits: Option<Value>,
    /// The hosts that it may reach over HTTP, in the terms of the host that runs it, which the flow only keeps as well. None: nothing is reached.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub allowed_hosts: Vec<String>,
    /// Whether it runs for the record only: what it asks for is kept with its run and has no effect, and neither has its failure. So a new Action can
    /// be watched on real logins before it decides about any.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub shadow: bool,
}

impl BoundAction {
    /// An Action of this name and version, with secrets and configuration of the login's event.
    pub fn new(name: impl Into<String>, version: impl Into<String>) -> Self {
        BoundAction {
            id: None,
            name: name.into(),
            version: version.into(),
            digest: None,
            secrets: None,
            configuration: None,
            limits: None,
            allowed_hosts: Vec::new(),
            shadow: false,
        }
    }

    /// The event as this Action sees it: the login's, with the Action's own secrets and configuration.
    pub(super) fn event(&self, login: &Event) -> Event {
        let mut event = login.clone();
        if let Some(Secrets(secrets)) = &self.secrets {
            event.set_part("secrets", Some(json!(secrets)));
        }
        if let Some(configuration) = &self.configuration {
            event.set_part("configuration", Some(Value::Object(configuration.clone())));
        }
        event
    }
}

/// An Action's secrets: name and value. Debug output shows the names only.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Secrets(pub BTreeMap<String, String>);

impl fmt::Debug for Secrets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map()
            .entries(self.0.keys().map(|name| (name, "***")))
            .finish()
    }
}

/// One tenant's id in two places is one id, wherever it was given.
pub(super) fn settle_tenant(tenant: &mut Tenant, event: &mut Event) -> Result<(), StartError> {
    match event.text("tenant", "id") {
        None | Some("") => {
            event.set_member("tenant", "id", Some(Value::from(tenant.id.clone())));
        }
        Some(id) if tenant.id.is_empty() => tenant.id = id.to_owned(),
        Some(id) if id == tenant.id => {}
        Some(id) => {
            return Err(StartError::OtherTenant {
                event: id.to_owned(),
                settings: tenant.id.clone(),
            });
        }
    }
    Ok(())
}

/// Makes the event say what §1.4 says of it: `email` is enrolled exactly when the tenant has it on and the address is verified (D16), and
/// `multifactor` names `guardian` as soon as anything but email is enrolled.
pub(super) fn settle_enrolments(event: &mut Event, tenant: &Tenant) {
    let is_email = |entry: &Value| entry.get("type").and_then(Value::as_str) == Some("email");
    let has_email = tenant.has_enabled(&FactorType::Email)
        && event.member("user", "email_verified") == Some(&Value::Bool(true))
        && event
            .text("user", "email")
            .is_some_and(|email| !email.is_empty());
    let enrolled = match event.member("user", "enrolledFactors") {
        Some(Value::Array(entries)) => entries.as_slice(),
        _ => &[],
    };
    let guardian = enrolled.iter().any(|entry| !is_email(entry));
    // Most events say it all already, and then nothing of them is copied.
    if enrolled.iter().any(is_email) != has_email {
        let mut entries = enrolled.to_vec();
        if has_email {
            entries.push(json!({ "type": "email" }));
        } else {
            entries.retain(|entry| !is_email(entry));
        }
        event.set_member("user", "enrolledFactors", Some(Value::Array(entries)));
    }
    let mut providers = event.texts("user", "multifactor");
    if guardian && !providers.iter().any(|provider| provider == "guardian") {
        providers.push("guardian".to_owned());
        event.set_member("user", "multifactor", Some(json!(providers)));
    }
}
