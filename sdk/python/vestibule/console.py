"""`console`: the Action's log. Lines go to the execution record, never to the person who logs in. `print` does as well."""

from wit_world.imports import console as _console
from wit_world.imports.console import Level


def _line(values: tuple[object, ...]) -> str:
    return " ".join(str(value) for value in values)


def trace(*values: object) -> None:
    """`console.trace`"""
    _console.write(Level.TRACE, _line(values))


def debug(*values: object) -> None:
    """`console.debug`"""
    _console.write(Level.DEBUG, _line(values))


def log(*values: object) -> None:
    """`console.log`"""
    _console.write(Level.LOG, _line(values))


def info(*values: object) -> None:
    """`console.info`"""
    _console.write(Level.INFO, _line(values))


def warn(*values: object) -> None:
    """`console.warn`"""
    _console.write(Level.WARN, _line(values))


def error(*values: object) -> None:
    """`console.error`"""
    _console.write(Level.ERROR, _line(values))
