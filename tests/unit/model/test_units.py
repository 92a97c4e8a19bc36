import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outrider.model.units import (
    distance_text,
    left_text,
    moment_text,
    parse_size,
    relative_time,
    size_literal,
    span_text,
    until_next_left_text,
)

NOW = 1_700_000_000.0


@given(st.integers(min_value=1, max_value=10**14))
def test_a_size_that_is_written_is_read_as_the_same_size(size: int) -> None:
    assert parse_size(size_literal(size)) == size


@pytest.mark.parametrize(
    ("text", "size"), [("50MB", 50_000_000), ("500 kB", 500_000), ("1 MiB", 1_048_576), ("7", 7)]
)
def test_sizes_are_read_as_people_write_them(text: str, size: int) -> None:
    assert parse_size(text) == size


@pytest.mark.parametrize("text", ["", "0", "-1", "1.5MB", "MB", "50 MBit", True, 0, -1, None])
def test_what_is_no_size_is_none(text: object) -> None:
    assert parse_size(text) is None


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "0 s"),
        (59.9, "59 s"),
        (60, "1 min"),
        (185, "3 min 5 s"),
        (300, "5 min"),
        (3600, "1 h"),
        (3659, "1 h"),
        (7500, "2 h 5 min"),
        (172_799, "47 h 59 min"),
        (864000, "10 days"),
    ],
)
def test_spans_are_told_in_words(seconds: float, words: str) -> None:
    assert span_text(seconds) == words
    assert distance_text(NOW - seconds, NOW) == f"{words} ago"
    assert not seconds or relative_time(NOW + seconds, NOW).endswith(f", in {words}")


def test_a_moment_is_told_with_its_date_unless_it_is_today() -> None:
    whole = moment_text(NOW)
    assert time.mktime(time.strptime(whole, "%Y-%m-%d %H:%M:%S")) == NOW
    assert moment_text(NOW, NOW) == whole.partition(" ")[2]
    assert moment_text(NOW, NOW + 172_800) == whole


@pytest.mark.parametrize(
    ("seconds", "text", "wait"),
    [
        (59.5, "0:59", 0.5),
        (119.25, "1:59", 0.25),
        (120.5, "2 min", 0.5),
        (3599, "59 min", 59),
        (3600, "1 h", 0),
        (11_130, "3 h 5 min", 30),
        (0, "0:00", 0),
        (-3, "0:00", 0),
    ],
)
def test_what_is_left_is_told_in_minutes_until_seconds_count(
    seconds: float, text: str, wait: float
) -> None:
    assert left_text(seconds) == text
    assert until_next_left_text(seconds) == pytest.approx(wait)


@given(st.floats(1, 20_000))
def test_until_then_it_says_the_same(seconds: float) -> None:
    wait = until_next_left_text(seconds)
    assert left_text(seconds - wait * 0.99) == left_text(seconds)
    assert left_text(seconds - wait - 0.02) != left_text(seconds)
