//! A case: one login as a file. `tests/conformance/README.md` says how to write one.

use crate::outside::Exchange;
use anyhow::{Context, Result, bail};
use serde::Deserialize;
use serde_json::{Map, Value};
use std::path::Path;
use vestibule_flow::event::Event;
use vestibule_flow::flow::{Answer, Changes};
use vestibule_flow::recorder::{CacheSnapshot, Handler, OutputLimits, Recorder, TransactionFacts};
use vestibule_flow::tenant::{Browser, Tenant};

/// The base event of the cases, E0.
const BASE_EVENT: &str = include_str!("../base/event.json");
/// The base tenant of the cases, T0.
const BASE_TENANT: &str = include_str!("../base/tenant.json");

/// One login with what must come of it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Case {
    /// What it shows, in one sentence.
    pub title: String,
    /// Which rule it comes from, e.g. `§7.2`, `D1`.
    pub source: Vec<String>,
    /// Changes to T0: members replace its members.
    #[serde(default)]
    tenant: Map<String, Value>,
    /// What the browser can do.
    #[serde(default)]
    pub browser: Browser,
    /// Changes to E0: objects are merged, everything else replaces; `null` removes.
    #[serde(default)]
    event: Value,
    /// The Actions, in binding order.
    #[serde(default)]
    pub actions: Vec<CaseAction>,
    /// What happens at the pauses.
    #[serde(default)]
    pub answers: Vec<CaseAnswer>,
    /// For the start and for each answer that is not refused: what the result must contain. See [`crate::matching`].
    pub expect: Vec<Value>,
    /// Whether it runs with compiled Actions only, e.g. because it is about a limit of the sandbox.
    #[serde(default)]
    pub compiled_only: bool,
    /// Whether a plan is made instead of a login; then there are no answers.
    #[serde(default)]
    pub plan: bool,
    /// What is asked for over HTTP, and what comes back. All of it must be asked for, and nothing else.
    #[serde(default)]
    pub outside: Vec<Exchange>,
    /// The file.
    #[serde(skip)]
    text: String,
}

/// An Action of a case: a script, an example, or a source in JavaScript.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CaseAction {
    /// Its name.
    pub name: String,
    /// What its handlers call. `tests/guests/scripted-action/README.md` lists the calls.
    #[serde(default)]
    pub script: Option<Map<String, Value>>,
    /// The example Action to run instead: its package's name.
    #[serde(default)]
    pub component: Option<String>,
    /// The Action in JavaScript to run instead: a file below `tests/javascript/`, or below its `packages/` if it needs npm packages.
    #[serde(default)]
    pub javascript: Option<String>,
    /// Its configuration. A script has none of its own.
    #[serde(default)]
    pub configuration: Option<Map<String, Value>>,
    /// Its secrets.
    #[serde(default)]
    pub secrets: Option<Map<String, Value>>,
    /// Which hosts it may reach.
    #[serde(default)]
    pub allowed_hosts: Vec<String>,
    /// Its limits, where they are not the defaults.
    #[serde(default)]
    pub limits: vestibule_sandbox::LimitOverrides,
    /// Whether it runs for the record only.
    #[serde(default)]
    pub shadow: bool,
}

/// What happens at a pause.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CaseAnswer {
    /// They passed this factor.
    #[serde(default)]
    pub factor: Option<String>,
    /// Of an enrolment: its options.
    #[serde(default)]
    pub options: Option<Map<String, Value>>,
    /// They came back with this query.
    #[serde(default)]
    pub returned: Option<Map<String, Value>>,
    /// With signed tokens in that query.
    #[serde(default)]
    pub tokens: Vec<CaseToken>,
    /// They did not: `cancelled`, `failed`, `timed_out`.
    #[serde(default)]
    pub not_passed: Option<Value>,
    /// What changed meanwhile. Members of `tenant` replace those of the case's tenant.
    #[serde(default)]
    pub changes: Map<String, Value>,
    /// The state to answer with: that of the result (absent), `previous`, or any text.
    #[serde(default)]
    pub state: Option<String>,
    /// Through which tenant; absent: the case's.
    #[serde(default)]
    pub tenant_id: Option<String>,
    /// How many seconds after the pause began; absent: one.
    #[serde(default)]
    pub after_seconds: Option<u64>,
    /// The answer must be refused, with a message that contains this, and the login be as it was.
    #[serde(default)]
    pub refused: Option<String>,
}

/// A token that another page signed.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CaseToken {
    /// What it is signed with.
    secret: String,
    /// The parameter that carries it.
    #[serde(default = "session_token")]
    parameter: String,
    /// Claims beside, or in place of, those that a good token has; `null` stands for a missing one.
    #[serde(default)]
    claims: Map<String, Value>,
}

fn session_token() -> String {
    "session_token".to_owned()
}

