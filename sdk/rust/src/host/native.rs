//! The mock of native tests: the same recorder that the host uses, without a component around it.

use crate::api::{CacheError, CacheRecord, CookieMode, Provider};
use crate::console::Level;
use crate::error::CallError;
use crate::event::Assessment;
use crate::factor::{Factor, Kind, PhoneMethod};
use crate::http::{HttpError, Request, Response};
use serde_json::{Map, Value, json};
use std::cell::RefCell;
use vestibule_flow::command::{EnableMultifactor, MultifactorProvider};
use vestibule_flow::factor as flow;
use vestibule_flow::outcome::{ConsoleLevel, ConsoleLine};
use vestibule_flow::recorder::{self, Recorder};

/// What a handler that runs natively talks to.
pub(crate) struct Mock {
    pub recorder: Recorder,
    pub console: Vec<ConsoleLine>,
    /// Milliseconds since 1970.
    pub now: u64,
    /// The state of the random numbers.
    pub random: u64,
    /// The answers to HTTP requests that are left.
    pub answers: Vec<HttpAnswer>,
    /// The HTTP requests that were made.
    pub requests: Vec<Request>,
}

/// What a test prepared for an HTTP request.
#[derive(Debug, Clone)]
pub(crate) struct HttpAnswer {
    pub method: String,
    pub url: String,
    pub answer: Result<Response, HttpError>,
}

thread_local! {
    static MOCK: RefCell<Option<Mock>> = const { RefCell::new(None) };
}

/// Runs a handler with a mock, and gives both back. A panic in the handler goes on, with the mock put away.
pub(crate) fn with_mock<T>(mock: Mock, handler: impl FnOnce() -> T) -> (T, Mock) {
    struct PutAway;
    impl Drop for PutAway {
        fn drop(&mut self) {
            MOCK.take();
        }
    }
    let before = MOCK.replace(Some(mock));
    assert!(before.is_none(), "an Action cannot run another Action");
    let put_away = PutAway;
    let outcome = handler();
    let mock = MOCK.take();
    drop(put_away);
    match mock {
        Some(mock) => (outcome, mock),
        None => unreachable!("only this function takes the mock away"),
    }
}

fn mock<T>(call: impl FnOnce(&mut Mock) -> T) -> T {
    MOCK.with_borrow_mut(|mock| match mock {
        Some(mock) => call(mock),
        None => panic!(
            "`event` and `api` exist only while an Action runs; in a test: vestibule_sdk::testing"
        ),
    })
}

fn api<T>(call: impl FnOnce(&mut Recorder) -> T) -> T {
    mock(|mock| call(&mut mock.recorder))
}

fn found(pointer: &str) -> Option<Value> {
    event_get(pointer).map(|text| super::json(&text))
}

/// From a place in the event to what an Action sees.
pub(crate) mod lift {
    use super::found;
    use crate::event::{AuthenticationMethod, EnrolledFactor, GeoIp, Identity};
    use serde_json::Value;

    pub fn text(pointer: &str) -> String {
        optional_text(pointer).unwrap_or_default()
    }

    pub fn optional_text(pointer: &str) -> Option<String> {
        as_text(found(pointer).as_ref())
    }

    pub fn texts(pointer: &str) -> Vec<String> {
        match found(pointer) {
            Some(Value::Array(items)) => items
                .iter()
                .filter_map(|item| as_text(Some(item)))
                .collect(),
            Some(Value::String(one)) => vec![one],
            _ => Vec::new(),
        }
    }

    pub fn optional_texts(pointer: &str) -> Vec<String> {
        texts(pointer)
    }

    pub fn client_ids(pointer: &str) -> Vec<String> {
        items(pointer)
            .iter()
            .filter_map(|client| as_text(client.get("client_id")))
            .collect()
    }

    pub fn flag(pointer: &str) -> bool {
        optional_flag(pointer).unwrap_or_default()
    }

    pub fn optional_flag(pointer: &str) -> Option<bool> {
        found(pointer)?.as_bool()
    }

    pub fn count(pointer: &str) -> u64 {
        found(pointer)
            .and_then(|count| count.as_u64())
            .unwrap_or_default()
    }

    pub fn json(pointer: &str) -> Value {
        match found(pointer) {
            None | Some(Value::Null) => Value::Object(serde_json::Map::new()),
            Some(value) => value,
        }
    }

    pub fn optional_json(pointer: &str) -> Value {
        found(pointer).unwrap_or_default()
    }

