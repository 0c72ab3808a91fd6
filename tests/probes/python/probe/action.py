"""The probe: it reads every part of the event, or makes the calls that `event.configuration.mode` names, and logs what came
of each.
"""

import calls
from echo import echo
from outside import outside
from vestibule import Api, Event


class ProbeError(Exception):
    """What mode `throw` raises."""


def on_execute_post_login(event: Event, api: Api) -> None:
    mode = event.configuration.get("mode")
    if mode == "echo":
        echo(event)
    elif mode == "outside":
        outside(event, api)
    elif mode == "throw":
        raise ProbeError('thrown with "quotes" and ü')
    elif mode == "refused":
        api.access_token.add_scope("two scopes")
    elif mode in calls.MODES:
        calls.MODES[mode](api)
    else:
        raise calls.Error("there is no such mode")


def on_continue_post_login(event: Event, api: Api) -> None:
    calls.continued(api)
