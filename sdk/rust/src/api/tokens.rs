//! `api.idToken`, `api.accessToken`, `api.user`, `api.transaction`: what goes into tokens and is remembered.

use crate::error::CallError;
use crate::host;
use serde_json::Value;

/// `api.idToken`
#[derive(Debug)]
pub struct IdToken(pub(super) ());

impl IdToken {
    /// `setCustomClaim(name, value)`: the last value of a name counts. A reserved name is dropped, with a warning, when the claims are put together.
    ///
    /// # Errors
    /// The name is empty or `scope`.
    pub fn set_custom_claim(&self, name: &str, value: impl Into<Value>) -> Result<(), CallError> {
        host::id_token_claim(name, value.into())
    }
}

/// `api.accessToken`
#[derive(Debug)]
pub struct AccessToken(pub(super) ());

impl AccessToken {
    /// `setCustomClaim(name, value)`: as [`IdToken::set_custom_claim`].
    ///
    /// # Errors
    /// The name is empty or `scope`.
    pub fn set_custom_claim(&self, name: &str, value: impl Into<Value>) -> Result<(), CallError> {
        host::access_token_claim(name, value.into())
    }

    /// `addScope(scope)`
    ///
    /// # Errors
    /// Empty, with inner spaces, longer than 280 characters, or the 1,001st.
    pub fn add_scope(&self, scope: &str) -> Result<(), CallError> {
        host::add_scope(scope)
    }

    /// `removeScope(scope)`
    ///
    /// # Errors
    /// Empty, with inner spaces, or longer than 280 characters.
    pub fn remove_scope(&self, scope: &str) -> Result<(), CallError> {
        host::remove_scope(scope)
    }
}

/// `api.user`: changes to the profile, saved in one write when the login ends. Later Actions see them; this one does not.
#[derive(Debug)]
pub struct User(pub(super) ());

impl User {
    /// `setAppMetadata(key, value)`: null removes the key.
    ///
    /// # Errors
    /// More than 32 kB in a login.
    pub fn set_app_metadata(&self, key: &str, value: impl Into<Value>) -> Result<(), CallError> {
        host::set_app_metadata(key, value.into())
    }

    /// `setUserMetadata(key, value)`: null removes the key.
    ///
    /// # Errors
    /// More than 32 kB in a login.
    pub fn set_user_metadata(&self, key: &str, value: impl Into<Value>) -> Result<(), CallError> {
        host::set_user_metadata(key, value.into())
    }
}

/// `api.transaction`
#[derive(Debug)]
pub struct Transaction(pub(super) ());

impl Transaction {
    /// `setMetadata(key, value)`: a text, number or boolean, visible at once in `event.transaction.metadata`; null removes the key.
    ///
    /// # Errors
    /// Another value, a key of more than 64 characters, a value of more than 8 kB, or more than 16 kB in all.
    pub fn set_metadata(&self, key: &str, value: impl Into<Value>) -> Result<(), CallError> {
        host::set_transaction_metadata(key, value.into())
    }
}
