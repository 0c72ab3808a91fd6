"""`event`: what is known about this login.

Each part is read when it is asked for. The event shows at once what the `api` mirrors into it (metadata of the
transaction, the session and the refresh token, and the cookie mode); nothing else changes it.
"""

from dataclasses import dataclass

from wit_world.imports import event as _event
from wit_world.imports import event_authentication as _event_authentication
from wit_world.imports import event_authorization as _event_authorization
from wit_world.imports import event_client as _event_client
from wit_world.imports import event_configuration as _event_configuration
from wit_world.imports import event_connection as _event_connection
from wit_world.imports import event_custom_domain as _event_custom_domain
from wit_world.imports import event_organization as _event_organization
from wit_world.imports import event_prompt as _event_prompt
from wit_world.imports import event_refresh_token as _event_refresh_token
from wit_world.imports import event_request as _event_request
from wit_world.imports import event_resource_server as _event_resource_server
from wit_world.imports import event_secrets as _event_secrets
from wit_world.imports import event_security_context as _event_security_context
from wit_world.imports import event_session as _event_session
from wit_world.imports import event_stats as _event_stats
from wit_world.imports import event_tenant as _event_tenant
from wit_world.imports import event_transaction as _event_transaction
from wit_world.imports import event_user as _event_user
from wit_world.imports.event_request import Geolocation

from ._json import Json
from ._json import parse as _json


@dataclass(frozen=True)
class AuthenticationMethod:
    """An entry of `event.authentication.methods`."""

    name: str
    """`pwd`, `federated`, `passkey`, `mfa` and others, or a URL that `record_method` recorded."""
    timestamp: str | None
    """When, as ISO 8601 text."""
    type: str | None
    """For `mfa`, the factor that was passed."""


@dataclass(frozen=True)
class Assessment:
    """An entry of `event.authentication.riskAssessment.assessments`."""

    confidence: str | None
    """`low`, `medium`, `high` or `neutral`."""
    code: str | None
    """The finding, e.g. `no_match`."""
    details: Json
    """A dict; None when there is none."""


@dataclass(frozen=True)
class EnrolledFactor:
    """An entry of `event.user.enrolledFactors`."""

    type: str
    """The factor's name, e.g. `otp`."""
    options: Json
    """A dict; None when the factor has none."""


@dataclass(frozen=True)
class Identity:
    """An entry of `event.user.identities`."""

    connection: str | None
    provider: str | None
    user_id: str | None
    """Without the provider's prefix."""
    is_social: bool | None
    profile_data: Json
    """A dict; None when there is none."""


class _Authentication:
    """`event.authentication`: how the person has authenticated."""

    @property
    def methods(self) -> list[AuthenticationMethod]:
        """`event.authentication.methods`: what the person completed in this session, oldest first; empty when the
        event has none. It is set when the handler starts: a factor asked for in this run shows in the next Action.
        """
        return [AuthenticationMethod(entry.name, entry.timestamp, entry.type) for entry in _event_authentication.methods()]

    @property
    def risk_confidence(self) -> str | None:
        """`event.authentication.riskAssessment.confidence`. None when risk is not assessed."""
        return _event_authentication.risk_confidence()

    def risk_assessment(self, name: str) -> Assessment | None:
        """`event.authentication.riskAssessment.assessments[name]`, e.g. `NewDevice`, `ImpossibleTravel`,
        `UntrustedIP`. None when not assessed.
        """
        found = _event_authentication.risk_assessment(name)
        return found and Assessment(found.confidence, found.code, _json(found.details))


class _Authorization:
    """`event.authorization`."""

    @property
    def roles(self) -> list[str]:
        """`event.authorization.roles`: names of the roles assigned to the user. Empty when the event has no
        `authorization`.
        """
        return _event_authorization.roles() or []


class _Client:
    """`event.client`: the application the person logs in to."""

    @property
    def client_id(self) -> str:
        """`event.client.client_id`"""
        return _event_client.client_id()

    @property
    def name(self) -> str:
        """`event.client.name`"""
        return _event_client.name()

    @property
    def metadata(self) -> Json:
        """`event.client.metadata`: a dict of texts."""
        return _json(_event_client.metadata())


