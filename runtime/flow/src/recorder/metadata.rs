//! `api.transaction`, `api.user`, and the expiry and metadata of `api.session` and `api.refreshToken`.

use super::{CallError, Recorder, invalid, value_size};
use crate::command::{Command, SessionCommand};
use crate::event::describe;
use serde_json::{Map, Value};

const TRANSACTION_KEY_CHARACTERS: usize = 64;
const TRANSACTION_VALUE_BYTES: usize = 8 * 1_024;
const TRANSACTION_TOTAL_BYTES: usize = 16 * 1_024;
const USER_METADATA_BYTES: u64 = 32 * 1_024;
const SESSION_KEYS: usize = 25;
const SESSION_TEXT_CHARACTERS: usize = 255;
const MAX_SAFE_INTEGER: u64 = (1 << 53) - 1;

/// The two objects of the profile that an Action can change.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Profile {
    App,
    User,
}

/// `api.session` and `api.refreshToken` share their rules.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Holder {
    Session,
    RefreshToken,
}

impl Holder {
    fn api_name(self) -> &'static str {
        match self {
            Holder::Session => "session",
            Holder::RefreshToken => "refreshToken",
        }
    }

    fn part(self) -> &'static str {
        match self {
            Holder::Session => "session",
            Holder::RefreshToken => "refresh_token",
        }
    }

    fn command(self, call: SessionCommand) -> Command {
        match self {
            Holder::Session => Command::Session(call),
            Holder::RefreshToken => Command::RefreshToken(call),
        }
    }
}

impl Recorder {
    /// `api.transaction.setMetadata`; `null` removes the key. The event shows it at once.
    ///
    /// # Errors
    /// Not a text, a boolean or a number that JavaScript holds exactly; a key, a value or a total beyond its limit.
    pub fn set_transaction_metadata(&mut self, key: &str, value: Value) -> Result<(), CallError> {
        let length = key.chars().count();
        if length == 0 || length > TRANSACTION_KEY_CHARACTERS {
            return invalid(format!(
                "transaction.setMetadata: expected a key of 1 to {TRANSACTION_KEY_CHARACTERS} characters, got {length}"
            ));
        }
        match &value {
            Value::Null | Value::Bool(_) => {}
            Value::Number(number) => {
                let whole = number.as_u64().or(number.as_i64().map(i64::unsigned_abs));
                let float = number.as_f64().unwrap_or(f64::INFINITY);
                let unsafe_integer = whole.is_some_and(|whole| whole > MAX_SAFE_INTEGER)
                    || (float.fract() == 0.0 && float.abs() > MAX_SAFE_INTEGER as f64);
                if unsafe_integer {
                    return invalid(format!(
                        "transaction.setMetadata: {number} is beyond the integers that are exact, {MAX_SAFE_INTEGER}"
                    ));
                }
            }
            Value::String(text) => {
                if text.len() > TRANSACTION_VALUE_BYTES {
                    return Err(CallError::LimitExceeded(format!(
                        "transaction.setMetadata: the value of {key:?} has {} bytes; at most {TRANSACTION_VALUE_BYTES} are allowed",
                        text.len()
                    )));
                }
            }
            other => {
                return invalid(format!(
                    "transaction.setMetadata: expected a text, number or boolean, got {}",
                    describe(other)
                ));
            }
        }
        let size = key.len() + value_size(&value);
        if !value.is_null() {
            let others: usize = match self.event.member("transaction", "metadata") {
                Some(Value::Object(metadata)) => metadata
                    .iter()
                    .filter(|(other, _)| *other != key)
                    .map(|(other, value)| other.len() + value_size(value))
                    .sum(),
                _ => 0,
            };
            let total = others + size;
            if total > TRANSACTION_TOTAL_BYTES {
                return Err(CallError::LimitExceeded(format!(
                    "transaction.setMetadata: the transaction's metadata would have {total} bytes; at most {TRANSACTION_TOTAL_BYTES} are allowed"
                )));
            }
        }
        let key = key.to_owned();
        self.record(Command::SetTransactionMetadata { key, value }, size);
        Ok(())
    }