    pub fn methods(pointer: &str) -> Vec<AuthenticationMethod> {
        let lift = |entry: &Value| {
            Some(AuthenticationMethod {
                name: as_text(entry.get("name"))?,
                timestamp: as_text(entry.get("timestamp")),
                factor_type: as_text(entry.get("type")),
            })
        };
        items(pointer).iter().filter_map(lift).collect()
    }

    pub fn enrolled_factors(pointer: &str) -> Vec<EnrolledFactor> {
        let lift = |entry: &Value| {
            Some(EnrolledFactor {
                factor_type: as_text(entry.get("type"))?,
                options: entry.get("options").cloned().unwrap_or_default(),
            })
        };
        items(pointer).iter().filter_map(lift).collect()
    }

    pub fn identities(pointer: &str) -> Vec<Identity> {
        let lift = |entry: &Value| Identity {
            connection: as_text(entry.get("connection")),
            provider: as_text(entry.get("provider")),
            user_id: as_text(entry.get("user_id")),
            is_social: entry.get("isSocial").and_then(Value::as_bool),
            profile_data: entry.get("profileData").cloned().unwrap_or_default(),
        };
        items(pointer).iter().map(lift).collect()
    }

    pub fn geoip(pointer: &str) -> Option<GeoIp> {
        let place = found(pointer).filter(Value::is_object)?;
        let text = |name: &str| as_text(place.get(name));
        Some(GeoIp {
            city_name: text("cityName"),
            continent_code: text("continentCode"),
            country_code: text("countryCode"),
            country_code_three: text("countryCode3"),
            country_name: text("countryName"),
            subdivision_code: text("subdivisionCode"),
            subdivision_name: text("subdivisionName"),
            time_zone: text("timeZone"),
            latitude: place.get("latitude").and_then(Value::as_f64),
            longitude: place.get("longitude").and_then(Value::as_f64),
        })
    }

    fn items(pointer: &str) -> Vec<Value> {
        match found(pointer) {
            Some(Value::Array(items)) => items,
            _ => Vec::new(),
        }
    }

    pub(super) fn as_text(value: Option<&Value>) -> Option<String> {
        value?.as_str().map(str::to_owned)
    }
}

impl From<recorder::CallError> for CallError {
    fn from(error: recorder::CallError) -> Self {
        match error {
            recorder::CallError::InvalidArgument(message) => CallError::InvalidArgument(message),
            recorder::CallError::NotAllowed(message) => CallError::NotAllowed(message),
            recorder::CallError::LimitExceeded(message) => CallError::LimitExceeded(message),
            other => CallError::Other(other.to_string()),
        }
    }
}

fn lower(factor: Factor) -> flow::Factor {
    let (name, options) = match factor.0 {
        Kind::Otp => ("otp".to_owned(), json!({})),
        Kind::PushNotification { otp_fallback } => (
            "push-notification".to_owned(),
            otp_fallback.map_or(json!({}), |fallback| json!({ "otpFallback": fallback })),
        ),
        Kind::Phone { preferred_method } => {
            let method = preferred_method.map(|method| match method {
                PhoneMethod::Sms => "sms",
                PhoneMethod::Voice => "voice",
                PhoneMethod::Both => "both",
            });
            let options = method.map_or(json!({}), |method| json!({ "preferredMethod": method }));
            ("phone".to_owned(), options)
        }
        Kind::Email => ("email".to_owned(), json!({})),
        Kind::RecoveryCode => ("recovery-code".to_owned(), json!({})),
        Kind::WebauthnRoaming => ("webauthn-roaming".to_owned(), json!({})),
        Kind::WebauthnPlatform => ("webauthn-platform".to_owned(), json!({})),
        Kind::Other { name, options } => (name, options.unwrap_or_default()),
    };
    flow::Factor {
        factor_type: name.into(),
        options: object(&options),
    }
}

fn lower_all(factors: Vec<Factor>) -> Vec<flow::Factor> {
    factors.into_iter().map(lower).collect()
}

fn object(value: &Value) -> Map<String, Value> {
    value.as_object().cloned().unwrap_or_default()
}

macro_rules! calls {
    ($($name:ident($($argument:ident: $type:ty),*) = $function:ident($($value:expr),*);)*) => {$(
        pub(crate) fn $name($($argument: $type),*) -> Result<(), CallError> {
            Ok(api(|api| api.$function($($value),*))?)
        }
    )*};
}