class _Configuration:
    """`event.configuration`: values that the Action's publisher defined."""

    def get(self, name: str) -> Json:
        """`event.configuration[name]`. None when not set."""
        return _json(_event_configuration.get(name))

    def names(self) -> list[str]:
        """The names that have a value."""
        return _event_configuration.names()


class _Connection:
    """`event.connection`: where the person's account lives."""

    @property
    def id(self) -> str:
        """`event.connection.id`"""
        return _event_connection.id()

    @property
    def name(self) -> str:
        """`event.connection.name`"""
        return _event_connection.name()

    @property
    def strategy(self) -> str:
        """`event.connection.strategy`: `auth0` for a database, the provider's name for a social login."""
        return _event_connection.strategy()

    @property
    def metadata(self) -> Json:
        """`event.connection.metadata`: a dict of texts. None when the connection has none."""
        return _json(_event_connection.metadata())


class _CustomDomain:
    """`event.custom_domain`: the domain the person came through. Everything is None when it was not a custom one."""

    @property
    def domain(self) -> str | None:
        """`event.custom_domain.domain`"""
        return _event_custom_domain.domain()

    @property
    def domain_metadata(self) -> Json:
        """`event.custom_domain.domain_metadata`: a dict of texts."""
        return _json(_event_custom_domain.domain_metadata())


class _Organization:
    """`event.organization`: everything is None when the login is not to an Organization."""

    @property
    def id(self) -> str | None:
        """`event.organization.id`"""
        return _event_organization.id()

    @property
    def name(self) -> str | None:
        """`event.organization.name`"""
        return _event_organization.name()

    @property
    def display_name(self) -> str | None:
        """`event.organization.display_name`"""
        return _event_organization.display_name()

    @property
    def metadata(self) -> Json:
        """`event.organization.metadata`: a dict of texts."""
        return _json(_event_organization.metadata())


class _Prompt:
    """`event.prompt`: what a form collected, in `on_continue_post_login` after `prompt.render`. None otherwise."""

    @property
    def id(self) -> str | None:
        """`event.prompt.id`"""
        return _event_prompt.id()

    @property
    def fields(self) -> Json:
        """`event.prompt.fields`: a dict."""
        return _json(_event_prompt.fields())

    @property
    def vars(self) -> Json:
        """`event.prompt.vars`: a dict."""
        return _json(_event_prompt.vars())


class _RefreshToken:
    """`event.refresh_token`: in a refresh-token exchange. Everything is None otherwise."""

    @property
    def id(self) -> str | None:
        """`event.refresh_token.id`"""
        return _event_refresh_token.id()

    @property
    def client_id(self) -> str | None:
        """`event.refresh_token.client_id`"""
        return _event_refresh_token.client_id()

    @property
    def session_id(self) -> str | None:
        """`event.refresh_token.session_id`"""
        return _event_refresh_token.session_id()

    @property
    def created_at(self) -> str | None:
        """`event.refresh_token.created_at`: ISO 8601."""
        return _event_refresh_token.created_at()

    @property
    def expires_at(self) -> str | None:
        """`event.refresh_token.expires_at`: ISO 8601."""
        return _event_refresh_token.expires_at()

    @property
    def idle_expires_at(self) -> str | None:
        """`event.refresh_token.idle_expires_at`: ISO 8601."""
        return _event_refresh_token.idle_expires_at()

    @property
    def last_exchanged_at(self) -> str | None:
        """`event.refresh_token.last_exchanged_at`: ISO 8601."""
        return _event_refresh_token.last_exchanged_at()

    @property
    def rotating(self) -> bool | None:
        """`event.refresh_token.rotating`"""
        return _event_refresh_token.rotating()

    @property
    def device(self) -> Json:
        """`event.refresh_token.device`: a dict of addresses and user agents, first and last."""
        return _json(_event_refresh_token.device())

    @property
    def resource_servers(self) -> Json:
        """`event.refresh_token.resource_servers`: a list of `{audience, scopes}`."""
        return _json(_event_refresh_token.resource_servers())

    @property
    def metadata(self) -> Json:
        """`event.refresh_token.metadata`: a dict of texts; shows `RefreshToken.set_metadata` of this run."""
        return _json(_event_refresh_token.metadata())


