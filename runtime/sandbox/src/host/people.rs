//! `event.user`, and `api.user`.

use super::api::{Answer, refused};
use super::{json_in, size::Size, size::sized_record, text_in};
use crate::bindings::vestibule::actions::{event_user, user};
use crate::run::state::RunState;
use serde_json::Value;
use vestibule_flow::recorder::json_argument;

sized_record!(event_user::EnrolledFactor { type_, options });
sized_record!(event_user::Identity {
    connection,
    provider,
    user_id,
    is_social,
    profile_data
});

impl event_user::Host for RunState {
    fn user_id(&mut self) -> String {
        self.known_text("user", "user_id")
    }

    fn email(&mut self) -> Option<String> {
        self.text("user", "email")
    }

    fn email_verified(&mut self) -> bool {
        self.flag("user", "email_verified").unwrap_or(false)
    }

    fn username(&mut self) -> Option<String> {
        self.text("user", "username")
    }

    fn name(&mut self) -> Option<String> {
        self.text("user", "name")
    }

    fn given_name(&mut self) -> Option<String> {
        self.text("user", "given_name")
    }

    fn family_name(&mut self) -> Option<String> {
        self.text("user", "family_name")
    }

    fn nickname(&mut self) -> Option<String> {
        self.text("user", "nickname")
    }

    fn picture(&mut self) -> Option<String> {
        self.text("user", "picture")
    }

    fn phone_number(&mut self) -> Option<String> {
        self.text("user", "phone_number")
    }

    fn phone_verified(&mut self) -> Option<bool> {
        self.flag("user", "phone_verified")
    }

    fn created_at(&mut self) -> Option<String> {
        self.text("user", "created_at")
    }

    fn updated_at(&mut self) -> Option<String> {
        self.text("user", "updated_at")
    }

    fn last_password_reset(&mut self) -> Option<String> {
        self.text("user", "last_password_reset")
    }

    fn app_metadata(&mut self) -> String {
        self.known_json("user", "app_metadata")
    }

    fn user_metadata(&mut self) -> String {
        self.known_json("user", "user_metadata")
    }

    fn enrolled_factors(&mut self) -> Vec<event_user::EnrolledFactor> {
        self.entries("user", "enrolledFactors", |factor| {
            Some(event_user::EnrolledFactor {
                type_: text_in(factor, "type")?,
                options: json_in(factor, "options"),
            })
        })
    }

    fn multifactor(&mut self) -> Vec<String> {
        self.texts("user", "multifactor")
    }

    fn identities(&mut self) -> Vec<event_user::Identity> {
        self.entries("user", "identities", |identity| {
            Some(event_user::Identity {
                connection: text_in(identity, "connection"),
                provider: text_in(identity, "provider"),
                user_id: text_in(identity, "user_id"),
                is_social: identity.get("isSocial").and_then(Value::as_bool),
                profile_data: json_in(identity, "profileData"),
            })
        })
    }
}

impl user::Host for RunState {
    fn set_app_metadata(&mut self, key: String, value: String) -> Answer {
        self.called(&(&key, &value));
        json_argument("user.setAppMetadata", &value)
            .and_then(|value| self.recorder.set_app_metadata(&key, value))
            .map_err(refused)
    }

    fn set_user_metadata(&mut self, key: String, value: String) -> Answer {
        self.called(&(&key, &value));
        json_argument("user.setUserMetadata", &value)
            .and_then(|value| self.recorder.set_user_metadata(&key, value))
            .map_err(refused)
    }
}