    /// `api.user.setAppMetadata`; `null` removes the key. Later Actions of the login see it.
    ///
    /// # Errors
    /// More than 32 kB in one login.
    pub fn set_app_metadata(&mut self, key: &str, value: Value) -> Result<(), CallError> {
        self.set_profile_metadata(Profile::App, key, value)
    }

    /// `api.user.setUserMetadata`, as [`Recorder::set_app_metadata`].
    ///
    /// # Errors
    /// More than 32 kB in one login.
    pub fn set_user_metadata(&mut self, key: &str, value: Value) -> Result<(), CallError> {
        self.set_profile_metadata(Profile::User, key, value)
    }

    fn set_profile_metadata(
        &mut self,
        profile: Profile,
        key: &str,
        value: Value,
    ) -> Result<(), CallError> {
        let size = key.len() + value_size(&value);
        let (method, used) = match profile {
            Profile::App => ("setAppMetadata", &mut self.facts.app_metadata_bytes),
            Profile::User => ("setUserMetadata", &mut self.facts.user_metadata_bytes),
        };
        let total = used.saturating_add(size as u64);
        if total > USER_METADATA_BYTES {
            return Err(CallError::LimitExceeded(format!(
                "user.{method}: this login's changes would have {total} bytes; at most {USER_METADATA_BYTES} are allowed"
            )));
        }
        *used = total;
        let key = key.to_owned();
        let command = match profile {
            Profile::App => Command::SetAppMetadata { key, value },
            Profile::User => Command::SetUserMetadata { key, value },
        };
        self.record(command, size);
        Ok(())
    }

    /// `api.session.setExpiresAt`, milliseconds since 1970.
    ///
    /// # Errors
    /// 0, or beyond the integers that JavaScript holds exactly.
    pub fn set_session_expires_at(&mut self, milliseconds: u64) -> Result<(), CallError> {
        self.set_expiry(Holder::Session, milliseconds, false)
    }

    /// `api.session.setIdleExpiresAt`
    ///
    /// # Errors
    /// As [`Recorder::set_session_expires_at`].
    pub fn set_session_idle_expires_at(&mut self, milliseconds: u64) -> Result<(), CallError> {
        self.set_expiry(Holder::Session, milliseconds, true)
    }

    /// `api.refreshToken.setExpiresAt`
    ///
    /// # Errors
    /// As [`Recorder::set_session_expires_at`], or the token is for online access only.
    pub fn set_refresh_token_expires_at(&mut self, milliseconds: u64) -> Result<(), CallError> {
        self.check_offline_access("setExpiresAt")?;
        self.set_expiry(Holder::RefreshToken, milliseconds, false)
    }

    /// `api.refreshToken.setIdleExpiresAt`
    ///
    /// # Errors
    /// As [`Recorder::set_refresh_token_expires_at`].
    pub fn set_refresh_token_idle_expires_at(
        &mut self,
        milliseconds: u64,
    ) -> Result<(), CallError> {
        self.check_offline_access("setIdleExpiresAt")?;
        self.set_expiry(Holder::RefreshToken, milliseconds, true)
    }

    fn set_expiry(
        &mut self,
        holder: Holder,
        milliseconds: u64,
        idle: bool,
    ) -> Result<(), CallError> {
        if milliseconds == 0 || milliseconds > MAX_SAFE_INTEGER {
            return invalid(format!(
                "{}.{}: expected milliseconds since 1970, got {milliseconds}",
                holder.api_name(),
                if idle {
                    "setIdleExpiresAt"
                } else {
                    "setExpiresAt"
                }
            ));
        }
        let call = if idle {
            SessionCommand::SetIdleExpiresAt { milliseconds }
        } else {
            SessionCommand::SetExpiresAt { milliseconds }
        };
        self.record(holder.command(call), 0);
        Ok(())
    }

