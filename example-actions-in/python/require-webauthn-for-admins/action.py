"""Whoever is an admin must pass a security key, or enrol one."""

from vestibule import Api, Event, Factor


def on_execute_post_login(event: Event, api: Api) -> None:
    if "admin" not in event.authorization.roles:
        return
    if any(factor.type == "webauthn-roaming" for factor in event.user.enrolled_factors):
        api.authentication.challenge_with(Factor.WEBAUTHN_ROAMING)
    else:
        api.authentication.enroll_with(Factor.WEBAUTHN_ROAMING)
