"""Second factors, as `api.authentication` takes them."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar, Literal

from wit_world.imports import types

from ._json import Json, optional


@dataclass(frozen=True)
class Factor:
    """A second factor to ask for: Auth0's `{type, options}`.

    `Factor.OTP` and its siblings are the known ones. A type that stands for no factor is no error: it is dropped, with a
    warning in the tenant's log, when the command is carried out.
    """

    type: str
    options: Json = None

    OTP: ClassVar["Factor"]
    """A time-based one-time password from an app."""
    PUSH_NOTIFICATION: ClassVar["Factor"]
    """A notification to the Guardian app. The person may type a one-time password instead."""
    PHONE: ClassVar["Factor"]
    """A code by whatever the tenant has enabled, text message or call."""
    EMAIL: ClassVar["Factor"]
    """A code by email. It can be asked for, never enrolled."""
    RECOVERY_CODE: ClassVar["Factor"]
    """A code that was noted down at enrolment."""
    WEBAUTHN_ROAMING: ClassVar["Factor"]
    """A security key."""
    WEBAUTHN_PLATFORM: ClassVar["Factor"]
    """The device's own biometrics."""

    @staticmethod
    def push_notification(*, otp_fallback: bool) -> "Factor":
        """A notification, saying whether the person may type a one-time password instead."""
        return Factor("push-notification", {"otpFallback": otp_fallback})

    @staticmethod
    def phone(preferred_method: Literal["sms", "voice", "both"]) -> "Factor":
        """A code by phone, saying how it should come if that is available."""
        return Factor("phone", {"preferredMethod": preferred_method})


Factor.OTP = Factor("otp")
Factor.PUSH_NOTIFICATION = Factor("push-notification")
Factor.PHONE = Factor("phone")
Factor.EMAIL = Factor("email")
Factor.RECOVERY_CODE = Factor("recovery-code")
Factor.WEBAUTHN_ROAMING = Factor("webauthn-roaming")
Factor.WEBAUTHN_PLATFORM = Factor("webauthn-platform")


def lower(factor: Factor) -> types.Factor_Other:
    """A factor by its name: the host reads every factor it knows from that as well."""
    if not isinstance(factor, Factor):
        raise TypeError(f"expected a Factor, got {factor!r}")
    return types.Factor_Other(types.OtherFactor(factor.type, optional(factor.options)))


def lower_all(factors: Iterable[Factor]) -> list[types.Factor_Other]:
    """Several."""
    return [lower(factor) for factor in factors]
