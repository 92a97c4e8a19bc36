"""What a JSON text of Postman's is: a collection, an environment, globals (v2.0 and v2.1)."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from enum import StrEnum
from pathlib import PurePath
from typing import Any, TypeAlias

from msgspec import Struct

from outrider.errors import ImportRejected
from outrider.importers.importer import ImportSource

Json: TypeAlias = Any
"""A value as the standard library's parser gives it."""

_SCHEMA = re.compile(r"/v(\d+)\.(\d+)\.\d+")
DEEPEST = 200
"""Levels of folders; more is no collection that somebody made."""


class DocumentKind(StrEnum):
    """What a document is."""

    COLLECTION = "collection"
    ENVIRONMENT = "environment"
    GLOBALS = "globals"


class PostmanDocument(Struct, frozen=True):
    """A parsed document.

    Attributes:
        source: where it was read from.
        kind: what it is.
        data: its outermost table, unwrapped.
    """

    source: ImportSource
    kind: DocumentKind
    data: Mapping[str, Json]


def recognises(text: str) -> bool:
    """Whether a text looks like one of Postman's; a look at its start and its words."""
    start = text.lstrip()[:1]
    if start == "[":
        return '"key"' in text and '"value"' in text
    if start != "{":
        return False
    if '"item"' in text and ('"info"' in text or '"request"' in text):
        return True
    if '"_postman_variable_scope"' in text or (
        '"values"' in text and ('"key"' in text or '"name"' in text)
    ):
        return True
    # Version 1 is known so that it can be refused with advice.
    return '"requests"' in text and '"order"' in text


def read_document(source: ImportSource) -> PostmanDocument:
    """Parses a text.

    Raises:
        ImportRefused: it is no JSON, a version that is not read, or nothing of Postman's.
    """
    name = source.name or "The text"
    try:
        data = json.loads(source.text)
    except json.JSONDecodeError as error:
        raise ImportRejected(
            f"{name} is not JSON: {error.msg} at line {error.lineno}, column {error.colno}.",
            code="not_json",
            where=source.name,
        ) from None
    except (RecursionError, ValueError):
        raise ImportRejected(
            f"{name} cannot be read: it is nested too deeply, or holds too long a number.",
            code="not_json",
            where=source.name,
        ) from None
    if isinstance(data, list):
        # Postman's first exports are the rows alone; the file's name says what they are.
        label, _, kind = PurePath(source.name).name.partition(".")
        scope = "globals" if "globals" in kind else "environment"
        data = {"name": label or scope, "values": data, "_postman_variable_scope": scope}
    for wrapper in ("collection", "environment"):
        inner = data.get(wrapper) if isinstance(data, Mapping) else None
        if isinstance(inner, Mapping):
            data = inner
    if not isinstance(data, Mapping):
        raise _unknown(source)
    if isinstance(data.get("values"), list) and "item" not in data:
        is_global = data.get("_postman_variable_scope") == "globals"
        return PostmanDocument(
            source, DocumentKind.GLOBALS if is_global else DocumentKind.ENVIRONMENT, data
        )
    if isinstance(data.get("item"), list):
        _check_version(data, source)
        return PostmanDocument(source, DocumentKind.COLLECTION, data)
    if isinstance(data.get("requests"), list):
        raise ImportRejected(
            f"{name} is a collection of Postman's version 1, which is not read.",
            code="postman_v1",
            where=source.name,
            advice="Open it in Postman and export it as Collection v2.1.",
        )
    raise _unknown(source)


def _check_version(data: Mapping[str, Json], source: ImportSource) -> None:
    info = data.get("info")
    schema = str(info.get("schema") or "") if isinstance(info, Mapping) else ""
    match = _SCHEMA.search(schema)
    if match and match[1] != "2":
        raise ImportRejected(
            f"{source.name or 'The text'} is of version {match[1]}, which is not read.",
            code="postman_version",
            where=source.name,
            advice="Export it from Postman as Collection v2.1.",
        )


def _unknown(source: ImportSource) -> ImportRejected:
    return ImportRejected(
        f"{source.name or 'The text'} is JSON, but no collection and no environment.",
        code="unknown_format",
        where=source.name,
        advice="Export the collection from Postman as Collection v2.1, and each environment.",
    )


def text_of(value: Json) -> str:
    """A value as text: Postman takes numbers, booleans and null where it means text."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return str(value)
    return json.dumps(value, ensure_ascii=False)


def description_of(value: Json) -> str:
    """A description: text, or a table with ``content``."""
    if isinstance(value, Mapping):
        return text_of(value.get("content"))
    return value if isinstance(value, str) else ""


def tables(value: Json) -> list[Mapping[str, Json]]:
    """The tables of a list; anything else in it is left out."""
    return [one for one in value if isinstance(one, Mapping)] if isinstance(value, list) else []


def is_enabled(row: Mapping[str, Json]) -> bool:
    """Whether a row counts: collections write ``disabled``, environments ``enabled``."""
    return not row.get("disabled") and row.get("enabled", True) is not False
