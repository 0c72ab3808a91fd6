//! `event.request` and `event.transaction`, and `api.transaction`, `api.redirect` and `api.prompt`.

use super::api::{Answer, answer, refused};
use super::{size::Size, size::sized_record, text_in};
use crate::bindings::vestibule::actions::{
    event_request, event_transaction, prompt, redirect, transaction,
};
use crate::run::state::RunState;
use serde_json::{Map, Value};
use vestibule_flow::recorder::{json_argument, json_object_argument};

sized_record!(event_request::Geolocation {
    city_name,
    continent_code,
    country_code,
    country_code_three,
    country_name,
    subdivision_code,
    subdivision_name,
    time_zone,
    latitude,
    longitude
});

impl event_request::Host for RunState {
    fn ip(&mut self) -> String {
        self.known_text("request", "ip")
    }

    fn method(&mut self) -> String {
        self.known_text("request", "method")
    }

    fn hostname(&mut self) -> Option<String> {
        self.text("request", "hostname")
    }

    fn language(&mut self) -> Option<String> {
        self.text("request", "language")
    }

    fn user_agent(&mut self) -> Option<String> {
        self.text("request", "user_agent")
    }

    fn asn(&mut self) -> Option<String> {
        self.text("request", "asn")
    }

    fn query(&mut self) -> String {
        self.known_json("request", "query")
    }

    fn query_parameter(&mut self, name: String) -> Option<String> {
        self.called(&name);
        let parameter = self
            .recorder
            .event()
            .member("request", "query")
            .and_then(|query| match query.get(name.as_str())? {
                Value::Array(values) => values.first()?.as_str(),
                value => value.as_str(),
            })
            .map(str::to_owned);
        self.answer(parameter)
    }

    fn body(&mut self) -> String {
        self.known_json("request", "body")
    }

    fn geoip(&mut self) -> Option<event_request::Geolocation> {
        self.called(&());
        let geoip = self
            .recorder
            .event()
            .member("request", "geoip")
            .filter(|geoip| geoip.is_object())
            .map(|geoip| event_request::Geolocation {
                city_name: text_in(geoip, "cityName"),
                continent_code: text_in(geoip, "continentCode"),
                country_code: text_in(geoip, "countryCode"),
                country_code_three: text_in(geoip, "countryCode3"),
                country_name: text_in(geoip, "countryName"),
                subdivision_code: text_in(geoip, "subdivisionCode"),
                subdivision_name: text_in(geoip, "subdivisionName"),
                time_zone: text_in(geoip, "timeZone"),
                latitude: geoip.get("latitude").and_then(Value::as_f64),
                longitude: geoip.get("longitude").and_then(Value::as_f64),
            });
        self.answer(geoip)
    }
}

impl event_transaction::Host for RunState {
    fn id(&mut self) -> Option<String> {
        self.text("transaction", "id")
    }

    fn protocol(&mut self) -> Option<String> {
        self.text("transaction", "protocol")
    }

    fn acr_values(&mut self) -> Vec<String> {
        self.texts("transaction", "acr_values")
    }

    fn requested_scopes(&mut self) -> Vec<String> {
        self.texts("transaction", "requested_scopes")
    }

    fn ui_locales(&mut self) -> Vec<String> {
        self.texts("transaction", "ui_locales")
    }

    fn prompt(&mut self) -> Vec<String> {
        self.texts("transaction", "prompt")
    }

    fn response_type(&mut self) -> Vec<String> {
        self.texts("transaction", "response_type")
    }

    fn response_mode(&mut self) -> Option<String> {
        self.text("transaction", "response_mode")
    }

    fn redirect_uri(&mut self) -> Option<String> {
        self.text("transaction", "redirect_uri")
    }

    fn state(&mut self) -> Option<String> {
        self.text("transaction", "state")
    }

    fn login_hint(&mut self) -> Option<String> {
        self.text("transaction", "login_hint")
    }

    fn locale(&mut self) -> Option<String> {
        self.text("transaction", "locale")
    }

    fn linking_id(&mut self) -> Option<String> {
        self.text("transaction", "linking_id")
    }

    fn correlation_id(&mut self) -> Option<String> {
        self.text("transaction", "correlation_id")
    }

    fn requested_authorization_details(&mut self) -> Option<String> {
        self.json("transaction", "requested_authorization_details")
    }

    fn subject_token_type(&mut self) -> Option<String> {
        self.text("transaction", "subject_token_type")
    }

    fn actor_token_type(&mut self) -> Option<String> {
        self.text("transaction", "actor_token_type")
    }

    fn actor(&mut self) -> Option<String> {
        self.json("transaction", "actor")
    }

    fn metadata(&mut self) -> String {
        self.known_json("transaction", "metadata")
    }
}

impl transaction::Host for RunState {
    fn set_metadata(&mut self, key: String, value: String) -> Answer {
        self.called(&(&key, &value));
        json_argument("transaction.setMetadata", &value)
            .and_then(|value| self.recorder.set_transaction_metadata(&key, value))
            .map_err(refused)
    }
}

impl redirect::Host for RunState {
    fn encode_token(
        &mut self,
        secret: String,
        payload: String,
        expires_in_seconds: Option<u32>,
    ) -> wasmtime::Result<Answer<String>> {
        self.called(&(&secret, &payload));
        let now = self.now()?;
        let token =
            json_object_argument("redirect.encodeToken: payload", &payload).and_then(|payload| {
                self.recorder
                    .encode_token(&secret, payload, expires_in_seconds, now)
            });
        Ok(self.answer(answer(token)))
    }

    fn send_user_to(
        &mut self,
        url: String,
        query: Vec<(String, String)>,
    ) -> wasmtime::Result<Answer> {
        self.called(&(&url, &query));
        Ok(answer(self.recorder.send_user_to(&url, &query)))
    }

    fn can_redirect(&mut self) -> wasmtime::Result<bool> {
        self.called(&());
        Ok(self.recorder.can_redirect())
    }

    fn validate_token(
        &mut self,
        secret: String,
        token_parameter_name: Option<String>,
    ) -> wasmtime::Result<Answer<String>> {
        self.called(&(&secret, &token_parameter_name));
        let now = self.now()?;
        let claims = self
            .recorder
            .validate_token(&secret, token_parameter_name.as_deref(), now)
            .map(|claims| Value::Object(claims).to_string());
        Ok(self.answer(answer(claims)))
    }
}

impl prompt::Host for RunState {
    fn render(
        &mut self,
        prompt_id: String,
        fields: Option<String>,
        vars: Option<String>,
    ) -> Answer {
        self.called(&(&prompt_id, &fields, &vars));
        let object = |what, json: Option<String>| match json {
            Some(json) => json_object_argument(what, &json).map_err(refused),
            None => Ok(Map::new()),
        };
        let fields = object("prompt.render: fields", fields)?;
        let vars = object("prompt.render: vars", vars)?;
        answer(self.recorder.render_prompt(&prompt_id, fields, vars))
    }
}
