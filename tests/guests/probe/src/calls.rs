//! Every method of the `api`, with arguments that are accepted and with such that are refused.

use crate::say;
use vestibule_sdk::api::{
    CacheRecord, CookieMode, DigestAlgorithm, DuoOptions, EncryptionAlgorithm, Provider,
    SignatureAlgorithm,
};
use vestibule_sdk::http;
use vestibule_sdk::prelude::*;

fn tell<E: Into<Error>>(call: &str, outcome: Result<(), E>) {
    tell_value(call, outcome.map(|()| Value::Null));
}

fn tell_value<T: Into<Value>, E: Into<Error>>(call: &str, outcome: Result<T, E>) {
    match outcome.map_err(Into::into) {
        Ok(value) => say(call, json!({"ok": value.into()})),
        Err(error) => say(
            call,
            json!({"name": error.name(), "message": error.message()}),
        ),
    }
}

fn cached(record: Option<CacheRecord>) -> Value {
    record.map_or(Value::Null, |record| json!(record.value))
}

fn account() -> DuoOptions {
    DuoOptions {
        host: "h".to_owned(),
        ikey: "i".to_owned(),
        skey: "s".to_owned(),
        username: None,
    }
}

/// Mode `grants`.
pub fn grants(api: &Api) {
    tell(
        "access-token.set-custom-claim",
        api.access_token().set_custom_claim(
            "https://acme.example/a",
            json!({"n": 1, "list": [true, null, "ü"]}),
        ),
    );
    tell(
        "access-token.set-custom-claim",
        api.access_token().set_custom_claim("scope", json!(1)),
    );
    tell(
        "access-token.add-scope",
        api.access_token().add_scope("read:things"),
    );
    tell(
        "access-token.add-scope",
        api.access_token().add_scope("two scopes"),
    );
    tell(
        "access-token.remove-scope",
        api.access_token().remove_scope("openid"),
    );
    tell(
        "id-token.set-custom-claim",
        api.id_token()
            .set_custom_claim("https://acme.example/i", json!("text")),
    );
    tell(
        "id-token.set-custom-claim",
        api.id_token().set_custom_claim("scope", Value::Null),
    );
    tell(
        "user.set-app-metadata",
        api.user().set_app_metadata("plan", json!("gold")),
    );
    tell(
        "user.set-user-metadata",
        api.user().set_user_metadata("theme", Value::Null),
    );
    tell(
        "transaction.set-metadata",
        api.transaction().set_metadata("seen", json!(3)),
    );
    tell(
        "transaction.set-metadata",
        api.transaction()
            .set_metadata("no", json!({"an": "object"})),
    );
    tell(
        "transaction.set-metadata",
        api.transaction().set_metadata(&"k".repeat(65), json!(true)),
    );
    tell(
        "authentication.record-method",
        api.authentication()
            .record_method("https://acme.example/method"),
    );
    tell(
        "authentication.set-primary-user",
        api.authentication().set_primary_user(""),
    );
    tell(
        "authentication.set-primary-user",
        api.authentication().set_primary_user("auth0|other"),
    );
    tell(
        "authentication.set-primary-user",
        api.authentication().set_primary_user("auth0|third"),
    );
    tell(
        "session.set-expires-at",
        api.session().set_expires_at(1_900_000_000_000),
    );
    tell(
        "session.set-idle-expires-at",
        api.session().set_idle_expires_at(1_900_000_000_000),
    );
    api.session().set_cookie_mode(CookieMode::NonPersistent);
    tell(
        "session.set-metadata",
        api.session().set_metadata("key", "value"),
    );
    tell(
        "session.set-metadata",
        api.session().set_metadata("not a key", "value"),
    );
    api.session().delete_metadata("key");
    api.session().evict_metadata();
    tell(
        "refresh-token.set-expires-at",
        api.refresh_token().set_expires_at(1_900_000_000_000),
    );
    tell(
        "refresh-token.set-idle-expires-at",
        api.refresh_token().set_idle_expires_at(1_900_000_000_000),
    );
    tell(
        "refresh-token.set-metadata",
        api.refresh_token().set_metadata("key", &"v".repeat(256)),
    );
    api.refresh_token().delete_metadata("key");
    api.refresh_token().evict_metadata();
    say(
        "redirect.can-redirect",
        json!(api.redirect().can_redirect()),
    );
    say("rules.was-executed", json!(api.rule_was_executed("rule")));
    tell_value(
        "redirect.encode-token",
        api.redirect()
            .encode_token_for("secret", &json!({"a": "b"}), 60),
    );
    tell_value(
        "redirect.encode-token",
        api.redirect()
            .encode_token_for("secret", &json!("no object"), 60),
    );
    tell_value(
        "redirect.encode-token",
        api.redirect().encode_token_for("", &json!({}), 60),
    );
    tell_value(
        "redirect.validate-token",
        api.redirect().validate_token("secret"),
    );
    say("cache.get", cached(api.cache().get("nothing")));
    tell(
        "cache.set",
        api.cache().set_for("key", "value", 60_000).map(drop),
    );
    say("cache.get", cached(api.cache().get("key")));
    tell(
        "cache.set",
        api.cache()
            .set_for(&"k".repeat(65), "value", 60_000)
            .map(drop),
    );
    tell(
        "cache.set",
        api.cache()
            .set_for("key", &"v".repeat(4097), 60_000)
            .map(drop),
    );
    tell("cache.delete", api.cache().delete("key"));
    tell("cache.delete", api.cache().delete("nothing"));
    api.multifactor()
        .enable_and_remember_browser(Provider::Guardian);
    api.multifactor().enable(Provider::Any);
    api.multifactor().enable(Provider::GoogleAuthenticator);
    api.multifactor().enable(Provider::None);
    api.multifactor().enable(Provider::Duo(None));
    api.multifactor()
        .enable_and_remember_browser(Provider::Duo(Some(account())));
}

