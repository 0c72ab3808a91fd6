//! The whole login, from its beginning to where the answers leave it. Source: specification §4.2, decisions D1–D19.

use crate::effects;
use crate::factors::{Look, Verdict, World, canonical};
use crate::login::{
    Action, Answer, Command, Factor, Given, Login, Person, Script, SessionCall, Tenant,
};
use serde_json::{Map, Value, json};

/// What a login should have come to.
#[derive(Debug, Clone, PartialEq)]
pub struct Prediction {
    /// The members of the flow result that the model knows of. Times are in milliseconds since 1970; `{state}` stands in for the state in a URL.
    pub result: Value,
    /// Every handler that ran, in order, with what it saw of the event.
    pub runs: Vec<Value>,
    /// Of each answer, whether it was taken. One that was not has changed nothing.
    pub taken: Vec<bool>,
}

/// Plays a login to where the answers leave it.
pub fn predict(login: &Login, answers: &[Answer]) -> Prediction {
    let mut play = Play::new(login, answers);
    let end = match play.whole_login() {
        Ok(()) => End::Complete,
        Err(end) => end,
    };
    let result = play.result(end);
    // Nobody can answer a login that has ended.
    play.taken.resize(answers.len(), false);
    Prediction {
        result,
        runs: play.runs,
        taken: play.taken,
    }
}

/// Why a login does not go on.
enum End {
    Complete,
    Waiting { shows: Value, expires_at: u64 },
    Denied(Value),
    Failed(Value),
}

fn failed(code: &str, cause: &str) -> End {
    End::Failed(json!({ "code": code, "cause": cause }))
}

/// How the person can be reached (D6).
#[derive(PartialEq)]
enum Reach {
    Browser,
    Silent,
    TokenEndpoint,
    TokenExchange,
}

struct Play<'a> {
    login: &'a Login,
    answers: std::slice::Iter<'a, Answer>,
    taken: Vec<bool>,
    now: u64,
    reach: Reach,
    world: World,
    /// All commands that count.
    commands: Vec<Command>,
    /// The session's methods as the event shows them, and those of this login.
    shown_methods: Vec<Value>,
    new_methods: Vec<Value>,
    prompt: Option<Value>,
    second_factor_commands: u32,
    redirects: u32,
    steps: Vec<Value>,
    runs: Vec<Value>,
}

impl<'a> Play<'a> {
    fn new(login: &'a Login, answers: &'a [Answer]) -> Self {
        let user = &login.event["user"];
        let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
        let mut world = World {
            tenant: login.tenant.clone(),
            browser: login.browser.clone(),
            email: user["email"].as_str().unwrap_or_default().to_owned(),
            email_verified: user["email_verified"] == true,
            enrolled: list(&user["enrolledFactors"]),
            challenged: Vec::new(),
            newly_enrolled: Vec::new(),
        };
        world.settle_email();
        Play {
            login,
            answers: answers.iter(),
            taken: Vec::new(),
            now: login.now,
            reach: reach(&login.event),
            world,
            commands: Vec::new(),
            shown_methods: list(&login.event["authentication"]["methods"]),
            new_methods: Vec::new(),
            prompt: None,
            second_factor_commands: 0,
            redirects: 0,
            steps: Vec::new(),
            runs: Vec::new(),
        }
    }

    fn whole_login(&mut self) -> Result<(), End> {
        for action in &self.login.actions {
            self.action(action)?;
        }
        self.second_factor_at_the_end()
    }

    fn action(&mut self, action: &Action) -> Result<(), End> {
        let mut script = &action.execute;
        let mut handler = "onExecutePostLogin";
        loop {
            self.note_run(action, handler, script);
            // What runs for the record only can neither let through nor stop anything.
            if action.shadow {
                return Ok(());
            }
            self.prompt = None;
            let commands = match script {
                Script::Returns(commands) => commands,
                Script::Missing if handler == "onExecutePostLogin" => return Ok(()),
                Script::Missing => return Err(failed("access_denied", "no_continue_handler")),
                // D8: whatever it asked for is gone.
                Script::Fails => return Err(failed("access_denied", "action_failed")),
            };
            self.record(commands);
            self.deny(action, commands)?;
            for command in commands {
                if let Command::Mfa { method, factors } = command {
                    self.second_factor(action, method, factors)?;
                }
            }
            // O8: the redirect comes after the second factors. O-B01: the last one counts.
            let away = commands.iter().rev().find_map(where_to);
            let Some(away) = away else {
                return Ok(());
            };
            self.send_away(away)?;
            script = &action.resume;
            handler = "onContinuePostLogin";
        }
    }

