"""What an import brought to a file, noted at its end, and how it meets what became of it since.

A note has a digest of each value, so that a later import of a newer document can tell what the
user has changed from what the document had.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TypeAlias
from urllib.parse import quote, unquote

from msgspec import Struct, field

from outrider.visible_text import visible_line

Table: TypeAlias = Mapping[str, Any]
Key: TypeAlias = tuple[str, ...]
"""Where a value is: a key of the file, and of what is in it the name."""

_NOTE = "Imported values: "
_NOTED = re.compile(rf"^# {_NOTE}(.*)$", re.MULTILINE)
_OF_OPERATION = ("# Operation: ", "# Required scope: ", "# Response ")
"""Comments that an import writes before its note."""
_TABLES = frozenset({"path", "variables", "auth", "body"})
_DIGITS = 6
_WHOLE = frozenset({"secrets", "tls"})
"""What an import only adds to, by rules of its own."""


class MergedTable(Struct):
    """A file's values after an import.

    Attributes:
        taken: keys whose values are the import's, and were others before.
        kept: keys that the user has changed, and the document has, too.
    """

    table: dict[str, Any]
    taken: list[Key] = field(default_factory=list)
    kept: list[Key] = field(default_factory=list)


def values_note(table: Table, *, environment: bool = False) -> str:
    """The line for the end of a file that an import brings as this table."""
    found = flat_values(table, environment=environment)
    return _NOTE + " ".join(f"{_spelled(key)}={_digest(value)}" for key, value in found.items())


def is_noted(lines: Iterable[str]) -> bool:
    """Whether a note of this kind is among comments."""
    return any(one.startswith(_NOTE) for one in lines)


def noted_values(text: str) -> dict[Key, str] | None:
    """The digests in the text of a file; ``None`` where nothing is noted."""
    found = list(_NOTED.finditer(text))
    if not found:
        return None
    pairs = (one.rpartition("=") for one in found[-1][1].split())
    return {_key(name): digest for name, _, digest in pairs if name}


def with_newer_comments(text: str, lines: Iterable[str]) -> str:
    """The text of a file with a newer note, and what stands directly before it of an operation."""
    lines = [visible_line(one) for one in lines]
    found = list(_NOTED.finditer(text))
    if not found:
        return text
    before = text[: found[-1].start()].splitlines(keepends=True)
    while before and before[-1].startswith(_OF_OPERATION):
        before.pop()
    newer = [one for one in lines if f"# {one}".startswith((*_OF_OPERATION, f"# {_NOTE}"))]
    return "".join(before) + "\n".join(f"# {one}" for one in newer) + text[found[-1].end() :]


def flat_values(table: Table, *, environment: bool = False) -> dict[Key, Any]:
    """Each value of a file by where it is; rows by their names."""
    found: dict[Key, Any] = {}
    for key, value in table.items():
        if environment and key in _WHOLE:
            continue
        is_table = isinstance(value, Mapping) and key in _TABLES
        if is_table and (environment or key != "auth"):
            for name, one in value.items():
                found.update(_rows((key, name), one))
        else:
            found.update(_rows((key,), value))
    return found


def merged_values(
    there: Table, noted: Mapping[Key, str], brought: Table, *, environment: bool = False
) -> MergedTable:
    """What the file has, with what the document has changed since it was imported.

    A value that the user has changed, added or removed stays so.
    """
    old, new = (flat_values(one, environment=environment) for one in (there, brought))
    made: dict[Key, Any] = {}
    merged = MergedTable({})
    for key in dict.fromkeys((*old, *new)):
        before = _digest(old[key]) if key in old else None
        after = _digest(new[key]) if key in new else None
        if before == noted.get(key):
            if key in new:
                made[key] = new[key]
            if before != after:
                merged.taken.append(key)
            continue
        if key in old:
            made[key] = old[key]
        if after not in {before, noted.get(key)}:
            merged.kept.append(key)
    if old.get(("body", "type")) != new.get(("body", "type")):
        _settle_body(made, old, new, noted)
    merged.table = _unflattened(made)
    return merged


def _settle_body(
    made: dict[Key, Any],
    old: Mapping[Key, Any],
    new: Mapping[Key, Any],
    noted: Mapping[Key, str],
) -> None:
    """Two bodies of different types are not mixed."""
    mine = {key: value for key, value in old.items() if key[0] == "body"}
    recorded = {key: one for key, one in noted.items() if key[0] == "body"}
    same = {key: _digest(value) for key, value in mine.items()} == recorded
    chosen = {key: value for key, value in new.items() if key[0] == "body"} if same else mine
    for key in [one for one in made if one[0] == "body"]:
        del made[key]
    made.update(chosen)


def _rows(key: Key, value: Any) -> Iterator[tuple[Key, Any]]:
    is_list = isinstance(value, list) and bool(value)
    if not is_list or not all(isinstance(one, Mapping) and "name" in one for one in value):
        yield key, value
        return
    counts: dict[str, int] = {}
    for one in value:
        name = str(one["name"])
        counts[name] = counts.get(name, 0) + 1
        yield (*key, "row", f"{name}#{counts[name]}"), one


def _unflattened(found: Mapping[Key, Any]) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for key, value in found.items():
        path = list(key)
        if len(path) > 2 and path[-2] == "row":
            *path, _, _ = path
            holder = made if len(path) == 1 else made.setdefault(path[0], {})
            holder.setdefault(path[-1], []).append(value)
        elif len(path) == 1:
            made[path[0]] = value
        else:
            made.setdefault(path[0], {})[path[1]] = value
    return made


def shown_keys(keys: Iterable[Key]) -> str:
    """Where values are, in a sentence: ``url, query "limit"``."""
    shown = []
    for key in keys:
        if len(key) > 2 and key[-2] == "row":
            shown.append(f'{key[-3]} "{key[-1].rpartition("#")[0]}"')
        else:
            shown.append(key[0] if len(key) == 1 else f'{key[0]} "{key[1]}"')
    return ", ".join(dict.fromkeys(shown))


def _spelled(key: Key) -> str:
    return ".".join(quote(one, safe="#[]").replace(".", "%2E") for one in key)


def _key(written: str) -> Key:
    return tuple(map(unquote, written.split(".")))


def _digest(value: Any) -> str:
    text = json.dumps(value, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:_DIGITS]
