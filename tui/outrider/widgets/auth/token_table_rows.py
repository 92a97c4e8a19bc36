"""The tables about token request and token response as rows of a form, and back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, MutableMapping, Sequence
from itertools import chain
from typing import Any

from outrider.auth.token_tables import (
    TOKEN_HEADERS,
    TOKEN_PARAMETERS,
    TOKEN_RESPONSE,
    TOKEN_TABLES,
)
from outrider.model.member_path import member_path, path_text, written_path
from outrider.model.workspace import scalar_text
from outrider.toolkit.sheet.sheet_view import SheetRow

TITLES = {
    TOKEN_PARAMETERS: ("token parameters", "such as audience; <rows.add> adds one"),
    TOKEN_HEADERS: ("token headers", "such as X-Tenant; <rows.add> adds one"),
    TOKEN_RESPONSE: ("token response", "such as access_token; <rows.add> adds one"),
}
"""What stands above the rows of a table, and what is said where it has none."""

_NOTES = {
    TOKEN_PARAMETERS: "parameter of the token request",
    TOKEN_HEADERS: "header of the token request",
    TOKEN_RESPONSE: "member of the token response",
}


def blank_token_row(group: str) -> SheetRow:
    """A row to be filled in, for the table that a group is; else for a parameter."""
    table = group if group in TOKEN_TABLES else TOKEN_PARAMETERS
    return SheetRow(("", ""), None, group=table, note=_NOTES[table])


def token_table_rows(table: Mapping[str, Any], names: Sequence[str]) -> Iterator[SheetRow]:
    """The rows of all tables, as far as rows can show them; those in ``names`` can have more.

    Headers and members have a heading, on which the first one is added.
    """
    for name in TOKEN_TABLES:
        written = table.get(name, {})
        if not can_show(name, written) or not (written or name in names):
            continue
        if name != TOKEN_PARAMETERS:
            title, note = TITLES[name]
            yield SheetRow(
                (title, ""),
                None,
                group=name,
                note="" if written else note,
                fixed_cells=1,
                locked=True,
                heading=True,
            )
        for key, text in cells_of_table(name, written):
            yield SheetRow((key, text), None, name, _NOTES[name])


def cells_of_table(table: str, written: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Name and text of each row of a table; a parameter with several values has several."""
    for name, value in written.items():
        if table == TOKEN_RESPONSE:
            yield name, value if isinstance(value, str) else path_text(value)
        else:
            for one in values_of(value):
                yield name, scalar_text(one)


def put_token_rows(
    now: Iterable[SheetRow],
    then: Iterable[SheetRow],
    before: Mapping[str, Any],
    table: MutableMapping[str, Any],
) -> None:
    """Puts what the rows say of these tables into a table; what they say as before stays."""
    now, then = list(now), list(then)
    for name in TOKEN_TABLES:
        pairs = _pairs(now, name)
        if pairs != _pairs(then, name):
            put_or_drop(table, name, typed_table(name, pairs, before.get(name, {})))


def typed_table(
    table: str, pairs: Iterable[tuple[str, ...]], before: Mapping[str, Any]
) -> dict[str, Any]:
    """The table that rows stand for; values that are as before keep their kinds."""
    texts: dict[str, list[str]] = {}
    for name, text in pairs:
        texts.setdefault(name, []).append(text)
    if table == TOKEN_PARAMETERS:
        return {name: _like(before.get(name), found) for name, found in texts.items()}
    if table == TOKEN_HEADERS:
        return {name: _like(before.get(name), found[-1:]) for name, found in texts.items()}
    return {name: _path(before.get(name), found[-1]) for name, found in texts.items()}


def can_show(table: str, written: object) -> bool:
    """Whether rows can show a table; an empty one is shown as its heading."""
    if not isinstance(written, Mapping) or not all(written):
        return False
    if table == TOKEN_RESPONSE:
        return all(isinstance(one, str) or member_path(one) is not None for one in written.values())
    if table == TOKEN_HEADERS and any(isinstance(one, list | tuple) for one in written.values()):
        return False
    several = [values_of(found) for found in written.values()]
    return all(isinstance(one, str | int | float) for one in chain(*several)) and all(several)


def values_of(parameter: Any) -> Sequence[Any]:
    """The values of a parameter: a list has several, or none."""
    return parameter if isinstance(parameter, list | tuple) else (parameter,)


def put_or_drop(table: MutableMapping[str, Any], key: str, value: Any) -> None:
    """Sets a key; an empty value takes it away."""
    if value:
        table[key] = value
    else:
        table.pop(key, None)


def _pairs(rows: Iterable[SheetRow], group: str) -> list[tuple[str, ...]]:
    return [row.cells for row in rows if row.group == group and row.cells[0] and not row.heading]


def _like(before: object, texts: list[str]) -> object:
    """The texts as the kind of value that was there, where they say the same."""
    if isinstance(before, list | tuple) and list(map(scalar_text, before)) == texts:
        return before
    if isinstance(before, str | int | float) and [scalar_text(before)] == texts:
        return before
    return texts[0] if len(texts) == 1 else texts


def _path(before: object, text: str) -> object:
    if isinstance(before, list | tuple) and path_text(before) == text:
        return before
    return written_path(text)
