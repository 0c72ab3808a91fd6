//! A request, chosen by bytes: most are nearly right.

use super::Client;
use crate::choices::Choices;
use axum::body::Body;
use axum::http::{Method, Request};
use serde_json::{Map, Value, json};

/// Every route, with what its body is to be. `{…}` is filled with an id.
const ROUTES: [(&str, &str, Kind); 34] = [
    ("POST", "/api/v2/actions/actions", Kind::Action),
    ("GET", "/api/v2/actions/actions", Kind::None),
    ("GET", "/api/v2/actions/actions/{id}", Kind::None),
    ("PATCH", "/api/v2/actions/actions/{id}", Kind::Action),
    ("DELETE", "/api/v2/actions/actions/{id}", Kind::None),
    ("POST", "/api/v2/actions/actions/{id}/deploy", Kind::None),
    ("POST", "/api/v2/actions/actions/{id}/test", Kind::Test),
    ("PUT", "/api/v2/actions/actions/{id}/component", Kind::Bytes),
    ("GET", "/api/v2/actions/actions/{id}/versions", Kind::None),
    (
        "GET",
        "/api/v2/actions/actions/{id}/versions/{id}",
        Kind::None,
    ),
    (
        "POST",
        "/api/v2/actions/actions/{id}/versions/{id}/deploy",
        Kind::Rollback,
    ),
    ("GET", "/api/v2/actions/executions/{id}", Kind::None),
    ("GET", "/api/v2/actions/triggers", Kind::None),
    (
        "GET",
        "/api/v2/actions/triggers/post-login/bindings",
        Kind::None,
    ),
    (
        "PATCH",
        "/api/v2/actions/triggers/post-login/bindings",
        Kind::Bindings,
    ),
    (
        "PATCH",
        "/api/v2/actions/triggers/{id}/bindings",
        Kind::Bindings,
    ),
    ("GET", "/api/v2/guardian/factors", Kind::None),
    ("PUT", "/api/v2/guardian/factors/otp", Kind::Switch),
    ("PUT", "/api/v2/guardian/factors/{id}", Kind::Switch),
    ("GET", "/api/v2/guardian/policies", Kind::None),
    ("PUT", "/api/v2/guardian/policies", Kind::Policies),
    (
        "GET",
        "/api/v2/guardian/factors/phone/message-types",
        Kind::None,
    ),
    (
        "PUT",
        "/api/v2/guardian/factors/phone/message-types",
        Kind::Switch,
    ),
    ("GET", "/api/v2/guardian/factors/duo/settings", Kind::None),
    (
        "PUT",
        "/api/v2/guardian/factors/duo/settings",
        Kind::Settings,
    ),
    (
        "PATCH",
        "/api/v2/guardian/factors/duo/settings",
        Kind::Settings,
    ),
    ("GET", "/api/v2/tenants/settings", Kind::None),
    ("PATCH", "/api/v2/tenants/settings", Kind::Settings),
    ("POST", "/oauth/token", Kind::Token),
    ("POST", "/v1/flows/post-login", Kind::Login),
    ("POST", "/v1/flows/post-login/plan", Kind::Login),
    ("POST", "/v1/flows/{state}", Kind::Answer),
    ("GET", "/v1/executions", Kind::None),
    ("GET", "/metrics", Kind::None),
];

/// What the body of a route is to be.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Kind {
    None,
    Action,
    Test,
    Bytes,
    Rollback,
    Bindings,
    Switch,
    Policies,
    Settings,
    Token,
    Login,
    Answer,
}

