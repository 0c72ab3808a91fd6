"""JSON values, as Python has them."""

import json

Json = dict[str, "Json"] | list["Json"] | str | int | float | bool | None


def parse(text: str | None) -> Json:
    """The value of a JSON text of the host's; None when there is no text."""
    return None if text is None else json.loads(text)


def text(value: Json) -> str:
    """A value as JSON text. Raises `ValueError` or `TypeError` for what JSON does not have, such as NaN."""
    return json.dumps(value, allow_nan=False, ensure_ascii=False)


def optional(value: Json) -> str | None:
    """The same, with None for no value at all."""
    return None if value is None else text(value)
