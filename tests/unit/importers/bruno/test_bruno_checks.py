"""Assertions, variables of the response and scripts of Bruno's."""

from __future__ import annotations

import pytest
from tests.unit.importers.bruno.bruno_folder import bru, lost, only, read_folder

from outrider.model.expectation import Capture, Check, CheckKind, Expectation, Subject


def _of(rows: str) -> tuple[Expectation, ...]:
    return only(read_folder({"a.bru": bru(rest=f"assert {{\n  {rows}\n}}\n")})).expectations


def _check(kind: CheckKind, value: object) -> tuple[Check, ...]:
    return (Check(kind, value),)


@pytest.mark.parametrize(
    ("row", "subject", "argument", "checks"),
    [
        ("res.status: 200", Subject.STATUS, 200, ()),
        ("res.status: eq 201", Subject.STATUS, 201, ()),
        ("res.status: in 200, 204", Subject.STATUS, (200, 204), ()),
        ("res.body.a.b[0]: eq x y", Subject.JQ, ".a.b[0]", _check(CheckKind.EQUALS, "x y")),
        ("res.body.a: eq 5", Subject.JQ, ".a", _check(CheckKind.EQUALS, 5)),
        ('res.body.a: eq "5"', Subject.JQ, ".a", _check(CheckKind.EQUALS, "5")),
        ("res.body.a: eq true", Subject.JQ, ".a", _check(CheckKind.EQUALS, True)),
        ("res.body.a: eq {{b}}", Subject.JQ, ".a", _check(CheckKind.EQUALS, "{{b}}")),
        ("res.body.a: isArray", Subject.JQ, ".a", _check(CheckKind.TYPE, "array")),
        ("res.body.a: isTruthy", Subject.JQ, ".a", _check(CheckKind.EQUALS, True)),
        ("res.body.a: startsWith x.", Subject.JQ, ".a", _check(CheckKind.MATCHES, "^x\\.")),
        ("res.headers['x-a']: contains b", Subject.HEADER, "x-a", _check(CheckKind.CONTAINS, "b")),
        ("res.headers.server: isDefined", Subject.HEADER, "server", _check(CheckKind.EXISTS, True)),
        ("res.body: contains hello", Subject.BODY, True, _check(CheckKind.CONTAINS, "hello")),
        ("res.responseTime: lte 500", Subject.TIME, True, _check(CheckKind.AT_MOST, 500)),
        ('res("a[0].b"): eq 1', Subject.JQ, ".a[0].b", _check(CheckKind.EQUALS, 1)),
    ],
)
def test_an_assertion_becomes_an_expectation(
    row: str, subject: Subject, argument: object, checks: tuple[Check, ...]
) -> None:
    [found] = _of(row)
    assert (found.subject, found.argument, found.checks) == (subject, argument, checks)


def test_one_that_is_switched_off_stays_so() -> None:
    [found] = _of("~res.status: eq 201")
    assert found.enabled is False


@pytest.mark.parametrize(
    "row", ["res.body.x.trim(): eq a", "1 + 1: eq 2", "req.url: eq x", "res.body: isDefined"]
)
def test_what_has_no_expectation_is_told_and_kept(row: str) -> None:
    result = read_folder({"a.bru": bru(rest=f"assert {{\n  {row}\n}}\n")})
    assert only(result).expectations == ()
    assert lost(result) == [f"Assertion `{row}` was not converted; it was kept as a comment."]
    assert f"assertion, which is not checked: {row}" in result.comments["requests/one"]


def test_a_variable_of_the_response_becomes_a_capture() -> None:
    rest = "vars:post-response {\n  id: res.body.data.id\n  ~h: res.headers['location']\n}\n"
    found = only(read_folder({"a.bru": bru(rest=rest)})).captures
    assert found == (
        Capture("id", Subject.JQ, ".data.id"),
        Capture("h", Subject.HEADER, "location", enabled=False),
    )


def test_a_number_is_not_joined_to_what_may_be_one() -> None:
    rest = "vars:post-response {\n  a: res.body.n + 1\n  b: 'n' + res.body.n\n}\n"
    result = read_folder({"a.bru": bru(rest=rest)})
    assert [one.name for one in only(result).captures] == ["b"]
    [told] = lost(result)
    assert told.startswith("Variable of the response `a: res.body.n + 1` was not converted")


def test_those_of_folders_hold_for_the_requests_below_and_the_nearest_wins() -> None:
    rest = "vars:post-response {\n  a: res.body.near\n}\n"
    result = read_folder(
        {
            "collection.bru": "vars:post-response {\n  a: res.body.far\n  b: res.body.b\n}\n",
            "in/folder.bru": "meta {\n  name: In\n}\n",
            "in/a.bru": bru(rest=rest),
        }
    )
    found = {one.name: one.argument for one in only(result).captures}
    assert found == {"a": ".near", "b": ".b"}


def test_simple_statements_of_scripts_are_converted_and_others_kept() -> None:
    rest = """script:post-response {
  const data = res.getBody();
  bru.setVar("token_id", data.info.id);
}

tests {
  test("is there", function() {
    expect(res.status).to.equal(200);
    expect(res.getHeader("x-a")).to.equal("b");
  });
  other();
}
"""
    result = read_folder({"a.bru": bru(rest=rest)})
    request = only(result)
    assert request.captures == (Capture("token_id", Subject.JQ, ".info.id"),)
    assert [(one.subject, one.argument, one.name) for one in request.expectations] == [
        (Subject.STATUS, 200, "is there"),
        (Subject.HEADER, "x-a", "is there"),
    ]
    assert any("other();" in one for one in lost(result))
    assert "  other();" in "\n".join(result.comments["requests/one"])


def test_a_script_before_the_request_is_kept_as_a_comment() -> None:
    result = read_folder({"a.bru": bru(rest="script:pre-request {\n  req.setHeader('a', 1);\n}\n")})
    assert lost(result) == ["The pre-request script was not converted; it was kept as a comment."]
    assert "  req.setHeader('a', 1);" in result.comments["requests/one"]


def test_what_a_report_quotes_of_a_row_has_no_credential() -> None:
    key, password = "ghp_" + "A1b2C3d4E5" * 4, "hunter2-Zx9!kkQ"
    rows = f"  foo('{key}'): eq 1\n  res.body.password: foo {password}${{x}}\n"
    answers = f"  x: foo('{key}')\n"
    result = read_folder(
        {"r.bru": bru(rest=f"assert {{\n{rows}}}\n\nvars:post-response {{\n{answers}}}")}
    )
    said = "\n".join(one.what for one in result.remarks)
    assert said.count("was not converted") == 3
    assert key not in said
    assert password not in said
