"""Seconds and dates as people say them."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest

from outrider.oauth.retry_after import retry_advice, retry_seconds

NOON = "Sun, 29 Nov 2026 12:00:00 GMT"


@pytest.fixture
def berlin(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A machine an hour east of Greenwich."""
    monkeypatch.setenv("TZ", "CET-1")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("1", "Try again in 1 s (Retry-After)."),
        (" 59 ", "Try again in 59 s (Retry-After)."),
        ("60", "Try again in 1 min (Retry-After)."),
        ("125", "Try again in 2 min 5 s (Retry-After)."),
        ("3600", "Try again in 1 h (Retry-After)."),
        ("5400", "Try again in 1 h 30 min (Retry-After)."),
        ("259200", "Try again in 3 days (Retry-After)."),
        ("1.5", "Try again in 1 s (Retry-After)."),
        ("0", "Try again now."),
        ("", ""),
        ("-5", ""),
        ("soon", ""),
        ("999999999", ""),
        ("9" * 400, ""),
        ("Sun, 99 Nov 2026 12:00:00 GMT", ""),
    ],
)
def test_seconds_are_a_span(written: str, said: str) -> None:
    assert retry_advice(written) == said


@pytest.mark.usefixtures("berlin")
@pytest.mark.parametrize(
    ("written", "date", "said"),
    [
        (NOON, NOON, "13:00:00"),
        (NOON, "", "13:00:00"),
        (NOON, "Sat, 28 Nov 2026 12:00:00 GMT", "2026-11-29 13:00:00"),
        ("Sun, 29 Nov 2026 12:00:00 -0000", NOON, "13:00:00"),
        ("Sun, 29 Nov 2026 12:00:00 +0200", NOON, "11:00:00"),
    ],
)
def test_a_date_is_a_local_time_of_day(written: str, date: str, said: str) -> None:
    assert retry_advice(written, date) == f"Try again at {said} (Retry-After)."


@pytest.mark.parametrize(
    ("written", "seconds"),
    [
        ("120", 120.0),
        (" 1.5 ", 1.5),
        ("999999999", 10 * 365 * 86_400.0),
        ("Thu, 01 Jan 1970 00:02:00 GMT", 20.0),
        ("Thu, 01 Jan 1970 00:00:10 GMT", 0.0),
        ("soon", None),
        ("-3", None),
        ("", None),
    ],
)
def test_how_long_nothing_is_to_be_tried(written: str, seconds: float | None) -> None:
    assert retry_seconds(written, 100.0) == seconds
