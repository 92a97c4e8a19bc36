"""A folder's table as the rows of a form, and with it that of the workspace."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from msgspec import Struct, structs

from outrider.model.connection import HttpVersion
from outrider.model.workspace import scalar_text
from outrider.toml_text.schema import KeyPath
from outrider.toolkit.sheet.sheet_view import SheetRow
from outrider.widgets.auth.auth_form_rows import auth_form_rows
from outrider.widgets.request.auth_sources import CUSTOM, INHERIT, NONE, USE, source_of_table
from outrider.widgets.view_models import AuthContext

WORKSPACE = "workspace"
"""The key under which a table has what ``outrider.toml`` says."""

AUTH, HEADERS, VARIABLES, ORDER, OPTIONS = "auth", "headers", "variables", "order", "options"
WORKSPACE_VARIABLES, ENVIRONMENTS = "workspace variables", "environments"
DEFAULT_ENVIRONMENT = "default_environment"
UNSET = "first in the list"
USUAL = "default"
SOURCE: KeyPath = (AUTH, "source")
"""The row in which it is chosen what ``[auth]`` is."""

_GENERAL = (
    ("name", "shown in the tree; default: folder name"),
    ("description", "what the requests below are for"),
)


class FolderFormContext(Struct, frozen=True):
    """What the form needs to know besides the table.

    Attributes:
        auth: what a definition can extend, and what it gets from that.
        inherited: who decides where the folder has no ``[auth]``.
        note: says where the value of a key is written.
        children: names of what is in the folder and what the tree calls each, in its order.
        environments: ids and labels of the workspace's, in their order.
    """

    auth: Callable[[Mapping[str, Any]], AuthContext]
    inherited: str
    note: Callable[[KeyPath], str]
    children: tuple[tuple[str, str], ...] = ()
    environments: tuple[tuple[str, str], ...] = ()


def folder_rows(table: Mapping[str, Any], view: FolderFormContext) -> list[SheetRow]:
    """Every row of the form."""
    of_workspace = WORKSPACE in table
    return [
        *(_workspace(table[WORKSPACE], view) if of_workspace else _general(table, view)),
        *_auth(table, view),
        *_headers(table, view),
        *([] if of_workspace and not table.get(VARIABLES) else _variables(table, view)),
        *_options(table, view),
        *_order(ORDER, "Order", view.children, "of what is below"),
        *(_order(ENVIRONMENTS, "Environments", view.environments, "") if of_workspace else ()),
    ]


def _workspace(settings: Mapping[str, Any], view: FolderFormContext) -> Iterator[SheetRow]:
    yield _text("name", settings.get("name", ""), (WORKSPACE, "name"), view, "default: folder name")
    path = (WORKSPACE, DEFAULT_ENVIRONMENT)
    ids = tuple(name for name, _ in view.environments)
    chosen = str(settings.get(DEFAULT_ENVIRONMENT) or UNSET)
    yield SheetRow(
        (DEFAULT_ENVIRONMENT, chosen),
        None,
        "general",
        "active at start" if chosen == UNSET else view.note(path),
        fixed_cells=1,
        choices=(UNSET, *ids),
        model_value=path,
    )
    variables = settings.get(VARIABLES, {})
    title = "Variables of the workspace"
    yield from _named_values(title, WORKSPACE_VARIABLES, variables, (WORKSPACE, VARIABLES), view)


def _general(table: Mapping[str, Any], view: FolderFormContext) -> Iterator[SheetRow]:
    for key, help_ in _GENERAL:
        yield _text(key, table.get(key, ""), (key,), view, help_)


def _auth(table: Mapping[str, Any], view: FolderFormContext) -> Iterator[SheetRow]:
    auth = table.get(AUTH)
    context = view.auth(table)
    yield _heading("Auth of all below", AUTH, path=(AUTH,))
    source = source_of_table(auth)
    uses = [f"{USE}{name}" for name in context.names]
    yield SheetRow(
        ("source", source),
        None,
        AUTH,
        view.inherited if source == INHERIT else view.note((AUTH,)),
        fixed_cells=1,
        choices=tuple(dict.fromkeys((INHERIT, NONE, *uses, source, CUSTOM))),
        model_value=SOURCE,
    )
    if auth is None or source != CUSTOM:
        return
    for row in auth_form_rows(auth, context, structure=True):
        # Of a table about the token request, rows have no key of their own.
        key = str(row.model_value).split(".") if row.model_value is not None else None
        note = row.note or (view.note((AUTH, *key)) if key and key[0] in auth else "")
        yield structs.replace(
            row,
            group=f"{AUTH} {row.group}".rstrip(),
            note=note,
            model_value=(AUTH, *key) if key else None,
        )


def _headers(table: Mapping[str, Any], view: FolderFormContext) -> Iterator[SheetRow]:
    rows: Sequence[Mapping[str, Any]] = table.get(HEADERS, ())
    yield _heading("Headers", HEADERS, "" if rows else "none: <rows.add> adds one")
    for index, row in enumerate(rows):
        path = (HEADERS, index)
        yield SheetRow(
            (str(row.get("name", "")), scalar_text(row.get("value", ""))),
            row.get("enabled", True) is not False,
            HEADERS,
            str(row.get("description", "")) or view.note(path),
            model_value=path,
        )


def _variables(table: Mapping[str, Any], view: FolderFormContext) -> Iterator[SheetRow]:
    title = "Variables of all below"
    yield from _named_values(title, VARIABLES, table.get(VARIABLES, {}), (VARIABLES,), view)


def _named_values(
    title: str, group: str, values: Mapping[str, Any], path: KeyPath, view: FolderFormContext
) -> Iterator[SheetRow]:
    yield _heading(title, group, "" if values else "none: <rows.add> adds one")
    for name, value in values.items():
        key = (*path, name)
        yield SheetRow((name, scalar_text(value)), None, group, view.note(key), model_value=key)


def _options(table: Mapping[str, Any], view: FolderFormContext) -> Iterator[SheetRow]:
    path: KeyPath = (OPTIONS, "http")
    chosen = str(table.get(OPTIONS, {}).get("http", USUAL))
    yield _heading("Connection", OPTIONS)
    yield SheetRow(
        ("http", chosen),
        None,
        OPTIONS,
        "HTTP version (default: 1.1)" if chosen == USUAL else view.note(path),
        fixed_cells=1,
        choices=(USUAL, *HttpVersion),
        model_value=path,
    )


def _order(
    group: str, title: str, names: tuple[tuple[str, str], ...], note: str
) -> Iterator[SheetRow]:
    if not names:
        return
    yield _heading(title, group, f"{note}: <rows.move_up> and <rows.move_down> move".lstrip(": "))
    for name, label in names:
        yield SheetRow(
            (name, label if label != name else ""),
            None,
            group,
            fixed_cells=2,
            locked=True,
            model_value=(group, name),
        )


def _text(
    label: str, value: object, path: KeyPath, view: FolderFormContext, help_: str
) -> SheetRow:
    note = view.note(path) if value else help_
    return SheetRow((label, str(value)), None, "general", note, fixed_cells=1, model_value=path)


def _heading(title: str, group: str, note: str = "", path: KeyPath = ()) -> SheetRow:
    row = SheetRow((title, ""), None, group, note, fixed_cells=1, model_value=path or None)
    return structs.replace(row, locked=True, heading=True)
