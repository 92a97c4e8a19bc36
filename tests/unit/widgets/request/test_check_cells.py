"""Captures and expectations as rows: what is written means the same when it is read again."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outrider.model.expectation import Capture, Check, CheckKind, Expectation, Subject
from outrider.widgets.request.check_cells import (
    capture_cells,
    check_cells,
    read_cells,
    single_checks,
)

JSON = st.recursive(
    st.text(max_size=8) | st.integers(-(10**9), 10**9) | st.booleans(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner),
    max_leaves=6,
)
VALUE_CHECKS = (CheckKind.EQUALS, CheckKind.NOT_EQUALS, CheckKind.CONTAINS)


@given(JSON, st.sampled_from(VALUE_CHECKS))
def test_a_value_comes_back_as_it_was(value: Any, kind: CheckKind) -> None:
    expectation = Expectation(Subject.JQ, ".a | .b", (Check(kind, value),))
    (cells,) = check_cells(expectation)
    assert read_cells(cells) == expectation


@given(st.lists(JSON, min_size=1, max_size=3))
def test_a_list_of_values_comes_back(values: list[Any]) -> None:
    expectation = Expectation(Subject.HEADER, "X-A", (Check(CheckKind.ONE_OF, values),))
    assert read_cells(check_cells(expectation)[0]) == expectation


@pytest.mark.parametrize(
    ("cells", "read"),
    [
        (("status", "is", "200"), Expectation(Subject.STATUS, 200)),
        (("status", "", "2xx, 304"), Expectation(Subject.STATUS, ("2xx", 304))),
        (("schema", "is", "a.json"), Expectation(Subject.SCHEMA, "a.json")),
        ((".id", "capture", "order_id"), Capture("order_id", Subject.JQ, ".id")),
        (
            ("header Location", "capture", "id secret regex /orders/(.+) x"),
            Capture("id", Subject.HEADER, "Location", "/orders/(.+) x", True),
        ),
        (("status", "capture", "code"), Capture("code", Subject.STATUS)),
        ((".n", "", "3"), Expectation(Subject.JQ, ".n", (Check(CheckKind.EQUALS, 3),))),
        ((".n", "equals", '"3"'), Expectation(Subject.JQ, ".n", (Check(CheckKind.EQUALS, "3"),))),
        (
            (".n", "one of", "a, 3"),
            Expectation(Subject.JQ, ".n", (Check(CheckKind.ONE_OF, ["a", 3]),)),
        ),
        ((".n", "exists", ""), Expectation(Subject.JQ, ".n", (Check(CheckKind.EXISTS, True),))),
        (
            ("body", "matches", "^3$"),
            Expectation(Subject.BODY, True, (Check(CheckKind.MATCHES, "^3$"),)),
        ),
        ((".n", "equals", "NaN"), Expectation(Subject.JQ, ".n", (Check(CheckKind.EQUALS, "NaN"),))),
        (("", "", ""), "subject required"),
        (("statsu", "is", "200"), 'unknown subject "statsu"'),
        (("jq", "equals", "1"), "jq needs a program"),
        (("cookie", "equals", "1"), "cookie needs a name"),
        (("body .x", "equals", "1"), '".x" after body'),
        (("status", "equals", "200"), "status has no check but is"),
        (("status", "is", ""), "value required"),
        (("time", "capture", "t"), "time cannot be captured"),
        ((".id", "capture", ""), "name of the variable required"),
        ((".id", "capture", "a b"), "NAME, then secret, or regex PATTERN"),
        ((".id", "eqals", "1"), 'unknown check "eqals"'),
        ((".id", "equals", "null"), "JSON null: use type and null"),
    ],
)
def test_a_row_is_read(cells: tuple[str, str, str], read: object) -> None:
    assert read_cells(cells) == read


def test_a_table_of_several_checks_has_a_row_for_each() -> None:
    checks = (Check(CheckKind.AT_LEAST, 1), Check(CheckKind.AT_MOST, 5))
    several = Expectation(Subject.TIME, True, checks, "quick")
    assert check_cells(several) == [("time", "at_least", "1"), ("time", "at_most", "5")]
    assert [one.checks for one in single_checks(several)] == [(checks[0],), (checks[1],)]


@pytest.mark.parametrize(
    "capture",
    [Capture("a", Subject.BODY), Capture("b", Subject.COOKIE, "sid", "(.)", secret=True)],
)
def test_a_capture_comes_back(capture: Capture) -> None:
    assert read_cells(capture_cells(capture)) == capture
