"""What componentize-py makes a component of: it finds the author's handlers, and runs them."""

import inspect
import os
import random
import traceback
from collections.abc import Callable

import action
from componentize_py_types import Err
from vestibule import Api, CallError, Event
from wit_world.exports.post_login_handler import Failure, HandlerError_Failed, HandlerError_NotImplemented


def _handler(name: str) -> Callable[[Event, Api], None] | None:
    """The author's handler, looked at when the component is built. None when there is none."""
    found = getattr(action, name, None)
    if found is None:
        return None
    if not callable(found):
        raise ImportError(f"action.py: {name} is no function")
    if inspect.iscoroutinefunction(found) or inspect.isgeneratorfunction(found) or inspect.isasyncgenfunction(found):
        raise ImportError(f"action.py: {name} must be a plain function, without async or yield: its body would never run")
    try:
        inspect.signature(found).bind(None, None)
    except TypeError as error:
        raise ImportError(f"action.py: {name} must take two arguments, event and api: {error}") from None
    return found


_EXECUTE = _handler("on_execute_post_login")
_CONTINUE = _handler("on_continue_post_login")

if _EXECUTE is None and _CONTINUE is None:
    raise ImportError(
        "action.py is no Action, because it has no handler: "
        "expected def on_execute_post_login(event, api) or def on_continue_post_login(event, api)"
    )


def _failure(error: BaseException) -> Failure:
    name = error.name if isinstance(error, CallError) else type(error).__name__
    # The first entry is this file's.
    frames = traceback.extract_tb(error.__traceback__)[1:]
    stack = "".join(f"    at {frame.name} ({os.path.basename(frame.filename)}:{frame.lineno})\n" for frame in frames)
    try:
        message = str(error)
    except Exception:
        message = "an error whose text cannot be had"
    return Failure(name, message, stack.rstrip() or None)


def _run(handler: Callable[[Event, Api], None] | None) -> None:
    if handler is None:
        raise Err(HandlerError_NotImplemented())
    # The component is a snapshot: its generator would give the same numbers in every run.
    random.seed(os.urandom(32))
    try:
        result = handler(Event(), Api())
        if inspect.isawaitable(result) or inspect.isgenerator(result) or inspect.isasyncgen(result):
            raise TypeError("the handler returned something that has not run: without async or yield it would have")
    # SystemExit as well: an Action that ends early has not decided.
    except BaseException as error:
        raise Err(HandlerError_Failed(_failure(error))) from None


class PostLoginHandler:
    """The export."""

    def on_execute_post_login(self) -> None:
        _run(_EXECUTE)

    def on_continue_post_login(self) -> None:
        _run(_CONTINUE)
