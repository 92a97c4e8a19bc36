"""Files as JSON Schema, for editors that check and complete TOML.

The words are those that JSON Schema has had since draft 4, but for ``exclusiveMinimum`` and
``examples``, so that readers of draft 7 and of 2020-12 understand them alike.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePath
from typing import Any

from outrider.cli.reference.declared_files import FileKind, file_kinds, known_shape
from outrider.cli.reference.marked_text import without_marks
from outrider.toml_text.schema import (
    UNSAID,
    ArrayCheck,
    Check,
    FreeTableCheck,
    Key,
    MatchingCheck,
    SpecialCheck,
    TableCheck,
    ValueCheck,
)

_DRAFT = "http://json-schema.org/draft-07/schema#"


def schema_file(kind: FileKind) -> str:
    """The name of the file that has the schema of one kind."""
    return f"outrider-{kind.name}.schema.json"


def kind_schema(kind: FileKind) -> dict[str, Any]:
    """The schema of one kind of files."""
    about = f"{kind.title} of Outrider: {without_marks(kind.place)}."
    return {"$schema": _DRAFT, "title": kind.title, "description": about} | _json(kind.check)


def whole_schema() -> dict[str, Any]:
    """The schemas of all kinds in one document; a file is of one of them."""
    definitions = {
        kind.name: {key: value for key, value in kind_schema(kind).items() if key != "$schema"}
        for kind in file_kinds()
    }
    references = [{"$ref": f"#/definitions/{name}"} for name in definitions]
    return {
        "$schema": _DRAFT,
        "title": "Outrider",
        "description": "Files of Outrider.",
        "definitions": definitions,
        "anyOf": references,
    }


def _json(check: Check) -> dict[str, Any]:
    if isinstance(check, Key):
        return _json(check.check) | _annotations(check)
    if isinstance(check, SpecialCheck) and check.json:
        return {**_of_alternatives(check), **check.json}
    shape = known_shape(check)
    if isinstance(shape, ValueCheck):
        return dict(shape.json)
    if isinstance(shape, MatchingCheck):
        return {**_json(shape.inner), **shape.json}
    if isinstance(shape, ArrayCheck):
        least = {"minItems": 1} if shape.filled else {}
        return {"type": "array", "items": _json(shape.item), **least}
    if isinstance(shape, FreeTableCheck):
        return {"type": "object", "additionalProperties": _json(shape.item)}
    if isinstance(shape, TableCheck):
        required = {"required": list(shape.required)} if shape.required else {}
        return {
            "type": "object",
            "properties": {name: _json(key) for name, key in shape.keys.items()},
            "additionalProperties": False,
            **required,
        }
    return _of_alternatives(shape) if isinstance(shape, SpecialCheck) else {}


def _of_alternatives(check: SpecialCheck) -> dict[str, Any]:
    alternatives = [_json(one) for one in check.alternatives]
    if len(alternatives) == 1:
        return alternatives[0]
    return {"anyOf": alternatives} if alternatives else {}


def _annotations(key: Key) -> dict[str, Any]:
    said: dict[str, Any] = {"description": without_marks(key.meaning)}
    if key.default is not UNSAID:
        said["default"] = key.default
    if key.example is not UNSAID:
        said["examples"] = [key.example]
    return said


def taplo_rules(kinds: Sequence[FileKind], folder: str) -> str:
    """What ``.taplo.toml`` has to say for taplo to use the schemas in a folder."""
    from outrider.cli.reference.toml_snippet import toml_value

    lines = []
    for kind in kinds:
        path = PurePath(folder, schema_file(kind)).as_posix()
        lines += ["[[rule]]", f"include = {toml_value(list(kind.include))}"]
        if kind.exclude:
            lines.append(f"exclude = {toml_value(list(kind.exclude))}")
        lines += ["[rule.schema]", "enabled = true", f"path = {toml_value(path)}", ""]
    return "\n".join(lines)
