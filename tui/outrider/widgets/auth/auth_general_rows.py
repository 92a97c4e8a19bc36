"""The keys of an ``[auth]`` table that every type shares, as rows of a form, and back."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, MutableMapping
from typing import Any

from outrider.auth.host_patterns import host_fault_of
from outrider.auth.schemes import Scheme
from outrider.model.auth import CredentialLocation
from outrider.toolkit.sheet.sheet_view import SheetRow
from outrider.variables.reference_grammar import has_reference
from outrider.widgets.auth.token_table_rows import put_or_drop, put_token_rows, token_table_rows

HOSTS = "hosts"
PLACEMENT = "placement"
NO_PREFIX = '""'
"""How an empty prefix is written in its row; a blank row leaves it to the type."""

_PLACEMENT_KEYS = ("in", "name", "prefix")
_LOCATIONS = tuple(one.value for one in CredentialLocation)


def general_rows(table: Mapping[str, Any], form: Scheme | None) -> Iterator[SheetRow]:
    """Rows for hosts, placement and token parameters, as far as rows can show them."""
    hosts = table.get(HOSTS, ())
    if isinstance(hosts, list | tuple) and all(isinstance(one, str) for one in hosts):
        note = "any host" if HOSTS not in table else _unmatched(hosts) if hosts else "no host"
        yield SheetRow((HOSTS, ", ".join(hosts)), None, fixed_cells=1, note=note, model_value=HOSTS)
    if form is not None and form.placement is not None:
        yield from _placement_rows(table.get(PLACEMENT, {}), form)
    yield from token_table_rows(table, form.token_tables if form is not None else ())


def _unmatched(hosts: Iterable[str]) -> str:
    """What is said of the first entry that can match nothing."""
    faults = (host_fault_of(one) for one in hosts if not has_reference(one))
    return next((fault.what for fault in faults if fault is not None), "")


def may_have_parameters(form: Scheme | None) -> bool:
    """Whether a token is fetched, about which there can be more to say."""
    return form is not None and bool(form.token_tables)


def put_general_rows(
    rows: Iterable[SheetRow],
    before: Mapping[str, Any],
    form: Scheme | None,
    table: MutableMapping[str, Any],
) -> None:
    """Puts what the rows say of these keys into a table; what they say as before stays as it is.

    Args:
        rows: as :func:`general_rows` made them of ``before``, edited since; other rows may be
            among them.
        before: the table that they were made from.
        form: of the type.
        table: is changed.
    """
    now, then = list(rows), list(general_rows(before, form))
    hosts = _cell(now, HOSTS)
    if hosts is not None and hosts != _cell(then, HOSTS):
        put_or_drop(table, HOSTS, [one for one in re.split(r"[,\s]+", hosts) if one])
    if _placement(now) != _placement(then):
        written = dict(before.get(PLACEMENT, {}))
        for key, text in _placement(now).items():
            if text == _placement(then).get(key):
                continue
            written[key] = "" if text == NO_PREFIX else text
            if not text:
                del written[key]
        put_or_drop(table, PLACEMENT, written)
    put_token_rows(now, then, before, table)


def _placement_rows(written: object, form: Scheme) -> Iterator[SheetRow]:
    if not isinstance(written, Mapping) or not all(
        key in _PLACEMENT_KEYS and isinstance(value, str) for key, value in written.items()
    ):
        return
    assert form.placement is not None
    defaults = {
        "in": form.placement.location.value,
        "name": form.placement.name,
        "prefix": form.placement.prefix,
    }
    if written.get("in", "header") != "header":
        defaults |= {"name": "access_token", "prefix": ""}
    for key in _PLACEMENT_KEYS:
        value = str(written.get(key, ""))
        note = f"{defaults[key] or 'none'}, the default" if key not in written else ""
        choices = _LOCATIONS if key == "in" else ()
        if key == "in" and value not in _LOCATIONS:
            value, note = defaults["in"], "the default"
        elif key in written and not value:
            value, note = NO_PREFIX, "none"
        name = f"{PLACEMENT}.{key}"
        yield SheetRow(
            (name, value), None, fixed_cells=1, note=note, choices=choices, model_value=name
        )


def _cell(rows: Iterable[SheetRow], origin: str) -> str | None:
    return next((row.cells[1] for row in rows if row.model_value == origin), None)


def _placement(rows: list[SheetRow]) -> dict[str, str]:
    found = {key: _cell(rows, f"{PLACEMENT}.{key}") for key in _PLACEMENT_KEYS}
    return {key: text for key, text in found.items() if text is not None}
