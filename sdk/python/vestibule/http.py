"""HTTP to the outside: `fetch`.

Where it is allowed, and then only to the hosts that the Action's configuration lists. Whatever stands in the way raises
`HttpError`, which an Action can act on; one that it does not catch fails the handler, and with it the login. A status such
as 404 is a response, not an error.

    answer = http.post("https://risk.example.com/score", json={"ip": event.request.ip})
    score = answer.json()["score"] if answer.ok else 100

Several requests at once are started first (`start`), and finished then (`Exchange.finish`).
"""

import json as _json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from componentize_py_types import Err as _Err
from wit_world.imports import http as _http

from ._json import Json
from ._json import text as _text

__all__ = ["Exchange", "HttpError", "Redirects", "Response", "get", "post", "send", "start", "wait"]

Redirects = Literal["follow", "manual"]
"""What is done with an answer that redirects: it is followed, at most five times, or it is the response."""

Headers = Mapping[str, str] | Iterable[tuple[str, str]]
"""Names and values. What belongs to the connection, such as `host` and `content-length`, is the host's to set."""


class HttpError(Exception):
    """There is no response. The text names the host."""

    name = "HttpError"
    """The kind of error in the tenant's log."""

    def __init__(self, kind: str, message: str) -> None:
        super().__init__(message)
        self.kind = kind
        """The contract's name for the reason, e.g. `not-allowed`, `timed-out`, `too-large`."""


@dataclass(frozen=True)
class Response:
    """A response, whole."""

    status: int
    """The status, e.g. 200."""
    url: str
    """The URL that answered: another than was asked for when redirects were followed."""
    headers: Sequence[tuple[str, str]]
    """Names in lower case, and values, in the order of arrival."""
    body: bytes
    """The body, after its content encoding was undone."""

    @property
    def ok(self) -> bool:
        """Whether the status is 200 to 299."""
        return 200 <= self.status < 300

    def header(self, name: str) -> str | None:
        """The first header of this name, in any case. None when there is none."""
        return next((value for own, value in self.headers if own == name.lower()), None)

    def text(self) -> str:
        """The body as text. What is not UTF-8 is replaced."""
        return self.body.decode(errors="replace")

    def json(self) -> Json:
        """The body as JSON. Raises `ValueError` if it is none."""
        return _json.loads(self.body)


class Exchange:
    """A request under way, from `start`."""

    def __init__(self, exchange: _http.Exchange) -> None:
        self._exchange = exchange

    def finish(self) -> Response:
        """The response. Waits until it is there; once only."""
        with _errors:
            return _response(_http.Exchange.finish(self._exchange))


def send(
    method: str,
    url: str,
    *,
    headers: Headers = (),
    body: bytes | str | None = None,
    json: Json = None,
    redirects: Redirects = "follow",
) -> Response:
    """Sends a request, and waits for the response. `json` is sent as such, with its `content-type`; a `body` as it is."""
    with _errors:
        return _response(_http.send(_request(method, url, headers, body, json, redirects)))


def get(url: str, *, headers: Headers = (), redirects: Redirects = "follow") -> Response:
    """`send` with `GET`."""
    return send("GET", url, headers=headers, redirects=redirects)


def post(
    url: str, *, headers: Headers = (), body: bytes | str | None = None, json: Json = None, redirects: Redirects = "follow"
) -> Response:
    """`send` with `POST`."""
    return send("POST", url, headers=headers, body=body, json=json, redirects=redirects)


def start(
    method: str,
    url: str,
    *,
    headers: Headers = (),
    body: bytes | str | None = None,
    json: Json = None,
    redirects: Redirects = "follow",
) -> Exchange:
    """As `send`, without waiting. Most reasons why there is no response only show when it is finished."""
    with _errors:
        return Exchange(_http.Exchange.start(_request(method, url, headers, body, json, redirects)))


def wait(exchanges: Sequence[Exchange], milliseconds: int | None = None) -> int | None:
    """Waits until one of these can be finished without waiting, and gives its place; None when the milliseconds have passed
    before. Without them it waits as long as the run lasts.
    """
    return _http.wait([exchange._exchange for exchange in exchanges], milliseconds)


def _request(
    method: str, url: str, headers: Headers, body: bytes | str | None, json: Json, redirects: Redirects
) -> _http.Request:
    pairs = list(headers.items() if isinstance(headers, Mapping) else headers)
    if json is not None:
        pairs.append(("content-type", "application/json"))
        body = _text(json)
    if isinstance(body, str):
        body = body.encode()
    kind = _http.Redirects.FOLLOW if redirects == "follow" else _http.Redirects.MANUAL
    return _http.Request(method, url, pairs, body, kind)


def _response(response: _http.Response) -> Response:
    return Response(response.status, response.url, response.headers, bytes(response.body))


_KINDS = {
    _http.HttpError_NotAllowed: "not-allowed",
    _http.HttpError_AddressRefused: "address-refused",
    _http.HttpError_InvalidRequest: "invalid-request",
    _http.HttpError_NotResolved: "not-resolved",
    _http.HttpError_ConnectionFailed: "connection-failed",
    _http.HttpError_TooLarge: "too-large",
    _http.HttpError_TimedOut: "timed-out",
    _http.HttpError_TooMany: "too-many",
    _http.HttpError_Other: "other",
}


class _Errors:
    """Turns what the bindings raise into `HttpError`; as `errors.refusals`."""

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: type | None, error: BaseException | None, traceback: object) -> None:
        if isinstance(error, _Err):
            raise HttpError(_KINDS[type(error.value)], error.value.value) from None


_errors = _Errors()
