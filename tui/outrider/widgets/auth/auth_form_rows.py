"""An ``[auth]`` table as the rows of a form, and back."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Mapping
from typing import Any

from outrider.auth.schemes import Scheme
from outrider.auth.token_tables import TOKEN_TABLES
from outrider.model.auth import Field, FieldKind
from outrider.model.workspace import scalar_text
from outrider.toolkit.sheet.sheet_view import SheetRow
from outrider.widgets.auth.auth_general_rows import (
    PLACEMENT,
    general_rows,
    may_have_parameters,
    put_general_rows,
)
from outrider.widgets.view_models import AuthContext

EXTENDS = "extends"
TYPE = "type"
NOTHING = "nothing"
TYPE_INHERITED = "inherited"
_STRUCTURE = ("use", "unset", "hosts", PLACEMENT, *TOKEN_TABLES)


def auth_form_rows(
    table: Mapping[str, Any], view: AuthContext, *, structure: bool = False
) -> list[SheetRow]:
    """The rows of a definition; ``structure`` adds hosts, placement and token parameters."""
    extends = str(table.get(EXTENDS, "")) or NOTHING
    kind = str(table.get(TYPE, "")) or TYPE_INHERITED
    types = [form.type for form in view.forms if form.type != "none"]
    inherits = [TYPE_INHERITED] if EXTENDS in table else []
    rows = [_choice(TYPE, kind, [*inherits, *types])]
    if view.names or EXTENDS in table:
        rows.append(_choice(EXTENDS, extends, [NOTHING, *view.names]))
    rows += [
        _field_row(field, table, dict(view.settings))
        for field in _fields(table, view)
        # A table, for one, no row can show.
        if _cell_text(field, table.get(field.name, "")) is not None
    ]
    if structure:
        rows += general_rows(table, _form(table, view))
    known = {str(row.model_value).partition(".")[0] for row in rows} | {row.group for row in rows}
    for key, value in table.items():
        if key not in known and key not in {TYPE, EXTENDS}:
            # Never shown: it may hold anything, a secret too.
            said = f"{len(value)} entries" if isinstance(value, list | tuple | Mapping) else "set"
            rows.append(SheetRow((key, ""), None, locked=True, note=f"{said}; edit it in the file"))
    return rows


def auth_table_of(
    rows: Iterable[SheetRow],
    before: Mapping[str, Any],
    written: Mapping[str, Any],
    view: AuthContext,
    *,
    structure: bool = False,
) -> dict[str, Any]:
    """The table that the rows stand for.

    Args:
        rows: as :func:`auth_form_rows` made them, edited since.
        before: the table that they were made from.
        written: the table in the file; its values keep their kinds, and its unknown keys stay.
        view: as given to :func:`auth_form_rows`.
        structure: as given to :func:`auth_form_rows`.
    """
    rows = list(rows)
    shown = auth_form_rows(before, view, structure=structure)
    typed = _typed(rows)
    same_structure = not structure or _grouped(rows) == _grouped(shown)
    if same_structure and typed == _typed(shown):
        return dict(before)
    table = dict(before)
    for key, none in ((TYPE, TYPE_INHERITED), (EXTENDS, NOTHING)):
        # What is written and empty stays so until something is chosen.
        if key in typed and not (typed[key] == none and before.get(key) == ""):
            _put(table, key, "" if typed[key] == none else typed[key], None)
    if TYPE not in table and EXTENDS not in table:
        table[TYPE] = view.type or next((form.type for form in view.forms), "bearer")
    for field in _fields(before, view):
        if field.name in typed:
            text = typed[field.name]
            default = "" if field.name in written else field.default
            _put(table, field.name, "" if text == default else text, field)
            if field.name in written and _cell_text(field, written[field.name]) == text:
                table[field.name] = written[field.name]
    if structure:
        put_general_rows(rows, before, _form(before, view), table)
    return _meaningful(table, before, written, view)


def _grouped(rows: Iterable[SheetRow]) -> list[tuple[str, ...]]:
    return [row.cells for row in rows if row.group]


def _typed(rows: Iterable[SheetRow]) -> dict[str, str]:
    return {str(row.model_value): row.cells[-1] for row in rows if row.model_value is not None}


def scalar_text_of(value: object) -> str | None:
    """A scalar as text; ``None`` for anything else."""
    return scalar_text(value) if isinstance(value, str | int | float) else None


def _cell_text(field: Field, value: object) -> str | None:
    """A value as its row shows it; ``None`` for one that no row can show."""
    if field.kind is FieldKind.LIST and isinstance(value, list | tuple):
        texts = [one for one in value if isinstance(one, str) and one and "," not in one]
        return ", ".join(texts) if len(texts) == len(value) else None
    if field.kind is FieldKind.COMMAND and isinstance(value, list | tuple):
        return shlex.join(value) if all(isinstance(one, str) for one in value) else None
    if field.kind is FieldKind.SOURCE and isinstance(value, Mapping):
        return _source_text(field, value)
    return scalar_text_of(value)


def _source_text(field: Field, value: Mapping[str, Any]) -> str | None:
    """A source as it is typed: ``file PATH``, ``command WORD …``."""
    for name in field.choices:
        if list(value) == [name]:
            words = value[name]
            if isinstance(words, list | tuple) and all(isinstance(one, str) for one in words):
                return f"{name} {shlex.join(words)}"
            return f"{name} {words}" if isinstance(words, str) else None
    return None


def _typed_source(field: Field, text: str) -> Any:
    """A source as a file has it; what is none stays as it was typed, and is an error there."""
    name, _, rest = text.strip().partition(" ")
    if name not in field.choices or not rest.strip():
        return text
    if name != "command":
        return {name: rest.strip()}
    return {name: _typed_words(rest)}


def _typed_words(text: str) -> list[str]:
    """The words of a command; a quote that does not end is part of the only one."""
    try:
        return shlex.split(text)
    except ValueError:
        return [text]


def _put(table: dict[str, Any], key: str, text: str, field: Field | None) -> None:
    kind = field.kind if field is not None else FieldKind.TEXT
    if not text:
        table.pop(key, None)
    elif kind is FieldKind.BOOLEAN:
        table[key] = text == "true"
    elif kind is FieldKind.NUMBER and text.isascii() and text.isdigit():
        table[key] = int(text)
    elif kind is FieldKind.LIST:
        texts = [one.strip() for one in text.split(",") if one.strip()]
        table[key] = texts[0] if len(texts) == 1 else texts
    elif kind is FieldKind.COMMAND:
        table[key] = _typed_words(text)
    elif field is not None and kind is FieldKind.SOURCE:
        table[key] = _typed_source(field, text)
    else:
        table[key] = text


def _meaningful(
    table: Mapping[str, Any],
    before: Mapping[str, Any],
    written: Mapping[str, Any],
    view: AuthContext,
) -> dict[str, Any]:
    """As the type, the grant and the method that were chosen last want it.

    Keys that only the former choice gave a meaning go; those that the choice gives one again are
    as the file has them.
    """
    form = _form(table, view)
    if form is None:
        return dict(table)
    then, now = meaningful_keys(before, view), meaningful_keys(table, view)
    back = {key: written[key] for key in now - then if key in written and key not in table}
    every = {field.name for one in view.forms for field in one.fields(table)}
    gone = (then | every) - now
    return {
        key: value
        for key, value in {**table, **back}.items()
        if key not in gone and (key in now or key in _STRUCTURE or key in written)
    }


def meaningful_keys(table: Mapping[str, Any], view: AuthContext) -> frozenset[str]:
    """The keys to which type, grant and method of a table give a meaning."""
    form = _form(table, view)
    if form is None:
        return frozenset()
    placed = (PLACEMENT,) if form.placement is not None else ()
    names = (field.name for field in form.fields(table))
    return frozenset((TYPE, EXTENDS, *names, *placed, *form.token_tables))


def _fields(table: Mapping[str, Any], view: AuthContext) -> tuple[Field, ...]:
    form = _form(table, view)
    return tuple(form.fields(table)) if form is not None else ()


def _form(table: Mapping[str, Any], view: AuthContext) -> Scheme | None:
    kind = str(table.get(TYPE) or view.type)
    return next((one for one in view.forms if one.type == kind), None)


def may_add(table: Mapping[str, Any], view: AuthContext) -> bool:
    """Whether rows can be added to the form: parameters of the token request."""
    return may_have_parameters(_form(table, view))


def _field_row(field: Field, table: Mapping[str, Any], effective: Mapping[str, str]) -> SheetRow:
    value = _cell_text(field, table.get(field.name, "")) or ""
    choices = field.choices if field.kind is FieldKind.CHOICE else ()
    if field.kind is FieldKind.BOOLEAN:
        choices = ("false", "true")
    elif choices and field.default is None and not field.required:
        choices = ("", *choices)
    note = field.help
    if not value and choices and choices[0]:
        value, note = field.default or choices[0], "the default"
    elif not value and field.default:
        note = f"{field.default}, the default"
    inherited = effective.get(field.name) or effective.get(field.label)
    if field.name not in table and EXTENDS in table and inherited:
        note = f"inherited: {inherited}"
    missing = field.required and not value and not {EXTENDS, field.alternative} & table.keys()
    return SheetRow(
        (field.name, value),
        None,
        fixed_cells=1,
        note=note if not value or choices else "",
        problem="required" if missing else "",
        secret=field.kind is FieldKind.SECRET,
        choices=choices,
        model_value=field.name,
    )


def _choice(key: str, value: str, choices: list[str]) -> SheetRow:
    return SheetRow((key, value), None, fixed_cells=1, choices=tuple(choices), model_value=key)
