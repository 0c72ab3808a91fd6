//! The component's side: generated bindings, what lowers into them and lifts out of them, and what runs around a handler.

use crate::api::{CacheError, CacheRecord, CookieMode, Provider};
use crate::console::Level;
use crate::error::CallError;
use crate::event::Assessment;
use crate::factor::{Factor, Kind, PhoneMethod};
use crate::http::{HttpError, Request, Response};
use serde_json::Value;

/// Generated from the WIT files.
#[allow(missing_docs, unsafe_code, clippy::all, unused)]
pub mod bindings {
    wit_bindgen::generate!({
        path: "wit",
        world: "post-login",
        pub_export_macro: true,
        export_macro_name: "__export_post_login",
        default_bindings_module: "vestibule_sdk::__guest::bindings",
    });
}

pub(crate) use bindings::vestibule::actions as imports;

pub use bindings::exports::vestibule::actions::post_login_handler::{Failure, Guest, HandlerError};

/// Runs a handler and reports how it ended.
pub fn run(
    handler: fn(&crate::Event, &crate::Api) -> crate::Result<()>,
) -> Result<(), HandlerError> {
    report_panics();
    handler(&crate::Event::new(), &crate::Api::new()).map_err(|error| {
        if error.is_not_implemented() {
            HandlerError::NotImplemented
        } else {
            HandlerError::Failed(Failure {
                name: error.name().to_owned(),
                message: error.message().to_owned(),
                stack: None,
            })
        }
    })
}

/// A panic ends in a trap, which says nothing, and standard error leads nowhere: the log is where its author will look.
fn report_panics() {
    std::panic::set_hook(Box::new(|panic| {
        let message = panic
            .payload_as_str()
            .unwrap_or("a panic without a message");
        let line = match panic.location() {
            Some(place) => format!("panicked at {place}: {message}"),
            None => format!("panicked: {message}"),
        };
        console_write(Level::Error, &line);
    }));
}

/// From what the host gives to what an Action sees.
pub(crate) mod lift {
    use super::imports::event_authentication as authentication;
    use super::imports::event_request as request;
    use super::imports::event_user as user;
    use crate::event::{AuthenticationMethod, EnrolledFactor, GeoIp, Identity};
    use crate::host::json as parse;
    use serde_json::Value;

    pub fn text(value: String) -> String {
        value
    }

    pub fn optional_text(value: Option<String>) -> Option<String> {
        value
    }

    pub fn texts(value: Vec<String>) -> Vec<String> {
        value
    }

    pub fn client_ids(value: Vec<String>) -> Vec<String> {
        value
    }

    pub fn optional_texts(value: Option<Vec<String>>) -> Vec<String> {
        value.unwrap_or_default()
    }

    pub fn flag(value: bool) -> bool {
        value
    }

    pub fn optional_flag(value: Option<bool>) -> Option<bool> {
        value
    }

    pub fn count(value: u64) -> u64 {
        value
    }

    pub fn json(value: String) -> Value {
        parse(&value)
    }

    pub fn optional_json(value: Option<String>) -> Value {
        value.map_or(Value::Null, |text| parse(&text))
    }

    pub fn methods(
        entries: Vec<authentication::AuthenticationMethod>,
    ) -> Vec<AuthenticationMethod> {
        let lift = |entry: authentication::AuthenticationMethod| AuthenticationMethod {
            name: entry.name,
            timestamp: entry.timestamp,
            factor_type: entry.type_,
        };
        entries.into_iter().map(lift).collect()
    }

    pub fn enrolled_factors(entries: Vec<user::EnrolledFactor>) -> Vec<EnrolledFactor> {
        let lift = |entry: user::EnrolledFactor| EnrolledFactor {
            factor_type: entry.type_,
            options: optional_json(entry.options),
        };
        entries.into_iter().map(lift).collect()
    }

    pub fn identities(entries: Vec<user::Identity>) -> Vec<Identity> {
        let lift = |entry: user::Identity| Identity {
            connection: entry.connection,
            provider: entry.provider,
            user_id: entry.user_id,
            is_social: entry.is_social,
            profile_data: optional_json(entry.profile_data),
        };
        entries.into_iter().map(lift).collect()
    }

    pub fn geoip(value: Option<request::Geolocation>) -> Option<GeoIp> {
        let place = value?;
        Some(GeoIp {
            city_name: place.city_name,
            continent_code: place.continent_code,
            country_code: place.country_code,
            country_code_three: place.country_code_three,
            country_name: place.country_name,
            subdivision_code: place.subdivision_code,
            subdivision_name: place.subdivision_name,
            time_zone: place.time_zone,
            latitude: place.latitude,
            longitude: place.longitude,
        })
    }
}

