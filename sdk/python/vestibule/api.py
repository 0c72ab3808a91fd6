"""`api`: what an Action can ask for.

Nothing is done at once. The host records each call, and carries it out when the handler has returned; only questions (the
cache, tokens, `redirect.can_redirect`) are answered immediately. A call that is refused raises `CallError`.
"""

from collections.abc import Iterable, Mapping
from enum import Enum
from typing import Literal

from wit_world.imports import access as _access
from wit_world.imports import access_token as _access_token
from wit_world.imports import authentication as _authentication
from wit_world.imports import cache as _cache
from wit_world.imports import id_token as _id_token
from wit_world.imports import multifactor as _multifactor
from wit_world.imports import prompt as _prompt
from wit_world.imports import redirect as _redirect
from wit_world.imports import refresh_token as _refresh_token
from wit_world.imports import rules as _rules
from wit_world.imports import saml_response as _saml_response
from wit_world.imports import session as _session
from wit_world.imports import transaction as _transaction
from wit_world.imports import user as _user
from wit_world.imports import validation as _validation
from wit_world.imports.cache import CacheRecord
from wit_world.imports.multifactor import DuoOptions

from ._json import Json
from ._json import optional as _optional
from ._json import parse as _json
from ._json import text as _text
from .errors import refusals as _refusals
from .factor import Factor
from .factor import lower as _factor
from .factor import lower_all as _factors

_PROVIDERS = {
    "any": _multifactor.Provider_Any,
    "guardian": _multifactor.Provider_Guardian,
    "google-authenticator": _multifactor.Provider_GoogleAuthenticator,
    "none": _multifactor.Provider_None_,
}


def _case(kind: type[Enum], value: str) -> Enum:
    """The case of an enumeration that Auth0 calls `value`."""
    name = value.replace("-", "_").upper()
    if name not in kind.__members__:
        raise TypeError(f"{value!r} is none of the values that are known here")
    return kind[name]


class _Access:
    """`api.access`"""

    def deny(self, reason: str, description: str | None = None) -> None:
        """`api.access.deny(reason)`: the login ends after this Action, no later one runs, and the person is told
        the reason. Metadata that was set is still saved (D9). The first call of a run counts (D4). `description` is
        the second argument that many Actions pass: then `reason` is taken as a code, and both are kept.
        """
        _access.deny(reason, description)


class _AccessToken:
    """`api.accessToken`"""

    def set_custom_claim(self, name: str, value: Json) -> None:
        """`api.accessToken.setCustomClaim(name, value)`: the last value of a name counts. A reserved name is
        dropped with a warning when the claims are put together; the name `scope` is refused here.
        """
        with _refusals:
            _access_token.set_custom_claim(name, _text(value))

    def add_scope(self, scope: str) -> None:
        """`api.accessToken.addScope(scope)`: one scope without inner spaces, at most 280 characters; at most 1,000
        are added.
        """
        with _refusals:
            _access_token.add_scope(scope)

    def remove_scope(self, scope: str) -> None:
        """`api.accessToken.removeScope(scope)`"""
        with _refusals:
            _access_token.remove_scope(scope)


class _Authentication:
    """`api.authentication`: second factors. A command is queued, not carried out: when the handler has returned,
    the host takes up the Action's commands in call order, each pausing the login for the person, and then runs the
    next Action. At most four in one login (D18). Requested factors that cannot be used are dropped, each with a
    reason (D17); if none is left, the login fails.
    """

    def challenge_with(self, factor: Factor, additional_factors: Iterable[Factor] = ()) -> None:
        """`api.authentication.challengeWith(factor, {additionalFactors})`: ask for `factor`, offering the others
        behind a link.
        """
        _authentication.challenge_with(_factor(factor), _factors(additional_factors))

    def challenge_with_any(self, factors: Iterable[Factor]) -> None:
        """`api.authentication.challengeWithAny(factors)`: let the person pick; straight to the factor if only one
        is usable. An empty list is refused.
        """
        with _refusals:
            _authentication.challenge_with_any(_factors(factors))

    def enroll_with(self, factor: Factor, additional_factors: Iterable[Factor] = ()) -> None:
        """`api.authentication.enrollWith(factor, {additionalFactors})`: have the person enrol `factor`, offering
        the others behind a link. One who has a second factor already must pass a challenge before (D5, D7).
        """
        _authentication.enroll_with(_factor(factor), _factors(additional_factors))

    def enroll_with_any(self, factors: Iterable[Factor]) -> None:
        """`api.authentication.enrollWithAny(factors)`: let the person pick what to enrol, in the given order. An
        empty list is refused.
        """
        with _refusals:
            _authentication.enroll_with_any(_factors(factors))

    def record_method(self, provider_url: str) -> None:
        """`api.authentication.recordMethod(provider_url)`: add a method of the Action's own to the session. Only in
        `on_continue_post_login`, and only an http or https URL.
        """
        with _refusals:
            _authentication.record_method(provider_url)

    def set_primary_user(self, primary_user_id: str) -> None:
        """`api.authentication.setPrimaryUser(primary_user_id)`: issue the tokens for another user, of whom the
        current identity is a secondary one. Once in a login; 1 to 128 characters. `user_metadata` set in the same
        Action is lost.
        """
        with _refusals:
            _authentication.set_primary_user(primary_user_id)