/// Mode `saml`.
pub fn saml(api: &Api) {
    tell(
        "saml-response.set-attribute",
        api.saml_response()
            .set_attribute("roles", json!(["a", "b"])),
    );
    tell(
        "saml-response.set-attribute",
        api.saml_response()
            .set_attribute("bad", json!({"an": "object"})),
    );
    tell(
        "saml-response.set-audience",
        api.saml_response().set_audience("urn:acme:set-audience"),
    );
    tell(
        "saml-response.set-recipient",
        api.saml_response().set_recipient("urn:acme:set-recipient"),
    );
    tell(
        "saml-response.set-destination",
        api.saml_response()
            .set_destination("urn:acme:set-destination"),
    );
    tell(
        "saml-response.set-issuer",
        api.saml_response().set_issuer("urn:acme:set-issuer"),
    );
    tell(
        "saml-response.set-relay-state",
        api.saml_response()
            .set_relay_state("urn:acme:set-relay-state"),
    );
    tell(
        "saml-response.set-name-identifier-format",
        api.saml_response()
            .set_name_identifier_format("urn:acme:set-name-identifier-format"),
    );
    tell(
        "saml-response.set-authn-context-class-ref",
        api.saml_response()
            .set_authn_context_class_ref("urn:acme:set-authn-context-class-ref"),
    );
    tell(
        "saml-response.set-signing-cert",
        api.saml_response()
            .set_signing_cert("urn:acme:set-signing-cert"),
    );
    tell(
        "saml-response.set-encryption-cert",
        api.saml_response()
            .set_encryption_cert("urn:acme:set-encryption-cert"),
    );
    tell(
        "saml-response.set-encryption-public-key",
        api.saml_response()
            .set_encryption_public_key("urn:acme:set-encryption-public-key"),
    );
    tell(
        "saml-response.set-cert",
        api.saml_response().set_cert("urn:acme:set-cert"),
    );
    tell(
        "saml-response.set-key",
        api.saml_response().set_key("urn:acme:set-key"),
    );
    tell(
        "saml-response.set-authn-context-class-ref",
        api.saml_response()
            .set_authn_context_class_ref(&"c".repeat(513)),
    );
    tell(
        "saml-response.set-name-identifier-probes",
        api.saml_response()
            .set_name_identifier_probes(&["one".to_owned(), "two".to_owned()]),
    );
    tell(
        "saml-response.set-name-identifier-probes",
        api.saml_response().set_name_identifier_probes(&[
            "x".to_owned(),
            "x".to_owned(),
            "x".to_owned(),
            "x".to_owned(),
            "x".to_owned(),
            "x".to_owned(),
            "x".to_owned(),
            "x".to_owned(),
            "x".to_owned(),
            "x".to_owned(),
            "x".to_owned(),
        ]),
    );
    api.saml_response().set_create_upn_claim(true);
    api.saml_response()
        .set_passthrough_claims_with_no_mapping(true);
    api.saml_response().set_map_unknown_claims_as_is(true);
    api.saml_response().set_map_identities(false);
    api.saml_response().set_sign_response(true);
    api.saml_response().set_include_attribute_name_format(true);
    api.saml_response().set_typed_attributes(true);
    api.saml_response()
        .set_signature_algorithm(SignatureAlgorithm::RsaSha256);
    api.saml_response()
        .set_digest_algorithm(DigestAlgorithm::Sha1);
    api.saml_response()
        .set_encryption_algorithm(EncryptionAlgorithm::Aes256Gcm);
    api.saml_response().set_lifetime_in_seconds(3_600);
}

