"""What a body made of its schema looks like: always the same, as small as it says something."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final, TypeAlias

from msgspec import Struct

from outrider.importers.building.build_report import BuildReport
from outrider.importers.building.loose_values import Json, text_of
from outrider.importers.openapi.literal_text import ReferenceText
from outrider.importers.openapi.references import References, target_of
from outrider.importers.openapi.sample_values import (
    breaks_pattern,
    different_value,
    sample_number,
    sample_text,
)

LEFT_OUT: Final = object()
"""In the place of a value where the schema allows none, or has no end."""

DEEPEST = 12
"""Levels of schemas in each other."""

MOST_VALUES = 400
"""Values of one sample, after which only what is required is added."""

_ALL = 12
"""Properties of which all are shown."""
_MOST_ITEMS = 20
_JOINED = frozenset({"allOf", "properties", "required", "oneOf", "anyOf"})

Path: TypeAlias = tuple[str, ...]
"""The references that were followed on the way."""


class FlatSchema(Struct, frozen=True):
    """A schema without references and ``allOf`` at its own level."""

    table: Mapping[str, Json]
    path: Path


class SchemaSampler:
    """Makes samples for the schemas of one document.

    Args:
        password: gives what refers to a secret, by the name of the property that holds it.

    Attributes:
        report: where the operation that is read stands.
    """

    def __init__(
        self, references: References, report: BuildReport, password: Callable[[str], str]
    ) -> None:
        self.report = report
        self._references = references
        self._password = password
        self._left = MOST_VALUES

    def sample(self, schema: Json, name: str = "") -> Json:
        """A value; ``None`` where the schema allows nothing."""
        self._left = MOST_VALUES
        try:
            made = self._make(schema, (), name)
        except RecursionError:
            self.report.lost("No sample was made: the schema is nested too deeply.")
            return None
        return None if made is LEFT_OUT else made

    def flat(self, schema: Json, path: Path = ()) -> FlatSchema:
        """A schema with everything that it is composed of, but for its alternatives."""
        if len(path) > DEEPEST * 4:
            return FlatSchema({}, path)
        reference = target_of(schema)
        if reference:
            if reference in path:
                return FlatSchema({}, path)
            path = (*path, reference)
        table = self._references.resolve(schema)
        if not isinstance(table, Mapping):
            return FlatSchema({} if table is not False else {"not": {}}, path)
        parts = table.get("allOf")
        if not isinstance(parts, list) or not parts:
            return FlatSchema(table, path)
        made: dict[str, Json] = {key: one for key, one in table.items() if key != "allOf"}
        for part in parts:
            inner = self.flat(part, path)
            path = inner.path
            made = self._merged(made, inner.table)
        return FlatSchema(made, path)

    def properties(self, flat: FlatSchema) -> Iterator[tuple[str, Json, bool]]:
        """Name, schema and whether it is required, of what a request may send."""
        table = flat.table.get("properties")
        required = flat.table.get("required")
        needed = {text_of(one) for one in required} if isinstance(required, list) else set()
        for name, schema in table.items() if isinstance(table, Mapping) else ():
            if self.flat(schema, flat.path).table.get("readOnly") is not True:
                yield text_of(name), schema, name in needed

    def alternative(self, flat: FlatSchema) -> FlatSchema:
        """The schema with the first of its alternatives that is not null."""
        for key in ("oneOf", "anyOf"):
            branches = flat.table.get(key)
            if not isinstance(branches, list) or not branches:
                continue
            found = [(one, self.flat(one, flat.path)) for one in branches]
            usable = [(one, inner) for one, inner in found if not _is_null(inner.table)]
            branch, inner = (usable or found)[0]
            if len(usable) > 1:
                self.report.changed(
                    f"The body is made of the first of {len(usable)} alternatives.",
                    why=_alternatives([one for one, _ in usable]),
                )
            rest = {name: one for name, one in flat.table.items() if name != key}
            made = self._merged(rest, inner.table)
            chosen = self._discriminated(flat.table, branch, inner)
            if chosen:
                made = self._merged({"properties": chosen}, made)
            flat = self.alternative(FlatSchema(made, inner.path))
        return flat

    def _discriminated(
        self, table: Mapping[str, Json], branch: Json, flat: FlatSchema
    ) -> dict[str, Json]:
        """The property that says which alternative it is, where its own schema does not."""
        written = table.get("discriminator")
        if not isinstance(written, Mapping):
            return {}
        name, reference = text_of(written.get("propertyName")), target_of(branch)
        mapping = written.get("mapping")
        known = mapping if isinstance(mapping, Mapping) else {}
        short = reference.rpartition("/")[2]
        value = next((key for key, one in known.items() if one in (reference, short)), short)
        properties = flat.table.get("properties")
        own = properties.get(name) if isinstance(properties, Mapping) else None
        allowed = self.flat(own, flat.path).table if own is not None else {}
        choices = [allowed["const"]] if "const" in allowed else allowed.get("enum")
        if not name or not value or (isinstance(choices, list) and value not in choices):
            return {}
        return {name: {"type": "string", "const": value}}

    def _merged(self, first: Mapping[str, Json], second: Mapping[str, Json]) -> dict[str, Json]:
        """Both schemas at once; where they differ, the first one counts."""
        made = {**second, **first}
        for key in ("required", "oneOf", "anyOf"):
            parts = [one for one in (first.get(key), second.get(key)) if isinstance(one, list)]
            if len(parts) > 1:
                made[key] = [*parts[0], *(one for one in parts[1] if one not in parts[0])]
        mine, other = first.get("properties"), second.get("properties")
        if isinstance(mine, Mapping) and isinstance(other, Mapping):
            made["properties"] = {
                name: {"allOf": [mine[name], other[name]]}
                if name in mine and name in other and mine[name] != other[name]
                else {**other, **mine}[name]
                for name in {**mine, **other}
            }
        types = (first.get("type"), second.get("type"))
        if None not in types and types[0] != types[1]:
            both = f"{text_of(types[0])} and {text_of(types[1])}"
            if not {text_of(one) for one in types} <= {"integer", "number"}:
                self.report.changed(f"A schema requires two types, {both}: the first is used.")
        return made

    def _make(self, schema: Json, path: Path, name: str) -> Any:
        schema = self._given(schema, path)
        if isinstance(schema, _Given):
            return schema.value
        reference = target_of(schema)
        if (reference and reference in path) or len(path) > DEEPEST:
            return LEFT_OUT
        flat = self.flat(schema, path)
        if flat.table == {"not": {}}:
            return LEFT_OUT
        found = _explicit(flat.table)
        if found is not LEFT_OUT:
            return found
        flat = self.alternative(flat)
        found = _explicit(flat.table)
        if found is not LEFT_OUT:
            return found
        self._left -= 1
        # Levels without references count as well.
        path = flat.path if flat.path != path else (*path, "")
        return self._of_type(FlatSchema(flat.table, path), name)

    def _given(self, schema: Json, path: Path) -> Any:
        """An example that stands beside a reference, or in a schema that has no end."""
        if isinstance(schema, Mapping) and target_of(schema) in path and target_of(schema):
            found = _explicit(self._references.table(schema))
            return _Given(found) if found is not LEFT_OUT else schema
        return schema

    def _of_type(self, flat: FlatSchema, name: str) -> Any:
        kind = type_of(flat.table)
        if kind == "object":
            return self._object(flat)
        if kind == "array":
            return self._array(flat, name)
        if kind == "boolean":
            return True
        if kind in {"integer", "number"}:
            return sample_number(flat.table, whole=kind == "integer")
        if kind == "string":
            return self._text(flat.table, name)
        return None if kind == "null" else {}

    def _text(self, table: Mapping[str, Json], name: str) -> str:
        if table.get("format") == "password":
            return ReferenceText(self._password(name or "password"))
        text = sample_text(table)
        pattern = breaks_pattern(table, text)
        if pattern:
            self.report.changed(
                f'"{text[:40]}" was made up for {name or "a value"}; it may not match its pattern.',
                why=f"Pattern: {pattern[:80]}",
            )
        return text

    def _object(self, flat: FlatSchema) -> dict[str, Json]:
        every = list(self.properties(flat))
        small = len(every) <= _ALL and len(flat.path) < DEEPEST // 2
        made: dict[str, Json] = {}
        for name, schema, required in every:
            if not required and not (
                self._left > 0 and (small or self.has_value(schema, flat.path))
            ):
                continue
            value = self._make(schema, flat.path, name)
            if value is LEFT_OUT and required:
                value = self._end(schema, flat.path)
            if value is not LEFT_OUT:
                made[name] = value
        more = flat.table.get("additionalProperties")
        if not made and not every and isinstance(more, Mapping) and more:
            value = self._make(more, flat.path, "key_1")
            if value is not LEFT_OUT:
                made["key_1"] = value
        return made

    def has_value(self, schema: Json, path: Path = ()) -> bool:
        """Whether the document says itself what the value may be."""
        table = self.flat(schema, path).table
        return any(key in table for key in ("example", "examples", "default", "const"))

    def _end(self, schema: Json, path: Path) -> Any:
        """What stands where a schema that is required has no end."""
        table = self._references.table(schema)
        if table.get("nullable") is True:
            return None
        return {"array": [], "object": {}, "string": "", "null": None}.get(type_of(table), {})

    def _array(self, flat: FlatSchema, name: str) -> list[Json]:
        prefix = flat.table.get("prefixItems")
        made: list[Json] = []
        for one in prefix if isinstance(prefix, list) else []:
            value = self._make(one, flat.path, name)
            made.append(None if value is LEFT_OUT else value)
        items = flat.table.get("items")
        if made or items is None or self._left <= 0:
            return made
        first = self._make(items, flat.path, name)
        if first is LEFT_OUT:
            return []
        least = flat.table.get("minItems")
        least = least if isinstance(least, int) else 1
        count = min(max(least, 1), _MOST_ITEMS)
        if flat.table.get("maxItems") == 0:
            return []
        if flat.table.get("uniqueItems") is not True or count == 1:
            return [first] * count
        choices = self.flat(items, flat.path).table.get("enum")
        if isinstance(choices, list) and len(choices) >= count:
            return choices[:count]
        return [different_value(first, number) for number in range(count)]


class _Given(Struct, frozen=True):
    value: Any


def type_of(table: Mapping[str, Json]) -> str:
    """The type of a schema, the first that is not null; what it has tells one that is not said."""
    written = table.get("type")
    if isinstance(written, list):
        written = next((one for one in written if one != "null"), "null" if written else None)
    if isinstance(written, str):
        return written
    if any(key in table for key in ("properties", "additionalProperties", "required")):
        return "object"
    if any(key in table for key in ("items", "prefixItems", "minItems", "maxItems")):
        return "array"
    if any(key in table for key in ("pattern", "minLength", "maxLength", "format")):
        return "string"
    if any(key in table for key in ("minimum", "maximum", "multipleOf", "exclusiveMinimum")):
        return "number"
    return ""


def _explicit(table: Mapping[str, Json]) -> Any:
    """The value that a schema names itself."""
    if "example" in table:
        return table["example"]
    if "const" in table:
        return table["const"]
    examples = table.get("examples")
    if isinstance(examples, list) and examples:
        return examples[0]
    if "default" in table:
        return table["default"]
    choices = table.get("enum")
    if isinstance(choices, list) and choices:
        return next((one for one in choices if one is not None), None)
    return LEFT_OUT


def _is_null(table: Mapping[str, Json]) -> bool:
    return table.get("type") in ("null", ["null"]) or ("const" in table and table["const"] is None)


def _alternatives(branches: list[Json]) -> str:
    names = [target_of(one).rpartition("/")[2] for one in branches]
    named = ", ".join(dict.fromkeys(filter(None, names)))
    return f"Alternatives: {named[:200]}." if named else ""
