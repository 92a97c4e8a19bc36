"""Variables and environments of Bruno's."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct

from outrider.credential_shapes import is_credential, is_credential_name
from outrider.importers.bruno.bruno_report import BrunoImportReport, is_on
from outrider.importers.building.loose_values import Json, tables, text_of
from outrider.importers.building.scope_builders import EnvironmentBuilder, VariableBuilder
from outrider.importers.file_naming import FileNamer, numbered
from outrider.model.secret import Secret
from outrider.model.workspace import Environment, Scalar
from outrider.visible_text import visible_line

_COLOR = re.compile(r"#[0-9A-Fa-f]{6}")


class BrunoEnvironment(Struct, frozen=True):
    """An environment as the JSON export has it, and the file that it is from."""

    source: str
    name: str
    data: Mapping[str, Json]


def read_bruno_values(rows: Json, report: BrunoImportReport) -> VariableBuilder:
    """The variables of a list; of duplicates, the last that is switched on counts."""
    values = VariableBuilder()
    for row in tables(rows):
        written = text_of(row.get("name"))
        if not written:
            if text_of(row.get("value")) or text_of(row.get("description")):
                report.lost("A variable without a name was not imported.")
            continue
        name = report.name(written)
        if not is_on(row):
            _switch_off(values, row, name, report)
            continue
        if name in values.variables or name in values.secrets:
            report.changed(f'Variable "{name}" is defined twice; the last value is used.')
        values.variables.pop(name, None)
        values.secrets.pop(name, None)
        value = _value(row, report)
        if _is_secret(row, written, value):
            values.secrets[name] = Secret(text_of(row.get("value")))
        else:
            values.variables[name] = value
        if note := text_of(row.get("description")):
            values.comments.append(f"{name}: {note}")
    return values


def _value(row: Mapping[str, Json], report: BrunoImportReport) -> Scalar:
    value = row.get("value")
    if isinstance(value, bool | int | float):
        return value
    if isinstance(value, Mapping | list):
        # What Bruno puts in the place of a reference to an object.
        value = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return report.template(text_of(value))


def _is_secret(row: Mapping[str, Json], name: str, value: Scalar) -> bool:
    if row.get("secret") is True:
        return True
    written = row.get("value")
    if isinstance(value, str) and "{{" in value:
        return False
    if written in ("", None):
        # An export leaves out what only its author shall know.
        return is_credential_name(name)
    return not isinstance(written, Mapping | list) and is_credential(name, text_of(written))


def _switch_off(
    values: VariableBuilder, row: Mapping[str, Json], name: str, report: BrunoImportReport
) -> None:
    """Keeps a variable that has no meaning, and of one that is secret the value."""
    value = row.get("value")
    text = text_of(value)
    if not text or not _is_secret(row, name, text):
        line = name if text == "" else f"{name} = {json.dumps(value, ensure_ascii=False)}"
        values.comments.append(f"switched off: {line}")
        report.changed(f'Variable "{name}" is switched off; it was kept as a comment.')
        return
    given = {*values.secrets, *values.variables, *report.switched_off}
    kept = next(one for one in numbered(f"{name}_switched_off", "_") if one not in given)
    report.switched_off.add(kept)
    values.secrets[kept] = Secret(text)
    values.comments.append(f"switched off: {name}; its value is the secret {kept}")
    report.changed(f'Variable "{name}" is switched off; its value became secret "{kept}".')


def object_values(rows: Json) -> Iterator[tuple[str, Json]]:
    """The variables whose values are objects, with these."""
    for row in tables(rows):
        if is_on(row) and isinstance(row.get("value"), Mapping | list):
            yield text_of(row.get("name")), row["value"]


def read_bruno_environments(
    found: Sequence[BrunoEnvironment], report: BrunoImportReport
) -> Iterator[EnvironmentBuilder]:
    """Each environment's name and values."""
    names = FileNamer()
    for one in found:
        report.source = one.source
        label = report.title(one.name) or "environment"
        here = report.at(label)
        here.unread(one.data)
        values = read_bruno_values(one.data.get("variables"), here)
        for row in tables(one.data.get("externalSecrets")):
            name = report.name(text_of(row.get("name")))
            values.secrets.setdefault(name, Secret(""))
            here.changed(
                f'Secret "{name}" will be asked for when a request needs it.',
                why=f"Its value is in {visible_line(text_of(row.get('type')))}.",
            )
        color = text_of(one.data.get("color"))
        if color and not _COLOR.fullmatch(color):
            here.lost(f'Color "{visible_line(color)}" was not imported.')
            color = ""
        draft_id = names.take("", label, "environment")
        settings = Environment("", "", "", color=color)
        yield EnvironmentBuilder(draft_id, label, values, settings=settings)