class _Cache:
    """`api.cache`: values that survive a run, shared by the Actions of the trigger. Best effort: any value may be gone at
    any time.
    """

    def get(self, key: str) -> CacheRecord | None:
        """`api.cache.get(key)`. None when there is no value or it has expired."""
        return _cache.get(key)

    def set(self, key: str, value: str, ttl: int | None = None, expires_at: int | None = None) -> CacheRecord:
        """`api.cache.set(key, value, {ttl, expires_at})`, both in milliseconds; the earlier one counts. Default 15
        minutes, at most 24 hours. Raises `CacheError`.
        """
        with _refusals:
            return _cache.set(key, value, ttl, expires_at)

    def delete(self, key: str) -> None:
        """`api.cache.delete(key)`. Raises `CacheError`."""
        with _refusals:
            _cache.delete(key)


class _IdToken:
    """`api.idToken`"""

    def set_custom_claim(self, name: str, value: Json) -> None:
        """`api.idToken.setCustomClaim(name, value)`: as `access_token.set_custom_claim`."""
        with _refusals:
            _id_token.set_custom_claim(name, _text(value))


class _Multifactor:
    """`api.multifactor`"""

    def enable(
        self,
        provider: Literal["any", "guardian", "google-authenticator", "duo", "none"],
        *,
        allow_remember_browser: bool = False,
        provider_options: DuoOptions | None = None,
    ) -> None:
        """`api.multifactor.enable(provider, {allowRememberBrowser, providerOptions})`: require a second factor at the
        very end of the login, after all Actions. The last call of the login counts, and none adds a prompt to a login
        that carried out a command of `authentication`. `provider_options` are for `duo`.
        """
        if provider == "duo":
            lowered = _multifactor.Provider_Duo(provider_options)
        elif provider_options is None and provider in _PROVIDERS:
            lowered = _PROVIDERS[provider]()
        else:
            raise TypeError(f"multifactor.enable: {provider!r} is no provider, or takes no provider_options")
        _multifactor.enable(lowered, allow_remember_browser)


class _Prompt:
    """`api.prompt`"""

    def render(self, prompt_id: str, fields: Json = None, vars: Json = None) -> None:
        """`api.prompt.render(promptId, {fields, vars})`: show a form, and come back to this Action's
        `on_continue_post_login`. Once a run, not together with `redirect.send_user_to`; `fields` and `vars` are
        dicts of at most 24 KiB together.
        """
        with _refusals:
            _prompt.render(prompt_id, _optional(fields), _optional(vars))


class _Redirect:
    """`api.redirect`"""

    def encode_token(self, secret: str, payload: Json, expires_in_seconds: int | None = None) -> str:
        """`api.redirect.encodeToken({secret, payload, expiresInSeconds})`: a signed token (HS256) with `iat`,
        `iss`, `sub`, `exp`, `ip` and the members of `payload`, a dict. Default 900 seconds.
        """
        with _refusals:
            return _redirect.encode_token(secret, _text(payload), expires_in_seconds)

    def send_user_to(self, url: str, query: Mapping[str, str] | None = None) -> None:
        """`api.redirect.sendUserTo(url, {query})`: send the person there when the Action's second factors are
        passed; back to this Action's `on_continue_post_login`. `query` replaces parameters of the same name. The
        last call of a run counts.
        """
        with _refusals:
            _redirect.send_user_to(url, list((query or {}).items()))

    def can_redirect(self) -> bool:
        """`api.redirect.canRedirect()`: false where nobody could follow a redirect (`prompt=none`, password and
        refresh-token grants).
        """
        return _redirect.can_redirect()

    def validate_token(self, secret: str, token_parameter_name: str | None = None) -> Json:
        """`api.redirect.validateToken({secret, tokenParameterName})`: the members of the token that came back, as a
        dict. Refused when it is missing, expired, for another user or another transaction, or signed with another
        secret. Default parameter `session_token`, looked for in the body, then in the query.
        """
        with _refusals:
            return _json(_redirect.validate_token(secret, token_parameter_name))


