//! `event.session`, `event.refresh_token`, `api.session`, `api.refreshToken`.

use super::api::{Answer, answer};
use super::text_in;
use crate::bindings::vestibule::actions::{
    event_refresh_token, event_session, refresh_token, session,
};
use crate::run::state::RunState;

impl event_session::Host for RunState {
    fn id(&mut self) -> Option<String> {
        self.text("session", "id")
    }

    fn user_id(&mut self) -> Option<String> {
        self.text("session", "user_id")
    }

    fn created_at(&mut self) -> Option<String> {
        self.text("session", "created_at")
    }

    fn updated_at(&mut self) -> Option<String> {
        self.text("session", "updated_at")
    }

    fn authenticated_at(&mut self) -> Option<String> {
        self.text("session", "authenticated_at")
    }

    fn idle_expires_at(&mut self) -> Option<String> {
        self.text("session", "idle_expires_at")
    }

    fn expires_at(&mut self) -> Option<String> {
        self.text("session", "expires_at")
    }

    fn last_interacted_at(&mut self) -> Option<String> {
        self.text("session", "last_interacted_at")
    }

    fn clients(&mut self) -> Vec<String> {
        self.entries("session", "clients", |client| text_in(client, "client_id"))
    }

    fn cookie_mode(&mut self) -> Option<String> {
        self.called(&());
        let cookie = self.recorder.event().member("session", "cookie");
        let mode = cookie.and_then(|cookie| text_in(cookie, "mode"));
        self.answer(mode)
    }

    fn device(&mut self) -> Option<String> {
        self.json("session", "device")
    }

    fn metadata(&mut self) -> Option<String> {
        self.json("session", "metadata")
    }
}

impl event_refresh_token::Host for RunState {
    fn id(&mut self) -> Option<String> {
        self.text("refresh_token", "id")
    }

    fn client_id(&mut self) -> Option<String> {
        self.text("refresh_token", "client_id")
    }

    fn session_id(&mut self) -> Option<String> {
        self.text("refresh_token", "session_id")
    }

    fn created_at(&mut self) -> Option<String> {
        self.text("refresh_token", "created_at")
    }

    fn expires_at(&mut self) -> Option<String> {
        self.text("refresh_token", "expires_at")
    }

    fn idle_expires_at(&mut self) -> Option<String> {
        self.text("refresh_token", "idle_expires_at")
    }

    fn last_exchanged_at(&mut self) -> Option<String> {
        self.text("refresh_token", "last_exchanged_at")
    }

    fn rotating(&mut self) -> Option<bool> {
        self.flag("refresh_token", "rotating")
    }

    fn device(&mut self) -> Option<String> {
        self.json("refresh_token", "device")
    }

    fn resource_servers(&mut self) -> Option<String> {
        self.json("refresh_token", "resource_servers")
    }

    fn metadata(&mut self) -> Option<String> {
        self.json("refresh_token", "metadata")
    }
}

impl session::Host for RunState {
    fn revoke(&mut self, reason: String, preserve_refresh_tokens: bool) {
        self.called(&reason);
        self.recorder
            .revoke_session(&reason, preserve_refresh_tokens);
    }

    fn set_expires_at(&mut self, milliseconds: u64) -> Answer {
        self.called(&());
        answer(self.recorder.set_session_expires_at(milliseconds))
    }

    fn set_idle_expires_at(&mut self, milliseconds: u64) -> Answer {
        self.called(&());
        answer(self.recorder.set_session_idle_expires_at(milliseconds))
    }

    fn set_cookie_mode(&mut self, mode: session::CookieMode) {
        self.called(&());
        self.recorder
            .set_cookie_mode(matches!(mode, session::CookieMode::Persistent));
    }

    fn set_metadata(&mut self, key: String, value: Option<String>) -> Answer {
        self.called(&(&key, &value));
        answer(self.recorder.set_session_metadata(&key, value.as_deref()))
    }

    fn delete_metadata(&mut self, key: String) {
        self.called(&key);
        self.recorder.delete_session_metadata(&key);
    }

    fn evict_metadata(&mut self) {
        self.called(&());
        self.recorder.evict_session_metadata();
    }
}

impl refresh_token::Host for RunState {
    fn revoke(&mut self, reason: String) -> Answer {
        self.called(&reason);
        answer(self.recorder.revoke_refresh_token(&reason))
    }

    fn set_expires_at(&mut self, milliseconds: u64) -> Answer {
        self.called(&());
        answer(self.recorder.set_refresh_token_expires_at(milliseconds))
    }

    fn set_idle_expires_at(&mut self, milliseconds: u64) -> Answer {
        self.called(&());
        answer(
            self.recorder
                .set_refresh_token_idle_expires_at(milliseconds),
        )
    }

    fn set_metadata(&mut self, key: String, value: Option<String>) -> Answer {
        self.called(&(&key, &value));
        answer(
            self.recorder
                .set_refresh_token_metadata(&key, value.as_deref()),
        )
    }

    fn delete_metadata(&mut self, key: String) {
        self.called(&key);
        self.recorder.delete_refresh_token_metadata(&key);
    }

    fn evict_metadata(&mut self) {
        self.called(&());
        self.recorder.evict_refresh_token_metadata();
    }
}
