"""Every method of the `api`, with arguments that are accepted and with such that are refused."""

from collections.abc import Callable

from echo import say
from vestibule import Api, CacheRecord, CallError, DuoOptions, Factor, http


class Error(Exception):
    """An error without a kind."""


def tell(call: str, make: Callable[[], object]) -> None:
    """Makes a call and logs what came of it."""
    try:
        value = make()
    except (CallError, http.HttpError) as error:
        say(call, {"name": error.name, "message": str(error)})
    else:
        say(call, {"ok": value})


def cached(record: CacheRecord | None) -> str | None:
    """The value of a record."""
    return record and record.value


def grants(api: Api) -> None:
    tell("access-token.set-custom-claim", lambda: api.access_token.set_custom_claim("https://acme.example/a", {'n': 1, 'list': [True, None, 'ü']}))
    tell("access-token.set-custom-claim", lambda: api.access_token.set_custom_claim("scope", 1))
    tell("access-token.add-scope", lambda: api.access_token.add_scope("read:things"))
    tell("access-token.add-scope", lambda: api.access_token.add_scope("two scopes"))
    tell("access-token.remove-scope", lambda: api.access_token.remove_scope("openid"))
    tell("id-token.set-custom-claim", lambda: api.id_token.set_custom_claim("https://acme.example/i", "text"))
    tell("id-token.set-custom-claim", lambda: api.id_token.set_custom_claim("scope", None))
    tell("user.set-app-metadata", lambda: api.user.set_app_metadata("plan", "gold"))
    tell("user.set-user-metadata", lambda: api.user.set_user_metadata("theme", None))
    tell("transaction.set-metadata", lambda: api.transaction.set_metadata("seen", 3))
    tell("transaction.set-metadata", lambda: api.transaction.set_metadata("no", {'an': 'object'}))
    tell("transaction.set-metadata", lambda: api.transaction.set_metadata("k" * 65, True))
    tell("authentication.record-method", lambda: api.authentication.record_method("https://acme.example/method"))
    tell("authentication.set-primary-user", lambda: api.authentication.set_primary_user(""))
    tell("authentication.set-primary-user", lambda: api.authentication.set_primary_user("auth0|other"))
    tell("authentication.set-primary-user", lambda: api.authentication.set_primary_user("auth0|third"))
    tell("session.set-expires-at", lambda: api.session.set_expires_at(1_900_000_000_000))
    tell("session.set-idle-expires-at", lambda: api.session.set_idle_expires_at(1_900_000_000_000))
    api.session.set_cookie_mode("non-persistent")
    tell("session.set-metadata", lambda: api.session.set_metadata("key", "value"))
    tell("session.set-metadata", lambda: api.session.set_metadata("not a key", "value"))
    api.session.delete_metadata("key")
    api.session.evict_metadata()
    tell("refresh-token.set-expires-at", lambda: api.refresh_token.set_expires_at(1_900_000_000_000))
    tell("refresh-token.set-idle-expires-at", lambda: api.refresh_token.set_idle_expires_at(1_900_000_000_000))
    tell("refresh-token.set-metadata", lambda: api.refresh_token.set_metadata("key", "v" * 256))
    api.refresh_token.delete_metadata("key")
    api.refresh_token.evict_metadata()
    say("redirect.can-redirect", api.redirect.can_redirect())
    say("rules.was-executed", api.rules.was_executed("rule"))
    tell("redirect.encode-token", lambda: api.redirect.encode_token("secret", {'a': 'b'}, 60))
    tell("redirect.encode-token", lambda: api.redirect.encode_token("secret", "no object", 60))
    tell("redirect.encode-token", lambda: api.redirect.encode_token("", {}, 60))
    tell("redirect.validate-token", lambda: api.redirect.validate_token("secret"))
    say("cache.get", cached(api.cache.get("nothing")))
    tell("cache.set", lambda: api.cache.set("key", "value", 60_000) and None)
    say("cache.get", cached(api.cache.get("key")))
    tell("cache.set", lambda: api.cache.set("k" * 65, "value", 60_000) and None)
    tell("cache.set", lambda: api.cache.set("key", "v" * 4097, 60_000) and None)
    tell("cache.delete", lambda: api.cache.delete("key"))
    tell("cache.delete", lambda: api.cache.delete("nothing"))
    api.multifactor.enable("guardian", allow_remember_browser=True)
    api.multifactor.enable("any", allow_remember_browser=False)
    api.multifactor.enable("google-authenticator", allow_remember_browser=False)
    api.multifactor.enable("none", allow_remember_browser=False)
    api.multifactor.enable("duo", allow_remember_browser=False)
    api.multifactor.enable("duo", allow_remember_browser=True, provider_options=DuoOptions("h", "i", "s", None))