class _Request:
    """`event.request`: the HTTP request that this run answers. It is a new one after every suspension."""

    @property
    def ip(self) -> str:
        """`event.request.ip`: the person's address, as text."""
        return _event_request.ip()

    @property
    def method(self) -> str:
        """`event.request.method`: the HTTP method."""
        return _event_request.method()

    @property
    def hostname(self) -> str | None:
        """`event.request.hostname`"""
        return _event_request.hostname()

    @property
    def language(self) -> str | None:
        """`event.request.language`"""
        return _event_request.language()

    @property
    def user_agent(self) -> str | None:
        """`event.request.user_agent`"""
        return _event_request.user_agent()

    @property
    def asn(self) -> str | None:
        """`event.request.asn`: the network's autonomous system number, e.g. `AS13335`."""
        return _event_request.asn()

    @property
    def query(self) -> Json:
        """`event.request.query`: a dict. A parameter given several times is an array."""
        return _json(_event_request.query())

    def query_parameter(self, name: str) -> str | None:
        """`event.request.query[name]`: the parameter's text, the first one if it was given several times. None when
        not given.
        """
        return _event_request.query_parameter(name)

    @property
    def body(self) -> Json:
        """`event.request.body`: a dict, empty when there was no body."""
        return _json(_event_request.body())

    @property
    def geoip(self) -> Geolocation | None:
        """`event.request.geoip`. None when the event has none."""
        return _event_request.geoip()


class _ResourceServer:
    """`event.resource_server`: the API that a token was asked for. None when none was."""

    @property
    def identifier(self) -> str | None:
        """`event.resource_server.identifier`: the audience."""
        return _event_resource_server.identifier()


class _Secrets:
    """`event.secrets`: this Action's secrets, with the values of the deployed version."""

    def get(self, name: str) -> str | None:
        """`event.secrets[name]`. None when the Action has no such secret."""
        return _event_secrets.get(name)

    def names(self) -> list[str]:
        """The names of the secrets."""
        return _event_secrets.names()


class _SecurityContext:
    """`event.security_context`: fingerprints of the TLS handshake, when the edge takes them."""

    @property
    def ja3(self) -> str | None:
        """`event.security_context.ja3`"""
        return _event_security_context.ja3()

    @property
    def ja4(self) -> str | None:
        """`event.security_context.ja4`"""
        return _event_security_context.ja4()


class _Session:
    """`event.session`: everything is None when there is no session."""

    @property
    def id(self) -> str | None:
        """`event.session.id`"""
        return _event_session.id()

    @property
    def user_id(self) -> str | None:
        """`event.session.user_id`"""
        return _event_session.user_id()

    @property
    def created_at(self) -> str | None:
        """`event.session.created_at`: ISO 8601."""
        return _event_session.created_at()

    @property
    def updated_at(self) -> str | None:
        """`event.session.updated_at`: ISO 8601."""
        return _event_session.updated_at()

    @property
    def authenticated_at(self) -> str | None:
        """`event.session.authenticated_at`: ISO 8601."""
        return _event_session.authenticated_at()

    @property
    def idle_expires_at(self) -> str | None:
        """`event.session.idle_expires_at`: ISO 8601."""
        return _event_session.idle_expires_at()

    @property
    def expires_at(self) -> str | None:
        """`event.session.expires_at`: ISO 8601."""
        return _event_session.expires_at()

    @property
    def last_interacted_at(self) -> str | None:
        """`event.session.last_interacted_at`: ISO 8601."""
        return _event_session.last_interacted_at()

    @property
    def clients(self) -> list[str]:
        """`event.session.clients[].client_id`: the applications of this session."""
        return _event_session.clients()

    @property
    def cookie_mode(self) -> str | None:
        """`event.session.cookie.mode`: `persistent` or `non-persistent`; shows `session.set-cookie-mode` of this
        run.
        """
        return _event_session.cookie_mode()

    @property
    def device(self) -> Json:
        """`event.session.device`: a dict of addresses and user agents, first and last."""
        return _json(_event_session.device())

    @property
    def metadata(self) -> Json:
        """`event.session.metadata`: a dict of texts; shows `session.set-metadata` of this run."""
        return _json(_event_session.metadata())