impl From<imports::types::CallError> for CallError {
    fn from(error: imports::types::CallError) -> Self {
        match error {
            imports::types::CallError::InvalidArgument(message) => {
                CallError::InvalidArgument(message)
            }
            imports::types::CallError::NotAllowed(message) => CallError::NotAllowed(message),
            imports::types::CallError::LimitExceeded(message) => CallError::LimitExceeded(message),
            imports::types::CallError::Other(message) => CallError::Other(message),
        }
    }
}

fn lower(factor: Factor) -> imports::types::Factor {
    use imports::types;
    match factor.0 {
        Kind::Otp => types::Factor::Otp,
        Kind::PushNotification { otp_fallback } => {
            types::Factor::PushNotification(types::PushNotificationOptions { otp_fallback })
        }
        Kind::Phone { preferred_method } => types::Factor::Phone(types::PhoneOptions {
            preferred_method: preferred_method.map(|method| match method {
                PhoneMethod::Sms => types::PhoneMethod::Sms,
                PhoneMethod::Voice => types::PhoneMethod::Voice,
                PhoneMethod::Both => types::PhoneMethod::Both,
            }),
        }),
        Kind::Email => types::Factor::Email,
        Kind::RecoveryCode => types::Factor::RecoveryCode,
        Kind::WebauthnRoaming => types::Factor::WebauthnRoaming,
        Kind::WebauthnPlatform => types::Factor::WebauthnPlatform,
        Kind::Other { name, options } => types::Factor::Other(types::OtherFactor {
            type_: name,
            options: options.map(|options| options.to_string()),
        }),
    }
}

fn lower_all(factors: Vec<Factor>) -> Vec<imports::types::Factor> {
    factors.into_iter().map(lower).collect()
}

macro_rules! calls {
    ($($name:ident($($argument:ident: $type:ty),*) = $interface:ident::$function:ident($($value:expr),*);)*) => {$(
        pub(crate) fn $name($($argument: $type),*) -> Result<(), CallError> {
            Ok(imports::$interface::$function($($value),*)?)
        }
    )*};
}

macro_rules! infallible {
    ($($name:ident($($argument:ident: $type:ty),*) $(-> $result:ty)? = $interface:ident::$function:ident($($value:expr),*);)*) => {$(
        pub(crate) fn $name($($argument: $type),*) $(-> $result)? {
            imports::$interface::$function($($value),*)
        }
    )*};
}

calls! {
    challenge_with_any(factors: Vec<Factor>) = authentication::challenge_with_any(&lower_all(factors));
    enroll_with_any(factors: Vec<Factor>) = authentication::enroll_with_any(&lower_all(factors));
    record_method(provider_url: &str) = authentication::record_method(provider_url);
    set_primary_user(user_id: &str) = authentication::set_primary_user(user_id);
    validation_error(code: &str, message: &str) = validation::error(code, message);
    id_token_claim(name: &str, value: Value) = id_token::set_custom_claim(name, &value.to_string());
    access_token_claim(name: &str, value: Value) = access_token::set_custom_claim(name, &value.to_string());
    add_scope(scope: &str) = access_token::add_scope(scope);
    remove_scope(scope: &str) = access_token::remove_scope(scope);
    set_app_metadata(key: &str, value: Value) = user::set_app_metadata(key, &value.to_string());
    set_user_metadata(key: &str, value: Value) = user::set_user_metadata(key, &value.to_string());
    set_transaction_metadata(key: &str, value: Value) = transaction::set_metadata(key, &value.to_string());
    send_user_to(url: &str, query: &[(String, String)]) = redirect::send_user_to(url, query);
    session_expires_at(milliseconds: u64) = session::set_expires_at(milliseconds);
    session_idle_expires_at(milliseconds: u64) = session::set_idle_expires_at(milliseconds);
    session_metadata(key: &str, value: &str) = session::set_metadata(key, Some(value));
    revoke_refresh_token(reason: &str) = refresh_token::revoke(reason);
    refresh_token_expires_at(milliseconds: u64) = refresh_token::set_expires_at(milliseconds);
    refresh_token_idle_expires_at(milliseconds: u64) = refresh_token::set_idle_expires_at(milliseconds);
    refresh_token_metadata(key: &str, value: &str) = refresh_token::set_metadata(key, Some(value));
}

