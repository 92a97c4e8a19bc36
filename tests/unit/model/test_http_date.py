"""Dates of header fields, in each of their forms, as the standard library reads them."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outrider.model.http_date import read_http_date


@given(st.datetimes(min_value=datetime(1000, 1, 1), timezones=st.just(UTC)))
def test_the_form_of_today_comes_back(moment: datetime) -> None:
    text = format_datetime(moment, usegmt=True)
    assert read_http_date(text) == moment.replace(microsecond=0)
    assert read_http_date(text) == parsedate_to_datetime(text)


@pytest.mark.parametrize(
    "text",
    [
        "Sun, 06 Nov 1994 08:49:37 GMT",
        "Sunday, 06-Nov-94 08:49:37 GMT",
        "Sun Nov  6 08:49:37 1994",
        "Sun, 06 Nov 1994 09:49:37 +0100",
        "06 Nov 1994 08:49:37",
    ],
)
def test_obsolete_forms_and_other_zones_are_read(text: str) -> None:
    assert read_http_date(text) == datetime(1994, 11, 6, 8, 49, 37, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "soon",
        "Sun, 31 Feb 1994 08:49:37 GMT",
        "Sun, 06 Nov 1994 25:49:37 GMT",
        "Sun, 06 Nov 9999999 08:49 GMT",
        "Sun, -6 Nov 1994 08:49:37 GMT",
    ],
)
def test_what_is_no_date_is_none(text: str) -> None:
    assert read_http_date(text) is None


def test_a_date_of_today_loads_no_mail() -> None:
    code = (
        "import sys\n"
        "from outrider.model.http_date import read_http_date\n"
        "read_http_date('Sun, 06 Nov 1994 08:49:37 GMT')\n"
        "assert not [name for name in sys.modules if name.startswith('email')]\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