class _Stats:
    """`event.stats`"""

    @property
    def logins_count(self) -> int:
        """`event.stats.logins_count`: how often this user has logged in. 0 when not known."""
        return _event_stats.logins_count()


class _Tenant:
    """`event.tenant`"""

    @property
    def id(self) -> str:
        """`event.tenant.id`: the tenant's name."""
        return _event_tenant.id()


class _Transaction:
    """`event.transaction`: the protocol transaction. Texts are None and lists empty when the event has none."""

    @property
    def id(self) -> str | None:
        """`event.transaction.id`: only in browser flows."""
        return _event_transaction.id()

    @property
    def protocol(self) -> str | None:
        """`event.transaction.protocol`: e.g. `oidc-basic-profile`, `oauth2-refresh-token`."""
        return _event_transaction.protocol()

    @property
    def acr_values(self) -> list[str]:
        """`event.transaction.acr_values`"""
        return _event_transaction.acr_values()

    @property
    def requested_scopes(self) -> list[str]:
        """`event.transaction.requested_scopes`"""
        return _event_transaction.requested_scopes()

    @property
    def ui_locales(self) -> list[str]:
        """`event.transaction.ui_locales`"""
        return _event_transaction.ui_locales()

    @property
    def prompt(self) -> list[str]:
        """`event.transaction.prompt`: e.g. `none`."""
        return _event_transaction.prompt()

    @property
    def response_type(self) -> list[str]:
        """`event.transaction.response_type`"""
        return _event_transaction.response_type()

    @property
    def response_mode(self) -> str | None:
        """`event.transaction.response_mode`"""
        return _event_transaction.response_mode()

    @property
    def redirect_uri(self) -> str | None:
        """`event.transaction.redirect_uri`"""
        return _event_transaction.redirect_uri()

    @property
    def state(self) -> str | None:
        """`event.transaction.state`"""
        return _event_transaction.state()

    @property
    def login_hint(self) -> str | None:
        """`event.transaction.login_hint`"""
        return _event_transaction.login_hint()

    @property
    def locale(self) -> str | None:
        """`event.transaction.locale`"""
        return _event_transaction.locale()

    @property
    def linking_id(self) -> str | None:
        """`event.transaction.linking_id`"""
        return _event_transaction.linking_id()

    @property
    def correlation_id(self) -> str | None:
        """`event.transaction.correlation_id`"""
        return _event_transaction.correlation_id()

    @property
    def requested_authorization_details(self) -> Json:
        """`event.transaction.requested_authorization_details`: a list of objects with `type`."""
        return _json(_event_transaction.requested_authorization_details())

    @property
    def subject_token_type(self) -> str | None:
        """`event.transaction.subject_token_type`: token exchange."""
        return _event_transaction.subject_token_type()

    @property
    def actor_token_type(self) -> str | None:
        """`event.transaction.actor_token_type`: token exchange."""
        return _event_transaction.actor_token_type()

    @property
    def actor(self) -> Json:
        """`event.transaction.actor`: a dict, `sub` and perhaps `act`."""
        return _json(_event_transaction.actor())

    @property
    def metadata(self) -> Json:
        """`event.transaction.metadata`: a dict of texts, numbers and booleans. It shows `transaction.set-metadata`
        of this run at once.
        """
        return _json(_event_transaction.metadata())