impl CaseToken {
    /// Signs it for the user of `event`. It expires in 2100: the sandbox has the host's clock.
    fn sign(&self, event: Event, state: &str) -> Result<String> {
        const NOW: u64 = 1_767_225_600_000;
        let mut claims = Map::new();
        claims.insert("state".into(), state.into());
        claims.insert("exp".into(), 4_102_444_800_u64.into());
        claims.extend(self.claims.clone());
        let recorder = Recorder::new(
            Handler::Execute,
            event,
            TransactionFacts::default(),
            CacheSnapshot::default(),
            OutputLimits::default(),
        );
        Ok(recorder.encode_token(&self.secret, claims, None, NOW)?)
    }
}

impl Case {
    /// Reads a case.
    ///
    /// # Errors
    /// The file cannot be read, or is no case.
    pub fn read(path: &Path) -> Result<Case> {
        let text = std::fs::read_to_string(path)?;
        let mut case: Case = serde_json::from_str(&text)?;
        let answered = case
            .answers
            .iter()
            .filter(|answer| answer.refused.is_none());
        let results = answered.count() + 1;
        if case.expect.len() != results {
            bail!(
                "a case expects one result for the start and one for each answer that is not refused: {results}, not {}",
                case.expect.len()
            );
        }
        case.text = text;
        Ok(case)
    }

    /// The case with `port` in place of each `{port}`: the one where what it asks for over HTTP is answered.
    ///
    /// # Errors
    /// None: it was read before.
    pub fn at_port(&self, port: u16) -> Result<Case> {
        Ok(serde_json::from_str(
            &self.text.replace("{port}", &port.to_string()),
        )?)
    }

    /// A case made in code: one Action, and whatever comes of it.
    pub fn of_one(action: CaseAction, event: Value) -> Case {
        Case {
            title: action.name.clone(),
            source: Vec::new(),
            tenant: Map::new(),
            browser: Browser::default(),
            event,
            actions: vec![action],
            answers: Vec::new(),
            expect: vec![Value::Object(Map::new())],
            compiled_only: true,
            plan: false,
            outside: Vec::new(),
            text: String::new(),
        }
    }

    /// The tenant: T0 with the case's changes.
    ///
    /// # Errors
    /// The changes make no tenant.
    pub fn tenant(&self, more: &Map<String, Value>) -> Result<Tenant> {
        let mut tenant: Map<String, Value> = serde_json::from_str(BASE_TENANT)?;
        tenant.extend(self.tenant.clone());
        tenant.extend(more.clone());
        serde_json::from_value(Value::Object(tenant)).context("tenant")
    }

    /// The event: E0 with the case's changes.
    ///
    /// # Errors
    /// The changes make no event.
    pub fn event(&self) -> Result<Event> {
        let mut event: Value = serde_json::from_str(BASE_EVENT)?;
        merge(&mut event, &self.event);
        Ok(Event::from_value(event)?)
    }
}

impl CaseAnswer {
    /// The flow's answer. `state` is what the person comes back with.
    ///
    /// # Errors
    /// It is none, or more than one.
    pub fn answer(&self) -> Result<Answer> {
        Ok(match (&self.factor, &self.returned, &self.not_passed) {
            (Some(factor), None, None) => Answer::Factor {
                factor: factor.as_str().into(),
                options: self.options.clone(),
            },
            (None, Some(_), None) => Answer::Returned,
            (None, None, Some(reason)) => Answer::NotPassed {
                reason: serde_json::from_value(reason.clone())?,
            },
            _ => bail!("an answer has exactly one of factor, returned and not_passed"),
        })
    }

    /// What changed meanwhile, with the request that brings the answer.
    ///
    /// # Errors
    /// A change that there is not.
    pub fn changes(&self, case: &Case, request: &Value, state: &str) -> Result<Changes> {
        let mut given = self.changes.clone();
        let tenant = match given.remove("tenant") {
            Some(Value::Object(more)) => Some(case.tenant(&more)?),
            Some(_) => bail!("changes.tenant: expected an object"),
            None => None,
        };
        let mut changes: Changes = serde_json::from_value(Value::Object(given))?;
        changes.tenant = tenant;
        if let (Some(query), None) = (&self.returned, &changes.request) {
            let mut query = query.clone();
            query.entry("state").or_insert_with(|| Value::from(state));
            for token in &self.tokens {
                let signed = token.sign(case.event()?, state)?;
                query.insert(token.parameter.clone(), signed.into());
            }
            let mut request = request.clone();
            request["query"] = Value::Object(query);
            changes.request = Some(request);
        }
        Ok(changes)
    }
}

/// Merges changes into a value: objects member by member, `null` removes, everything else replaces.
fn merge(value: &mut Value, changes: &Value) {
    match (value, changes) {
        (_, Value::Null) => {}
        (Value::Object(members), Value::Object(changes)) => {
            for (name, change) in changes {
                if change.is_null() {
                    members.remove(name);
                } else {
                    merge(members.entry(name).or_insert(Value::Null), change);
                }
            }
        }
        (value, changes) => *value = changes.clone(),
    }
}
