"""Literals in an auth of a type that nobody here knows: each is a possible credential."""

from __future__ import annotations

from outrider.auth.schemes import SCHEMES
from outrider.errors import SourceLocation
from outrider.model.workspace import AuthTable, Request
from outrider.variables.literal_credentials import hide_in_request
from outrider.variables.literal_places import literals_in_auth
from outrider.variables.unknown_auths import KNOWN_TYPES

HERE = SourceLocation("requests/a.toml")


def test_the_types_that_are_known_are_those_of_the_registry() -> None:
    assert {*(one.type for one in SCHEMES), ""} == KNOWN_TYPES


def test_every_literal_that_is_not_surely_harmless_is_found_at_its_place() -> None:
    table = {
        "type": "zwoosh",
        "user": "bob",
        "flavour": "vanilla",
        "on": True,
        "deep": {"list": ["plum", "{{plum}}"]},
        "claims": '{"sub": "bob", "spice": "nutmeg", "n": 5}',
    }
    found = literals_in_auth(AuthTable(table, {}, HERE), ("auth",))
    assert [(name, place.key) for name, place in found] == [
        ("flavour", ("auth", "flavour")),
        ("list", ("auth", "deep", "list", 0)),
        ("sub", ("auth", "claims")),
        ("spice", ("auth", "claims")),
    ]


def test_references_take_the_place_of_each() -> None:
    table = {
        "type": "zwoosh",
        "flavour": "a {{b}} vanilla",
        "claims": '{"spice": "nutmeg \\"x\\""}',
        "more": "{{all}}",
    }
    auth = AuthTable(table, {}, HERE)
    hidden = hide_in_request(Request("", "", "", auth=auth), lambda name, _, __: f"{{{{{name}}}}}")
    assert hidden.auth is not None
    assert dict(hidden.auth.table) == {
        "type": "zwoosh",
        "flavour": "a {{b}} {{flavour}}",
        "claims": '{"spice": "{{spice}}"}',
        "more": "{{all}}",
    }