macro_rules! infallible {
    ($($name:ident($($argument:ident: $type:ty),*) $(-> $result:ty)? = $function:ident($($value:expr),*);)*) => {$(
        pub(crate) fn $name($($argument: $type),*) $(-> $result)? {
            api(|api| api.$function($($value),*))
        }
    )*};
}

calls! {
    challenge_with_any(factors: Vec<Factor>) = challenge_with_any(lower_all(factors));
    enroll_with_any(factors: Vec<Factor>) = enroll_with_any(lower_all(factors));
    record_method(provider_url: &str) = record_method(provider_url);
    set_primary_user(user_id: &str) = set_primary_user(user_id);
    validation_error(code: &str, message: &str) = validation_error(code, message);
    id_token_claim(name: &str, value: Value) = set_id_token_claim(name, value);
    access_token_claim(name: &str, value: Value) = set_access_token_claim(name, value);
    add_scope(scope: &str) = add_scope(scope);
    remove_scope(scope: &str) = remove_scope(scope);
    set_app_metadata(key: &str, value: Value) = set_app_metadata(key, value);
    set_user_metadata(key: &str, value: Value) = set_user_metadata(key, value);
    set_transaction_metadata(key: &str, value: Value) = set_transaction_metadata(key, value);
    send_user_to(url: &str, query: &[(String, String)]) = send_user_to(url, query);
    session_expires_at(milliseconds: u64) = set_session_expires_at(milliseconds);
    session_idle_expires_at(milliseconds: u64) = set_session_idle_expires_at(milliseconds);
    session_metadata(key: &str, value: &str) = set_session_metadata(key, Some(value));
    revoke_refresh_token(reason: &str) = revoke_refresh_token(reason);
    refresh_token_expires_at(milliseconds: u64) = set_refresh_token_expires_at(milliseconds);
    refresh_token_idle_expires_at(milliseconds: u64) = set_refresh_token_idle_expires_at(milliseconds);
    refresh_token_metadata(key: &str, value: &str) = set_refresh_token_metadata(key, Some(value));
    render(prompt_id: &str, fields: &Value, vars: &Value) = render_prompt(prompt_id, object(fields), object(vars));
}

infallible! {
    deny(reason: &str, description: Option<&str>) = deny(reason, description);
    rule_was_executed(rule_id: &str) -> bool = rule_was_executed(rule_id);
    can_redirect() -> bool = can_redirect();
    challenge_with(factor: Factor, additional: Vec<Factor>) = challenge_with(lower(factor), lower_all(additional));
    enroll_with(factor: Factor, additional: Vec<Factor>) = enroll_with(lower(factor), lower_all(additional));
    revoke_session(reason: &str, preserve_refresh_tokens: bool) = revoke_session(reason, preserve_refresh_tokens);
    delete_session_metadata(key: &str) = delete_session_metadata(key);
    evict_session_metadata() = evict_session_metadata();
    delete_refresh_token_metadata(key: &str) = delete_refresh_token_metadata(key);
    evict_refresh_token_metadata() = evict_refresh_token_metadata();
    set_cookie_mode(mode: CookieMode) = set_cookie_mode(mode == CookieMode::Persistent);
}

pub(crate) fn event_get(pointer: &str) -> Option<String> {
    api(|api| api.event().json_at(pointer))
}

pub(crate) fn event_parts() -> Vec<String> {
    api(|api| api.event().part_names().map(str::to_owned).collect())
}

fn member(part: &str, name: &str) -> Option<Value> {
    api(|api| api.event().member(part, name).cloned())
}

fn member_names(part: &str) -> Vec<String> {
    api(|api| {
        let names = api.event().member_names(part);
        names.into_iter().map(str::to_owned).collect()
    })
}

pub(crate) fn configuration_get(name: &str) -> Option<String> {
    member("configuration", name).map(|value| value.to_string())
}

pub(crate) fn configuration_names() -> Vec<String> {
    member_names("configuration")
}

pub(crate) fn secret(name: &str) -> Option<String> {
    lift::as_text(member("secrets", name).as_ref())
}

pub(crate) fn secret_names() -> Vec<String> {
    member_names("secrets")
}

pub(crate) fn query_parameter(name: &str) -> Option<String> {
    let query = member("request", "query")?;
    match query.get(name)? {
        Value::Array(values) => lift::as_text(values.first()),
        value => lift::as_text(Some(value)),
    }
}

