//! Scripted Actions without a sandbox: each step of a script is a call of the recorder, which is what every Action's call comes to in the end.
//!
//! The guest `scripted-action` understands the same scripts; that both give the same results is what the conformance tests show.

use crate::case::{Case, CaseAction};
use serde_json::{Map, Value};
use vestibule_flow::command::{EnableMultifactor, MultifactorProvider};
use vestibule_flow::factor::Factor;
use vestibule_flow::flow::RunJob;
use vestibule_flow::outcome::{
    ConsoleLevel, ConsoleLine, ErrorClass, RunFailure, RunOutcome, RunReport, RunUsage,
};
use vestibule_flow::recorder::{CacheSnapshot, OutputLimits, Recorder};
use vestibule_login::ActionRunner;

/// The scripts of a case's Actions.
pub struct NativeActions<'a> {
    actions: &'a [CaseAction],
}

impl<'a> NativeActions<'a> {
    /// Those of `case`.
    pub fn new(case: &'a Case) -> Self {
        NativeActions {
            actions: &case.actions,
        }
    }
}

impl ActionRunner for NativeActions<'_> {
    async fn run(&self, job: RunJob<'_>, cache: CacheSnapshot, _milliseconds: u64) -> RunReport {
        let name = job.action.name.clone();
        let script = self
            .actions
            .get(job.index)
            .and_then(|action| action.script.as_ref())
            .and_then(|script| script.get(job.handler.name()))
            .cloned();
        let recorder = Recorder::new(
            job.handler,
            job.event,
            job.facts,
            cache,
            OutputLimits::default(),
        );
        let mut run = ScriptRun {
            recorder,
            console: Vec::new(),
        };
        let outcome = match script {
            None => RunOutcome::NotImplemented,
            Some(steps) => match run.steps(&steps) {
                Ok(()) => RunOutcome::Completed(run.recorder.finish()),
                Err(thrown) => RunOutcome::Failed(thrown.failure(&name)),
            },
        };
        RunReport {
            outcome,
            usage: RunUsage::default(),
            console: run.console,
            console_truncated: false,
        }
    }
}

/// What ends a script.
struct Thrown {
    name: String,
    message: String,
}

impl Thrown {
    fn new(name: &str, message: impl Into<String>) -> Thrown {
        Thrown {
            name: name.to_owned(),
            message: message.into(),
        }
    }

    fn failure(self, action: &str) -> RunFailure {
        RunFailure {
            class: ErrorClass::ActionError,
            kind: "action_error".to_owned(),
            message: format!("Action '{action}' failed: {}: {}", self.name, self.message),
            name: Some(self.name),
            stack: None,
            discarded_commands: 0,
        }
    }
}

struct ScriptRun {
    recorder: Recorder,
    console: Vec<ConsoleLine>,
}

impl ScriptRun {
    fn steps(&mut self, steps: &Value) -> Result<(), Thrown> {
        let steps = steps
            .as_array()
            .ok_or_else(|| Thrown::new("Error", "a handler's script is an array of steps"))?;
        steps.iter().try_for_each(|step| self.step(step))
    }

    fn step(&mut self, step: &Value) -> Result<(), Thrown> {
        if let Some(condition) = step.get("when") {
            return match self.holds(condition) {
                true => self.steps(&step["then"]),
                false => Ok(()),
            };
        }
        let call = step["call"].as_str().unwrap_or_default();
        let nothing = Vec::new();
        let arguments = Arguments(step["arguments"].as_array().unwrap_or(&nothing));
        match self.call(call, &arguments) {
            Err(thrown) if step["catch"] == true && self.recorder.aborted().is_none() => {
                self.log(ConsoleLevel::Error, thrown.message);
                Ok(())
            }
            outcome => outcome,
        }
    }

    /// `{"pointer": …}`: something other than null is there; with `equals`: it is this.
    fn holds(&self, condition: &Value) -> bool {
        let found = self.event(condition["pointer"].as_str().unwrap_or_default());
        match condition.get("equals") {
            Some(expected) => found == *expected,
            None => !found.is_null(),
        }
    }

    fn event(&self, pointer: &str) -> Value {
        let text = self.recorder.event().json_at(pointer);
        text.and_then(|text| serde_json::from_str(&text).ok())
            .unwrap_or_default()
    }

    fn log(&mut self, level: ConsoleLevel, message: String) {
        self.console.push(ConsoleLine { level, message });
    }