    fn record(&mut self, commands: &[Command]) {
        let moves = |command: &Command| matches!(command, Command::SetPrimaryUser { .. });
        let loses_user_metadata = commands.iter().any(moves);
        for command in commands {
            if loses_user_metadata && matches!(command, Command::UserMetadata { .. }) {
                continue;
            }
            if let Command::RecordMethod { provider_url } = command {
                self.add_method(json!({ "name": provider_url, "timestamp": self.now }));
            }
            self.commands.push(command.clone());
        }
    }

    /// D4: the first refusal counts. It beats whatever else the Action asked for (O10).
    fn deny(&self, action: &Action, commands: &[Command]) -> Result<(), End> {
        let refusal = commands.iter().find_map(|command| match command {
            Command::Deny {
                reason,
                description,
            } => Some(("access.deny", reason, description.as_ref())),
            Command::ValidationError { code, message } => {
                Some(("validation.error", code, Some(message)))
            }
            Command::Session(SessionCall::Revoke { reason, .. }) => {
                Some(("session.revoke", reason, None))
            }
            Command::RefreshToken(SessionCall::Revoke { reason, .. }) => {
                Some(("refreshToken.revoke", reason, None))
            }
            _ => None,
        });
        let Some((by, reason, description)) = refusal else {
            return Ok(());
        };
        let mut denial = json!({
            "error": "access_denied", "reason": reason, "by": by, "action": action.name,
        });
        if let Some(description) = description {
            denial["description"] = json!(description);
        }
        Err(End::Denied(denial))
    }

    fn second_factor(
        &mut self,
        action: &Action,
        method: &str,
        factors: &[Factor],
    ) -> Result<(), End> {
        let enrols = method.starts_with("enroll");
        let ask = Ask {
            enrols,
            picker: method.ends_with("Any"),
            factors: factors.to_vec(),
            deferred: false,
        };
        self.begin_step(Some(&action.name), method, factors);
        self.second_factor_commands += 1;
        // D18.
        if self.second_factor_commands > 4 {
            return Err(self.fail_step("access_denied", "too_many_mfa_commands"));
        }
        // O7.
        if !self.world.tenant.customize_mfa_in_postlogin_action {
            return Err(self.fail_step("access_denied", "mfa_customization_disabled"));
        }
        let look = self.world.look(enrols, factors);
        self.show_factors(&look);
        // M19, M21, O19: nothing can be shown, so it does not matter what could be.
        match self.reach {
            Reach::Silent => {
                return Err(self.fail_step("login_required", "mfa_in_non_interactive_flow"));
            }
            Reach::TokenExchange => {
                return Err(self.fail_step("access_denied", "mfa_in_non_interactive_flow"));
            }
            Reach::Browser | Reach::TokenEndpoint => {}
        }
        match look.verdict {
            Verdict::Satisfied(factor) => {
                self.end_step("satisfied", Some(&factor));
                Ok(())
            }
            Verdict::ChallengeFirst => Err(self.fail_step("access_denied", "challenge_first")),
            Verdict::Nothing => Err(self.fail_step("access_denied", "no_usable_factor")),
            Verdict::Ask => self.ask(&ask),
        }
    }