pub(crate) fn risk_assessment(name: &str) -> Option<Assessment> {
    let assessments = found("/authentication/riskAssessment/assessments")?;
    let entry = assessments.get(name).filter(|entry| entry.is_object())?;
    Some(Assessment {
        confidence: lift::as_text(entry.get("confidence")),
        code: lift::as_text(entry.get("code")),
        details: entry.get("details").cloned().unwrap_or_default(),
    })
}

pub(crate) fn console_write(level: Level, message: &str) {
    let level = match level {
        Level::Trace => ConsoleLevel::Trace,
        Level::Debug => ConsoleLevel::Debug,
        Level::Log => ConsoleLevel::Log,
        Level::Info => ConsoleLevel::Info,
        Level::Warn => ConsoleLevel::Warn,
        Level::Error => ConsoleLevel::Error,
    };
    let message = message.to_owned();
    mock(|mock| mock.console.push(ConsoleLine { level, message }));
}

pub(crate) fn clock_now() -> u64 {
    mock(|mock| mock.now)
}

pub(crate) fn clock_wait(milliseconds: u64) {
    mock(|mock| mock.now = mock.now.saturating_add(milliseconds));
}

pub(crate) fn random_bytes(length: u32) -> Vec<u8> {
    assert!(
        length <= 65_536,
        "a host would have ended this run: it asked for {length} random bytes at once; at most 65,536 are given"
    );
    (0..length)
        .map(|_| random_number().to_le_bytes()[7])
        .collect()
}

/// SplitMix64: the same numbers for the same seed.
pub(crate) fn random_number() -> u64 {
    mock(|mock| {
        mock.random = mock.random.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = mock.random;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    })
}

pub(crate) fn multifactor_enable(provider: Provider, allow_remember_browser: bool) {
    let (provider, options) = match provider {
        Provider::Any => (MultifactorProvider::Any, None),
        Provider::Guardian => (MultifactorProvider::Guardian, None),
        Provider::GoogleAuthenticator => (MultifactorProvider::GoogleAuthenticator, None),
        Provider::None => (MultifactorProvider::None, None),
        Provider::Duo(options) => (MultifactorProvider::Duo, options),
    };
    let provider_options = options.map(|options| {
        let mut members = object(&json!({
            "host": options.host, "ikey": options.ikey, "skey": options.skey,
        }));
        if let Some(username) = options.username {
            members.insert("username".to_owned(), Value::from(username));
        }
        members
    });
    api(|api| {
        api.enable_multifactor(EnableMultifactor {
            provider,
            allow_remember_browser,
            provider_options,
        });
    });
}

pub(crate) fn encode_token(
    secret: &str,
    payload: &Value,
    expires_in_seconds: Option<u32>,
) -> Result<String, CallError> {
    let Value::Object(payload) = payload.clone() else {
        let message = "redirect.encodeToken: expected payload to be an object";
        return Err(CallError::InvalidArgument(message.to_owned()));
    };
    let now = clock_now();
    Ok(api(|api| {
        api.encode_token(secret, payload, expires_in_seconds, now)
    })?)
}

pub(crate) fn validate_token(secret: &str, parameter: Option<&str>) -> Result<Value, CallError> {
    let now = clock_now();
    let claims = api(|api| api.validate_token(secret, parameter, now))?;
    Ok(Value::Object(claims))
}

/// An exchange of the mock is over as soon as it is started.
pub(crate) struct Exchange(Result<Response, HttpError>);

pub(crate) fn http_send(request: Request) -> Result<Response, HttpError> {
    mock(|mock| {
        let fits =
            |answer: &HttpAnswer| answer.method == request.method && answer.url == request.url;
        let place = mock.answers.iter().position(fits);
        let is_last = mock.answers.iter().filter(|answer| fits(answer)).count() == 1;
        let answer = match place {
            None => Err(HttpError::NotAllowed(format!(
                "the test has no answer for {} {}",
                request.method, request.url
            ))),
            Some(place) if is_last => mock.answers[place].answer.clone(),
            Some(place) => mock.answers.remove(place).answer,
        };
        mock.requests.push(request);
        answer
    })
}

pub(crate) fn http_start(request: Request) -> Result<Exchange, HttpError> {
    Ok(Exchange(http_send(request)))
}

pub(crate) fn http_finish(exchange: Exchange) -> Result<Response, HttpError> {
    exchange.0
}

pub(crate) fn http_wait(exchanges: &[&Exchange], milliseconds: Option<u64>) -> Option<usize> {
    if exchanges.is_empty() {
        clock_wait(milliseconds.unwrap_or(0));
        return None;
    }
    Some(0)
}

