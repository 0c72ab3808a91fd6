//! A login and what happens to it, chosen by bytes, in the JSON of the contract: from there the flow and the model each read it by themselves.

use crate::choices::Choices;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};
use vestibule_flow::event::Event;
use vestibule_flow::flow::{Answer, Changes, NotPassed, Resume};
use vestibule_flow::tenant::{Browser, Tenant};
use vestibule_model as model;

const TENANT: &str = "acme";
/// 2026-01-01T00:00:00.000Z
const START: u64 = 1_767_225_600_000;

const FACTORS: [&str; 10] = [
    "otp",
    "phone",
    "email",
    "webauthn-roaming",
    "push-notification",
    "webauthn-platform",
    "recovery-code",
    "duo",
    "retina",
    "push",
];
const METHODS: [&str; 4] = [
    "challengeWith",
    "enrollWith",
    "challengeWithAny",
    "enrollWithAny",
];

/// A login and its Actions.
#[derive(Debug)]
pub(super) struct Scenario {
    tenant: Value,
    browser: Value,
    event: Value,
    pub(super) actions: Vec<Action>,
    pub(super) now: u64,
}

#[derive(Debug)]
pub(super) struct Action {
    pub(super) name: String,
    pub(super) shadow: bool,
    pub(super) execute: Script,
    pub(super) resume: Script,
}

/// What a handler does whenever it runs. Commands are JSON, as executions show them.
#[derive(Debug)]
pub(super) enum Script {
    Returns(Vec<Value>),
    Missing,
    Fails,
}

/// Reads what is valid as one of the project's types.
pub(super) fn from_contract<T: DeserializeOwned>(value: &Value) -> T {
    match serde_json::from_value(value.clone()) {
        Ok(read) => read,
        Err(error) => panic!("{error}: {value}"),
    }
}

impl Scenario {
    pub(super) fn chosen(choices: &mut Choices<'_>) -> Scenario {
        let tenant = tenant(choices);
        let event = event(choices);
        let browser = json!({
            "unsupported_factors": if choices.one_in(4) { vec![choices.one_of(&FACTORS)] } else { vec![] },
            "remembered": choices.one_in(3),
        });
        let mut actions: Vec<Action> = choices.some(4, |choices| Action {
            name: String::new(),
            shadow: choices.one_in(12),
            execute: Script::chosen(choices, false),
            resume: Script::chosen(choices, true),
        });
        for (number, action) in actions.iter_mut().enumerate() {
            action.name = format!("a{number}");
        }
        Scenario {
            tenant,
            browser,
            event,
            actions,
            now: START,
        }
    }

    pub(super) fn tenant(&self) -> Tenant {
        from_contract(&self.tenant)
    }

    pub(super) fn browser(&self) -> Browser {
        from_contract(&self.browser)
    }

    pub(super) fn event(&self) -> Event {
        match Event::from_value(self.event.clone()) {
            Ok(event) => event,
            Err(error) => panic!("{error}: {}", self.event),
        }
    }

    pub(super) fn for_model(&self) -> model::Login {
        model::Login {
            tenant: from_contract(&self.tenant),
            browser: from_contract(&self.browser),
            event: self.event.clone(),
            actions: self
                .actions
                .iter()
                .map(|action| model::Action {
                    name: action.name.clone(),
                    shadow: action.shadow,
                    execute: action.execute.for_model(),
                    resume: action.resume.for_model(),
                })
                .collect(),
            now: self.now,
        }
    }
}

impl Script {
    fn chosen(choices: &mut Choices<'_>, resumes: bool) -> Script {
        match choices.below(16) {
            14 => Script::Missing,
            15 => Script::Fails,
            _ => {
                let mut commands = choices.some(4, |choices| command(choices, resumes));
                only_what_can_be_recorded(&mut commands);
                Script::Returns(commands)
            }
        }
    }

    fn for_model(&self) -> model::Script {
        match self {
            Script::Returns(commands) => {
                model::Script::Returns(commands.iter().map(from_contract).collect())
            }
            Script::Missing => model::Script::Missing,
            Script::Fails => model::Script::Fails,
        }
    }
}

/// Sending the person away and showing them a form exclude each other, and only one form can be shown: the `api` refuses the later call.
fn only_what_can_be_recorded(commands: &mut Vec<Value>) {
    let leaves = |command: &Value| {
        let name = command["command"].as_str();
        name.filter(|name| ["redirect.sendUserTo", "prompt.render"].contains(name))
            .map(str::to_owned)
    };
    let mut first: Option<String> = None;
    commands.retain(|command| match (leaves(command), &first) {
        (None, _) => true,
        (Some(name), Some(first)) => name == *first && name == "redirect.sendUserTo",
        (name, None) => {
            first = name;
            true
        }
    });
}