    /// Asks until a factor is passed, or the login ends.
    fn ask(&mut self, ask: &Ask) -> Result<(), End> {
        loop {
            let usable = self.usable_of_step();
            let shows = self.screen(ask, &usable);
            let seconds = self.world.tenant.factor_timeout_seconds;
            let answer = self.wait(shows, Some(&usable), seconds)?;
            let Person::Factor(factor, options) = answer.person.clone() else {
                return Err(self.fail_step("access_denied", "factor_not_passed"));
            };
            let factor = canonical(&factor).to_owned();
            // O24: what was answered must still be possible. An enrolment that has been stored already is the one that was asked for.
            let mut world = self.world.clone();
            if ask.enrols {
                world
                    .enrolled
                    .retain(|entry| canonical(entry["type"].as_str().unwrap_or("")) != factor);
            }
            let look = ask.look(&world);
            if look.usable.iter().any(|usable| usable["type"] == *factor) {
                self.passed(ask, &factor, options);
                return Ok(());
            }
            self.show_factors(&look);
            match look.verdict {
                Verdict::Ask => {}
                Verdict::ChallengeFirst => {
                    return Err(self.fail_step("access_denied", "challenge_first"));
                }
                // Also when a factor of the request was completed before: the one that was passed last does not count any more.
                Verdict::Nothing | Verdict::Satisfied(_) => {
                    return Err(self.fail_step("access_denied", "no_usable_factor"));
                }
            }
        }
    }

    fn passed(&mut self, ask: &Ask, factor: &str, options: Option<Map<String, Value>>) {
        self.end_step("completed", Some(factor));
        self.add_method(json!({ "name": "mfa", "type": factor, "timestamp": self.now }));
        if !ask.enrols {
            self.world.challenged.push(factor.to_owned());
            return;
        }
        self.world.newly_enrolled.push(factor.to_owned());
        if !self.world.is_enrolled(factor) {
            let mut entry = json!({ "type": factor });
            if let Some(options) = options {
                entry["options"] = Value::Object(options);
            }
            self.world.enrolled.push(entry);
        }
        self.world.settle_email();
    }

    fn send_away(&mut self, shows: Value) -> Result<(), End> {
        self.redirects += 1;
        if self.reach != Reach::Browser {
            return Err(failed(
                "interaction_required",
                "redirect_in_non_interactive_flow",
            ));
        }
        // The project's own limit: the documentation names none.
        if self.redirects > 50 {
            return Err(failed("access_denied", "too_many_redirects"));
        }
        let seconds = self.world.tenant.redirect_timeout_seconds;
        let answer = self.wait(json!({ "next": shows }), None, seconds)?;
        if answer.person != Person::Returned {
            return Err(failed("access_denied", "not_returned"));
        }
        self.prompt = answer.changes.prompt.clone();
        Ok(())
    }

