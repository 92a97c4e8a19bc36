"""JUnit XML, read by what reads it."""

from __future__ import annotations

import io
from functools import cache
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from junitparser import Error, Failure, JUnitXml, Skipped
from tests.unit.cli.output.reports.results_of_runs import everything, outcome, reported, unmet

from outrider.cli.output.reports.junit_report import JUnitReport
from outrider.engine.runs.request_outcome import Outcome

HERE = Path(__file__).parent
PUBLISHED = "jenkins-junit-10.xsd"
"""As the xUnit plugin of Jenkins publishes it, under the MIT license that stands in it (the file in
the source distribution of pytest 9.2.0)."""


@cache
def schemas() -> list[Any]:
    """The schemas of reports: the published one, and a stricter one of our own."""
    import xmlschema

    return [xmlschema.XMLSchema(str(HERE / name)) for name in (PUBLISHED, "junit.xsd")]


def test_it_is_valid_and_a_real_parser_reads_all_of_it() -> None:
    text = JUnitReport().render(everything())
    for schema in schemas():
        schema.validate(io.StringIO(text.partition("\n")[2]))
    suites = list(JUnitXml.fromstring(text.encode()))
    assert [(one.tests, one.failures, one.errors, one.skipped) for one in suites] == [
        (5, 2, 1, 1),
        (1, 0, 0, 0),
    ]
    cases = [case for suite in suites for case in suite]
    assert [[type(found) for found in case.result] for case in cases] == [
        [],
        [Failure],
        [Error],
        [Failure],
        [Skipped],
        [],
    ]
    assert [case.classname for case in cases] == ["in"] * 6
    assert cases[0].name == "Look (in/look)"
    assert cases[1].result[0].message.startswith("requests/in/look.toml:7: it: jq .a equals")
    assert cases[3].result[0].message == "The API returned 404."
    assert [case.time for case in cases[:2]] == [0.012, 0.012]
    found = suites[1].properties()  # type: ignore[no-untyped-call]
    assert [(one.name, one.value) for one in found] == [("environment", "dev"), ("row", "2")]


@given(st.text(max_size=60), st.text(max_size=60))
def test_no_text_makes_it_invalid(name: str, actual: str) -> None:
    run = reported(outcome(Outcome.FAILED, name or "x", checks=unmet(actual)))
    text = JUnitReport().render(run)
    JUnitXml.fromstring(text.encode())
    published, ours = (one.is_valid(io.StringIO(text.partition("\n")[2])) for one in schemas())
    assert published
    assert ours or not name.strip()
