"""The object of a run."""

from __future__ import annotations

import json

from tests.unit.cli.output.reports.results_of_runs import everything, outcome, reported, unmet

from outrider.cli.output.reports.json_report import JsonReport
from outrider.engine.runs.request_outcome import Outcome


def test_it_has_each_request_with_its_exchanges_and_expectations() -> None:
    found = json.loads(JsonReport().render(everything()))
    assert found["counts"] == {"planned": 8, "passed": 2, "failed": 3, "skipped": 1}
    assert found["interrupted"] is True
    assert [one["outcome"] for one in found["requests"]] == [
        *("passed", "failed", "failed", "failed", "skipped", "passed")
    ]
    failed = found["requests"][1]
    assert failed["expectations"][0]["met"] is False
    assert failed["exchanges"][0]["status"] == 200
    assert found["requests"][2]["error"]["code"] == "no_response"


def test_values_keep_their_types() -> None:
    run = reported(outcome(Outcome.FAILED, checks=unmet({"a": [1, True, None, "x"]})))
    found = json.loads(JsonReport().render(run))
    assert found["requests"][0]["expectations"][0]["actual"] == {"a": [1, True, None, "x"]}
