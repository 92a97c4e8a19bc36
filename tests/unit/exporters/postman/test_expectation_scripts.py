"""Captures and expectations of a workspace go to Postman as tests, and come back as they were."""

from __future__ import annotations

from typing import Any

from msgspec import structs
from tests.integration.importing.response_test_shapes import BEFORE, CHECKS, OLD
from tests.unit.exporters.postman.postman_round_trip import (
    collection_of,
    exported,
    imported_again,
)
from tests.unit.importers.postman.collection_builders import (
    collection,
    environment,
    only,
    read,
    request,
    script,
)

from outrider.model.expectation import Capture, Check, CheckKind, Expectation, Subject
from outrider.model.import_result import ImportResult
from outrider.model.workspace import Collection, Request


def there_and_back(one: Request) -> tuple[Request, list[str]]:
    tables, words = exported("shop", Collection({}, {one.id: one}))
    told = [remark.what for remark in words.remarks]
    return only(imported_again(tables)), told


def workspace_of(imported: ImportResult) -> tuple[ImportResult, list[str]]:
    tables, words = exported(
        imported.name, collection_of(imported), [one.environment for one in imported.environments]
    )
    return imported_again(tables), [remark.what for remark in words.remarks]


def test_imported_expectations_come_back_or_are_told() -> None:
    tests = [f"pm.test('{number}', () => {{ {one} }});" for number, one in enumerate(CHECKS)]
    tests += [f"tests['old {number}'] = {one};" for number, one in enumerate(OLD)]
    event = [script(BEFORE + "\n".join(tests), "test")]
    first = read(collection(request(event=event)), environment(five=5))
    again, told = workspace_of(first)
    before, after = only(first).expectations, only(again).expectations
    missing = [one for one in before if one not in after]
    assert len(missing) <= sum("was not exported" in one for one in told) + 6, missing
    assert len(missing) < len(before) / 6, [structs.asdict(one) for one in missing]


FILE: list[dict[str, Any]] = [
    {"subject": Subject.STATUS, "argument": 200},
    {"subject": Subject.STATUS, "argument": ("2xx", 404)},
    {"subject": Subject.STATUS, "argument": "4xx"},
    {"subject": Subject.JQ, "argument": '.a."b c"[0]', "checks": (CheckKind.EQUALS, {"k": [1]})},
    {"subject": Subject.JQ, "argument": ".id", "checks": (CheckKind.EQUALS, "{{id}}")},
    {"subject": Subject.JQ, "argument": ".id", "checks": (CheckKind.EQUALS, "a-{{id}}")},
    {"subject": Subject.JQ, "argument": ".id", "checks": (CheckKind.ONE_OF, [1, "x"])},
    {"subject": Subject.JQ, "argument": ".id", "checks": (CheckKind.TYPE, "string")},
    {"subject": Subject.JQ, "argument": ".id", "checks": (CheckKind.TYPE, "null")},
    {"subject": Subject.JQ, "argument": ".id", "checks": (CheckKind.EXISTS, True)},
    {"subject": Subject.JQ, "argument": ".id", "checks": (CheckKind.MATCHES, "^a/b[0-9]")},
    {"subject": Subject.HEADER, "argument": "X-A", "checks": (CheckKind.EXISTS, False)},
    {"subject": Subject.HEADER, "argument": "X-A", "checks": (CheckKind.AT_LEAST, 3)},
    {"subject": Subject.HEADER, "argument": "X-A", "checks": (CheckKind.EQUALS, "b")},
    {"subject": Subject.COOKIE, "argument": "sid", "checks": (CheckKind.EXISTS, True)},
    {"subject": Subject.BODY, "argument": True, "checks": (CheckKind.CONTAINS, "x")},
    {"subject": Subject.TIME, "argument": True, "checks": (CheckKind.AT_MOST, 500)},
]


def test_what_a_file_says_comes_back_as_it_was() -> None:
    expectations = tuple(
        Expectation(
            one["subject"],
            one["argument"],
            (Check(*one["checks"]),) if "checks" in one else (),
            f"test {number}",
        )
        for number, one in enumerate(FILE)
    )
    captures = (
        Capture("id", Subject.JQ, ".a.b[0]"),
        Capture("whole", Subject.JQ, ".a | tojson"),
        Capture("place", Subject.HEADER, "Location", regex="/orders/([0-9]+)"),
        Capture("sid", Subject.COOKIE, "sid"),
        Capture("code", Subject.STATUS),
        Capture("text", Subject.BODY, regex="id=[0-9]+"),
        Capture("found", Subject.JQ, ".a", regex="(a)"),
    )
    one = Request(
        "one", "One", "requests/one.toml", url="https://api.example/x",
        captures=captures, expectations=expectations,
    )  # fmt: skip
    again, _ = there_and_back(one)
    assert again.captures == captures
    assert again.expectations == expectations


def test_what_no_test_can_say_is_told() -> None:
    expectations = (
        Expectation(Subject.JQ, "[.a[] | .b] | add", (Check(CheckKind.EQUALS, 1),), "sum"),
        Expectation(Subject.SCHEMA, "schemas/a.json", (), "schema"),
        Expectation(Subject.JQ, ".a", (Check(CheckKind.MATCHES, "(?P<n>a)"),), "group"),
    )
    captures = (
        Capture("n", Subject.JQ, "[.a[]] | length"),
        Capture("t", Subject.JQ, ".t", None, True),
    )
    one = Request(
        "one", "One", "requests/one.toml", url="https://api.example/x",
        captures=captures, expectations=expectations,
    )  # fmt: skip
    again, told = there_and_back(one)
    assert not again.expectations
    assert [each.name for each in again.captures] == ["t"]
    assert sum("was not exported" in each for each in told) == 4
    assert any("is not masked in Postman" in each for each in told)


def test_what_is_disabled_is_told() -> None:
    one = Request(
        "r",
        "r",
        "requests/r.toml",
        captures=(Capture("a", Subject.STATUS, enabled=False),),
        expectations=(
            Expectation(Subject.STATUS, 200, name="ok", enabled=False),
            Expectation(Subject.STATUS, 201, name="made"),
        ),
    )
    again, told = there_and_back(one)
    assert [each.name for each in again.expectations] == ["made"]
    assert not again.captures
    assert told == ['Capture "a" was not exported.', 'Expectation "ok" was not exported.']
