"""What captures and expectations refer to."""

from __future__ import annotations

from outrider.errors import SourceLocation
from outrider.model.expectation import Capture, Check, CheckKind, Expectation, Subject
from outrider.model.workspace import Request, SecretRef
from outrider.variables.expectation_templates import (
    capture_conflicts,
    expectation_requirements,
    expectation_templates,
)
from outrider.variables.variable_scope import VariableScope

REQUEST = Request(
    "a",
    "A",
    "requests/a.toml",
    captures=(Capture("id", Subject.JQ, ".{{member}}", regex="{{pattern}}"),),
    expectations=(
        Expectation(Subject.STATUS, 200),
        Expectation(
            Subject.HEADER,
            "{{name}}",
            (
                Check(CheckKind.EQUALS, {"a": ["{{id}}", 1, "{{deep}}"]}),
                Check(CheckKind.TYPE, "null"),
                Check(CheckKind.EXISTS, expected=True),
            ),
        ),
        Expectation(Subject.SCHEMA, "{{folder}}/a.json"),
    ),
)
KEY = SecretRef("key", "env", {"env": "KEY"}, SourceLocation("environments/dev.toml", ("key",)))


def test_every_text_has_its_place() -> None:
    told = [(text, place.dotted_key) for text, place in expectation_templates(REQUEST)]
    assert told == [
        (".{{member}}", "capture[1].jq"),
        ("{{pattern}}", "capture[1].regex"),
        ("{{name}}", "expect[2].header"),
        ("{{id}}", "expect[2].equals.a[1]"),
        ("{{deep}}", "expect[2].equals.a[3]"),
        ("{{folder}}/a.json", "expect[3].schema"),
    ]


def test_what_a_request_captures_itself_is_known() -> None:
    found = expectation_requirements(REQUEST, VariableScope(secrets={"deep": KEY}))
    unknown = {fault.what for fault in found.faults}
    assert not any('"id"' in what for what in unknown)
    assert len(unknown) == 4
    assert found.secrets == {"deep"}


def test_a_capture_with_the_name_of_a_secret_is_a_fault() -> None:
    (fault,) = capture_conflicts(REQUEST, VariableScope(secrets={"id": KEY}))
    assert fault.what == 'Captured variable "id" has the name of a secret.'
    assert str(fault.place) == "requests/a.toml: capture[1].name"
    assert not capture_conflicts(REQUEST, VariableScope(secrets={"other": KEY}))
