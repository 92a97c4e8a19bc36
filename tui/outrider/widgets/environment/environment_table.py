"""The rows of an environment's form as the table that they stand for."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from msgspec import structs

from outrider.auth.token_tables import TOKEN_HEADERS, TOKEN_PARAMETERS, TOKEN_RESPONSE
from outrider.model.auth import FieldKind
from outrider.model.workspace import scalar_text
from outrider.toolkit.sheet.sheet_view import SheetRow
from outrider.widgets.auth.auth_form_rows import auth_table_of, meaningful_keys
from outrider.widgets.auth.token_table_rows import can_show, put_or_drop, typed_table
from outrider.widgets.environment import environment_rows as form
from outrider.widgets.environment.environment_rows import (
    EnvironmentFormContext,
    KeyPath,
)
from outrider.widgets.request.variables_editor import typed_like


def table_from_rows(
    rows: Sequence[SheetRow],
    before: Mapping[str, Any],
    written: Mapping[str, Any],
    view: EnvironmentFormContext,
) -> dict[str, Any]:
    """The table that the rows stand for.

    Args:
        rows: as :func:`rows_from_table` made them of ``before``, edited since.
        before: the table that they were made from.
        written: the table of the files; values that are as there keep their kinds.
        view: as given to :func:`rows_from_table`.
    """
    table = dict(before)
    texts = {row.model_value: row.cells[-1] for row in rows if isinstance(row.model_value, tuple)}
    for key, _ in form.GENERAL:
        _put(table, key, texts.get((key,), ""))
    for key, _ in form.SWITCHES:
        _put_switch(table, key, texts.get((key,), form.NO) == form.YES, usual=False)
    table["variables"] = dict(_typed_variables(rows, before))
    table["secrets"] = {
        name: _typed_secret(name, value, texts, view)
        for name, value in before.get("secrets", {}).items()
    }
    table["auth"] = {
        name: _typed_auth(name, rows, texts, before, written, view)
        for name in before.get("auth", {})
    }
    tls, proxy = dict(before.get("tls", {})), dict(before.get("proxy", {}))
    _put_switch(tls, "verify", texts.get(("tls", "verify"), form.YES) == form.YES, usual=True)
    for key in (*(key for key, _ in form.FILES), form.KEY_PASSWORD):
        _put(tls, key, texts.get(("tls", key), ""))
    _put(proxy, "url", texts.get(("proxy", "url"), ""))
    options, chosen = dict(before.get("options", {})), texts.get(("options", "http"), form.USUAL)
    _put(options, "http", "" if chosen == form.USUAL else chosen)
    cookies = dict(before.get("cookies", {}))
    for key, _ in form.COOKIES:
        chosen = texts.get(("cookies", key), form.NO)
        _put_switch(cookies, key, chosen == form.YES, usual=False)
    return {**table, "tls": tls, "proxy": proxy, "cookies": cookies, "options": options}


def _put(table: dict[str, Any], key: str, text: str) -> None:
    if text:
        table[key] = text
    elif table.get(key, "") != "":
        table.pop(key, None)


def _put_switch(table: dict[str, Any], key: str, value: bool, *, usual: bool) -> None:
    if value is not usual or key in table:
        table[key] = value


def _typed_variables(
    rows: Iterable[SheetRow], before: Mapping[str, Any]
) -> Iterator[tuple[str, Any]]:
    for row in rows:
        if row.group == "variables" and _is_named(row):
            name, text = row.cells
            known = isinstance(row.model_value, tuple)
            value = before["variables"].get(row.model_value[1]) if known else None  # type: ignore[index]
            yield name, typed_like(text, value)


def _typed_secret(
    name: str, before: object, texts: Mapping[Any, str], view: EnvironmentFormContext
) -> Any:
    kind = texts.get(("secrets", name), form.LITERAL)
    if kind == form.LITERAL:
        if isinstance(before, str):
            return texts.get(("secrets", name, "value"), before)
        return ""
    provider = next(one for one in view.providers if one.name == kind)
    kept = before if isinstance(before, Mapping) and kind in before else {}
    value = dict(kept)
    for field in provider.fields:
        old = kept.get(field.name, "")
        if field.kind is FieldKind.BOOLEAN:
            value[field.name] = True
        elif isinstance(old, list | tuple) or field.name == "command":
            value[field.name] = _words(texts.get(("secrets", name, field.name), ""), old)
        else:
            value[field.name] = texts.get(("secrets", name, field.name), str(old))
    if isinstance(before, Mapping) and form.SECRET_HOSTS in before:
        # Another source is no reason to send it elsewhere.
        hosts = before[form.SECRET_HOSTS]
        text = texts.get(("secrets", name, form.SECRET_HOSTS))
        value[form.SECRET_HOSTS] = hosts if text in (None, " ".join(hosts)) else text.split()
    return value


def _words(text: str, before: object) -> Any:
    """A command line as its words; what cannot be split stays as it was typed, in one."""
    if isinstance(before, list | tuple) and text == shlex.join(map(str, before)):
        return before
    try:
        return shlex.split(text)
    except ValueError:
        return [text]


def _typed_auth(
    name: str,
    rows: Sequence[SheetRow],
    texts: Mapping[Any, str],
    before: Mapping[str, Any],
    written: Mapping[str, Any],
    view: EnvironmentFormContext,
) -> dict[str, Any]:
    old = before["auth"][name]
    in_files = written.get("auth", {}).get(name, {})
    path = ("auth", name)
    plain = [
        structs.replace(row, model_value=row.model_value[2])
        for row in rows
        if isinstance(row.model_value, tuple)
        and row.model_value[:2] == path
        and len(row.model_value) == 3
        and not row.heading
        and row.model_value[2] not in {"hosts", "unset"}
    ]
    context = form.environment_auth_context(name, before, view)
    table = auth_table_of(plain, old, in_files, context)
    for key in ("hosts", "unset"):
        words = texts.get((*path, key))
        if words is not None and words != " ".join(map(str, table.get(key, ()))):
            put_or_drop(table, key, words.replace(",", " ").split())
    # With another type, the rows are still those of the former one.
    settled = meaningful_keys(old, context) ^ meaningful_keys(table, context)
    if "placement" not in settled:
        _put_placement(table, texts, path)
    parameters = dict(_typed_parameters(name, rows, old.get(TOKEN_PARAMETERS, {})))
    if TOKEN_PARAMETERS not in settled and (parameters or TOKEN_PARAMETERS in old):
        table[TOKEN_PARAMETERS] = parameters
    for key in (TOKEN_HEADERS, TOKEN_RESPONSE):
        if key not in settled and can_show(key, old.get(key, {})):
            pairs = [row.cells for row in rows if row.group == f"{key} {name}" and _is_named(row)]
            typed = typed_table(key, pairs, old.get(key, {}))
            if typed or key in old:
                table[key] = typed
    return table


def _typed_parameters(
    name: str, rows: Iterable[SheetRow], old: Mapping[str, Any]
) -> Iterator[tuple[str, Any]]:
    """The token parameters; rows of the same name are the values of one."""
    found: dict[str, list[Any]] = {key: [] for key, value in old.items() if value == []}
    for row in rows:
        if row.group == f"{TOKEN_PARAMETERS} {name}" and _is_named(row):
            key, text = row.cells
            found.setdefault(key, []).append(_like(text, old, row.model_value))
    for key, values in found.items():
        single = len(values) == 1 and not isinstance(old.get(key), list | tuple)
        yield key, values[0] if single else values


def _is_named(row: SheetRow) -> bool:
    """Whether a row has a name, or has been without one in the file already."""
    named = row.cells[0] or (isinstance(row.model_value, tuple) and row.cells[0] in row.model_value)
    return bool(named) and not row.heading


def _like(text: str, parameters: Mapping[str, Any], origin: object) -> Any:
    if not isinstance(origin, tuple):
        return text
    value = parameters.get(str(origin[3]))
    one = value[int(origin[4])] if isinstance(value, list | tuple) else value
    return one if one is not None and scalar_text(one) == text else text


def _put_placement(table: dict[str, Any], texts: Mapping[Any, str], path: KeyPath) -> None:
    chosen = texts.get((*path, "placement", "in"), form.USUAL)
    before = table.get("placement")
    if chosen == form.USUAL:
        table.pop("placement", None)
        return
    placement = dict(before or {})
    if before is None or str(placement.get("in", "header")) != chosen:
        placement["in"] = chosen
    for key in ("name", "prefix"):
        text = texts.get((*path, "placement", key))
        if text is not None and text != str(placement.get(key, "")):
            _put(placement, key, text)
    table["placement"] = placement
