"""The contract's clock and randomness. `time`, `random`, `secrets` and `uuid` have the same sources."""

from wit_world.imports import clock as _clock
from wit_world.imports import random as _random


def now() -> int:
    """`Date.now()`: milliseconds since 1970-01-01T00:00:00Z."""
    return _clock.now()


def wait(milliseconds: int) -> None:
    """Waits. The wait counts as the run's time."""
    _clock.wait(milliseconds)


def random_bytes(length: int) -> bytes:
    """`crypto.getRandomValues()`: at most 65,536 at once; more end the run."""
    return _random.bytes(length)


def random_number() -> int:
    """A random number over the whole range of 64 bits."""
    return _random.number()