/// A request.
#[derive(Debug)]
pub(super) struct Sent {
    method: &'static str,
    path: String,
    headers: Vec<(&'static str, String)>,
    body: Vec<u8>,
}

impl Sent {
    pub(super) fn chosen(choices: &mut Choices<'_>, client: &Client) -> Sent {
        let (method, route, kind) = choices.one_of(&ROUTES);
        let mut path = String::new();
        for (number, part) in route.split('/').enumerate() {
            if number > 0 {
                path.push('/');
            }
            match part {
                "{id}" => path.push_str(&id(choices, &client.ids)),
                "{state}" => path.push_str(&id(choices, &client.states)),
                part => path.push_str(part),
            }
        }
        if choices.one_in(3) {
            path.push('?');
            path.push_str(&query(choices));
        }
        let is_flow = route.starts_with("/v1/flows");
        let token = match choices.below(16) {
            13 => None,
            14 => Some("made.up.token"),
            15 if is_flow => Some(client.token.as_str()),
            15 => Some(client.flow_token.as_str()),
            _ if is_flow => Some(client.flow_token.as_str()),
            _ => Some(client.token.as_str()),
        };
        let mut headers: Vec<(&str, String)> = Vec::new();
        headers.extend(token.map(|token| ("authorization", format!("Bearer {token}"))));
        if is_flow && choices.one_in(4) {
            headers.push((
                "idempotency-key",
                choices.one_of(&["k", "l", ""]).to_owned(),
            ));
        }
        let types = match kind {
            Kind::Bytes => ["application/wasm", "application/json"],
            Kind::Token => ["application/json", "application/x-www-form-urlencoded"],
            _ => ["application/json", "text/plain"],
        };
        let content_type = types[usize::from(choices.one_in(6))];
        headers.push(("content-type", content_type.to_owned()));
        Sent {
            method: if choices.one_in(32) { "PUT" } else { method },
            path,
            headers,
            body: body(choices, kind, client, content_type),
        }
    }

    pub(super) fn request(&self) -> Request<Body> {
        let mut request = Request::builder()
            .method(Method::from_bytes(self.method.as_bytes()).expect("it is a method"))
            .uri(&self.path);
        for (name, value) in &self.headers {
            request = request.header(*name, value);
        }
        let body = Body::from(self.body.clone());
        request
            .body(body)
            .expect("the parts of the request are good")
    }

    /// Deploying waits for a build that is going on.
    pub(super) fn waits_for_builds(&self) -> bool {
        self.path.contains("/deploy") || self.body.windows(8).any(|part| part == b"\"deploy\"")
    }

    pub(super) fn is_answered_with_text(&self) -> bool {
        self.path.starts_with("/metrics")
    }

