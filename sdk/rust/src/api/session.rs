//! `api.session` and `api.refreshToken`

use crate::error::CallError;
use crate::host;

/// How long the session's cookie lives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CookieMode {
    /// `persistent`: it survives closing the browser.
    Persistent,
    /// `non-persistent`: it does not.
    NonPersistent,
}

/// `api.session`
#[derive(Debug)]
pub struct Session(pub(super) ());

impl Session {
    /// `revoke(reason)`: end the session and its refresh tokens, and refuse the login.
    pub fn revoke(&self, reason: &str) {
        host::revoke_session(reason, false);
    }

    /// `revoke(reason, {preserveRefreshTokens: true})`
    pub fn revoke_preserving_refresh_tokens(&self, reason: &str) {
        host::revoke_session(reason, true);
    }

    /// `setExpiresAt(ms)`: milliseconds since 1970. The earliest call counts; the tenant's maximum is never passed.
    ///
    /// # Errors
    /// No usable time.
    pub fn set_expires_at(&self, milliseconds: u64) -> Result<(), CallError> {
        host::session_expires_at(milliseconds)
    }

    /// `setIdleExpiresAt(ms)`: as [`Session::set_expires_at`].
    ///
    /// # Errors
    /// No usable time.
    pub fn set_idle_expires_at(&self, milliseconds: u64) -> Result<(), CallError> {
        host::session_idle_expires_at(milliseconds)
    }

    /// `setCookieMode(mode)`: the last call counts.
    pub fn set_cookie_mode(&self, mode: CookieMode) {
        host::set_cookie_mode(mode);
    }

    /// `setMetadata(key, value)`
    ///
    /// # Errors
    /// There is no session; a key or value that is not allowed; the 26th key.
    pub fn set_metadata(&self, key: &str, value: &str) -> Result<(), CallError> {
        host::session_metadata(key, value)
    }

    /// `deleteMetadata(key)`: nothing happens without a session.
    pub fn delete_metadata(&self, key: &str) {
        host::delete_session_metadata(key);
    }

    /// `evictMetadata()`: remove all of it.
    pub fn evict_metadata(&self) {
        host::evict_session_metadata();
    }
}

/// `api.refreshToken`
#[derive(Debug)]
pub struct RefreshToken(pub(super) ());

impl RefreshToken {
    /// `revoke(reason)`: revoke the token and refuse the login.
    ///
    /// # Errors
    /// This is no refresh-token exchange.
    pub fn revoke(&self, reason: &str) -> Result<(), CallError> {
        host::revoke_refresh_token(reason)
    }

    /// `setExpiresAt(ms)`: as [`Session::set_expires_at`].
    ///
    /// # Errors
    /// No usable time.
    pub fn set_expires_at(&self, milliseconds: u64) -> Result<(), CallError> {
        host::refresh_token_expires_at(milliseconds)
    }

    /// `setIdleExpiresAt(ms)`: as [`Session::set_expires_at`].
    ///
    /// # Errors
    /// No usable time.
    pub fn set_idle_expires_at(&self, milliseconds: u64) -> Result<(), CallError> {
        host::refresh_token_idle_expires_at(milliseconds)
    }

    /// `setMetadata(key, value)`: also before there is a token.
    ///
    /// # Errors
    /// A key or value that is not allowed; the 26th key; a token of online access.
    pub fn set_metadata(&self, key: &str, value: &str) -> Result<(), CallError> {
        host::refresh_token_metadata(key, value)
    }

    /// `deleteMetadata(key)`
    pub fn delete_metadata(&self, key: &str) {
        host::delete_refresh_token_metadata(key);
    }

    /// `evictMetadata()`: remove all of it.
    pub fn evict_metadata(&self) {
        host::evict_refresh_token_metadata();
    }
}