    /// Waits for an answer that can be taken. `usable` is what a factor must be one of; without, the person's return is awaited.
    fn wait(
        &mut self,
        shows: Value,
        usable: Option<&[Value]>,
        seconds: u64,
    ) -> Result<&'a Answer, End> {
        let expires_at = self.now + seconds * 1_000;
        loop {
            let Some(answer) = self.answers.next() else {
                return Err(End::Waiting { shows, expires_at });
            };
            let is_over = answer.now >= expires_at;
            let fits = match (&answer.person, usable) {
                (Person::Nothing, _) => is_over,
                (Person::NotPassed, _) | (Person::Returned, None) => self.may(answer, is_over),
                (Person::Factor(factor, _), Some(usable)) => {
                    let is_offered = usable
                        .iter()
                        .any(|offered| offered["type"] == *canonical(factor));
                    is_offered && self.may(answer, is_over)
                }
                _ => false,
            };
            self.taken.push(fits);
            if !fits {
                continue;
            }
            self.now = answer.now;
            if answer.person != Person::Nothing {
                self.change(answer);
            }
            return Ok(answer);
        }
    }

    /// D13, and what an event can hold.
    fn may(&self, answer: &Answer, is_over: bool) -> bool {
        let is_own = |tenant: &Tenant| tenant.id == self.world.tenant.id;
        let enrolled = answer.changes.enrolled_factors.as_ref();
        let are_factors = |value: &Value| match value.as_array() {
            Some(entries) => entries.iter().all(|entry| entry["type"].is_string()),
            None => value.is_null(),
        };
        !is_over
            && answer.given == Given::Current
            && answer.tenant_id == self.world.tenant.id
            && answer.changes.tenant.as_ref().is_none_or(is_own)
            && enrolled.is_none_or(are_factors)
    }

    fn change(&mut self, answer: &Answer) {
        if let Some(tenant) = &answer.changes.tenant {
            self.world.tenant = tenant.clone();
        }
        if let Some(enrolled) = &answer.changes.enrolled_factors {
            self.world.enrolled = enrolled.as_array().cloned().unwrap_or_default();
        }
        self.world.settle_email();
    }

    /// `api.multifactor.enable` or the policy, if no Action's command has decided (M2, M12, M13).
    fn second_factor_at_the_end(&mut self) -> Result<(), End> {
        if self.second_factor_commands > 0 {
            return Ok(());
        }
        let (provider, remember) = match self.enabled() {
            Some((provider, remember, _)) => (provider, remember),
            None if self.policy_asks() => ("any".to_owned(), false),
            None => return Ok(()),
        };
        // A remembered browser means nothing to Adaptive MFA (M15), which asks beside the Action (M13).
        let is_spared = remember && self.is_remembered() && !self.adaptive_asks();
        if provider == "none" || is_spared {
            return Ok(());
        }
        let ask = self.offer(&provider);
        let action = self.enabling_action();
        self.begin_step(action.as_deref(), "multifactor", &ask.factors);
        let look = ask.look(&self.world);
        self.show_factors(&look);
        if self.reach == Reach::Silent {
            return Err(self.fail_step("login_required", "mfa_in_non_interactive_flow"));
        }
        // M21.
        let is_there = |value: &Value| !value.is_null();
        let event = &self.login.event;
        if self.reach == Reach::TokenExchange
            && (is_there(&event["transaction"]["actor"]) || is_there(&event["organization"]))
        {
            return Err(self.fail_step("access_denied", "mfa_in_non_interactive_flow"));
        }
        match look.verdict {
            Verdict::Ask => self.ask(&ask),
            Verdict::ChallengeFirst => Err(self.fail_step("access_denied", "challenge_first")),
            _ => Err(self.fail_step("access_denied", "no_usable_factor")),
        }
    }

    /// A challenge if there is a factor for it, else an enrolment if that is possible. The order of factors is the project's own.
    fn offer(&self, provider: &str) -> Ask {
        let names: &[&str] = match provider {
            "any" => &[
                "webauthn-roaming",
                "webauthn-platform",
                "push-notification",
                "otp",
                "phone",
                "email",
                "recovery-code",
            ],
            "duo" => &["duo"],
            _ => &["push-notification", "phone", "otp", "email"],
        };
        let factors = |wanted: &dyn Fn(&str) -> bool| {
            let names = names.iter().filter(|name| wanted(name));
            names
                .map(|name| Factor {
                    name: (*name).to_owned(),
                    options: Map::new(),
                })
                .collect()
        };
        let challenge = Ask {
            enrols: false,
            picker: false,
            factors: factors(&|_| true),
            deferred: true,
        };
        let enrolment = Ask {
            enrols: true,
            picker: true,
            factors: factors(&|name| name != "email" && name != "duo"),
            deferred: true,
        };
        let can_challenge = challenge.look(&self.world).verdict == Verdict::Ask;
        if can_challenge || enrolment.look(&self.world).verdict == Verdict::Nothing {
            challenge
        } else {
            enrolment
        }
    }

    /// D19: the last call of the login.
    fn enabled(&self) -> Option<(String, bool, Option<Value>)> {
        self.commands
            .iter()
            .rev()
            .find_map(|command| match command {
                Command::Enable {
                    provider,
                    allow_remember_browser,
                    provider_options,
                } => Some((
                    provider.clone(),
                    *allow_remember_browser,
                    provider_options.clone(),
                )),
                _ => None,
            })
    }

    /// Who made it: nobody runs after the last run that called it.
    fn enabling_action(&self) -> Option<String> {
        let run = self.runs.iter().rev().find(|run| run["enables"] == true)?;
        run["action"].as_str().map(str::to_owned)
    }

    /// M14.
    fn policy_asks(&self) -> bool {
        let policies = &self.world.tenant.policies;
        policies.iter().any(|policy| policy == "all-applications") || self.adaptive_asks()
    }

    /// An assessment that is not there has failed, and counts as low.
    fn adaptive_asks(&self) -> bool {
        let confidence = &self.login.event["authentication"]["riskAssessment"]["confidence"];
        let is_low = !["high", "medium", "neutral"].contains(&confidence.as_str().unwrap_or("low"));
        let policies = &self.world.tenant.policies;
        is_low && policies.iter().any(|policy| policy == "confidence-score")
    }

    /// M15.
    fn is_remembered(&self) -> bool {
        let insists = texts(&self.login.event["transaction"]["acr_values"])
            .iter()
            .flat_map(|text| text.split(' '))
            .any(|value| value == "http://schemas.openid.net/pape/policies/2007/06/multi-factor");
        self.world.browser.remembered && !insists
    }

    /// O26: one entry for each name and type, the latest.
    fn add_method(&mut self, method: Value) {
        for methods in [&mut self.shown_methods, &mut self.new_methods] {
            methods
                .retain(|other| other["name"] != method["name"] || other["type"] != method["type"]);
            methods.push(method.clone());
        }
    }

    fn begin_step(&mut self, action: Option<&str>, method: &str, requested: &[Factor]) {
        let requested: Vec<Value> = requested
            .iter()
            .map(|factor| {
                let mut shown = json!({ "type": canonical(&factor.name) });
                if !factor.options.is_empty() {
                    shown["options"] = json!(factor.options);
                }
                shown
            })
            .collect();
        let mut step = json!({
            "method": method, "status": "pending", "requested": requested, "usable": [], "dropped": [],
        });
        if let Some(action) = action {
            step["action"] = json!(action);
        }
        self.steps.push(step);
    }

    fn step(&mut self) -> &mut Value {
        let last = self.steps.len() - 1;
        &mut self.steps[last]
    }

    fn show_factors(&mut self, look: &Look) {
        self.step()["usable"] = json!(look.usable);
        self.step()["dropped"] = json!(look.dropped);
    }

    fn usable_of_step(&mut self) -> Vec<Value> {
        self.step()["usable"]
            .as_array()
            .cloned()
            .unwrap_or_default()
    }

    fn end_step(&mut self, status: &str, factor: Option<&str>) {
        self.step()["status"] = json!(status);
        if let Some(factor) = factor {
            self.step()["completed_with"] = json!(factor);
        }
    }

    fn fail_step(&mut self, code: &str, cause: &str) -> End {
        self.end_step("failed", None);
        failed(code, cause)
    }

    /// What the person, or at the token endpoint the client, is shown (M9, M10, M20, O13, O20).
    fn screen(&self, ask: &Ask, usable: &[Value]) -> Value {
        if self.reach != Reach::Browser {
            let kind = if ask.enrols { "enroll" } else { "challenge" };
            return json!({ "error": {
                "code": "mfa_required",
                "cause": "mfa_in_non_interactive_flow",
                "mfa_requirements": { kind: usable },
            }});
        }
        let enabled = self.enabled();
        let remember = enabled.as_ref().is_some_and(|(_, remember, _)| *remember);
        let mut screen = json!({
            "kind": if ask.enrols { "enroll" } else { "challenge" },
            "screen": if ask.picker && usable.len() > 1 { "picker" } else { "factor" },
            "factor": usable.first(),
            "alternatives": usable.get(1..),
            "allow_remember_browser": remember && !ask.enrols,
        });
        if let Some((_, _, Some(options))) = enabled
            && ask.deferred
        {
            screen["provider_options"] = options;
        }
        json!({ "next": screen })
    }

    fn note_run(&mut self, action: &Action, handler: &str, script: &Script) {
        let (outcome, enables) = match script {
            Script::Returns(commands) => {
                let enable = |command: &Command| matches!(command, Command::Enable { .. });
                ("completed", commands.iter().any(enable) && !action.shadow)
            }
            Script::Missing => ("not_implemented", false),
            Script::Fails => ("failed", false),
        };
        let sees = self.event();
        self.runs.push(json!({
            "action": action.name, "handler": handler, "outcome": outcome, "enables": enables, "sees": sees,
        }));
    }

    /// What an Action sees now of what the login changes (M5, §0, §2.4).
    fn event(&self) -> Value {
        let event = &self.login.event;
        let metadata = |of: &Value, patch: Map<String, Value>| {
            let mut metadata = of.as_object().cloned().unwrap_or_default();
            for (key, value) in patch {
                if value.is_null() {
                    metadata.remove(&key);
                } else {
                    metadata.insert(key, value);
                }
            }
            metadata
        };
        let transaction = effects::last_of_each(&self.commands, |command| match command {
            Command::TransactionMetadata { key, value } => Some((key, value)),
            _ => None,
        });
        json!({
            "enrolledFactors": self.world.enrolled,
            "methods": self.shown_methods,
            "app_metadata": metadata(&event["user"]["app_metadata"], effects::app_metadata(&self.commands)),
            "user_metadata": metadata(&event["user"]["user_metadata"], effects::user_metadata(&self.commands)),
            "transaction.metadata": metadata(&event["transaction"]["metadata"], transaction),
            "session": self.session(),
            "prompt": self.prompt,
        })
    }

    /// A login without a session gets none by an Action's calls.
    fn session(&self) -> Value {
        let mut session = self.login.event["session"].clone();
        if session.is_null() {
            return session;
        }
        for command in &self.commands {
            match command {
                Command::Session(SessionCall::SetMetadata {
                    key,
                    value: Some(value),
                }) => {
                    session["metadata"][key] = json!(value);
                }
                Command::Session(SessionCall::SetMetadata { key, value: None }) => {
                    if session["metadata"].is_null() {
                        session["metadata"] = json!({});
                    }
                    if let Some(metadata) = session["metadata"].as_object_mut() {
                        metadata.remove(key);
                    }
                }
                Command::Session(SessionCall::EvictMetadata) => session["metadata"] = json!({}),
                Command::Session(SessionCall::SetCookieMode { persistent }) => {
                    let mode = if *persistent {
                        "persistent"
                    } else {
                        "non-persistent"
                    };
                    session["cookie"] = json!({ "mode": mode });
                }
                _ => {}
            }
        }
        session
    }

    fn result(&self, end: End) -> Value {
        let passed = self.world.has_completed_any();
        let effects = effects::all(&self.commands, &self.new_methods, passed);
        let mut result = match end {
            End::Complete => json!({ "status": "complete", "effects": effects }),
            End::Denied(denial) => json!({
                "status": "denied", "denial": denial, "effects": effects::of_denied(&self.commands),
            }),
            End::Failed(error) => json!({ "status": "error", "error": error }),
            End::Waiting { shows, expires_at } => {
                let is_error = shows.get("error").is_some();
                let mut result = shows;
                result["status"] = json!(if is_error { "error" } else { "suspended" });
                result["pending"] = effects;
                result["expires_at"] = json!(expires_at);
                result
            }
        };
        result["steps"] = json!(self.steps);
        result
    }
}

