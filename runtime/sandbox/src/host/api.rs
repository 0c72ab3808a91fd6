//! The smaller parts of `api`, and how a refusal is told.

use super::size::{Size, sized_record};
use crate::bindings::vestibule::actions::types::CallError;
use crate::bindings::vestibule::actions::{
    access, access_token, cache, id_token, multifactor, rules, types, validation,
};
use crate::run::state::RunState;
use serde_json::{Map, Value};
use vestibule_flow::command::{CacheRecord, EnableMultifactor, MultifactorProvider};
use vestibule_flow::recorder::{self, json_argument};

/// What an `api` call comes to: its answer, or a refusal that the Action can catch.
pub(super) type Answer<T = ()> = Result<T, CallError>;

sized_record!(cache::CacheRecord { value });
sized_record!(multifactor::DuoOptions {
    host,
    ikey,
    skey,
    username
});

impl Size for CallError {
    fn size(&self) -> usize {
        match self {
            CallError::InvalidArgument(text)
            | CallError::NotAllowed(text)
            | CallError::LimitExceeded(text)
            | CallError::Other(text) => text.len(),
        }
    }
}

/// The contract's form of a refusal.
pub(super) fn refused(error: recorder::CallError) -> CallError {
    match error {
        recorder::CallError::InvalidArgument(text) => CallError::InvalidArgument(text),
        recorder::CallError::NotAllowed(text) => CallError::NotAllowed(text),
        recorder::CallError::LimitExceeded(text) => CallError::LimitExceeded(text),
        other => CallError::Other(other.to_string()),
    }
}

pub(super) fn answer<T>(result: Result<T, recorder::CallError>) -> Answer<T> {
    result.map_err(refused)
}

impl types::Host for RunState {}

impl access::Host for RunState {
    fn deny(&mut self, reason: String, description: Option<String>) {
        self.called(&(&reason, &description));
        self.recorder.deny(&reason, description.as_deref());
    }
}

impl access_token::Host for RunState {
    fn set_custom_claim(&mut self, name: String, value: String) -> Answer {
        self.called(&(&name, &value));
        json_argument("accessToken.setCustomClaim", &value)
            .and_then(|value| self.recorder.set_access_token_claim(&name, value))
            .map_err(refused)
    }

    fn add_scope(&mut self, scope: String) -> Answer {
        self.called(&scope);
        answer(self.recorder.add_scope(&scope))
    }

    fn remove_scope(&mut self, scope: String) -> Answer {
        self.called(&scope);
        answer(self.recorder.remove_scope(&scope))
    }
}

impl id_token::Host for RunState {
    fn set_custom_claim(&mut self, name: String, value: String) -> Answer {
        self.called(&(&name, &value));
        json_argument("idToken.setCustomClaim", &value)
            .and_then(|value| self.recorder.set_id_token_claim(&name, value))
            .map_err(refused)
    }
}

impl validation::Host for RunState {
    fn error(&mut self, error_code: String, error_message: String) -> Answer {
        self.called(&(&error_code, &error_message));
        answer(self.recorder.validation_error(&error_code, &error_message))
    }
}

impl rules::Host for RunState {
    fn was_executed(&mut self, rule_id: String) -> bool {
        self.called(&rule_id);
        self.recorder.rule_was_executed(&rule_id)
    }
}

impl multifactor::Host for RunState {
    fn enable(&mut self, provider: multifactor::Provider, allow_remember_browser: bool) {
        let (provider, options) = match provider {
            multifactor::Provider::Any => (MultifactorProvider::Any, None),
            multifactor::Provider::Guardian => (MultifactorProvider::Guardian, None),
            multifactor::Provider::GoogleAuthenticator => {
                (MultifactorProvider::GoogleAuthenticator, None)
            }
            multifactor::Provider::Duo(options) => (MultifactorProvider::Duo, options),
            multifactor::Provider::None => (MultifactorProvider::None, None),
        };
        self.called(&options);
        self.recorder.enable_multifactor(EnableMultifactor {
            provider,
            allow_remember_browser,
            provider_options: options.map(duo_options),
        });
    }
}

fn duo_options(options: multifactor::DuoOptions) -> Map<String, Value> {
    let mut members = Map::new();
    members.insert("host".into(), options.host.into());
    members.insert("ikey".into(), options.ikey.into());
    members.insert("skey".into(), options.skey.into());
    if let Some(username) = options.username {
        members.insert("username".into(), username.into());
    }
    members
}

impl Size for cache::CacheError {
    fn size(&self) -> usize {
        0
    }
}

impl cache::Host for RunState {
    fn get(&mut self, key: String) -> wasmtime::Result<Option<cache::CacheRecord>> {
        self.called(&key);
        let now = self.now()?;
        let record = self.recorder.cache_get(&key, now).map(record);
        Ok(self.answer(record))
    }

    fn set(
        &mut self,
        key: String,
        value: String,
        ttl: Option<u64>,
        expires_at: Option<u64>,
    ) -> wasmtime::Result<Result<cache::CacheRecord, cache::CacheError>> {
        self.called(&(&key, &value));
        let now = self.now()?;
        let stored = self
            .recorder
            .cache_set(&key, &value, ttl, expires_at, now)
            .map(record)
            .map_err(cache_error);
        Ok(self.answer(stored))
    }

    fn delete(&mut self, key: String) -> wasmtime::Result<Result<(), cache::CacheError>> {
        self.called(&key);
        let now = self.now()?;
        Ok(self.recorder.cache_delete(&key, now).map_err(cache_error))
    }
}

fn record(record: CacheRecord) -> cache::CacheRecord {
    cache::CacheRecord {
        value: record.value,
        expires_at: record.expires_at,
    }
}

fn cache_error(error: recorder::CacheError) -> cache::CacheError {
    match error {
        recorder::CacheError::KeySizeExceeded => cache::CacheError::KeySizeExceeded,
        recorder::CacheError::ValueSizeExceeded => cache::CacheError::ValueSizeExceeded,
        recorder::CacheError::SizeExceeded => cache::CacheError::SizeExceeded,
        recorder::CacheError::AlreadyExpired => cache::CacheError::AlreadyExpired,
        recorder::CacheError::InvalidExpiry => cache::CacheError::InvalidExpiry,
        recorder::CacheError::KeyDoesNotExist => cache::CacheError::KeyDoesNotExist,
    }
}