def saml(api: Api) -> None:
    tell("saml-response.set-attribute", lambda: api.saml_response.set_attribute("roles", ['a', 'b']))
    tell("saml-response.set-attribute", lambda: api.saml_response.set_attribute("bad", {'an': 'object'}))
    tell("saml-response.set-audience", lambda: api.saml_response.set_audience("urn:acme:set-audience"))
    tell("saml-response.set-recipient", lambda: api.saml_response.set_recipient("urn:acme:set-recipient"))
    tell("saml-response.set-destination", lambda: api.saml_response.set_destination("urn:acme:set-destination"))
    tell("saml-response.set-issuer", lambda: api.saml_response.set_issuer("urn:acme:set-issuer"))
    tell("saml-response.set-relay-state", lambda: api.saml_response.set_relay_state("urn:acme:set-relay-state"))
    tell("saml-response.set-name-identifier-format", lambda: api.saml_response.set_name_identifier_format("urn:acme:set-name-identifier-format"))
    tell("saml-response.set-authn-context-class-ref", lambda: api.saml_response.set_authn_context_class_ref("urn:acme:set-authn-context-class-ref"))
    tell("saml-response.set-signing-cert", lambda: api.saml_response.set_signing_cert("urn:acme:set-signing-cert"))
    tell("saml-response.set-encryption-cert", lambda: api.saml_response.set_encryption_cert("urn:acme:set-encryption-cert"))
    tell("saml-response.set-encryption-public-key", lambda: api.saml_response.set_encryption_public_key("urn:acme:set-encryption-public-key"))
    tell("saml-response.set-cert", lambda: api.saml_response.set_cert("urn:acme:set-cert"))
    tell("saml-response.set-key", lambda: api.saml_response.set_key("urn:acme:set-key"))
    tell("saml-response.set-authn-context-class-ref", lambda: api.saml_response.set_authn_context_class_ref("c" * 513))
    tell("saml-response.set-name-identifier-probes", lambda: api.saml_response.set_name_identifier_probes(["one", "two"]))
    tell("saml-response.set-name-identifier-probes", lambda: api.saml_response.set_name_identifier_probes(["x", "x", "x", "x", "x", "x", "x", "x", "x", "x", "x"]))
    api.saml_response.set_create_upn_claim(True)
    api.saml_response.set_passthrough_claims_with_no_mapping(True)
    api.saml_response.set_map_unknown_claims_as_is(True)
    api.saml_response.set_map_identities(False)
    api.saml_response.set_sign_response(True)
    api.saml_response.set_include_attribute_name_format(True)
    api.saml_response.set_typed_attributes(True)
    api.saml_response.set_signature_algorithm("rsa-sha256")
    api.saml_response.set_digest_algorithm("sha1")
    api.saml_response.set_encryption_algorithm("aes256-gcm")
    api.saml_response.set_lifetime_in_seconds(3_600)


def factors(api: Api) -> None:
    tell("authentication.challenge-with-any", lambda: api.authentication.challenge_with_any([]))
    tell("authentication.enroll-with-any", lambda: api.authentication.enroll_with_any([]))
    api.authentication.challenge_with(Factor.OTP, [Factor.push_notification(otp_fallback=False), Factor.EMAIL, Factor.WEBAUTHN_PLATFORM])
    tell("authentication.challenge-with-any", lambda: api.authentication.challenge_with_any([Factor.phone("sms"), Factor.RECOVERY_CODE, Factor("retina")]))
    api.authentication.enroll_with(Factor.WEBAUTHN_ROAMING, [Factor.PUSH_NOTIFICATION])
    tell("authentication.enroll-with-any", lambda: api.authentication.enroll_with_any([Factor.PHONE, Factor.phone("voice")]))


def deny(api: Api) -> None:
    api.access.deny("code", "text")


def validation(api: Api) -> None:
    tell("validation.error", lambda: api.validation.error("", "x"))
    tell("validation.error", lambda: api.validation.error("code", "message"))


def revoke(api: Api) -> None:
    api.session.revoke("reason", preserve_refresh_tokens=True)


def refresh(api: Api) -> None:
    tell("refresh-token.revoke", lambda: api.refresh_token.revoke("reason"))


def redirect(api: Api) -> None:
    tell("redirect.send-user-to", lambda: api.redirect.send_user_to("ftp://acme.example", {}))
    tell("redirect.send-user-to", lambda: api.redirect.send_user_to("https://acme.example/terms?a=1", {"a": "2", "b": "ü &"}))


def prompt(api: Api) -> None:
    tell("prompt.render", lambda: api.prompt.render("", None, None))
    tell("prompt.render", lambda: api.prompt.render("form", {'f': 1}, {'v': [1, 2]}))


def outbound(_: Api) -> None:
    url = "https://api.example.com/score?a=ü"
    tell("http.send", lambda: http.get(url) and None)
    tell("http.exchange.finish", lambda: http.start("POST", url, headers={"x-own": "a"}, json=7).finish() and None)


def continued(api: Api) -> None:
    tell("redirect.validate-token", lambda: api.redirect.validate_token("secret"))
    tell("authentication.record-method", lambda: api.authentication.record_method("ftp://x"))
    tell("authentication.record-method", lambda: api.authentication.record_method("https://acme.example/method"))


MODES = {"grants": grants, "saml": saml, "factors": factors, "deny": deny, "validation": validation, "revoke": revoke, "refresh": refresh, "redirect": redirect, "prompt": prompt, "http": outbound}