/// A second factor that is asked for.
struct Ask {
    enrols: bool,
    picker: bool,
    factors: Vec<Factor>,
    /// At the end of the login.
    deferred: bool,
}

impl Ask {
    /// §2.2: Duo enrols its users itself, and is there even when it is switched off; but only at the end of a login.
    fn look(&self, world: &World) -> Look {
        if self.deferred && self.factors.iter().any(|factor| factor.name == "duo") {
            return Look {
                verdict: Verdict::Ask,
                usable: vec![json!({ "type": "duo" })],
                dropped: Vec::new(),
            };
        }
        world.look(self.enrols, &self.factors)
    }
}

fn where_to(command: &Command) -> Option<Value> {
    match command {
        Command::SendUserTo { url } => {
            let join = if url.contains('?') { '&' } else { '?' };
            Some(json!({ "kind": "redirect", "url": format!("{url}{join}state={{state}}") }))
        }
        Command::Render {
            prompt_id,
            fields,
            vars,
        } => {
            let mut form = json!({ "kind": "prompt", "prompt_id": prompt_id });
            for (name, part) in [("fields", fields), ("vars", vars)] {
                if !part.is_empty() {
                    form[name] = json!(part);
                }
            }
            Some(form)
        }
        _ => None,
    }
}

fn texts(value: &Value) -> Vec<&str> {
    match value {
        Value::String(text) => vec![text],
        Value::Array(items) => items.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    }
}

fn reach(event: &Value) -> Reach {
    let is_silent = texts(&event["transaction"]["prompt"]).contains(&"none")
        || event["request"]["query"]["prompt"] == "none";
    match event["transaction"]["protocol"].as_str() {
        Some("oauth2-token-exchange") => Reach::TokenExchange,
        Some("oauth2-password" | "oauth2-refresh-token" | "oauth2-resource-owner") => {
            Reach::TokenEndpoint
        }
        _ if is_silent => Reach::Silent,
        _ => Reach::Browser,
    }
}
