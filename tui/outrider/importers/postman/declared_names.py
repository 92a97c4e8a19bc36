"""The names that a document of Postman's refers to, sets or declares."""

from __future__ import annotations

import re
from collections.abc import Mapping

from outrider.importers.building.loose_values import Json, tables, text_of

_REFERENCE = re.compile(r"\{\{([^{}]+)\}\}")
_SET = re.compile(r"\.set\(\s*\\?[\"'`]([^\"'`\\]+)\\?[\"'`]")


def names_in(text: str, data: Json) -> set[str]:
    """Every name that a document refers to, sets or declares."""
    found = set(_REFERENCE.findall(text)) | set(_SET.findall(text))
    return found | names_given_values(data)


def set_names(text: str) -> set[str]:
    """Every variable that a script of a document sets by its name."""
    return set(_SET.findall(text))


def names_given_values(data: Json) -> set[str]:
    """Every variable that a document gives a value."""
    found: set[str] = set()
    left = [data]
    while left:
        one = left.pop()
        if not isinstance(one, Mapping):
            continue
        for row in (*tables(one.get("variable")), *tables(one.get("values"))):
            found.add(text_of(row.get("key") or row.get("id")))
        left += tables(one.get("item"))
    return found