class _User:
    """`event.user`: who logs in."""

    @property
    def user_id(self) -> str:
        """`event.user.user_id`, e.g. `auth0|5f7c8ec7c33c6c004bbafe82`."""
        return _event_user.user_id()

    @property
    def email(self) -> str | None:
        """`event.user.email`"""
        return _event_user.email()

    @property
    def email_verified(self) -> bool:
        """`event.user.email_verified`: false when not known."""
        return _event_user.email_verified()

    @property
    def username(self) -> str | None:
        """`event.user.username`"""
        return _event_user.username()

    @property
    def name(self) -> str | None:
        """`event.user.name`"""
        return _event_user.name()

    @property
    def given_name(self) -> str | None:
        """`event.user.given_name`"""
        return _event_user.given_name()

    @property
    def family_name(self) -> str | None:
        """`event.user.family_name`"""
        return _event_user.family_name()

    @property
    def nickname(self) -> str | None:
        """`event.user.nickname`"""
        return _event_user.nickname()

    @property
    def picture(self) -> str | None:
        """`event.user.picture`: a URL."""
        return _event_user.picture()

    @property
    def phone_number(self) -> str | None:
        """`event.user.phone_number`"""
        return _event_user.phone_number()

    @property
    def phone_verified(self) -> bool | None:
        """`event.user.phone_verified`"""
        return _event_user.phone_verified()

    @property
    def created_at(self) -> str | None:
        """`event.user.created_at`: ISO 8601. None when not known."""
        return _event_user.created_at()

    @property
    def updated_at(self) -> str | None:
        """`event.user.updated_at`: ISO 8601. None when not known."""
        return _event_user.updated_at()

    @property
    def last_password_reset(self) -> str | None:
        """`event.user.last_password_reset`: ISO 8601. None when there was none."""
        return _event_user.last_password_reset()

    @property
    def app_metadata(self) -> Json:
        """`event.user.app_metadata`: a dict, with what earlier Actions of this login set."""
        return _json(_event_user.app_metadata())

    @property
    def user_metadata(self) -> Json:
        """`event.user.user_metadata`: a dict, with what earlier Actions of this login set."""
        return _json(_event_user.user_metadata())

    @property
    def enrolled_factors(self) -> list[EnrolledFactor]:
        """`event.user.enrolledFactors`: confirmed factors, one entry per enrolment; `email` among them when the
        tenant has it enabled and the address is verified (decision D16). It is set when the handler starts.
        """
        return [EnrolledFactor(entry.type, _json(entry.options)) for entry in _event_user.enrolled_factors()]

    @property
    def multifactor(self) -> list[str]:
        """`event.user.multifactor`: `guardian` as soon as any factor but email is enrolled. Only a sign of
        presence.
        """
        return _event_user.multifactor()

    @property
    def identities(self) -> list[Identity]:
        """`event.user.identities`"""
        return [
            Identity(entry.connection, entry.provider, entry.user_id, entry.is_social, _json(entry.profile_data))
            for entry in _event_user.identities()
        ]


class Event:
    """The login's event. A handler gets one."""

    authentication = _Authentication()
    authorization = _Authorization()
    client = _Client()
    configuration = _Configuration()
    connection = _Connection()
    custom_domain = _CustomDomain()
    organization = _Organization()
    prompt = _Prompt()
    refresh_token = _RefreshToken()
    request = _Request()
    resource_server = _ResourceServer()
    secrets = _Secrets()
    security_context = _SecurityContext()
    session = _Session()
    stats = _Stats()
    tenant = _Tenant()
    transaction = _Transaction()
    user = _User()

    def get(self, pointer: str) -> Json:
        """The value at a JSON Pointer (RFC 6901): `/user/app_metadata/plan`, or the empty text for the whole event. None
        when nothing is there. For properties that this version of the SDK does not know.
        """
        return _json(_event.get(pointer))

    def parts(self) -> list[str]:
        """The names of the parts that this event has, e.g. `user`, `organization`."""
        return _event.parts()
