"""Write Vestibule Actions in Python.

An Action is a module `action` that defines `on_execute_post_login(event, api)`, `on_continue_post_login(event, api)`, or
both. What a handler asks for through `api` is carried out when it has returned; when it raises, nothing of it is, and the
login fails. To refuse a login, call `api.access.deny`.

`time`, `datetime`, `random`, `secrets` and `uuid` work: the clock and the randomness are the host's, and recorded with the
run. There are no files, no sockets, no threads and no environment; `http` reaches the hosts that are allowed.
"""

from . import console, http, system
from .api import Api, CacheRecord, DuoOptions
from .errors import CacheError, CallError, InvalidArgument, LimitExceeded, NotAllowed
from .event import Assessment, AuthenticationMethod, EnrolledFactor, Event, Geolocation, Identity
from .factor import Factor

__all__ = [
    "Api",
    "Assessment",
    "AuthenticationMethod",
    "CacheError",
    "CacheRecord",
    "CallError",
    "DuoOptions",
    "EnrolledFactor",
    "Event",
    "Factor",
    "Geolocation",
    "Identity",
    "InvalidArgument",
    "LimitExceeded",
    "NotAllowed",
    "console",
    "http",
    "system",
]