    /// `api.session.setMetadata`; no value removes the key.
    ///
    /// # Errors
    /// There is no session, or a key or value is not allowed.
    pub fn set_session_metadata(
        &mut self,
        key: &str,
        value: Option<&str>,
    ) -> Result<(), CallError> {
        if self.event.text("session", "id").is_none() {
            return Err(CallError::NotAllowed(
                "session.setMetadata: this login has no session".into(),
            ));
        }
        self.set_holder_metadata(Holder::Session, key, value)
    }

    /// `api.session.deleteMetadata`: nothing happens without a session.
    pub fn delete_session_metadata(&mut self, key: &str) {
        if self.event.text("session", "id").is_some() {
            self.change_holder_metadata(Holder::Session, key, None);
        }
    }

    /// `api.session.evictMetadata`: nothing happens without a session.
    pub fn evict_session_metadata(&mut self) {
        if self.event.text("session", "id").is_some() {
            self.evict_holder_metadata(Holder::Session);
        }
    }

    /// `api.refreshToken.setMetadata`; no value removes the key. Allowed before there is a token.
    ///
    /// # Errors
    /// The token is for online access only, or a key or value is not allowed.
    pub fn set_refresh_token_metadata(
        &mut self,
        key: &str,
        value: Option<&str>,
    ) -> Result<(), CallError> {
        self.check_offline_access("setMetadata")?;
        self.set_holder_metadata(Holder::RefreshToken, key, value)
    }

    /// `api.refreshToken.deleteMetadata`: nothing happens to a token of online access.
    pub fn delete_refresh_token_metadata(&mut self, key: &str) {
        if !self.is_online_access() {
            self.change_holder_metadata(Holder::RefreshToken, key, None);
        }
    }

    /// `api.refreshToken.evictMetadata`: nothing happens to a token of online access.
    pub fn evict_refresh_token_metadata(&mut self) {
        if !self.is_online_access() {
            self.evict_holder_metadata(Holder::RefreshToken);
        }
    }

    fn is_online_access(&self) -> bool {
        self.event.text("refresh_token", "access") == Some("online")
    }

    /// A refresh token of online access cannot be changed (specification §2.5).
    fn check_offline_access(&self, method: &str) -> Result<(), CallError> {
        if self.is_online_access() {
            return Err(CallError::NotAllowed(format!(
                "refreshToken.{method}: not for a token of online access"
            )));
        }
        Ok(())
    }

    fn set_holder_metadata(
        &mut self,
        holder: Holder,
        key: &str,
        value: Option<&str>,
    ) -> Result<(), CallError> {
        let method = format!("{}.setMetadata", holder.api_name());
        let key_is_good = (1..=SESSION_TEXT_CHARACTERS).contains(&key.len())
            && key
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-');
        if !key_is_good {
            return invalid(format!(
                "{method}: expected a key of 1 to {SESSION_TEXT_CHARACTERS} letters, digits, _ and -"
            ));
        }
        if let Some(value) = value {
            let length = value.chars().count();
            if length > SESSION_TEXT_CHARACTERS || value.contains('\0') {
                return invalid(format!(
                    "{method}: expected a value of at most {SESSION_TEXT_CHARACTERS} characters without NUL, got {length}"
                ));
            }
            let metadata = self.event.member(holder.part(), "metadata");
            let keys = metadata.and_then(Value::as_object).map_or(0, Map::len);
            let is_new = metadata.is_none_or(|metadata| metadata.get(key).is_none());
            if is_new && keys >= SESSION_KEYS {
                return Err(CallError::LimitExceeded(format!(
                    "{method}: there are {keys} keys; at most {SESSION_KEYS} are allowed"
                )));
            }
        }
        self.change_holder_metadata(holder, key, value);
        Ok(())
    }

    fn change_holder_metadata(&mut self, holder: Holder, key: &str, value: Option<&str>) {
        let size = key.len() + value.map_or(0, str::len);
        let (key, value) = (key.to_owned(), value.map(str::to_owned));
        self.record(
            holder.command(SessionCommand::SetMetadata { key, value }),
            size,
        );
    }

    fn evict_holder_metadata(&mut self, holder: Holder) {
        self.record(holder.command(SessionCommand::EvictMetadata), 0);
    }
}