fn tenant(choices: &mut Choices<'_>) -> Value {
    // One bit for each factor, all of them for a zero.
    let (first, second) = (choices.below(256), choices.below(4));
    let factors: Vec<&str> = FACTORS[..8]
        .iter()
        .enumerate()
        .filter(|(bit, _)| first >> bit & 1 == 0)
        .map(|(_, factor)| *factor)
        .collect();
    let types: &[&str] = match second {
        0 => &["sms", "voice"],
        1 => &["sms"],
        2 => &["voice"],
        _ => &[],
    };
    let policies: &[&str] = match choices.below(5) {
        0..=2 => &[],
        3 => &["all-applications"],
        _ => &["confidence-score"],
    };
    json!({
        "id": TENANT,
        "factors": factors,
        "phone_message_types": types,
        "policies": policies,
        "customize_mfa_in_postlogin_action": !choices.one_in(12),
        "factor_timeout_seconds": choices.one_of(&[300, 1, 60]),
        "redirect_timeout_seconds": choices.one_of(&[3_600, 1]),
    })
}

fn enrolled(choices: &mut Choices<'_>) -> Value {
    let entries = choices.some(3, |choices| {
        let mut entry = json!({ "type": choices.one_of(&FACTORS[..9]) });
        if choices.one_in(6) {
            entry["options"] = json!({ "preferredMethod": "voice" });
        }
        entry
    });
    json!(entries)
}

fn event(choices: &mut Choices<'_>) -> Value {
    let mut user = json!({
        "user_id": "auth0|u1",
        "email_verified": !choices.one_in(3),
        "enrolledFactors": enrolled(choices),
        "app_metadata": {"a": 0},
        "user_metadata": {"b": 0},
    });
    match choices.below(4) {
        0 | 1 => user["email"] = json!("u@example.com"),
        2 => user["email"] = json!(""),
        _ => {}
    }
    let protocols = [
        "oidc-basic-profile",
        "samlp",
        "oidc-basic-profile",
        "oauth2-device-code",
        "oidc-basic-profile",
        "oauth2-password",
        "oauth2-refresh-token",
        "oauth2-token-exchange",
    ];
    let acr_values = [
        json!([]),
        json!(["urn:other"]),
        json!("urn:other http://schemas.openid.net/pape/policies/2007/06/multi-factor"),
        json!(["http://schemas.openid.net/pape/policies/2007/06/multi-factor"]),
    ];
    let prompts = [
        json!([]),
        json!(["login"]),
        json!([]),
        json!("login"),
        json!("none"),
        json!(["login", "none"]),
    ];
    let mut event = json!({
        "user": user,
        "request": {"query": {}},
        "authentication": {"methods": []},
        "transaction": {
            "protocol": choices.one_of(&protocols),
            "prompt": choices.one_of(&prompts),
            "acr_values": choices.one_of(&acr_values),
            "metadata": {"c": "0"},
        },
    });
    if choices.one_in(16) {
        event["request"]["query"]["prompt"] = json!("none");
    }
    if choices.one_in(3) {
        let confidence = ["low", "high", "medium", "neutral", "made-up"];
        event["authentication"]["riskAssessment"] =
            json!({ "confidence": choices.one_of(&confidence) });
    }
    if choices.one_in(3) {
        let earlier = [
            json!({ "name": "pwd", "timestamp": 1 }),
            json!({ "name": "mfa", "type": "otp", "timestamp": 1 }),
            json!({ "name": "https://kyc.example", "timestamp": 1 }),
        ];
        event["authentication"]["methods"] = json!([choices.one_of(&earlier)]);
    }
    if choices.one_in(3) {
        event["session"] = json!({ "id": "s1", "metadata": {"d": "0"} });
    }
    event
}

fn factor(choices: &mut Choices<'_>) -> Value {
    let mut factor = json!({ "type": choices.one_of(&FACTORS) });
    if choices.one_in(6) {
        let options = [
            json!({ "preferredMethod": "sms" }),
            json!({ "preferredMethod": "voice" }),
            json!({ "preferredMethod": "both" }),
            json!({ "preferredMethod": 1, "otpFallback": "yes" }),
            json!({ "otpFallback": false }),
        ];
        factor["options"] = choices.one_of(&options);
    }
    factor
}

