"""A run as people read it."""

from __future__ import annotations

from tests.unit.cli.output.reports.results_of_runs import everything, outcome, reported, unmet

from outrider.cli.output.reports.text_report import TextReport
from outrider.engine.runs.request_outcome import Outcome


def lines(*words: object) -> list[str]:
    return TextReport().render(reported(*words)).splitlines()  # type: ignore[arg-type]


def test_a_few_requests_have_a_row_each_and_failures_come_last() -> None:
    shown = lines(
        outcome(Outcome.PASSED),
        outcome(Outcome.FAILED, "Pay", checks=unmet(2)),
        outcome(Outcome.SKIPPED, "Delete", exchanges=(), why='"id" was not captured.'),
    )
    assert shown == [
        'Run "In" in dev',
        "  ✓ 200 Look 12 ms",
        "  ✗ 200 Pay 12 ms",
        '  – skipped  Delete: "id" was not captured.',
        "3 requests: 1 passed, 1 failed, 1 skipped · 1.23 s",
        "",
        "✗ Pay (in/look)",
        "  GET http://127.0.0.1/a?b=<c>&d=<U+2028> 200 12 ms",
        '  requests/in/look.toml:7: it: jq .a equals "x": got 2.',
    ]


def test_many_requests_fit_a_screen() -> None:
    shown = lines(
        *(outcome(Outcome.PASSED, number=number, row=number) for number in range(1, 1001)),
        *(outcome(Outcome.SKIPPED, number=number, request_id="b") for number in range(1, 1001)),
    )
    assert shown == [
        'Run "In" in dev',
        "  ✓ Look · 1000 requests: 1000 passed · median 12 ms",
        "  ✓ Look · 1000 requests: 1000 skipped · median 12 ms",
        "2000 requests: 1000 passed, 1000 skipped · 1.23 s",
    ]
    many = [outcome(Outcome.PASSED, request_id=f"r{number}") for number in range(100)]
    assert lines(*many) == ['Run "In" in dev', "100 requests: 100 passed · 1.23 s"]


def test_nothing_in_it_moves_a_cursor() -> None:
    text = TextReport().render(everything())
    assert text.isprintable() or all(one.isprintable() or one == "\n" for one in text)
    assert "Interrupted after 6 of 8 requests." in text
