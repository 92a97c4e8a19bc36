"""Thunder Client's tests are captures and expectations where they say the same."""

from __future__ import annotations

from typing import Any

from tests.each_case import each_case
from tests.unit.importers.thunder.thunder_exports import export, folder, one, read, request, told

from outrider.model.expectation import Capture, Check, CheckKind, Expectation, Subject


def row(kind: str, custom: str, action: str, value: str = "") -> dict[str, Any]:
    return {"type": kind, "custom": custom, "action": action, "value": value}


def jq(program: str, kind: CheckKind, expected: object) -> Expectation:
    return Expectation(Subject.JQ, program, (Check(kind, expected),))


EXPECTED: list[tuple[dict[str, Any], Expectation]] = [
    (row("res-code", "", "equal", "201"), Expectation(Subject.STATUS, 201)),
    ({"type": "res-code", "value": 204}, Expectation(Subject.STATUS, 204)),
    (row("res-code", "", "equal", "2xx"), Expectation(Subject.STATUS, "2xx")),
    (row("res-code", "", "<", "300"), Expectation(Subject.STATUS, ("1xx", "2xx"))),
    (row("res-code", "", ">=", "400"), Expectation(Subject.STATUS, ("4xx", "5xx"))),
    (row("res-time", "", "<", "500"),
     Expectation(Subject.TIME, True, (Check(CheckKind.AT_MOST, 500),))),
    (row("res-body", "", "contains", "{{x}}"),
     Expectation(Subject.BODY, True, (Check(CheckKind.CONTAINS, "{{x}}"),))),
    (row("res-body", "", "isjson", "true"), jq(".", CheckKind.EXISTS, True)),
    (row("res-header", "X-A", "equal", "b"),
     Expectation(Subject.HEADER, "X-A", (Check(CheckKind.EQUALS, "b"),))),
    (row("json-query", "json.a[0].b", "equal", "text"), jq(".a[0].b", CheckKind.EQUALS, "text")),
    (row("json-query", "json.n", "equal", "5"), jq(".n | tostring", CheckKind.EQUALS, "5")),
    (row("json-query", "json.n", "notequal", "true"),
     jq(".n | tostring", CheckKind.NOT_EQUALS, "true")),
    (row("json-query", "json.l", "count", "3"),
     jq(".l | arrays, objects, strings | length", CheckKind.EQUALS, 3)),
    (row("json-query", "json.l", "istype", "array"), jq(".l", CheckKind.TYPE, "array")),
    (row("json-query", "json.n", "<=", "1.5"), jq(".n", CheckKind.AT_MOST, 1.5)),
    (row("json-query", "json.n", ">", "1"), jq(".n | numbers > 1", CheckKind.EQUALS, True)),
    (row("json-query", "header.x", "contains", "b"),
     Expectation(Subject.HEADER, "x", (Check(CheckKind.CONTAINS, "b"),))),
]  # fmt: skip


@each_case(EXPECTED)
def test_each_check(case: tuple[dict[str, Any], Expectation]) -> None:
    written, expectation = case
    found, only = one(tests=[written])
    assert only.expectations == (expectation,)
    assert not told(found)


CAPTURED: list[tuple[dict[str, Any], Capture]] = [
    (row("set-env-var", "json.data.id", "setto", "{{ order_id }}"),
     Capture("order_id", Subject.JQ, ".data.id")),
    (row("set-env-var", 'json["a b"][0]', "setto", "{{x}}"),
     Capture("x", Subject.JQ, '."a b"[0]')),
    (row("set-env-var", "json.access_token", "setto", "{{bearer}}"),
     Capture("bearer", Subject.JQ, ".access_token", secret=True)),
    (row("set-env-var", "header.location", "setto", "{{x}}"),
     Capture("x", Subject.HEADER, "location")),
    (row("set-env-var", "cookie.sid", "setto", "{{x}}"),
     Capture("x", Subject.COOKIE, "sid", secret=True)),
    (row("set-env-var", "text", "setto", "{{x}}"), Capture("x", Subject.BODY)),
    (row("set-env-var", "json.", "setto", "{{x}}"), Capture("x", Subject.BODY)),
    (row("set-env-var", "json", "setto", "{{x}}, global"), Capture("x", Subject.BODY)),
]  # fmt: skip


@each_case(CAPTURED)
def test_each_capture(case: tuple[dict[str, Any], Capture]) -> None:
    written, capture = case
    _, only = one(tests=[written])
    assert only.captures == (capture,)


LEFT = [
    row("set-env-var", "json.a | first", "setto", "{{x}}"),
    row("set-env-var", "json.a", "setto", "x"),
    row("set-env-var", "json..a", "setto", "{{x}}"),
    row("res-code", "", "contains", "2"),
    row("res-time", "", "equal", "1"),
    row("res-code", "", "equal", "ok"),
    row("json-query", "json.l", "count", "many"),
    row("json-query", "json.l", "istype", "uuid"),
    row("custom-count", "", "equal", "1"),
    {**row("res-code", "", "equal", "200"), "isDisabled": True},
]


@each_case(LEFT)
def test_what_says_something_else_is_told(written: dict[str, Any]) -> None:
    found, only = one(tests=[written])
    assert not only.captures
    assert not only.expectations
    assert len(told(found)) == 1
    assert str(written["type"]) in told(found)[0]


def test_tests_of_a_collection_and_a_folder_come_first() -> None:
    of = {name: {"tests": [row("res-code", "", "equal", name)]} for name in ("200", "201")}
    found = read(
        export(
            request(containerId="f_F", tests=[row("res-code", "", "equal", "202")]),
            folders=[folder("F", settings=of["201"])],
            settings=of["200"],
        )
    )
    assert [each.argument for each in found.requests[0].expectations] == [200, 201, 202]