fn command(choices: &mut Choices<'_>, resumes: bool) -> Value {
    let values = [json!(1), json!(null), json!("x"), json!({ "y": [true] })];
    match choices.below(28) {
        0..=7 => {
            let mut factors = choices.some(3, factor);
            if factors.is_empty() {
                factors.push(factor(choices));
            }
            json!({ "command": "authentication.mfa", "method": choices.one_of(&METHODS), "factors": factors })
        }
        8..=10 => {
            let providers = ["any", "guardian", "google-authenticator", "duo", "none"];
            let mut command = json!({
                "command": "multifactor.enable",
                "provider": choices.one_of(&providers),
                "allow_remember_browser": choices.one_in(3),
            });
            if choices.one_in(4) {
                command["provider_options"] = json!({ "host": "duo.example" });
            }
            command
        }
        11 | 12 => {
            let urls = ["https://app.example/x", "https://app.example/x?a=1"];
            json!({ "command": "redirect.sendUserTo", "url": choices.one_of(&urls) })
        }
        13 => {
            json!({ "command": "prompt.render", "prompt_id": "ap_1", "fields": {"f": choices.one_of(&values)} })
        }
        14 => json!({ "command": "access.deny", "reason": choices.one_of(&["no", "never"]) }),
        15 => json!({ "command": "access.deny", "reason": "code", "description": "text" }),
        16 => json!({ "command": "validation.error", "code": "c", "message": "m" }),
        17 if resumes => {
            let urls = ["https://kyc.example", "https://id.example"];
            json!({ "command": "authentication.recordMethod", "provider_url": choices.one_of(&urls) })
        }
        17 | 18 => json!({ "command": "authentication.setPrimaryUser", "user_id": "auth0|other" }),
        19 | 20 => {
            let claims = ["https://x.example/a", "plan", "sub", "amr"];
            let kinds = ["idToken.setCustomClaim", "accessToken.setCustomClaim"];
            json!({ "command": choices.one_of(&kinds), "name": choices.one_of(&claims), "value": choices.one_of(&values) })
        }
        21 => {
            let kinds = ["accessToken.addScope", "accessToken.removeScope"];
            json!({ "command": choices.one_of(&kinds), "scope": choices.one_of(&["read", "write"]) })
        }
        22 | 23 => {
            let kinds = ["user.setAppMetadata", "user.setUserMetadata"];
            json!({ "command": choices.one_of(&kinds), "key": choices.one_of(&["a", "b"]), "value": choices.one_of(&values) })
        }
        24 => {
            let values = [json!("1"), json!(null), json!(true)];
            json!({ "command": "transaction.setMetadata", "key": choices.one_of(&["c", "e"]), "value": choices.one_of(&values) })
        }
        25 | 26 => session(choices),
        _ => {
            let values = [json!("v"), json!(null), json!(["v", 1])];
            match choices.below(2) {
                0 => {
                    json!({ "command": "samlResponse.setAttribute", "name": choices.one_of(&["n", "m"]), "value": choices.one_of(&values) })
                }
                _ => {
                    json!({ "command": "samlResponse.set", "setting": "audience", "value": choices.one_of(&["x", "y"]) })
                }
            }
        }
    }
}

fn session(choices: &mut Choices<'_>) -> Value {
    let times = [START + 1, START, START + 2];
    let of_session = !choices.one_in(3);
    let mut call = match choices.below(8) {
        0 => {
            json!({ "call": "revoke", "reason": choices.one_of(&["stolen", "old"]), "preserve_refresh_tokens": choices.one_in(2) })
        }
        1 => json!({ "call": "setExpiresAt", "milliseconds": choices.one_of(&times) }),
        2 => json!({ "call": "setIdleExpiresAt", "milliseconds": choices.one_of(&times) }),
        3 if of_session => json!({ "call": "setCookieMode", "persistent": choices.one_in(2) }),
        3 | 4 => json!({ "call": "evictMetadata" }),
        5 => json!({ "call": "setMetadata", "key": choices.one_of(&["d", "g"]), "value": null }),
        _ => {
            json!({ "call": "setMetadata", "key": choices.one_of(&["d", "g"]), "value": choices.one_of(&["1", "2"]) })
        }
    };
    call["command"] = json!(if of_session {
        "session"
    } else {
        "refreshToken"
    });
    call
}

/// What a person can see when they answer.
#[derive(Debug)]
pub(super) struct Shown {
    pub(super) now: u64,
    /// The factors on offer.
    pub(super) usable: Vec<String>,
}