class _RefreshToken:
    """`api.refreshToken`"""

    def revoke(self, reason: str) -> None:
        """`api.refreshToken.revoke(reason)`: revoke the token and deny. Only in a refresh-token exchange."""
        with _refusals:
            _refresh_token.revoke(reason)

    def set_expires_at(self, milliseconds: int) -> None:
        """`api.refreshToken.setExpiresAt(ms)`: milliseconds since 1970. The earliest call counts; the tenant's
        maximum is never passed.
        """
        with _refusals:
            _refresh_token.set_expires_at(milliseconds)

    def set_idle_expires_at(self, milliseconds: int) -> None:
        """`api.refreshToken.setIdleExpiresAt(ms)`: as `set_expires_at`."""
        with _refusals:
            _refresh_token.set_idle_expires_at(milliseconds)

    def set_metadata(self, key: str, value: str | None = None) -> None:
        """`api.refreshToken.setMetadata(key, value)`: at most 25 keys of letters, digits, `_` and `-`; values of at
        most 255 characters. No value removes the key.
        """
        with _refusals:
            _refresh_token.set_metadata(key, value)

    def delete_metadata(self, key: str) -> None:
        """`api.refreshToken.deleteMetadata(key)`"""
        _refresh_token.delete_metadata(key)

    def evict_metadata(self) -> None:
        """`api.refreshToken.evictMetadata()`: remove all of it."""
        _refresh_token.evict_metadata()


class _Rules:
    """`api.rules`"""

    def was_executed(self, rule_id: str) -> bool:
        """`api.rules.wasExecuted(ruleId)`: always false, there are no Rules."""
        return _rules.was_executed(rule_id)


class _SamlResponse:
    """`api.samlResponse`: settings of the SAML response. A call that sets a value replaces an earlier one."""

    def set_attribute(self, name: str, value: Json) -> None:
        """`setAttribute(name, value)`: text, number, boolean or an array of those; `null` blanks it. A text has at
        most 2,048 characters; at most 100 changes.
        """
        with _refusals:
            _saml_response.set_attribute(name, _text(value))

    def set_audience(self, value: str) -> None:
        """`setAudience`"""
        with _refusals:
            _saml_response.set_audience(value)

    def set_recipient(self, value: str) -> None:
        """`setRecipient`"""
        with _refusals:
            _saml_response.set_recipient(value)

    def set_destination(self, value: str) -> None:
        """`setDestination`"""
        with _refusals:
            _saml_response.set_destination(value)

    def set_issuer(self, value: str) -> None:
        """`setIssuer`"""
        with _refusals:
            _saml_response.set_issuer(value)

    def set_relay_state(self, value: str) -> None:
        """`setRelayState`"""
        with _refusals:
            _saml_response.set_relay_state(value)

    def set_name_identifier_format(self, value: str) -> None:
        """`setNameIdentifierFormat`"""
        with _refusals:
            _saml_response.set_name_identifier_format(value)

    def set_authn_context_class_ref(self, value: str) -> None:
        """`setAuthnContextClassRef`: at most 512 characters."""
        with _refusals:
            _saml_response.set_authn_context_class_ref(value)

    def set_name_identifier_probes(self, values: Iterable[str]) -> None:
        """`setNameIdentifierProbes`: at most 10, of at most 512 characters."""
        with _refusals:
            _saml_response.set_name_identifier_probes(list(values))

    def set_signing_cert(self, value: str) -> None:
        """`setSigningCert`: PEM, at most 4,096 characters, as the others below."""
        with _refusals:
            _saml_response.set_signing_cert(value)

    def set_encryption_cert(self, value: str) -> None:
        """`setEncryptionCert`"""
        with _refusals:
            _saml_response.set_encryption_cert(value)

    def set_encryption_public_key(self, value: str) -> None:
        """`setEncryptionPublicKey`"""
        with _refusals:
            _saml_response.set_encryption_public_key(value)

    def set_cert(self, value: str) -> None:
        """`setCert`"""
        with _refusals:
            _saml_response.set_cert(value)

    def set_key(self, value: str) -> None:
        """`setKey`"""
        with _refusals:
            _saml_response.set_key(value)

    def set_create_upn_claim(self, value: bool) -> None:
        """`setCreateUpnClaim`"""
        _saml_response.set_create_upn_claim(value)

    def set_passthrough_claims_with_no_mapping(self, value: bool) -> None:
        """`setPassthroughClaimsWithNoMapping`"""
        _saml_response.set_passthrough_claims_with_no_mapping(value)

    def set_map_unknown_claims_as_is(self, value: bool) -> None:
        """`setMapUnknownClaimsAsIs`"""
        _saml_response.set_map_unknown_claims_as_is(value)

    def set_map_identities(self, value: bool) -> None:
        """`setMapIdentities`"""
        _saml_response.set_map_identities(value)

    def set_sign_response(self, value: bool) -> None:
        """`setSignResponse`"""
        _saml_response.set_sign_response(value)

    def set_include_attribute_name_format(self, value: bool) -> None:
        """`setIncludeAttributeNameFormat`"""
        _saml_response.set_include_attribute_name_format(value)

    def set_typed_attributes(self, value: bool) -> None:
        """`setTypedAttributes`"""
        _saml_response.set_typed_attributes(value)

    def set_signature_algorithm(self, value: Literal["rsa-sha256", "rsa-sha1"]) -> None:
        """`setSignatureAlgorithm`"""
        _saml_response.set_signature_algorithm(_case(_saml_response.SignatureAlgorithm, value))

    def set_digest_algorithm(self, value: Literal["sha256", "sha1"]) -> None:
        """`setDigestAlgorithm`"""
        _saml_response.set_digest_algorithm(_case(_saml_response.DigestAlgorithm, value))

    def set_encryption_algorithm(self, value: Literal["aes256-gcm", "aes256-cbc"]) -> None:
        """`setEncryptionAlgorithm`"""
        _saml_response.set_encryption_algorithm(_case(_saml_response.EncryptionAlgorithm, value))

    def set_lifetime_in_seconds(self, value: int) -> None:
        """`setLifetimeInSeconds`"""
        _saml_response.set_lifetime_in_seconds(value)


