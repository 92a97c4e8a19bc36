"""What a JSON text of Postman's is: a collection, an environment, globals (v2.0 and v2.1)."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import PurePath
from typing import Literal

from msgspec import Struct

from outrider.errors import ImportRejected
from outrider.importers.building.loose_values import Json, tables, text_of
from outrider.importers.importer import ImportSource
from outrider.json_words import json_complaint

_SCHEMA = re.compile(r"/v(\d+)\.(\d+)\.\d+")
DEEPEST = 200
"""Levels of folders; more is no collection that somebody made."""


class PostmanDocument(Struct, frozen=True):
    """A parsed document: ``data`` is its outermost table, unwrapped."""

    source: ImportSource
    kind: Literal["collection", "environment", "globals"]
    data: Mapping[str, Json]

    @property
    def info(self) -> Mapping[str, Json]:
        """What a collection says about itself."""
        found = self.data.get("info")
        return found if isinstance(found, Mapping) else {}

    @property
    def title(self) -> str:
        """Its name; hand-made collections have it outside of info, which newman reads as well."""
        return text_of(self.info.get("name")) or text_of(self.data.get("name"))


def read_document(source: ImportSource) -> PostmanDocument:
    """Parses a text.

    Raises:
        ImportRejected: it is no JSON, a version that is not read, or nothing of Postman's.
    """
    try:
        data = json.loads(source.text)
    except json.JSONDecodeError as error:
        said = json_complaint(error)
        what = f"is not JSON: {said.what} at line {said.line}, column {said.column}."
        raise _rejected(source, what, "not_json") from None
    except (RecursionError, ValueError):
        what = "cannot be read: it is nested too deeply or contains too long a number."
        raise _rejected(source, what, "not_json") from None
    if isinstance(data, list):
        # Postman's first exports are the rows alone; the file's name says what they are.
        label, _, kind = PurePath(source.name).name.partition(".")
        scope = "globals" if "globals" in kind else "environment"
        data = {"name": label or scope, "values": data, "_postman_variable_scope": scope}
    for wrapper in ("collection", "environment"):
        inner = data.get(wrapper) if isinstance(data, Mapping) else None
        if isinstance(inner, Mapping):
            data = inner
    if isinstance(data, Mapping):
        if isinstance(data.get("values"), list) and "item" not in data:
            is_global = data.get("_postman_variable_scope") == "globals"
            return PostmanDocument(source, "globals" if is_global else "environment", data)
        if isinstance(data.get("item"), list):
            return _checked(PostmanDocument(source, "collection", data))
        if isinstance(data.get("requests"), list):
            raise _rejected(
                source,
                "is a Postman collection of version 1, which is not supported.",
                "postman_v1",
                "Open it in Postman and export it as Collection v2.1.",
            )
    raise _rejected(
        source,
        "is JSON, but not a Postman collection or environment.",
        "unknown_format",
        "Export it from Postman as Collection v2.1, or as an environment.",
    )


def _checked(document: PostmanDocument) -> PostmanDocument:
    match = _SCHEMA.search(str(document.info.get("schema") or ""))
    if match and match[1] != "2":
        what = f"is a Postman collection of version {match[1]}, which is not supported."
        advice = "Export it from Postman as Collection v2.1."
        raise _rejected(document.source, what, "postman_version", advice)
    return document


def _rejected(source: ImportSource, what: str, code: str, advice: str = "") -> ImportRejected:
    name = source.name or "The text"
    return ImportRejected(f"{name} {what}", code=code, where=source.name, advice=advice)


def description_of(value: Json) -> str:
    """A description: text, or a table with ``content``."""
    if isinstance(value, Mapping):
        return text_of(value.get("content"))
    return value if isinstance(value, str) else ""


def is_enabled(row: Mapping[str, Json]) -> bool:
    """Whether a row of a collection counts; Postman does not read ``enabled`` there."""
    return not row.get("disabled")


def is_enabled_setting(row: Mapping[str, Json]) -> bool:
    """Whether a row of an environment or of an auth counts, where Postman reads ``enabled``."""
    return is_enabled(row) and row.get("enabled", True) is not False


def with_switches(rows: Json) -> list[Mapping[str, Json]]:
    """The rows of an environment, which are switched off by ``enabled``, as a collection's."""
    return [row if is_enabled_setting(row) else {**row, "disabled": True} for row in tables(rows)]
