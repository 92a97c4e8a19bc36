"""How long a token lives: seconds, or a point in time as servers write it."""

from __future__ import annotations

from typing import Any

import pytest
from tests.unit.oauth.response_readings import NOW, reading_of

TOKEN = {"access_token": "abc", "token_type": "Bearer"}


@pytest.mark.parametrize(
    ("written", "lifetime"),
    [
        (NOW + 60, 60.0),
        (str(int(NOW) + 60), 60.0),
        (NOW + 60.7, 60.0),
        ((NOW + 60) * 1000, 60.0),
        (str(int(NOW + 60) * 1000), 60.0),
        ("2026-09-21T14:23:20Z", 600.0),
        ("2026-09-21t14:23:20z", 600.0),
        ("2026-09-21T16:23:20+02:00", 600.0),
        ("2026-09-21T16:23:20+0200", 600.0),
        ("2026-09-21T14:23:20.123456789Z", 600.0),
        ("2026-09-21 14:23:20", 600.0),
        ("2026-09-21 14:23:20 UTC", 600.0),
        ("Mon, 21 Sep 2026 14:23:20 GMT", 600.0),
        (NOW - 60, -60.0),
        (None, None),
    ],
)
def test_a_point_in_time_as_servers_write_it(written: Any, lifetime: float | None) -> None:
    found = reading_of({**TOKEN, "expires_at": written})
    assert found.lifetime == lifetime
    assert found.warnings == ()


@pytest.mark.parametrize(
    "written", ["soon", "", 3600, 0, -1, True, [NOW], {"a": 1}, "NaN", 10**400]
)
def test_what_is_no_point_in_time_is_said(written: Any) -> None:
    found = reading_of({**TOKEN, "expires_at": written})
    assert found.lifetime is None
    (warning,) = found.warnings
    assert warning.startswith('expires_at "')
    assert warning.endswith('" is not a date or a number of seconds since 1970.')


@pytest.mark.parametrize("written", [NOW + 86_401, "9999-12-31T23:59:59Z"])
def test_a_point_far_ahead_is_a_day_at_most(written: Any) -> None:
    found = reading_of({**TOKEN, "expires_at": written})
    assert found.lifetime == 86_400
    assert found.warnings == ("expires_at is more than a day ahead: caching the token for 24 h.",)


def test_the_server_s_clock_counts_for_its_point_in_time() -> None:
    body = {**TOKEN, "expires_at": "2026-09-21T14:23:20Z"}
    date = {"Date": "Mon, 21 Sep 2026 14:13:25 GMT"}
    assert reading_of(body, fields=date).lifetime == 595
    assert reading_of(body, fields={**date, "Age": "5"}).lifetime == 600
    assert reading_of(body, fields={"Date": "today"}).lifetime == 600


@pytest.mark.parametrize(
    ("paths", "lifetime"),
    [({}, 60.0), ({"expires_at": "expires_at"}, 600.0), ({"expires_in": "expires_in"}, 60.0)],
)
def test_seconds_count_unless_the_point_in_time_is_named(
    paths: dict[str, str], lifetime: float
) -> None:
    body = {**TOKEN, "expires_in": 60, "expires_at": NOW + 600}
    assert reading_of(body, paths).lifetime == lifetime


def test_one_of_both_that_is_nonsense_leaves_the_other() -> None:
    found = reading_of({**TOKEN, "expires_in": "soon", "expires_at": NOW + 600})
    assert found.lifetime == 600
    assert found.warnings == ('expires_in "soon" is not a number of seconds.',)
