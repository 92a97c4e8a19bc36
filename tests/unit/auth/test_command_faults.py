from __future__ import annotations

import pytest

from outrider.auth.command_faults import command_faults
from outrider.auth.schemes.command import Command
from outrider.errors import SourceLocation


def told(value: object) -> list[tuple[str, str]]:
    place = SourceLocation("dev.toml", ("auth", "default"), 3)
    table = {"type": "command", "command": value}
    found = command_faults(Command().fields(table), table, place.inside)
    return [(fault.what, fault.advice) for fault in found]


def test_a_list_of_texts_is_a_command() -> None:
    assert told(["gh", "auth", "token"]) == []
    assert told(("gh", "")) == []


@pytest.mark.parametrize(
    ("value", "what", "advice"),
    [
        ([], "command is empty.", 'Set command = ["program"].'),
        ([" "], "command is empty.", 'Set command = ["program"].'),
        ("gh 'auth token'", "must be a list of texts", 'Set command = ["gh", "auth token"].'),
        ("gh 'auth", "must be a list of texts", """Set command = ["gh", "'auth"]."""),
        ("", "must be a list of texts", 'Set command = ["program"].'),
        ([1], "must be a list of texts", 'Set command = ["program", "argument"].'),
        ({"a": 1}, "must be a list of texts", 'Set command = ["program", "argument"].'),
    ],
)
def test_anything_else_is_a_fault_with_the_line_to_write(
    value: object, what: str, advice: str
) -> None:
    ((said, how),) = told(value)
    assert what in said
    assert how == advice