/// Mode `factors`.
pub fn factors(api: &Api) {
    tell(
        "authentication.challenge-with-any",
        api.authentication().challenge_with_any([]),
    );
    tell(
        "authentication.enroll-with-any",
        api.authentication().enroll_with_any([]),
    );
    api.authentication().challenge_with_alternatives(
        Factor::otp(),
        [
            Factor::push_notification_with_otp_fallback(false),
            Factor::email(),
            Factor::webauthn_platform(),
        ],
    );
    tell(
        "authentication.challenge-with-any",
        api.authentication().challenge_with_any([
            Factor::phone_by(PhoneMethod::Sms),
            Factor::recovery_code(),
            Factor::from_name("retina"),
        ]),
    );
    api.authentication()
        .enroll_with_alternatives(Factor::webauthn_roaming(), [Factor::push_notification()]);
    tell(
        "authentication.enroll-with-any",
        api.authentication()
            .enroll_with_any([Factor::phone(), Factor::phone_by(PhoneMethod::Voice)]),
    );
}

/// Mode `deny`.
pub fn deny(api: &Api) {
    api.access().deny_with_code("code", "text");
}

/// Mode `validation`.
pub fn validation(api: &Api) {
    tell("validation.error", api.validation().error("", "x"));
    tell(
        "validation.error",
        api.validation().error("code", "message"),
    );
}

/// Mode `revoke`.
pub fn revoke(api: &Api) {
    api.session().revoke_preserving_refresh_tokens("reason");
}

/// Mode `refresh`.
pub fn refresh(api: &Api) {
    tell("refresh-token.revoke", api.refresh_token().revoke("reason"));
}

/// Mode `redirect`.
pub fn redirect(api: &Api) {
    tell(
        "redirect.send-user-to",
        api.redirect().send_user_to("ftp://acme.example", []),
    );
    tell(
        "redirect.send-user-to",
        api.redirect()
            .send_user_to("https://acme.example/terms?a=1", [("a", "2"), ("b", "ü &")]),
    );
}

/// Mode `prompt`.
pub fn prompt(api: &Api) {
    tell(
        "prompt.render",
        api.prompt().render("", &Value::Null, &Value::Null),
    );
    tell(
        "prompt.render",
        api.prompt()
            .render("form", &json!({"f": 1}), &json!({"v": [1, 2]})),
    );
}

/// Mode `http`.
pub fn http() {
    let url = "https://api.example.com/score?a=ü";
    tell("http.send", http::get(url).send().map(drop));
    let request = http::post(url).header("x-own", "a").json(&json!(7));
    let finished = request.start().and_then(http::Exchange::finish);
    tell("http.exchange.finish", finished.map(drop));
}

/// Mode `continue`.
pub fn continued(api: &Api) {
    tell_value(
        "redirect.validate-token",
        api.redirect().validate_token("secret"),
    );
    tell(
        "authentication.record-method",
        api.authentication().record_method("ftp://x"),
    );
    tell(
        "authentication.record-method",
        api.authentication()
            .record_method("https://acme.example/method"),
    );
}