fn lift_record(record: vestibule_flow::command::CacheRecord) -> CacheRecord {
    CacheRecord {
        value: record.value,
        expires_at: record.expires_at,
    }
}

fn lift_cache_error(error: recorder::CacheError) -> CacheError {
    use recorder::CacheError as Host;
    match error {
        Host::KeySizeExceeded => CacheError::KeySizeExceeded,
        Host::ValueSizeExceeded => CacheError::ValueSizeExceeded,
        Host::SizeExceeded => CacheError::SizeExceeded,
        Host::AlreadyExpired => CacheError::AlreadyExpired,
        Host::InvalidExpiry => CacheError::InvalidExpiry,
        Host::KeyDoesNotExist => CacheError::KeyDoesNotExist,
    }
}

pub(crate) fn cache_get(key: &str) -> Option<CacheRecord> {
    let now = clock_now();
    api(|api| api.cache_get(key, now)).map(lift_record)
}

pub(crate) fn cache_set(
    key: &str,
    value: &str,
    ttl: Option<u64>,
    expires_at: Option<u64>,
) -> Result<CacheRecord, CacheError> {
    let now = clock_now();
    api(|api| api.cache_set(key, value, ttl, expires_at, now))
        .map(lift_record)
        .map_err(lift_cache_error)
}

pub(crate) fn cache_delete(key: &str) -> Result<(), CacheError> {
    let now = clock_now();
    api(|api| api.cache_delete(key, now)).map_err(lift_cache_error)
}

/// `api.samlResponse`
pub(crate) mod saml {
    use super::api;
    use crate::api::{DigestAlgorithm, EncryptionAlgorithm, SignatureAlgorithm};
    use crate::error::CallError;
    use serde_json::Value;
    use vestibule_flow::recorder::{SamlFlag, SamlText};

    macro_rules! texts {
        ($($name:ident $setting:ident)*) => {$(
            pub fn $name(value: &str) -> Result<(), CallError> {
                Ok(api(|api| api.set_saml_text(SamlText::$setting, value))?)
            }
        )*};
    }

    macro_rules! flags {
        ($($name:ident $setting:ident)*) => {$(
            pub fn $name(value: bool) {
                api(|api| api.set_saml_flag(SamlFlag::$setting, value));
            }
        )*};
    }

    texts! {
        set_audience Audience set_recipient Recipient set_destination Destination set_issuer Issuer
        set_relay_state RelayState set_name_identifier_format NameIdentifierFormat
        set_authn_context_class_ref AuthnContextClassRef set_signing_cert SigningCert
        set_encryption_cert EncryptionCert set_encryption_public_key EncryptionPublicKey set_cert Cert set_key Key
    }

    flags! {
        set_create_upn_claim CreateUpnClaim
        set_passthrough_claims_with_no_mapping PassthroughClaimsWithNoMapping
        set_map_unknown_claims_as_is MapUnknownClaimsAsIs set_map_identities MapIdentities
        set_sign_response SignResponse set_include_attribute_name_format IncludeAttributeNameFormat
        set_typed_attributes TypedAttributes
    }

    pub fn set_attribute(name: &str, value: Value) -> Result<(), CallError> {
        Ok(api(|api| api.set_saml_attribute(name, value))?)
    }

    pub fn set_name_identifier_probes(values: &[String]) -> Result<(), CallError> {
        Ok(api(|api| {
            api.set_saml_name_identifier_probes(values.to_vec())
        })?)
    }

    pub fn set_signature_algorithm(value: SignatureAlgorithm) {
        let name = match value {
            SignatureAlgorithm::RsaSha256 => "rsa-sha256",
            SignatureAlgorithm::RsaSha1 => "rsa-sha1",
        };
        api(|api| api.set_saml_signature_algorithm(name));
    }

    pub fn set_digest_algorithm(value: DigestAlgorithm) {
        let name = match value {
            DigestAlgorithm::Sha256 => "sha256",
            DigestAlgorithm::Sha1 => "sha1",
        };
        api(|api| api.set_saml_digest_algorithm(name));
    }

    pub fn set_encryption_algorithm(value: EncryptionAlgorithm) {
        let name = match value {
            EncryptionAlgorithm::Aes256Gcm => "aes256-gcm",
            EncryptionAlgorithm::Aes256Cbc => "aes256-cbc",
        };
        api(|api| api.set_saml_encryption_algorithm(name));
    }

    pub fn set_lifetime_in_seconds(value: u32) {
        api(|api| api.set_saml_lifetime_in_seconds(value));
    }
}