class _Session:
    """`api.session`"""

    def revoke(self, reason: str, *, preserve_refresh_tokens: bool = False) -> None:
        """`api.session.revoke(reason, {preserveRefreshTokens})`: end the session, deny the login, run no later
        Action.
        """
        _session.revoke(reason, preserve_refresh_tokens)

    def set_expires_at(self, milliseconds: int) -> None:
        """`api.session.setExpiresAt(ms)`: milliseconds since 1970. The earliest call counts; the tenant's maximum
        is never passed.
        """
        with _refusals:
            _session.set_expires_at(milliseconds)

    def set_idle_expires_at(self, milliseconds: int) -> None:
        """`api.session.setIdleExpiresAt(ms)`: as `set_expires_at`."""
        with _refusals:
            _session.set_idle_expires_at(milliseconds)

    def set_cookie_mode(self, mode: Literal["persistent", "non-persistent"]) -> None:
        """`api.session.setCookieMode(mode)`: the last call counts."""
        _session.set_cookie_mode(_case(_session.CookieMode, mode))

    def set_metadata(self, key: str, value: str | None = None) -> None:
        """`api.session.setMetadata(key, value)`: needs a session; otherwise as `refresh_token.set_metadata`."""
        with _refusals:
            _session.set_metadata(key, value)

    def delete_metadata(self, key: str) -> None:
        """`api.session.deleteMetadata(key)`: nothing happens without a session."""
        _session.delete_metadata(key)

    def evict_metadata(self) -> None:
        """`api.session.evictMetadata()`: remove all of it."""
        _session.evict_metadata()


class _Transaction:
    """`api.transaction`"""

    def set_metadata(self, key: str, value: Json) -> None:
        """`api.transaction.setMetadata(key, value)`: a text, number or boolean that this transaction's Actions
        share, visible at once in `event.transaction.metadata`; `null` removes. Keys of at most 64 characters,
        values of at most 8 kB, 16 kB in all.
        """
        with _refusals:
            _transaction.set_metadata(key, _text(value))


class _User:
    """`api.user`: changes to the profile, saved in one write when the login ends."""

    def set_app_metadata(self, key: str, value: Json) -> None:
        """`api.user.setAppMetadata(key, value)`: `null` removes the key. Later Actions see it; this one does not.
        At most 32 kB in a login.
        """
        with _refusals:
            _user.set_app_metadata(key, _text(value))

    def set_user_metadata(self, key: str, value: Json) -> None:
        """`api.user.setUserMetadata(key, value)`: as `set_app_metadata`."""
        with _refusals:
            _user.set_user_metadata(key, _text(value))


class _Validation:
    """`api.validation`"""

    def error(self, error_code: str, error_message: str) -> None:
        """`api.validation.error(errorCode, errorMessage)`: stop the login with a validation error. Both texts have
        1 to 100 characters.
        """
        with _refusals:
            _validation.error(error_code, error_message)


class Api:
    """What an Action can ask for. A handler gets one."""

    access = _Access()
    access_token = _AccessToken()
    authentication = _Authentication()
    cache = _Cache()
    id_token = _IdToken()
    multifactor = _Multifactor()
    prompt = _Prompt()
    redirect = _Redirect()
    refresh_token = _RefreshToken()
    rules = _Rules()
    saml_response = _SamlResponse()
    session = _Session()
    transaction = _Transaction()
    user = _User()
    validation = _Validation()