infallible! {
    event_get(pointer: &str) -> Option<String> = event::get(pointer);
    event_parts() -> Vec<String> = event::parts();
    configuration_get(name: &str) -> Option<String> = event_configuration::get(name);
    configuration_names() -> Vec<String> = event_configuration::names();
    secret(name: &str) -> Option<String> = event_secrets::get(name);
    secret_names() -> Vec<String> = event_secrets::names();
    query_parameter(name: &str) -> Option<String> = event_request::query_parameter(name);
    deny(reason: &str, description: Option<&str>) = access::deny(reason, description);
    rule_was_executed(rule_id: &str) -> bool = rules::was_executed(rule_id);
    can_redirect() -> bool = redirect::can_redirect();
    challenge_with(factor: Factor, additional: Vec<Factor>) = authentication::challenge_with(&lower(factor), &lower_all(additional));
    enroll_with(factor: Factor, additional: Vec<Factor>) = authentication::enroll_with(&lower(factor), &lower_all(additional));
    revoke_session(reason: &str, preserve_refresh_tokens: bool) = session::revoke(reason, preserve_refresh_tokens);
    delete_session_metadata(key: &str) = session::delete_metadata(key);
    evict_session_metadata() = session::evict_metadata();
    delete_refresh_token_metadata(key: &str) = refresh_token::delete_metadata(key);
    evict_refresh_token_metadata() = refresh_token::evict_metadata();
    clock_now() -> u64 = clock::now();
    clock_wait(milliseconds: u64) = clock::wait(milliseconds);
    random_bytes(length: u32) -> Vec<u8> = random::bytes(length);
    random_number() -> u64 = random::number();
}

pub(crate) fn console_write(level: Level, message: &str) {
    let level = match level {
        Level::Trace => imports::console::Level::Trace,
        Level::Debug => imports::console::Level::Debug,
        Level::Log => imports::console::Level::Log,
        Level::Info => imports::console::Level::Info,
        Level::Warn => imports::console::Level::Warn,
        Level::Error => imports::console::Level::Error,
    };
    imports::console::write(level, message);
}

pub(crate) fn risk_assessment(name: &str) -> Option<Assessment> {
    let found = imports::event_authentication::risk_assessment(name)?;
    Some(Assessment {
        confidence: found.confidence,
        code: found.code,
        details: lift::optional_json(found.details),
    })
}

pub(crate) fn multifactor_enable(provider: Provider, allow_remember_browser: bool) {
    use imports::multifactor;
    let provider = match provider {
        Provider::Any => multifactor::Provider::Any,
        Provider::Guardian => multifactor::Provider::Guardian,
        Provider::GoogleAuthenticator => multifactor::Provider::GoogleAuthenticator,
        Provider::None => multifactor::Provider::None,
        Provider::Duo(options) => {
            multifactor::Provider::Duo(options.map(|options| multifactor::DuoOptions {
                host: options.host,
                ikey: options.ikey,
                skey: options.skey,
                username: options.username,
            }))
        }
    };
    multifactor::enable(&provider, allow_remember_browser);
}

pub(crate) fn set_cookie_mode(mode: CookieMode) {
    imports::session::set_cookie_mode(match mode {
        CookieMode::Persistent => imports::session::CookieMode::Persistent,
        CookieMode::NonPersistent => imports::session::CookieMode::NonPersistent,
    });
}

pub(crate) fn encode_token(
    secret: &str,
    payload: &Value,
    expires_in_seconds: Option<u32>,
) -> Result<String, CallError> {
    Ok(imports::redirect::encode_token(
        secret,
        &payload.to_string(),
        expires_in_seconds,
    )?)
}

pub(crate) fn validate_token(secret: &str, parameter: Option<&str>) -> Result<Value, CallError> {
    let claims = imports::redirect::validate_token(secret, parameter)?;
    Ok(crate::host::json(&claims))
}

pub(crate) fn render(prompt_id: &str, fields: &Value, vars: &Value) -> Result<(), CallError> {
    let text = |value: &Value| (!value.is_null()).then(|| value.to_string());
    let (fields, vars) = (text(fields), text(vars));
    Ok(imports::prompt::render(
        prompt_id,
        fields.as_deref(),
        vars.as_deref(),
    )?)
}

fn lift_record(record: imports::cache::CacheRecord) -> CacheRecord {
    CacheRecord {
        value: record.value,
        expires_at: record.expires_at,
    }
}

fn lift_cache_error(error: imports::cache::CacheError) -> CacheError {
    use imports::cache::CacheError as Host;
    match error {
        Host::KeySizeExceeded => CacheError::KeySizeExceeded,
        Host::ValueSizeExceeded => CacheError::ValueSizeExceeded,
        Host::SizeExceeded => CacheError::SizeExceeded,
        Host::AlreadyExpired => CacheError::AlreadyExpired,
        Host::InvalidExpiry => CacheError::InvalidExpiry,
        Host::KeyDoesNotExist => CacheError::KeyDoesNotExist,
        Host::Other(code) => CacheError::Other(code),
    }
}

pub(crate) fn cache_get(key: &str) -> Option<CacheRecord> {
    imports::cache::get(key).map(lift_record)
}

pub(crate) fn cache_set(
    key: &str,
    value: &str,
    ttl: Option<u64>,
    expires_at: Option<u64>,
) -> Result<CacheRecord, CacheError> {
    imports::cache::set(key, value, ttl, expires_at)
        .map(lift_record)
        .map_err(lift_cache_error)
}

