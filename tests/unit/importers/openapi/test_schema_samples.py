"""Samples of schemas: small, valid, always the same, and at an end where schemas have none."""

from __future__ import annotations

from typing import Any

import jsonschema
import pytest
from tests.each_case import each_case

from outrider.importers.building.build_report import BuildReport
from outrider.importers.importer import NO_FOLDER
from outrider.importers.openapi.openapi_documents import OpenApiDocument
from outrider.importers.openapi.references import References
from outrider.importers.openapi.schema_samples import SchemaSampler

SCHEMAS: dict[str, Any] = {
    "Cat": {"properties": {"kind": {"type": "string"}, "lives": {"type": "integer"}}},
    "Dog": {"properties": {"kind": {"type": "string"}, "bark": {"type": "boolean"}}},
    "Node": {
        "type": "object",
        "required": ["next", "value"],
        "properties": {
            "value": {"type": "string"},
            "next": {"$ref": "#/components/schemas/Node"},
            "more": {"type": "array", "items": {"$ref": "#/components/schemas/Node"}},
        },
    },
    "Itself": {"$ref": "#/components/schemas/Itself"},
    "Base": {"type": "object", "properties": {"id": {"type": "string", "readOnly": True}}},
}


def sampler(report: BuildReport | None = None) -> SchemaSampler:
    document = OpenApiDocument("a.json", {"components": {"schemas": SCHEMAS}}, (3, 1), NO_FOLDER)
    report = report or BuildReport()
    return SchemaSampler(References(document, report), report, lambda name: "{{" + name + "}}")


MADE: dict[str, tuple[Any, Any]] = {
    "a text": ({"type": "string"}, "string"),
    "a whole number": ({"type": "integer", "minimum": 5}, 5),
    "more than a number": ({"type": "integer", "exclusiveMinimum": 5}, 6),
    "more than it, in 3.0": ({"type": "integer", "minimum": 5, "exclusiveMinimum": True}, 6),
    "below zero": ({"type": "number", "maximum": -2}, -2),
    "a multiple": ({"type": "integer", "minimum": 7, "multipleOf": 5}, 10),
    "a date": ({"type": "string", "format": "date"}, "2026-01-31"),
    "a long text": ({"type": "string", "minLength": 8}, "xxxxxxxx"),
    "a short text": ({"type": "string", "maxLength": 3}, "str"),
    "an enum": ({"enum": [None, "b"]}, "b"),
    "a constant": ({"const": 3}, 3),
    "a default": ({"type": "string", "default": "d"}, "d"),
    "an example": ({"type": "string", "example": "e", "default": "d"}, "e"),
    "examples": ({"type": "string", "examples": ["one", "two"]}, "one"),
    "two types": ({"type": ["null", "integer"]}, 0),
    "anything": ({}, {}),
    "always": (True, {}),
    "never": (False, None),
    "an object": ({"properties": {"a": {"type": "boolean"}}}, {"a": True}),
    "what a request does not send": ({"allOf": [{"$ref": "#/components/schemas/Base"}]}, {}),
    "a map": ({"type": "object", "additionalProperties": {"type": "integer"}}, {"key_1": 0}),
    "a list": ({"type": "array", "items": {"type": "string"}}, ["string"]),
    "three of a list": ({"items": {"type": "integer"}, "minItems": 3}, [0, 0, 0]),
    "three that differ": (
        {"items": {"type": "integer"}, "minItems": 3, "uniqueItems": True}, [0, 1, 2]
    ),
    "a tuple": ({"prefixItems": [{"const": 1}, {"const": "a"}]}, [1, "a"]),
    "all of": (
        {"allOf": [{"properties": {"a": {"const": 1}}}, {"properties": {"b": {"const": 2}}}]},
        {"a": 1, "b": 2},
    ),
    "one of, by its name": (
        {
            "oneOf": [{"type": "null"}, {"$ref": "#/components/schemas/Cat"}],
            "discriminator": {"propertyName": "kind"},
        },
        {"kind": "Cat", "lives": 0},
    ),
    "one of, by a mapping": (
        {
            "oneOf": [{"$ref": "#/components/schemas/Dog"}],
            "discriminator": {
                "propertyName": "kind", "mapping": {"woof": "#/components/schemas/Dog"}
            },
        },
        {"kind": "woof", "bark": True},
    ),
    "what has no end": (
        {"$ref": "#/components/schemas/Node"}, {"value": "string", "next": {}, "more": []}
    ),
    "a reference to itself": ({"$ref": "#/components/schemas/Itself"}, {}),
    "no such target": ({"$ref": "#/components/schemas/None"}, {}),
    "a password": ({"properties": {"pin": {"format": "password"}}}, {"pin": "{{pin}}"}),
}  # fmt: skip


@each_case(MADE)
def test_a_sample_is_the_simplest_that_is_allowed(name: str) -> None:
    schema, wanted = MADE[name]
    assert sampler().sample(schema) == wanted
    assert sampler().sample(schema) == sampler().sample(schema)


@each_case([name for name in MADE if name not in {"never", "a date", "a reference to itself"}])
def test_a_sample_is_valid(name: str) -> None:
    schema, _ = MADE[name]
    if "3.0" in name or "no end" in name or "target" in name:
        return
    made = sampler().sample(schema)
    jsonschema.validate(made, {"components": {"schemas": SCHEMAS}, "allOf": [schema]})


def test_a_schema_that_is_wider_than_any_body_is_cut() -> None:
    wide: dict[str, Any] = {"type": "string"}
    for _ in range(8):
        wide = {"properties": {f"p{number}": wide for number in range(10)}}
    assert len(str(sampler().sample(wide))) < 100_000


@pytest.mark.parametrize("pattern", ["^[a-z]+$", "(a+)+$", "[", "^\\d{4}$"])
def test_a_pattern_that_the_sample_may_not_match_is_told(pattern: str) -> None:
    report = BuildReport()
    assert sampler(report).sample({"type": "string", "pattern": pattern}) == "string"
    assert bool(report.remarks) is (pattern != "^[a-z]+$")