/// An answer, or an attempt at one.
#[derive(Debug)]
pub(super) struct Attempt {
    pub(super) now: u64,
    state: State,
    tenant_id: String,
    person: model::Person,
    tenant: Option<Value>,
    enrolled: Option<Value>,
    prompt: Option<Value>,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum State {
    Current,
    UsedUp,
    MadeUp,
}

impl Attempt {
    pub(super) fn chosen(choices: &mut Choices<'_>, scenario: &Scenario, shown: &Shown) -> Attempt {
        let person = match choices.below(12) {
            8 => model::Person::Factor(choices.one_of(&FACTORS).to_owned(), None),
            9 => model::Person::Returned,
            10 => model::Person::NotPassed,
            11 => model::Person::Nothing,
            // What fits.
            _ if shown.usable.is_empty() => model::Person::Returned,
            _ => {
                let options = choices.one_in(4).then(|| {
                    let mut options = Map::new();
                    options.insert("preferredMethod".to_owned(), json!("sms"));
                    options
                });
                model::Person::Factor(choices.one_of(&shown.usable), options)
            }
        };
        let after = choices.one_of(&[
            1_000, 0, 1_000, 999, 59_999, 60_000, 299_999, 300_000, 3_600_000,
        ]);
        Attempt {
            // A clock can also jump back.
            now: if choices.one_in(16) {
                shown.now - 5_000
            } else {
                shown.now + after
            },
            state: match choices.below(10) {
                8 => State::UsedUp,
                9 => State::MadeUp,
                _ => State::Current,
            },
            tenant_id: if choices.one_in(16) { "other" } else { TENANT }.to_owned(),
            person,
            tenant: choices.one_in(5).then(|| changed_tenant(choices, scenario)),
            enrolled: choices.one_in(5).then(|| match choices.below(6) {
                4 => json!(null),
                5 => choices.one_of(&[
                    json!("otp"),
                    json!([{ "type": 1 }]),
                    json!([{ "type": "otp" }, {}]),
                ]),
                _ => enrolled(choices),
            }),
            prompt: choices
                .one_in(5)
                .then(|| json!({ "id": "ap_1", "fields": {} })),
        }
    }

    /// None for somebody who only looks whether the time is over.
    pub(super) fn resume(&self, current: Option<&str>, used_up: Option<&str>) -> Option<Resume> {
        let answer = match &self.person {
            model::Person::Factor(factor, options) => Answer::Factor {
                factor: factor.as_str().into(),
                options: options.clone(),
            },
            model::Person::Returned => Answer::Returned,
            model::Person::NotPassed => Answer::NotPassed {
                reason: NotPassed::Failed,
            },
            model::Person::Nothing => return None,
        };
        let state = match self.state {
            State::Current => current,
            State::UsedUp => used_up,
            State::MadeUp => None,
        };
        Some(Resume {
            state: state.unwrap_or("made-up").to_owned(),
            tenant_id: self.tenant_id.clone(),
            answer,
            changes: Changes {
                tenant: self.tenant.as_ref().map(from_contract),
                enrolled_factors: self.enrolled.clone(),
                prompt: self.prompt.clone(),
                request: None,
            },
        })
    }

    pub(super) fn for_model(&self) -> model::Answer {
        model::Answer {
            now: self.now,
            given: match self.state {
                State::Current => model::Given::Current,
                State::UsedUp | State::MadeUp => model::Given::Other,
            },
            tenant_id: self.tenant_id.clone(),
            person: self.person.clone(),
            changes: model::Changes {
                tenant: self.tenant.as_ref().map(from_contract),
                enrolled_factors: self.enrolled.clone(),
                prompt: self.prompt.clone(),
            },
        }
    }
}

/// Settings that somebody has changed while the person was busy.
fn changed_tenant(choices: &mut Choices<'_>, scenario: &Scenario) -> Value {
    let mut changed = scenario.tenant.clone();
    match choices.below(8) {
        0 => changed["id"] = json!("other"),
        1 => changed["phone_message_types"] = json!([]),
        2 => changed["customize_mfa_in_postlogin_action"] = json!(false),
        3 => changed["policies"] = json!(["all-applications"]),
        4 => changed["factor_timeout_seconds"] = json!(2),
        _ => {
            let off = choices.one_of(&FACTORS);
            if let Some(factors) = changed["factors"].as_array_mut() {
                factors.retain(|factor| factor != off);
            }
        }
    }
    changed
}