pub(crate) fn cache_delete(key: &str) -> Result<(), CacheError> {
    imports::cache::delete(key).map_err(lift_cache_error)
}

pub(crate) use imports::http::Exchange;

fn lower_request(request: Request) -> imports::http::Request {
    imports::http::Request {
        method: request.method,
        url: request.url,
        headers: request.headers,
        body: request.body,
        redirects: match request.follow {
            true => imports::http::Redirects::Follow,
            false => imports::http::Redirects::Manual,
        },
    }
}

fn lift_response(response: imports::http::Response) -> Response {
    Response {
        status: response.status,
        url: response.url,
        headers: response.headers,
        body: response.body,
    }
}

fn lift_http_error(error: imports::http::HttpError) -> HttpError {
    use imports::http::HttpError as Host;
    match error {
        Host::NotAllowed(message) => HttpError::NotAllowed(message),
        Host::AddressRefused(message) => HttpError::AddressRefused(message),
        Host::InvalidRequest(message) => HttpError::InvalidRequest(message),
        Host::NotResolved(message) => HttpError::NotResolved(message),
        Host::ConnectionFailed(message) => HttpError::ConnectionFailed(message),
        Host::TooLarge(message) => HttpError::TooLarge(message),
        Host::TimedOut(message) => HttpError::TimedOut(message),
        Host::TooMany(message) => HttpError::TooMany(message),
        Host::Other(message) => HttpError::Other(message),
    }
}

pub(crate) fn http_send(request: Request) -> Result<Response, HttpError> {
    imports::http::send(&lower_request(request))
        .map(lift_response)
        .map_err(lift_http_error)
}

pub(crate) fn http_start(request: Request) -> Result<Exchange, HttpError> {
    Exchange::start(&lower_request(request)).map_err(lift_http_error)
}

pub(crate) fn http_finish(exchange: Exchange) -> Result<Response, HttpError> {
    Exchange::finish(exchange)
        .map(lift_response)
        .map_err(lift_http_error)
}

pub(crate) fn http_wait(exchanges: &[&Exchange], milliseconds: Option<u64>) -> Option<usize> {
    imports::http::wait(exchanges, milliseconds).map(|place| place as usize)
}

/// `api.samlResponse`
pub(crate) mod saml {
    use super::imports::saml_response as host;
    use crate::api::{DigestAlgorithm, EncryptionAlgorithm, SignatureAlgorithm};
    use crate::error::CallError;
    use serde_json::Value;

    macro_rules! texts {
        ($($name:ident)*) => {$(
            pub fn $name(value: &str) -> Result<(), CallError> {
                Ok(host::$name(value)?)
            }
        )*};
    }

    macro_rules! flags {
        ($($name:ident)*) => {$(
            pub fn $name(value: bool) {
                host::$name(value);
            }
        )*};
    }

    texts! {
        set_audience set_recipient set_destination set_issuer set_relay_state set_name_identifier_format
        set_authn_context_class_ref set_signing_cert set_encryption_cert set_encryption_public_key set_cert set_key
    }

    flags! {
        set_create_upn_claim set_passthrough_claims_with_no_mapping set_map_unknown_claims_as_is set_map_identities
        set_sign_response set_include_attribute_name_format set_typed_attributes
    }

    pub fn set_attribute(name: &str, value: Value) -> Result<(), CallError> {
        Ok(host::set_attribute(name, &value.to_string())?)
    }

    pub fn set_name_identifier_probes(values: &[String]) -> Result<(), CallError> {
        Ok(host::set_name_identifier_probes(values)?)
    }

    pub fn set_signature_algorithm(value: SignatureAlgorithm) {
        host::set_signature_algorithm(match value {
            SignatureAlgorithm::RsaSha256 => host::SignatureAlgorithm::RsaSha256,
            SignatureAlgorithm::RsaSha1 => host::SignatureAlgorithm::RsaSha1,
        });
    }

    pub fn set_digest_algorithm(value: DigestAlgorithm) {
        host::set_digest_algorithm(match value {
            DigestAlgorithm::Sha256 => host::DigestAlgorithm::Sha256,
            DigestAlgorithm::Sha1 => host::DigestAlgorithm::Sha1,
        });
    }

    pub fn set_encryption_algorithm(value: EncryptionAlgorithm) {
        host::set_encryption_algorithm(match value {
            EncryptionAlgorithm::Aes256Gcm => host::EncryptionAlgorithm::Aes256Gcm,
            EncryptionAlgorithm::Aes256Cbc => host::EncryptionAlgorithm::Aes256Cbc,
        });
    }

    pub fn set_lifetime_in_seconds(value: u32) {
        host::set_lifetime_in_seconds(value);
    }
}
