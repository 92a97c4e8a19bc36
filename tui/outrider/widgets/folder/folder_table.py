"""The rows of a folder's form as the table that they stand for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from msgspec import structs

from outrider.model.workspace import Scalar
from outrider.toml_text.schema import KeyPath
from outrider.toolkit.sheet.sheet_view import SheetRow
from outrider.widgets.auth.auth_form_rows import auth_table_of
from outrider.widgets.auth.token_table_rows import put_or_drop
from outrider.widgets.folder import folder_rows as form
from outrider.widgets.folder.folder_rows import FolderFormContext
from outrider.widgets.request.auth_sources import CUSTOM, INHERIT, NONE, USE, source_of_table
from outrider.widgets.request.variables_editor import typed_like
from outrider.widgets.view_models import AuthContext


def folder_table(
    rows: Sequence[SheetRow],
    before: Mapping[str, Any],
    written: Mapping[str, Any],
    view: FolderFormContext,
) -> dict[str, Any]:
    """The table that the rows stand for.

    Args:
        rows: as :func:`folder_rows` made them of ``before``, edited since.
        before: the table that they were made from.
        written: the table of the files; values that are as there keep their kinds.
        view: as given to :func:`folder_rows`.
    """
    table = dict(before)
    texts = {row.model_value: row.cells[-1] for row in rows if isinstance(row.model_value, tuple)}
    if form.WORKSPACE in before:
        table[form.WORKSPACE] = _settings(rows, texts, before[form.WORKSPACE], view)
    else:
        for key in ("name", "description"):
            _put_text(table, key, texts.get((key,), ""))
    _put_auth(table, rows, texts, before, written, view)
    headers = list(_headers(rows, before))
    if headers != list(before.get(form.HEADERS, ())):
        put_or_drop(table, form.HEADERS, headers)
    shown = any(row.heading and row.group == form.VARIABLES for row in rows)
    variables = dict(_values(rows, form.VARIABLES, before.get(form.VARIABLES, {})))
    if shown and list(variables.items()) != list(before.get(form.VARIABLES, {}).items()):
        put_or_drop(table, form.VARIABLES, variables)
    http = texts.get((form.OPTIONS, "http"), form.USUAL)
    if http != str(before.get(form.OPTIONS, {}).get("http", form.USUAL)):
        options = {key: one for key, one in before.get(form.OPTIONS, {}).items() if key != "http"}
        put_or_drop(
            table, form.OPTIONS, options if http == form.USUAL else {**options, "http": http}
        )
    _put_order(table, form.ORDER, rows, view.children)
    return table


def _settings(
    rows: Sequence[SheetRow],
    texts: Mapping[Any, str],
    before: Mapping[str, Any],
    view: FolderFormContext,
) -> dict[str, Any]:
    settings = dict(before)
    _put_text(settings, "name", texts.get((form.WORKSPACE, "name"), ""))
    chosen = texts.get((form.WORKSPACE, form.DEFAULT_ENVIRONMENT), form.UNSET)
    _put_text(settings, form.DEFAULT_ENVIRONMENT, "" if chosen == form.UNSET else chosen)
    variables = dict(_values(rows, form.WORKSPACE_VARIABLES, before.get(form.VARIABLES, {})))
    if list(variables.items()) != list(before.get(form.VARIABLES, {}).items()):
        put_or_drop(settings, form.VARIABLES, variables)
    _put_order(settings, form.ENVIRONMENTS, rows, view.environments)
    return settings


def _put_text(table: dict[str, Any], key: str, text: str) -> None:
    if text:
        table[key] = text
    elif table.get(key, "") != "":
        table.pop(key, None)


def _put_auth(
    table: dict[str, Any],
    rows: Sequence[SheetRow],
    texts: Mapping[Any, str],
    before: Mapping[str, Any],
    written: Mapping[str, Any],
    view: FolderFormContext,
) -> None:
    old = before.get(form.AUTH)
    source = texts.get(form.SOURCE, INHERIT)
    context = view.auth(before)
    if source != source_of_table(old):
        chosen = _chosen(source, written.get(form.AUTH), context)
        table.pop(form.AUTH, None)
        if chosen is not None:
            table[form.AUTH] = chosen
    elif source == CUSTOM and old is not None:
        own = [
            _of_auth(row)
            for row in rows
            if row.group.partition(" ")[0] == form.AUTH
            and row.model_value not in {form.SOURCE, (form.AUTH,)}
        ]
        in_file = written.get(form.AUTH, {})
        table[form.AUTH] = auth_table_of(own, old, in_file, context, structure=True)


def _of_auth(row: SheetRow) -> SheetRow:
    """A row as the form of one definition made it."""
    path, group = row.model_value, row.group.partition(" ")[2]
    key = ".".join(map(str, path[1:])) if isinstance(path, tuple) else ""
    return structs.replace(row, group=group, model_value=key or None)


def _chosen(
    source: str, written: Mapping[str, Any] | None, context: AuthContext
) -> Mapping[str, Any] | None:
    """What ``[auth]`` is from now on; ``None`` where it is inherited."""
    if source == INHERIT:
        return None
    if source == NONE:
        return {"type": "none"}
    if source != CUSTOM:
        return {"use": source.removeprefix(USE)}
    if written is not None and source_of_table(written) == CUSTOM:
        return written
    # Whole by itself: what is set for all below mostly is for a system of its own.
    return {"type": context.forms[0].type if context.forms else "bearer"}


def _headers(rows: Iterable[SheetRow], before: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    written = before.get(form.HEADERS, ())
    for row in rows:
        if row.group != form.HEADERS or row.heading or not row.cells[0]:
            continue
        name, text = row.cells
        known = isinstance(row.model_value, tuple)
        old = dict(written[row.model_value[1]]) if known else {}  # type: ignore[index]
        value = typed_like(text, old.get("value"))
        header = {**old, "name": name, "value": value}
        if row.enabled is False:
            header["enabled"] = False
        elif old.get("enabled") is False:
            del header["enabled"]
        if known and text == "" and "value" not in old:
            del header["value"]
        yield header


def _values(
    rows: Iterable[SheetRow], group: str, before: Mapping[str, Scalar]
) -> Iterator[tuple[str, Any]]:
    for row in rows:
        if row.group == group and row.cells[0] and not row.heading:
            name, text = row.cells
            path: KeyPath = row.model_value if isinstance(row.model_value, tuple) else ()
            yield name, typed_like(text, before.get(str(path[-1])) if path else None)


def _put_order(
    table: dict[str, Any],
    group: str,
    rows: Iterable[SheetRow],
    shown: tuple[tuple[str, str], ...],
) -> None:
    """Writes an order that is another one than what was shown."""
    names = [row.cells[0] for row in rows if row.group == group and not row.heading]
    if names and names != [name for name, _ in shown]:
        table[group] = names
