"""Seconds and dates as people say them."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest

from outrider.oauth.retry_after import RETRY_AFTER, AskedWait, asked_wait

NOON = "Sun, 29 Nov 2026 12:00:00 GMT"


def asked(status: int, headers: dict[str, str]) -> AskedWait | None:
    lower = {name.lower(): value for name, value in headers.items()}
    return asked_wait(lambda name: lower.get(name.lower()), is_limited=status == 429)


def advice(name: str, written: str, date: str = "", *, status: int = 503) -> str:
    found = asked(status, {name: written})
    return found.advice(date) if found is not None else ""


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
        ("120s", "Try again in 2 min (Retry-After)."),
        ("2 minutes", "Try again in 2 min (Retry-After)."),
        ("1h30m", "Try again in 1 h 30 min (Retry-After)."),
        ("5 m, 3 sec", "Try again in 5 min 3 s (Retry-After)."),
        ("1500 ms", "Try again in 1 s (Retry-After)."),
        ("2 minutes or so", ""),
        ("3 moons", ""),
        ("2026-11-29", ""),
        ("", ""),
        ("-5", ""),
        ("soon", ""),
        ("999999999", ""),
        ("9" * 400, ""),
        ("Sun, 99 Nov 2026 12:00:00 GMT", ""),
    ],
)
def test_seconds_are_a_span(written: str, said: str) -> None:
    assert advice(RETRY_AFTER, written) == said


@pytest.mark.usefixtures("berlin")
@pytest.mark.parametrize(
    ("written", "date", "said"),
    [
        (NOON, NOON, "13:00:00"),
        (NOON, "", "13:00:00"),
        (NOON, "Sat, 28 Nov 2026 12:00:00 GMT", "2026-11-29 13:00:00"),
        ("Sun, 29 Nov 2026 12:00:00 -0000", NOON, "13:00:00"),
        ("Sun, 29 Nov 2026 12:00:00 +0200", NOON, "11:00:00"),
        ("2026-11-29T12:00:00Z", NOON, "13:00:00"),
        ("2026-11-29 12:00:00", NOON, "13:00:00"),
        ("2026-11-29T12:00:00+02:00", NOON, "11:00:00"),
        ("1795953600", NOON, "13:00:00"),
        ("1795953600000", NOON, "13:00:00"),
    ],
)
def test_a_date_is_a_local_time_of_day(written: str, date: str, said: str) -> None:
    assert advice(RETRY_AFTER, written, date) == f"Try again at {said} (Retry-After)."


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
    wait = asked(503, {RETRY_AFTER: written})
    assert (wait.from_now(100.0) if wait is not None else None) == seconds


@pytest.mark.usefixtures("berlin")
@pytest.mark.parametrize(
    ("name", "written", "said"),
    [
        ("X-Rate-Limit-Reset", "1795953600", "Try again at 13:00:00 (X-Rate-Limit-Reset)."),
        ("x-ratelimit-reset", "1795953600.5", "Try again at 13:00:00 (X-RateLimit-Reset)."),
        ("X-RateLimit-Reset", "1795953600000", "Try again at 13:00:00 (X-RateLimit-Reset)."),
        ("X-RateLimit-Reset", NOON, "Try again at 13:00:00 (X-RateLimit-Reset)."),
        ("X-RateLimit-Reset", "2026-11-29T12:00:00Z", "Try again at 13:00:00 (X-RateLimit-Reset)."),
        ("RateLimit-Reset", "90", "Try again in 1 min 30 s (RateLimit-Reset)."),
        ("X-RateLimit-Reset-After", "1.5", "Try again in 1 s (X-RateLimit-Reset-After)."),
        ("x-ratelimit-reset-requests", "6m0s", "Try again in 6 min (X-RateLimit-Reset-Requests)."),
        ("RateLimit", "limit=5, remaining=0, reset=20", "Try again in 20 s (RateLimit)."),
        ("RateLimit", '"default";r=0;t=20', "Try again in 20 s (RateLimit)."),
        (
            "RateLimit",
            '"a";r=9;t=99, "b"; r=0; t=7, "c";r=0;t=30',
            "Try again in 30 s (RateLimit).",
        ),
        ("RateLimit", '"default";r=0', ""),
        ("RateLimit", "remaining=0, reset=1795953600", "Try again at 13:00:00 (RateLimit)."),
        ("RateLimit-Reset", "0", "Try again now."),
        ("RateLimit-Reset", "999999999", ""),
        ("X-RateLimit-Reset", "never", ""),
        ("X-RateLimit-Reset", "9" * 40, ""),
        ("X-RateLimit-Remaining", "1795953600", ""),
    ],
)
def test_a_limit_says_when_it_begins_anew(name: str, written: str, said: str) -> None:
    assert advice(name, written, status=429) == said
    assert advice(name, written, status=503) == ""


def test_retry_after_wins_and_the_draft_comes_before_older_names() -> None:
    every = {"X-RateLimit-Reset": "1795953600", "RateLimit-Reset": "5"}
    found = asked(429, every)
    assert found is not None
    assert found.from_now(0.0) == 5.0
    found = asked(429, {**every, RETRY_AFTER: "59"})
    assert found is not None
    assert found.from_now(0.0) == 59.0
    found = asked(429, {**every, RETRY_AFTER: "soon"})
    assert found is not None
    assert found.header == "RateLimit-Reset"
    found = asked(429, {"X-RateLimit-Reset": "1795953600"})
    assert found is not None
    assert found.from_now(1_795_953_570.0) == 30.0
    assert found.from_now(1_795_953_630.0) == 0.0


def test_milliseconds_need_no_limit() -> None:
    assert advice("retry-after-ms", "2500") == "Try again in 2 s (Retry-After-Ms)."
    assert advice("retry-after-ms", "") == ""


def test_a_time_that_is_years_away_is_none() -> None:
    assert advice(RETRY_AFTER, "9999999999", NOON) == ""
    far = asked(503, {RETRY_AFTER: "9999999999"})
    assert far is not None
    assert far.from_now(0.0) == 10 * 365 * 86_400.0
