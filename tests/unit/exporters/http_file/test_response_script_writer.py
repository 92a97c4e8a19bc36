"""Captures and expectations that are exported as scripts come back as they were."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace
from tests.unit.importers.http_files.http_import import imported, only

from outrider.exporters.http_file.http_export_report import HttpExportReport
from outrider.exporters.http_file.response_script_writer import response_script
from outrider.model.expectation import Capture, Check, CheckKind, Expectation, Subject
from outrider.model.workspace import Request

CAPTURES = (
    Capture("a", Subject.JQ, '.items[0]."b c"'),
    Capture("b", Subject.HEADER, "X-Id"),
    Capture("c", Subject.STATUS),
    Capture("d", Subject.BODY),
)
EXPECTATIONS = (
    Expectation(Subject.STATUS, 200),
    Expectation(Subject.STATUS, "2xx"),
    Expectation(Subject.STATUS, (200, 204)),
    Expectation(Subject.JQ, ".a.b", (Check(CheckKind.EQUALS, 'x"y'),)),
    Expectation(Subject.JQ, ".a", (Check(CheckKind.NOT_EQUALS, True),)),
    Expectation(Subject.JQ, ".n", (Check(CheckKind.AT_LEAST, 1),)),
    Expectation(Subject.JQ, ".n", (Check(CheckKind.AT_MOST, 9.5),)),
    Expectation(Subject.JQ, ".s", (Check(CheckKind.CONTAINS, "x"),)),
    Expectation(Subject.JQ, ".s", (Check(CheckKind.TYPE, "string"),)),
    Expectation(Subject.JQ, ".l", (Check(CheckKind.TYPE, "array"),)),
    Expectation(Subject.JQ, 'try has("a") catch false', (Check(CheckKind.EQUALS, True),)),
    Expectation(Subject.HEADER, "X-A", (Check(CheckKind.EQUALS, "b"),)),
    Expectation(Subject.HEADER, "X-A", (Check(CheckKind.EXISTS, True),)),
    Expectation(Subject.BODY, True, (Check(CheckKind.EQUALS, "ok"),)),
)
UNKNOWN = (
    Expectation(Subject.JQ, ".a | length", (Check(CheckKind.EQUALS, 1),)),
    Expectation(Subject.JQ, ".a", (Check(CheckKind.MATCHES, "x+"),)),
    Expectation(Subject.JQ, ".a", (Check(CheckKind.EQUALS, "{{x}}"),)),
    Expectation(Subject.COOKIE, "a", (Check(CheckKind.EXISTS, True),)),
    Expectation(Subject.TIME, True, (Check(CheckKind.AT_MOST, 5),)),
    Expectation(Subject.SCHEMA, "x.json"),
)


def again(request: Request) -> Request:
    words = HttpExportReport(reveals=False)
    lines = response_script(request, words, "x")
    assert all("is not a test in other programs" in one.what for one in words.remarks)
    return only(imported("\n".join(["GET http://a.test", "", *lines, ""])))


@pytest.mark.parametrize("capture", CAPTURES, ids=lambda one: one.name)
def test_a_capture(capture: Capture) -> None:
    assert again(Request("r", "r", "r", captures=(capture,))).captures == (capture,)


@pytest.mark.parametrize("number", range(len(EXPECTATIONS)))
def test_an_expectation(number: int) -> None:
    one = EXPECTATIONS[number]
    (found,) = again(Request("r", "r", "r", expectations=(one,))).expectations
    assert _said(found) == _said(one)


def _said(one: Expectation) -> tuple[Any, ...]:
    return one.subject, one.argument, [(each.kind, each.expected) for each in one.checks]


@pytest.mark.parametrize("number", range(len(UNKNOWN)))
def test_what_no_script_checks_is_told(number: int) -> None:
    words = HttpExportReport(reveals=False)
    request = Request("r", "r", "r", expectations=(UNKNOWN[number],))
    assert response_script(request, words, "x") == []
    assert [one.what.partition('"')[0] for one in words.remarks] == ["Expectation "]


def test_a_capture_by_a_regular_expression_is_told() -> None:
    words = HttpExportReport(reveals=False)
    capture = Capture("a", Subject.BODY, regex="x(.)")
    assert response_script(Request("r", "r", "r", captures=(capture,)), words, "x") == []
    assert [one.what for one in words.remarks] == ['Capture "a" was not exported.']


def test_what_is_disabled_is_told() -> None:
    words = HttpExportReport(reveals=False)
    off = replace(CAPTURES[0], enabled=False)
    expected = (replace(EXPECTATIONS[0], enabled=False, name="ok"), EXPECTATIONS[1])
    lines = response_script(
        Request("r", "r", "r", captures=(off, CAPTURES[2]), expectations=expected), words, "x"
    )
    assert [(one.what, one.why) for one in words.remarks] == [
        ('Capture "a" was not exported.', "It is disabled."),
        ('Expectation "ok" was not exported.', "It is disabled."),
    ]
    assert len([one for one in lines if "client." in one]) == 3


def test_a_capture_that_may_find_nothing_is_told() -> None:
    words = HttpExportReport(reveals=False)
    response_script(Request("r", "r", "r", captures=CAPTURES), words, "x")
    assert [one.what for one in words.remarks] == [
        'Capture "a" is not a test in other programs.',
        'Capture "b" is not a test in other programs.',
    ]
