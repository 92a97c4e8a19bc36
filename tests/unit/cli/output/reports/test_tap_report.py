"""TAP, read by what reads it."""

from __future__ import annotations

import yaml
from hypothesis import given
from hypothesis import strategies as st
from tap.line import Bail, Plan, Result
from tap.parser import Parser
from tests.unit.cli.output.reports.results_of_runs import everything, outcome, reported, unmet

from outrider.cli.output.reports.tap_report import TapReport
from outrider.engine.runs.request_outcome import Outcome


def test_a_real_parser_reads_all_of_it() -> None:
    text = TapReport().render(everything())
    assert text.startswith("TAP version 14\n1..8\n")
    found = list(Parser().parse_text(text))
    assert [one.expected_tests for one in found if isinstance(one, Plan)] == [8]
    results = [one for one in found if isinstance(one, Result)]
    assert [(one.ok, bool(one.directive.skip)) for one in results] == [
        (True, False),
        (False, False),
        (False, False),
        (False, False),
        (True, True),
        (True, False),
    ]
    assert [one.number for one in results] == [1, 2, 3, 4, 5, 6]
    block = results[1].yaml_block
    assert block["status"] == 200
    assert block["request"] == "in/look"
    assert "[2J" in block["message"][1]
    assert [one.reason for one in found if isinstance(one, Bail)] == [
        "Interrupted after 6 of 8 requests."
    ]


@given(st.text(max_size=60), st.text(max_size=60))
def test_no_text_ends_a_line_or_a_block(name: str, actual: str) -> None:
    text = TapReport().render(reported(outcome(Outcome.FAILED, name, checks=unmet(actual))))
    lines = text.split("\n")
    assert lines[3].startswith("not ok 1 - ")
    assert "#" not in lines[3].replace("\\#", "")
    assert set(yaml.safe_load("\n".join(lines[5 : lines.index("  ...")]))) == {
        "request",
        "method",
        "url",
        "status",
        "duration_ms",
        "message",
    }
