"""Scripts and assertions below requests: what is understood, and what is named."""

from __future__ import annotations

from typing import Any

import pytest
from tests.unit.importers.http_files.http_import import imported, only, told

from outrider.importers.http_files.response_conditions import js_expectation
from outrider.model.workspace import Request


def script(text: str) -> str:
    return f"GET http://a.test\n\n> {{%\n{text}\n%}}\n"


def said(request: Request) -> list[tuple[str, Any, list[tuple[str, Any]]]]:
    return [
        (one.subject.value, one.argument, [(each.kind.value, each.expected) for each in one.checks])
        for one in request.expectations
    ]


CONDITIONS: dict[str, tuple[str, Any, list[tuple[str, Any]]]] = {
    "response.status === 200": ("status", 200, []),
    "response.status == 200 || response.status == 201": ("status", (200, 201), []),
    "response.status >= 200 && response.status < 300": ("status", "2xx", []),
    "(response.status < 400)": ("status", ("1xx", "2xx", "3xx"), []),
    'response.body.a["b c"][0] === "x"': ("jq", '.a."b c"[0]', [("equals", "x")]),
    "response.body.n !== 1.5": ("jq", ".n", [("not_equals", 1.5)]),
    "response.body.n > 3": ("jq", ".n | numbers > 3", [("equals", True)]),
    "response.body.list.length >= 2": (
        "jq", ".list | arrays, objects, strings | length", [("at_least", 2)]),
    "response.headers.valueOf('X-A') === 'b'": ("header", "X-A", [("equals", "b")]),
    'response.headers.valueOf("X-A")': ("header", "X-A", [("exists", True)]),
    'response.contentType.mimeType === "a/b"': ("header", "Content-Type", [("equals", "a/b")]),
    'response.body.s.includes("x")': ("jq", ".s", [("contains", "x")]),
    'typeof response.body.s === "string"': ("jq", ".s", [("type", "string")]),
    "Array.isArray(response.body.l)": ("jq", ".l", [("type", "array")]),
    'response.body.hasOwnProperty("a")': ("jq", 'try has("a") catch false', [("equals", True)]),
}  # fmt: skip
UNKNOWN = (
    "true", "response.status", "x === 1", "response.body.a === b", "response.body.a === null",
    "response.body.a && y", "!response.body.a", "response.status > 250", "response.body.map(f)",
    "response.status === 200 || x",
)  # fmt: skip


@pytest.mark.parametrize("condition", CONDITIONS)
def test_a_condition(condition: str) -> None:
    request = only(imported(script(f'client.test("t", () => {{ client.assert({condition}); }});')))
    assert said(request) == [CONDITIONS[condition]]
    assert request.expectations[0].name == "t"


@pytest.mark.parametrize("condition", UNKNOWN)
def test_a_condition_that_nothing_here_checks_is_told(condition: str) -> None:
    assert js_expectation(condition) is None
    result = imported(script(f"\nclient.assert({condition}, 'x')"))
    assert not only(result).expectations
    assert [line for line, _ in told(result)] == [5]


def test_captures_aliases_and_what_is_no_capture() -> None:
    result = imported(
        script(
            """const body = response.body;
// client.global.set("no", 1)
client.global.set("id", body.items[0].id);
client.global.set("place", response.headers.valueOf("Location"))
client.global.set('session_token', response.body.t)
client.global.set("made", body.a + 1);
client.log(body.a);"""
        )
    )
    assert [(one.name, one.subject.value, one.argument, one.secret)
            for one in only(result).captures] == [
        ("id", "jq", ".items[0].id", False),
        ("place", "header", "Location", False),
        ("session_token", "jq", ".t", True),
    ]  # fmt: skip
    assert [line for line, _ in told(result)] == [9, 10]


def test_scripts_before_a_request_give_variables_where_they_are_constants() -> None:
    result = imported(
        '< {% request.variables.set("a", "1"); request.variables.set("b", f()) %}\n'
        "GET http://a.test/{{a}}\n"
    )
    assert {name: one.value for name, one in only(result).variables.items()} == {"a": "1"}
    assert [line for line, _ in told(result)] == [1]


ASSERTIONS: dict[str, tuple[str, Any, list[tuple[str, Any]]] | None] = {
    "status == 200": ("status", 200, []),
    "status >= 400": ("status", ("4xx", "5xx"), []),
    "duration < 1000": ("time", True, [("at_most", 1000)]),
    "header content-type includes json": ("header", "content-type", [("contains", "json")]),
    "header x exists": ("header", "x", [("exists", True)]),
    "body a.b == 3": ("jq", ".a.b", [("equals", 3)]),
    "js response.parsedBody.a == text": ("jq", ".a", [("equals", "text")]),
    "body a.b isArray": ("jq", ".a.b", [("type", "array")]),
    "header x startsWith a.b": ("header", "x", [("matches", r"^a\.b")]),
    "xpath /a/b == 1": None,
    "js x() == 1": None,
}


@pytest.mark.parametrize("written", ASSERTIONS)
def test_an_assertion_line(written: str) -> None:
    result = imported(f"GET http://a.test\n\n?? {written}\n")
    expected = ASSERTIONS[written]
    assert said(only(result)) == ([] if expected is None else [expected])
    assert [line for line, _ in told(result)] == ([3] if expected is None else [])


def test_captures_and_assertions_that_comments_say() -> None:
    result = imported(
        "# @capture global-secret auth.t {{response.json.data.t}}\n"
        "# @capture request loc {{response.headers.Location}}\n"
        "# @capture file odd {{response.x()}}\n"
        '# @assert response.json.a == "b"\n# @assert len(x) > 1\nGET http://a.test\n'
    )
    assert [(one.name, one.argument, one.secret) for one in only(result).captures] == [
        ("auth.t", ".data.t", True),
        ("loc", "Location", False),
    ]
    assert said(only(result)) == [("jq", ".a", [("equals", "b")])]
    assert [line for line, _ in told(result)] == [3, 5]


def test_script_files_and_helpers_of_httpyac() -> None:
    result = imported(
        "GET http://a.test\n\n{{\n  test.status(200);\n  test.header('a', \"b\");\n"
        "  exports.id = response.parsedBody.id;\n  odd();\n}}\n\n> after.js\n"
    )
    assert said(only(result)) == [("status", 200, []), ("header", "a", [("equals", "b")])]
    assert [one.name for one in only(result).captures] == ["id"]
    assert [line for line, _ in told(result)] == [7, 10]


def test_what_a_report_quotes_of_a_script_has_no_credential() -> None:
    key, password = "ghp_" + "A1b2C3d4E5" * 4, "hunter2-Zx9!kkQ"
    text = script(f"foo('{key}');\nlogin({{password: '{password}'}});") + f">> {key}\n"
    said = [what for _, what in told(imported(text))]
    assert said[:2] == [
        "Script statement was not imported: foo('•••')",
        "Script statement was not imported: login({password: '•••'})",
    ]
    assert not [one for one in said if key in one or password in one]