    fn call(&mut self, call: &str, arguments: &Arguments<'_>) -> Result<(), Thrown> {
        let refused =
            |error: vestibule_flow::recorder::CallError| Thrown::new("Error", error.to_string());
        let api = &mut self.recorder;
        match call {
            "throw" => Err(Thrown::new(&arguments.text(0), arguments.text(1))),
            "console.log" => {
                self.log(ConsoleLevel::Log, arguments.text(0));
                Ok(())
            }
            // There is no sandbox here, and so nobody who could send anything.
            "http.get" | "http.all" => {
                let host = arguments.text(0);
                Err(Thrown::new(
                    "HttpError",
                    format!("outbound HTTP is off: {host}"),
                ))
            }
            "clock.wait" => Ok(()),
            "claimFromEvent" => {
                let value = self.event(&arguments.text(1));
                match value {
                    Value::Null => Ok(()),
                    value => self
                        .recorder
                        .set_id_token_claim(&arguments.text(0), value)
                        .map_err(refused),
                }
            }
            "access.deny" => {
                let description = arguments.0.get(1).and_then(Value::as_str);
                api.deny(&arguments.text(0), description);
                Ok(())
            }
            "validation.error" => api
                .validation_error(&arguments.text(0), &arguments.text(1))
                .map_err(refused),
            "authentication.challengeWith" => {
                api.challenge_with(factor(arguments.at(0))?, additional(arguments.at(1))?);
                Ok(())
            }
            "authentication.enrollWith" => {
                api.enroll_with(factor(arguments.at(0))?, additional(arguments.at(1))?);
                Ok(())
            }
            "authentication.challengeWithAny" => api
                .challenge_with_any(factors(arguments.at(0))?)
                .map_err(refused),
            "authentication.enrollWithAny" => api
                .enroll_with_any(factors(arguments.at(0))?)
                .map_err(refused),
            "authentication.recordMethod" => api.record_method(&arguments.text(0)).map_err(refused),
            "authentication.setPrimaryUser" => {
                api.set_primary_user(&arguments.text(0)).map_err(refused)
            }
            "multifactor.enable" => {
                api.enable_multifactor(enable(arguments)?);
                Ok(())
            }
            "idToken.setCustomClaim" => api
                .set_id_token_claim(&arguments.text(0), arguments.at(1).clone())
                .map_err(refused),
            "accessToken.setCustomClaim" => api
                .set_access_token_claim(&arguments.text(0), arguments.at(1).clone())
                .map_err(refused),
            "accessToken.addScope" => api.add_scope(&arguments.text(0)).map_err(refused),
            "accessToken.removeScope" => api.remove_scope(&arguments.text(0)).map_err(refused),
            "user.setAppMetadata" => api
                .set_app_metadata(&arguments.text(0), arguments.at(1).clone())
                .map_err(refused),
            "user.setUserMetadata" => api
                .set_user_metadata(&arguments.text(0), arguments.at(1).clone())
                .map_err(refused),
            "transaction.setMetadata" => api
                .set_transaction_metadata(&arguments.text(0), arguments.at(1).clone())
                .map_err(refused),
            "redirect.sendUserTo" => {
                let query = arguments.at(1).get("query").and_then(Value::as_object);
                let query: Vec<(String, String)> = query
                    .into_iter()
                    .flatten()
                    .map(|(name, value)| (name.clone(), text(value)))
                    .collect();
                api.send_user_to(&arguments.text(0), &query)
                    .map_err(refused)
            }
            "prompt.render" => {
                let part = |name: &str| {
                    arguments
                        .at(1)
                        .get(name)
                        .and_then(Value::as_object)
                        .cloned()
                };
                api.render_prompt(
                    &arguments.text(0),
                    part("fields").unwrap_or_default(),
                    part("vars").unwrap_or_default(),
                )
                .map_err(refused)
            }
            "session.revoke" => {
                let preserve =
                    arguments.at(1).get("preserveRefreshTokens") == Some(&Value::Bool(true));
                api.revoke_session(&arguments.text(0), preserve);
                Ok(())
            }
            "session.setExpiresAt" => api
                .set_session_expires_at(arguments.number(0))
                .map_err(refused),
            "session.setIdleExpiresAt" => api
                .set_session_idle_expires_at(arguments.number(0))
                .map_err(refused),
            "session.setCookieMode" => {
                api.set_cookie_mode(arguments.text(0) == "persistent");
                Ok(())
            }
            "session.setMetadata" => api
                .set_session_metadata(&arguments.text(0), arguments.at(1).as_str())
                .map_err(refused),
            "session.deleteMetadata" => {
                api.delete_session_metadata(&arguments.text(0));
                Ok(())
            }
            "session.evictMetadata" => {
                api.evict_session_metadata();
                Ok(())
            }
            "refreshToken.revoke" => api
                .revoke_refresh_token(&arguments.text(0))
                .map_err(refused),
            "refreshToken.setMetadata" => api
                .set_refresh_token_metadata(&arguments.text(0), arguments.at(1).as_str())
                .map_err(refused),
            other => Err(Thrown::new(
                "TypeError",
                format!("{other} is no call of a script"),
            )),
        }
    }
}

/// The arguments of a call; a missing one is null.
struct Arguments<'a>(&'a [Value]);

impl Arguments<'_> {
    fn at(&self, index: usize) -> &Value {
        self.0.get(index).unwrap_or(&Value::Null)
    }

    fn text(&self, index: usize) -> String {
        text(self.at(index))
    }

    fn number(&self, index: usize) -> u64 {
        self.at(index).as_u64().unwrap_or_default()
    }
}

fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        other => other.to_string(),
    }
}

fn factor(value: &Value) -> Result<Factor, Thrown> {
    serde_json::from_value(value.clone())
        .map_err(|error| Thrown::new("TypeError", format!("expected a factor object: {error}")))
}

fn factors(value: &Value) -> Result<Vec<Factor>, Thrown> {
    match value {
        Value::Array(items) => items.iter().map(factor).collect(),
        Value::Null => Ok(Vec::new()),
        _ => Err(Thrown::new("TypeError", "expected an array of factors")),
    }
}

fn additional(options: &Value) -> Result<Vec<Factor>, Thrown> {
    factors(options.get("additionalFactors").unwrap_or(&Value::Null))
}

fn enable(arguments: &Arguments<'_>) -> Result<EnableMultifactor, Thrown> {
    let options = arguments.at(1);
    let provider: MultifactorProvider = serde_json::from_value(arguments.at(0).clone())
        .map_err(|error| Thrown::new("TypeError", error.to_string()))?;
    let provider_options: Option<Map<String, Value>> = options
        .get("providerOptions")
        .and_then(Value::as_object)
        .cloned();
    Ok(EnableMultifactor {
        provider,
        allow_remember_browser: options.get("allowRememberBrowser") == Some(&Value::Bool(true)),
        provider_options,
    })
}
