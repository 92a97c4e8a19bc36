"""Values of JSON as texts and tables, whatever stands where a text or a table was meant."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, TypeAlias

from outrider.credential_shapes import find_in_title
from outrider.importers.written_numbers import WrittenFloat
from outrider.model.secret import MASK

Json: TypeAlias = Any
"""A value as the standard library's parser gives it."""


def text_of(value: Json) -> str:
    """A value as text: people write numbers, booleans and null where a text is meant."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, WrittenFloat):
        return value.written
    if isinstance(value, int | float):
        return str(value)
    return json.dumps(value, ensure_ascii=False)


def shown_title(value: Json) -> str:
    """A name that people gave; a credential in it is masked, for names are shown and shared."""
    text = text_of(value)
    made, at = [], 0
    for found in find_in_title(text):
        made += [text[at : found.start], MASK]
        at = found.end
    return "".join([*made, text[at:]])


def tables(value: Json) -> list[Mapping[str, Json]]:
    """The tables of a list, or one that stands without a list; anything else is left out."""
    if isinstance(value, Mapping):
        return [value] if value else []
    return [one for one in value if isinstance(one, Mapping)] if isinstance(value, list) else []
