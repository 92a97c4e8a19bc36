"""Insomnia's environments: nested data as variables with dotted names."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from msgspec import structs

from outrider.importers.building.build_report import BuildReport
from outrider.importers.building.loose_values import Json, tables, text_of
from outrider.importers.building.scope_builders import EnvironmentBuilder, VariableBuilder
from outrider.importers.building.value_writing import ValueWriter
from outrider.importers.insomnia.insomnia_templates import InsomniaTemplates
from outrider.importers.insomnia.unread_settings import tell_environment
from outrider.model.workspace import Environment

_COLOR = re.compile(r"#[0-9A-Fa-f]{6}")
_MOST_ITEMS = 200
"""Items of a list that get a name each."""


def flattened(data: Json, prefix: str = "") -> Iterator[tuple[str, Json]]:
    """Nested data as pairs, ``a.b`` for what is in a table; a list is one text."""
    if not isinstance(data, Mapping):
        return
    for key, value in data.items():
        yield from _flat(f"{prefix}{text_of(key)}", value)


def _flat(name: str, value: Json) -> Iterator[tuple[str, Json]]:
    if isinstance(value, Mapping):
        yield from flattened(value, f"{name}.")
    else:
        yield name, value


def _items(name: str, value: Json) -> Iterator[tuple[str, Json]]:
    """The items of lists, in tables as well, by their index."""
    if isinstance(value, Mapping):
        for key, one in value.items():
            yield from _items(f"{name}.{text_of(key)}" if name else text_of(key), one)
    elif isinstance(value, list):
        for index, one in enumerate(value[:_MOST_ITEMS]):
            yield from _flat(f"{name}.{index}", one)
            yield from _items(f"{name}.{index}", one)


def names_in_environment(environment: Mapping[str, Json], key: str = "data") -> set[str]:
    """Every name that an environment gives a value."""
    found = {name for name, _ in flattened(environment.get(key))}
    return found | {text_of(row.get("name")) for row in tables(environment.get("kvPairData"))}


def is_private(environment: Mapping[str, Json]) -> bool:
    """Whether Insomnia keeps an environment out of what it shares."""
    return environment.get("isPrivate") is True


def read_scope(
    environment: Mapping[str, Json],
    key: str,
    report: BuildReport,
    templates: InsomniaTemplates,
    *,
    local: bool = False,
) -> VariableBuilder:
    """The variables of an environment, or of a folder, which has them under another key.

    With ``local`` what tells anything among them is a secret. Items of lists are among them where
    a template asks for one.
    """
    values = VariableBuilder()
    writer = ValueWriter(report, templates.text)
    rows = tables(environment.get("kvPairData"))
    if environment.get("environmentType") == "kv" and rows:
        for row in rows:
            _put_row(row, values, report, writer, environment, local=local)
        return values
    for name, value in flattened(environment.get(key)):
        writer.put(values, name, value, local=local)
    for name, value in _items("", environment.get(key)):
        if name in templates.asked and name not in values.variables:
            writer.put(values, name, value, local=local)
    return values


def _put_row(
    row: Mapping[str, Json],
    values: VariableBuilder,
    report: BuildReport,
    writer: ValueWriter,
    environment: Mapping[str, Json],
    *,
    local: bool,
) -> None:
    name, value = text_of(row.get("name")), row.get("value")
    enabled = row.get("enabled", True) is not False
    if row.get("type") == "secret":
        if text_of(value):
            report.changed(
                f'The value of secret "{report.title(name)}" was not imported.',
                why="Insomnia encrypts it with a key of its own.",
            )
        writer.put(values, name, "", secret=True, enabled=enabled)
        return
    pairs: list[tuple[str, Any]] = [(name, value)]
    if row.get("type") == "json" and isinstance(value, str):
        try:
            pairs = list(_flat(name, json.loads(value)))
        except (ValueError, RecursionError):
            report.changed(f'The value of "{report.title(name)}" is not JSON; it is kept as text.')
    for key, one in pairs:
        # A comment stands in the shared file, also of an environment that is private.
        kept = local or (not enabled and is_private(environment))
        writer.put(values, key, one, enabled=enabled, local=kept)


def read_environment(
    environment: Mapping[str, Json],
    environment_id: str,
    report: BuildReport,
    templates: InsomniaTemplates,
) -> EnvironmentBuilder:
    """An environment that can be chosen."""
    name = report.title(environment.get("name")) or "environment"
    here = report.at(name)
    tell_environment(environment, here)
    values = read_scope(environment, "data", here, templates.at(here))
    color = text_of(environment.get("color"))
    settings = Environment("", "", "")
    if _COLOR.fullmatch(color):
        settings = structs.replace(settings, color=color.lower())
    elif color:
        here.lost(f'Color "{here.title(color)}" was not imported: it is not #rrggbb.')
    return EnvironmentBuilder(
        environment_id,
        name,
        values,
        settings=settings,
        is_private=is_private(environment),
    )
