"""What is raised when a call of the `api` is refused."""

from componentize_py_types import Err
from wit_world.imports import cache, types


class CallError(Exception):
    """A call was refused. Nothing was recorded. An Action that catches it may go on; one that does not has failed."""

    name = "Error"
    """The kind of error in the tenant's log."""


class InvalidArgument(CallError):
    """An argument has the wrong form or value; in JavaScript a `TypeError`."""

    name = "TypeError"


class NotAllowed(CallError):
    """The call is not possible in this handler or this login."""


class LimitExceeded(CallError):
    """A documented limit of the API would be passed."""


class CacheError(CallError):
    """A value was not stored or not deleted. The message is Auth0's code, e.g. `CacheKeyDoesNotExist`."""

    name = "CacheError"


_CALLS = {
    types.CallError_InvalidArgument: InvalidArgument,
    types.CallError_NotAllowed: NotAllowed,
    types.CallError_LimitExceeded: LimitExceeded,
    types.CallError_Other: CallError,
}

_CACHE = {
    cache.CacheError_KeySizeExceeded: "CacheKeySizeExceeded",
    cache.CacheError_ValueSizeExceeded: "CacheValueSizeExceeded",
    cache.CacheError_SizeExceeded: "CacheSizeExceeded",
    cache.CacheError_AlreadyExpired: "ItemAlreadyExpired",
    cache.CacheError_InvalidExpiry: "InvalidExpiry",
    cache.CacheError_KeyDoesNotExist: "CacheKeyDoesNotExist",
}


def _error(value: object) -> CallError:
    if type(value) in _CALLS:
        return _CALLS[type(value)](value.value)
    if type(value) in _CACHE:
        return CacheError(_CACHE[type(value)])
    return CacheError(value.value)


class _Refusals:
    """Turns what the bindings raise into the errors above. No `contextmanager`: that one sets attributes of what passes
    through it, and the bindings' `Err` is frozen.
    """

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: type | None, error: BaseException | None, traceback: object) -> None:
        if isinstance(error, Err):
            raise _error(error.value) from None


refusals = _Refusals()
