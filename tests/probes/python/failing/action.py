"""Ways to fail: whichever `event.configuration.mode` names, nothing of it may let a login through."""

import os
import random
import sys
import time

from vestibule import Api, Event, console


class Unprintable(Exception):
    def __str__(self) -> str:
        raise ValueError("no text")


def on_execute_post_login(event: Event, api: Api) -> object:
    mode = event.configuration.get("mode")
    api.id_token.set_custom_claim("https://acme.example/a", 1)
    if mode == "error":
        raise ValueError("an error of its own")
    if mode == "exit":
        sys.exit(0)
    if mode == "exit-at-once":
        os._exit(0)
    if mode == "recursion":
        return _deeper()
    if mode == "memory":
        return [bytes(1 << 20) for _ in range(1 << 20)]
    if mode == "coroutine":
        return _later(api)
    if mode == "generator":
        return (each for each in [1])
    if mode == "unprintable":
        raise Unprintable
    if mode == "no-json":
        api.id_token.set_custom_claim("https://acme.example/b", float("nan"))
    if mode == "wrong-type":
        api.access.deny(None)
    if mode == "random":
        console.log(random.random(), time.time())
    return None


def _deeper() -> object:
    return _deeper()


async def _later(api: Api) -> None:
    api.access.deny("never")
