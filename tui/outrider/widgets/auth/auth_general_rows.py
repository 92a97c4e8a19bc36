"""The keys of an ``[auth]`` table that every type shares, as rows of a form, and back."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, MutableMapping, Sequence
from itertools import chain
from typing import Any

from outrider.auth.host_patterns import host_fault_of
from outrider.auth.schemes import Scheme
from outrider.model.workspace import scalar_text
from outrider.toolkit.sheet.sheet_view import SheetRow
from outrider.variables.reference_grammar import has_reference

HOSTS = "hosts"
PLACEMENT = "placement"
TOKEN_PARAMETERS = "token_parameters"
_NOTE = "parameter of the token request"
BLANK_PARAMETER = SheetRow(("", ""), None, group=TOKEN_PARAMETERS, note=_NOTE)
NO_PREFIX = '""'
"""How an empty prefix is written in its row; a blank row leaves it to the type."""

_PLACEMENT_KEYS = ("in", "name", "prefix")
_LOCATIONS = ("header", "query")


def general_rows(table: Mapping[str, Any], form: Scheme | None) -> Iterator[SheetRow]:
    """Rows for hosts, placement and token parameters, as far as rows can show them."""
    hosts = table.get(HOSTS, ())
    if isinstance(hosts, list | tuple) and all(isinstance(one, str) for one in hosts):
        note = "any host" if HOSTS not in table else _unmatched(hosts) if hosts else "no host"
        yield SheetRow((HOSTS, ", ".join(hosts)), None, fixed_cells=1, note=note, model_value=HOSTS)
    if form is not None and form.placement is not None:
        yield from _placement_rows(table.get(PLACEMENT, {}), form)
    parameters = table.get(TOKEN_PARAMETERS, {})
    if _are_parameters(parameters) and (parameters or may_have_parameters(form)):
        for name, value in parameters.items():
            for one in values_of(value):
                yield SheetRow((name, scalar_text(one)), None, TOKEN_PARAMETERS, _NOTE)


def _unmatched(hosts: Iterable[str]) -> str:
    """What is said of the first entry that can match nothing."""
    faults = (host_fault_of(one) for one in hosts if not has_reference(one))
    return next((fault.what for fault in faults if fault is not None), "")


def may_have_parameters(form: Scheme | None) -> bool:
    """Whether a token request is made, which can have parameters of its own."""
    return form is not None and form.uses_token


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
    if _parameters(now) != _parameters(then):
        put_or_drop(
            table, TOKEN_PARAMETERS, _parameter_table(now, before.get(TOKEN_PARAMETERS, {}))
        )


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
    if written.get("in") == "query":
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


def _parameters(rows: Iterable[SheetRow]) -> list[tuple[str, ...]]:
    return [row.cells for row in rows if row.group == TOKEN_PARAMETERS and row.cells[0]]


def _parameter_table(rows: Iterable[SheetRow], before: Mapping[str, Any]) -> dict[str, Any]:
    texts: dict[str, list[str]] = {}
    for name, text in _parameters(rows):
        texts.setdefault(name, []).append(text)
    return {name: _like(before.get(name), found) for name, found in texts.items()}


def _like(before: object, texts: list[str]) -> object:
    """The texts as the kind of value that was there, where they say the same."""
    if isinstance(before, list | tuple) and list(map(scalar_text, before)) == texts:
        return before
    if isinstance(before, str | int | float) and [scalar_text(before)] == texts:
        return before
    return texts[0] if len(texts) == 1 else texts


def _are_parameters(value: object) -> bool:
    if not isinstance(value, Mapping):
        return False
    several = [values_of(found) for found in value.values()]
    scalars = all(isinstance(one, str | int | float) for one in chain(*several))
    return scalars and all(value) and all(several)


def values_of(parameter: Any) -> Sequence[Any]:
    """The values of a parameter: a list has several, or none."""
    return parameter if isinstance(parameter, list | tuple) else (parameter,)


def put_or_drop(table: MutableMapping[str, Any], key: str, value: Any) -> None:
    """Sets a key; an empty value takes it away."""
    if value:
        table[key] = value
    else:
        table.pop(key, None)
