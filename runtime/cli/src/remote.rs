//! The service's HTTP API, as the command line uses it: this, and nothing else of the service.

use crate::exit::Refused;
use crate::service_arguments::Remote;
use anyhow::{Context as _, Result, anyhow};
use serde_json::{Value, json};
use std::time::Duration;
use ureq::tls::{Certificate, RootCerts, TlsConfig};
use ureq::{Agent, Body, http};

/// The Actions of a tenant.
pub const ACTIONS: &str = "/api/v2/actions/actions";
const BINDINGS: &str = "/api/v2/actions/triggers/post-login/bindings";

/// A binding that stands, as a list that replaces all of them refers to it.
pub fn standing(binding: &Value) -> Value {
    json!({
        "ref": {"type": "binding_id", "value": binding["id"]},
        "display_name": binding["display_name"],
    })
}

/// What is bound to logins, in the order of execution.
///
/// # Errors
/// The service cannot be reached, or answers with an error.
pub fn bindings(service: &Service) -> Result<Vec<Value>> {
    let list = service.get(&format!("{BINDINGS}?per_page=100"))?;
    Ok(list["bindings"].as_array().cloned().unwrap_or_default())
}

/// Binds exactly these, and gives what is bound then.
///
/// # Errors
/// As [`bindings`].
pub fn bind(service: &Service, wanted: &[Value]) -> Result<Vec<Value>> {
    let body = json!({ "bindings": wanted });
    let answer = service.json("PATCH", BINDINGS, Some(&body))?;
    Ok(answer["bindings"].as_array().cloned().unwrap_or_default())
}

/// A service, with a tenant's token.
pub struct Service {
    agent: Agent,
    base: String,
    token: String,
}

impl Service {
    /// The service that the arguments name.
    ///
    /// # Errors
    /// There is no token, or the authority cannot be read.
    pub fn new(remote: &Remote) -> Result<Service> {
        let token = remote.token.clone().ok_or_else(|| {
            Refused("no token: give --token, or set VESTIBULE_TOKEN to what `vestibule tenant create` printed".to_owned())
        })?;
        let mut config = Agent::config_builder()
            .http_status_as_error(false)
            .timeout_global(Some(Duration::from_secs(180)));
        if let Some(file) = &remote.ca {
            let pem = std::fs::read(file)
                .map_err(|error| Refused(format!("cannot read {}: {error}", file.display())))?;
            let certificate = Certificate::from_pem(&pem)
                .map_err(|error| Refused(format!("{}: {error}", file.display())))?;
            let roots = RootCerts::new_with_certs(&[certificate]);
            config = config.tls_config(TlsConfig::builder().root_certs(roots).build());
        }
        Ok(Service {
            agent: config.build().into(),
            base: remote.url.trim_end_matches('/').to_owned(),
            token,
        })
    }

    /// GET
    ///
    /// # Errors
    /// The service cannot be reached, or answers with an error.
    pub fn get(&self, path: &str) -> Result<Value> {
        self.send("GET", path, &[], None)
    }

    /// A request with a JSON body, or none.
    ///
    /// # Errors
    /// As [`Service::get`].
    pub fn json(&self, method: &str, path: &str, body: Option<&Value>) -> Result<Value> {
        let bytes = body.map(|body| body.to_string().into_bytes());
        self.send(
            method,
            path,
            &bytes.unwrap_or_default(),
            body.map(|_| "application/json"),
        )
    }

    /// PUT of a component.
    ///
    /// # Errors
    /// As [`Service::get`].
    pub fn upload(&self, path: &str, component: &[u8]) -> Result<Value> {
        self.send("PUT", path, component, Some("application/wasm"))
    }

    fn send(&self, method: &str, path: &str, body: &[u8], kind: Option<&str>) -> Result<Value> {
        let url = format!("{}{path}", self.base);
        let mut request = http::Request::builder()
            .method(method)
            .uri(&url)
            .header("authorization", format!("Bearer {}", self.token));
        if let Some(kind) = kind {
            request = request.header("content-type", kind);
        }
        let request = request
            .body(body)
            .map_err(|error| Refused(format!("{url}: {error}")))?;
        let answer = self
            .agent
            .run(request)
            .with_context(|| format!("cannot reach {}", self.base))?;
        read(answer, method, path)
    }
}

fn read(mut answer: http::Response<Body>, method: &str, path: &str) -> Result<Value> {
    let status = answer.status();
    let text = answer
        .body_mut()
        .with_config()
        .limit(64 << 20)
        .read_to_string()
        .with_context(|| format!("{method} {path}: the answer broke off"))?;
    let value: Value = match text.as_str() {
        "" => Value::Null,
        text => serde_json::from_str(text).with_context(|| {
            format!("{method} {path}: the answer is not JSON; is this a Vestibule service?")
        })?,
    };
    if status.is_success() {
        return Ok(value);
    }
    let message = value["message"].as_str().unwrap_or("no reason was given");
    let text = format!("{message} (HTTP {})", status.as_u16());
    if status.is_client_error() {
        Err(Refused(text).into())
    } else {
        Err(anyhow!(text))
    }
}

/// The Action with this name or id.
///
/// # Errors
/// There is none, or the service cannot be reached.
pub fn find_action(service: &Service, name_or_id: &str) -> Result<Value> {
    find_action_if_any(service, name_or_id)?
        .ok_or_else(|| Refused(format!("there is no action '{name_or_id}'")).into())
}

/// As [`find_action`]; none when there is none.
///
/// # Errors
/// The service cannot be reached.
pub fn find_action_if_any(service: &Service, name_or_id: &str) -> Result<Option<Value>> {
    let list = service.get(&format!("{ACTIONS}?per_page=100"))?;
    let actions = list["actions"].as_array().cloned().unwrap_or_default();
    Ok(actions
        .into_iter()
        .find(|action| action["name"] == name_or_id || action["id"] == name_or_id))
}
