"""Variables of collections, folders, environments and globals."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping

from outrider.credential_shapes import is_credential, is_credential_name
from outrider.importers.building.local_values import with_literals_apart
from outrider.importers.building.loose_values import Json, tables, text_of
from outrider.importers.building.scope_builders import EnvironmentBuilder, VariableBuilder
from outrider.importers.file_naming import FileNamer, numbered
from outrider.importers.postman.postman_documents import (
    PostmanDocument,
    description_of,
    is_enabled,
    with_switches,
)
from outrider.importers.postman.postman_report import PostmanImportReport
from outrider.model.secret import Secret
from outrider.model.workspace import Scalar


def read_values(rows: Json, report: PostmanImportReport) -> VariableBuilder:
    """The variables of a list; of duplicates, the last that is switched on counts."""
    values = VariableBuilder()
    for row in tables(rows):
        key = text_of(row.get("key") or row.get("id"))
        if not key:
            if row.get("value"):
                report.lost("A variable without a name was not imported.")
            continue
        name = report.name(key)
        if not is_enabled(row):
            _switch_off(values, row, key, name, report)
            continue
        if name in values.variables or name in values.secrets:
            report.changed(f'Variable "{name}" is defined twice; the last value is used.')
        values.variables.pop(name, None)
        values.secrets.pop(name, None)
        value = row.get("value")
        written = report.template(text_of(value))
        if "{{" not in written and _is_secret(row, key, value):
            values.secrets[name] = Secret(text_of(value))
        elif row.get("type") == "secret":
            taken = report.declared
            values.variables[name] = with_literals_apart(values, name, written, taken)
        else:
            values.variables[name] = value if isinstance(value, bool | int | float) else written
        if note := description_of(row.get("description")):
            values.comments.append(f"{name}: {note}")
    return values


def _switch_off(
    values: VariableBuilder,
    row: Mapping[str, Json],
    key: str,
    name: str,
    report: PostmanImportReport,
) -> None:
    """Keeps a variable that has no meaning, and of one that is secret the value."""
    text = text_of(row.get("value"))
    if not text or "{{" in text or not _is_secret(row, name, row.get("value")):
        values.comments.append(f"switched off: {_switched_off(name, row, key)}")
        report.changed(f'Variable "{name}" is switched off; it was kept as a comment.')
        return
    given = {*values.secrets, *values.variables, *report.switched_off}
    kept = next(one for one in numbered(f"{name}_switched_off", "_") if one not in given)
    report.switched_off.add(kept)
    values.secrets[kept] = Secret(text)
    values.comments.append(f"switched off: {name}; its value is the secret {kept}")
    report.changed(f'Variable "{name}" is switched off; its value became secret "{kept}".')


def _switched_off(name: str, row: Mapping[str, Json], key: str) -> str:
    """A variable and its value for a comment, which keeps no credential."""
    value = row.get("value")
    if value in ("", None) or _is_secret(row, key, value):
        return name
    return f"{name} = {json.dumps(value, ensure_ascii=False)}"


def _is_secret(row: Mapping[str, Json], key: str, value: Json) -> bool:
    if row.get("type") == "secret":
        return True
    if value in ("", None):
        # An export leaves out what only its author shall know.
        return value == "" and is_credential_name(key)
    # A text of several words or members is looked at part by part.
    return not isinstance(value, dict | list) and is_credential(key, text_of(value))


def read_environments(
    documents: list[PostmanDocument], report: PostmanImportReport
) -> Iterator[EnvironmentBuilder]:
    """Each environment's name and values."""
    names = FileNamer()
    for document in documents:
        report.source = document.source.name
        label = report.title(document.data.get("name")) or "environment"
        draft_id = names.take("", label, "environment")
        values = read_values(with_switches(document.data.get("values")), report.at(label))
        yield EnvironmentBuilder(draft_id, label, values)


_STRING = r'"(?:[^"\\]|\\.)*"'
_LINE = re.compile(
    rf"(?P<weak>if \(!pm\.environment\.has\((?P<asked>{_STRING})\)\) )?"
    rf"pm\.variables\.set\((?P<name>{_STRING}), (?P<value>{_STRING}|true|false|-?\d+(?:\.\d+)?)\);"
)


def constants_of(text: str, *, weak: bool) -> dict[str, Scalar] | None:
    """What a script sets, where each of its lines sets a variable; ``None`` for any other.

    ``pm.variables.set`` wins over the environment, as a request's variables do here. Only where
    it asks the environment first (``weak``) is it what a folder's variables are.
    """
    values: dict[str, Scalar] = {}
    for line in filter(None, map(str.strip, text.splitlines())):
        match = _LINE.fullmatch(line)
        if match is None or bool(match["weak"]) is not weak:
            return None
        if weak and match["asked"] != match["name"]:
            return None
        try:
            values[json.loads(match["name"])] = json.loads(match["value"])
        except ValueError:
            # JavaScript knows escapes that JSON does not.
            return None
    return values or None