    pub(super) fn is_for_token(&self) -> bool {
        self.path.starts_with("/oauth/token")
    }
}

fn id(choices: &mut Choices<'_>, known: &[String]) -> String {
    let others = [
        "x",
        "1",
        "00000000-0000-0000-0000-000000000000",
        "post-login",
        "%00",
        "%ff",
        "..%2f..",
        "-1",
        "18446744073709551616",
        "'",
    ];
    if known.is_empty() || choices.one_in(4) {
        choices.one_of(&others).to_owned()
    } else {
        choices.one_of(known)
    }
}

fn query(choices: &mut Choices<'_>) -> String {
    let pairs = choices.some(3, |choices| {
        let names = [
            "page",
            "per_page",
            "force",
            "triggerId",
            "actionName",
            "deployed",
            "installed",
            "after",
            "limit",
            "from",
            "take",
            "x",
        ];
        let values = [
            "0",
            "1",
            "true",
            "post-login",
            "-1",
            "100",
            "101",
            "18446744073709551615",
            "9223372036854775807",
            "",
            "%00",
            "%ff",
            "a",
        ];
        format!("{}={}", choices.one_of(&names), choices.one_of(&values))
    });
    pairs.join("&")
}

fn body(choices: &mut Choices<'_>, kind: Kind, client: &Client, content_type: &str) -> Vec<u8> {
    let mut value = match kind {
        Kind::None if !choices.one_in(8) => return Vec::new(),
        Kind::None | Kind::Test => json!({ "payload": event(choices) }),
        Kind::Action => action(choices),
        Kind::Bytes => return choices.some(40, |choices| choices.below(256) as u8),
        Kind::Rollback => json!({ "update_draft": choices.one_in(2) }),
        Kind::Bindings => bindings(choices, client),
        Kind::Switch => match choices.below(2) {
            0 => json!({ "enabled": !choices.one_in(3) }),
            _ => {
                json!({ "message_types": choices.some(2, |choices| choices.one_of(&["sms", "voice", "fax"])) })
            }
        },
        Kind::Policies => {
            let policies = ["all-applications", "confidence-score", "never"];
            json!(choices.some(2, |choices| choices.one_of(&policies)))
        }
        Kind::Settings => {
            let settings = [
                json!({ "customize_mfa_in_postlogin_action": true }),
                json!({ "customize_mfa_in_postlogin_action": null, "friendly_name": "x" }),
                json!({ "ikey": "i", "skey": "s", "host": "h" }),
                json!({ "session_lifetime": 1e300, "flags": {"a": [1, {}]} }),
            ];
            choices.one_of(&settings)
        }
        Kind::Token => {
            let mut request = json!({
                "grant_type": "client_credentials",
                "client_id": client.new.id,
                "client_secret": client.new.secret,
                "audience": choices.one_of(&["https://localhost/api/v2/", "", "\u{0}"]),
            });
            if choices.one_in(3) {
                request["scope"] = json!(choices.one_of(&["read:actions", "everything", " "]));
            }
            request
        }
        Kind::Login => {
            let mut login = json!({ "event": event(choices) });
            if choices.one_in(3) {
                login["browser"] = json!({ "remembered": true, "unsupported_factors": ["otp"] });
            }
            if choices.one_in(6) {
                login["drafts"] = json!(true);
            }
            login
        }
        Kind::Answer => answer(choices),
    };
    if choices.one_in(3) {
        spoil(choices, &mut value);
    }
    if content_type.ends_with("urlencoded") {
        return form(&value).into_bytes();
    }
    let mut text = value.to_string().into_bytes();
    if choices.one_in(6) {
        let place = choices.below(256) * text.len() / 256;
        match choices.below(3) {
            0 => text.truncate(place),
            1 => text[place] = choices.below(256) as u8,
            _ => text.insert(place, choices.one_of(b"{}[],:\"\\0")),
        }
    }
    text
}

fn action(choices: &mut Choices<'_>) -> Value {
    let mut action = Map::new();
    let set = |action: &mut Map<String, Value>, name: &str, value: Value| {
        action.insert(name.to_owned(), value);
    };
    set(
        &mut action,
        "name",
        json!(choices.one_of(&["a", "b", "c", "", "\u{0}", "ü 1"])),
    );
    set(
        &mut action,
        "supported_triggers",
        json!([{ "id": choices.one_of(&["post-login", "post-login", "post-login", "nothing"]) }]),
    );
    let optional: [(&str, Value); 10] = [
        (
            "code",
            json!("exports.onExecutePostLogin = async () => {};"),
        ),
        ("code", json!("\u{0}")),
        (
            "runtime",
            choices.one_of(&[json!("node22"), json!("node12")]),
        ),
        (
            "secrets",
            json!([{ "name": "A", "value": "v" }, { "name": choices.one_of(&["B", "A", ""]) }]),
        ),
        (
            "dependencies",
            json!([{ "name": "lodash", "version": choices.one_of(&["1.0.0", "latest", ""]) }]),
        ),
        (
            "limits",
            choices.one_of(&[
                json!({ "fuel": 10_000 }),
                json!({ "fuel": -1 }),
                json!({ "memory_bytes": 1 }),
                json!([]),
            ]),
        ),
        (
            "allowed_hosts",
            json!([choices.one_of(&["api.example", "*.example", "", "http://x", "\u{0}"])]),
        ),
        ("modules", choices.one_of(&[json!([]), json!([{}])])),
        ("deploy", json!(choices.one_in(2))),
        ("status", json!("built")),
    ];
    for (name, value) in optional {
        if choices.one_in(4) {
            set(&mut action, name, value);
        }
    }
    Value::Object(action)
}

fn bindings(choices: &mut Choices<'_>, client: &Client) -> Value {
    let bindings = choices.some(3, |choices| {
        let mut binding = match choices.below(3) {
            0 => {
                json!({ "ref": {"type": "action_name", "value": choices.one_of(&["a", "b", "c"])} })
            }
            1 => json!({ "ref": {"type": "action_id", "value": id(choices, &client.ids)} }),
            _ => json!({ "ref": {"type": choices.one_of(&["binding_id", "other"]), "value": "x"} }),
        };
        if choices.one_in(4) {
            binding["display_name"] = json!(choices.one_of(&["x", "", "\u{0}"]));
        }
        if choices.one_in(4) {
            binding["secrets"] = json!([{ "name": "A", "value": "w" }]);
        }
        if choices.one_in(4) {
            binding["shadow"] = json!(true);
        }
        binding
    });
    json!({ "bindings": bindings })
}

fn event(choices: &mut Choices<'_>) -> Value {
    let mut event = json!({
        "user": {
            "user_id": "auth0|u", "email": "u@example.com", "email_verified": true,
            "enrolledFactors": choices.some(2, |choices| json!({ "type": choices.one_of(&["otp", "email", "retina"]) })),
        },
        "transaction": {"protocol": choices.one_of(&["oidc-basic-profile", "oauth2-password", "oauth2-token-exchange"])},
    });
    if choices.one_in(4) {
        event["tenant"] = json!({ "id": choices.one_of(&["acme", "other"]) });
    }
    event
}

fn answer(choices: &mut Choices<'_>) -> Value {
    let answers = [
        json!({ "kind": "factor", "factor": "otp" }),
        json!({ "kind": "factor", "factor": "email", "options": {} }),
        json!({ "kind": "returned" }),
        json!({ "kind": "not_passed", "reason": "cancelled" }),
        json!({ "kind": "nonsense" }),
    ];
    let mut body = json!({ "answer": choices.one_of(&answers) });
    if choices.one_in(4) {
        body["enrolled_factors"] = choices.one_of(&[
            json!([]),
            json!([{ "type": "otp" }]),
            json!("otp"),
            json!(null),
        ]);
    }
    if choices.one_in(4) {
        body["request"] = choices.one_of(&[
            json!({ "query": {"state": "x"} }),
            json!(1),
            json!({ "query": 1 }),
        ]);
    }
    if choices.one_in(4) {
        body["prompt"] = choices.one_of(&[json!({ "id": "x" }), json!([])]);
    }
    body
}

/// Puts something that does not belong there somewhere into the value.
fn spoil(choices: &mut Choices<'_>, value: &mut Value) {
    let wrong = [
        json!(null),
        json!(-1),
        json!(u64::MAX),
        json!(1e300),
        json!(true),
        json!(""),
        json!("\u{0}"),
        json!("x".repeat(5_000)),
        json!([]),
        json!({}),
        json!([[[[{ "a": null }]]]]),
    ];
    let mut place = value;
    for _ in 0..4 {
        if choices.one_in(3) {
            break;
        }
        // Borrowed anew where it cannot be gone into.
        let count = match &*place {
            Value::Object(members) => members.len(),
            Value::Array(items) => items.len(),
            _ => 0,
        };
        if count == 0 {
            break;
        }
        let number = choices.below(count);
        let below = match place {
            Value::Object(members) => members.values_mut().nth(number),
            Value::Array(items) => items.get_mut(number),
            _ => None,
        };
        match below {
            Some(below) => place = below,
            None => return,
        }
    }
    match place {
        Value::Object(members) if choices.one_in(2) => {
            let names = ["x", "id", "value", "\u{0}", ""];
            members.insert(choices.one_of(&names).to_owned(), choices.one_of(&wrong));
        }
        place => *place = choices.one_of(&wrong),
    }
}

fn form(value: &Value) -> String {
    let pairs: Vec<String> = value
        .as_object()
        .into_iter()
        .flatten()
        .map(|(name, value)| format!("{name}={}", value.as_str().unwrap_or("%00")))
        .collect();
    pairs.join("&")
}
