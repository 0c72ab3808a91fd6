//! `event` as a whole, and the parts that are small.

use super::{json_in, size::Size, size::sized_record, text_in};
use crate::bindings::vestibule::actions::{
    event, event_authentication, event_authorization, event_client, event_configuration,
    event_connection, event_custom_domain, event_organization, event_prompt, event_resource_server,
    event_secrets, event_security_context, event_stats, event_tenant,
};
use crate::run::state::RunState;
use serde_json::Value;

sized_record!(event_authentication::AuthenticationMethod {
    name,
    timestamp,
    type_
});
sized_record!(event_authentication::Assessment {
    confidence,
    code,
    details
});

impl event::Host for RunState {
    fn get(&mut self, pointer: String) -> Option<String> {
        self.called(&pointer);
        let json = self.recorder.event().json_at(&pointer);
        self.answer(json)
    }

    fn parts(&mut self) -> Vec<String> {
        self.called(&());
        let names = self
            .recorder
            .event()
            .part_names()
            .map(str::to_owned)
            .collect();
        self.answer(names)
    }
}

impl event_authentication::Host for RunState {
    fn methods(&mut self) -> Vec<event_authentication::AuthenticationMethod> {
        self.entries("authentication", "methods", |method| {
            Some(event_authentication::AuthenticationMethod {
                name: text_in(method, "name")?,
                timestamp: text_in(method, "timestamp"),
                type_: text_in(method, "type"),
            })
        })
    }

    fn risk_confidence(&mut self) -> Option<String> {
        self.called(&());
        let risk = self
            .recorder
            .event()
            .member("authentication", "riskAssessment");
        let confidence = risk.and_then(|risk| text_in(risk, "confidence"));
        self.answer(confidence)
    }

    fn risk_assessment(&mut self, name: String) -> Option<event_authentication::Assessment> {
        self.called(&name);
        let risk = self
            .recorder
            .event()
            .member("authentication", "riskAssessment");
        let assessment = risk
            .and_then(|risk| risk.get("assessments")?.get(name.as_str()))
            .filter(|assessment| assessment.is_object())
            .map(|assessment| event_authentication::Assessment {
                confidence: text_in(assessment, "confidence"),
                code: text_in(assessment, "code"),
                details: json_in(assessment, "details"),
            });
        self.answer(assessment)
    }
}

impl event_authorization::Host for RunState {
    fn roles(&mut self) -> Option<Vec<String>> {
        self.called(&());
        let event = self.recorder.event();
        let roles = event
            .has_part("authorization")
            .then(|| event.texts("authorization", "roles"));
        self.answer(roles)
    }
}

impl event_client::Host for RunState {
    fn client_id(&mut self) -> String {
        self.known_text("client", "client_id")
    }

    fn name(&mut self) -> String {
        self.known_text("client", "name")
    }

    fn metadata(&mut self) -> String {
        self.known_json("client", "metadata")
    }
}

impl event_configuration::Host for RunState {
    fn get(&mut self, name: String) -> Option<String> {
        self.called(&name);
        let value = self
            .recorder
            .event()
            .member("configuration", &name)
            .map(Value::to_string);
        self.answer(value)
    }

    fn names(&mut self) -> Vec<String> {
        RunState::names(self, "configuration")
    }
}

impl event_connection::Host for RunState {
    fn id(&mut self) -> String {
        self.known_text("connection", "id")
    }

    fn name(&mut self) -> String {
        self.known_text("connection", "name")
    }

    fn strategy(&mut self) -> String {
        self.known_text("connection", "strategy")
    }

    fn metadata(&mut self) -> Option<String> {
        self.json("connection", "metadata")
    }
}

impl event_custom_domain::Host for RunState {
    fn domain(&mut self) -> Option<String> {
        self.text("custom_domain", "domain")
    }

    fn domain_metadata(&mut self) -> Option<String> {
        self.json("custom_domain", "domain_metadata")
    }
}

impl event_organization::Host for RunState {
    fn id(&mut self) -> Option<String> {
        self.text("organization", "id")
    }

    fn name(&mut self) -> Option<String> {
        self.text("organization", "name")
    }

    fn display_name(&mut self) -> Option<String> {
        self.text("organization", "display_name")
    }

    fn metadata(&mut self) -> Option<String> {
        self.json("organization", "metadata")
    }
}

impl event_prompt::Host for RunState {
    fn id(&mut self) -> Option<String> {
        self.text("prompt", "id")
    }

    fn fields(&mut self) -> Option<String> {
        self.json("prompt", "fields")
    }

    fn vars(&mut self) -> Option<String> {
        self.json("prompt", "vars")
    }
}

impl event_resource_server::Host for RunState {
    fn identifier(&mut self) -> Option<String> {
        self.text("resource_server", "identifier")
    }
}

impl event_secrets::Host for RunState {
    fn get(&mut self, name: String) -> Option<String> {
        self.called(&name);
        let secret = self
            .recorder
            .event()
            .text("secrets", &name)
            .map(str::to_owned);
        self.answer(secret)
    }

    fn names(&mut self) -> Vec<String> {
        RunState::names(self, "secrets")
    }
}

impl event_security_context::Host for RunState {
    fn ja3(&mut self) -> Option<String> {
        self.text("security_context", "ja3")
    }

    fn ja4(&mut self) -> Option<String> {
        self.text("security_context", "ja4")
    }
}

impl event_stats::Host for RunState {
    fn logins_count(&mut self) -> u64 {
        self.called(&());
        let count = self.recorder.event().member("stats", "logins_count");
        count.and_then(Value::as_u64).unwrap_or(0)
    }
}

impl event_tenant::Host for RunState {
    fn id(&mut self) -> String {
        self.known_text("tenant", "id")
    }
}
