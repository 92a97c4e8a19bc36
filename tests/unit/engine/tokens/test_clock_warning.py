"""When this machine's clock is told to be wrong."""

from __future__ import annotations

import json
from base64 import urlsafe_b64encode
from email.utils import formatdate

import pytest

from outrider.engine.tokens.clock_warning import clock_warning
from outrider.model.message import ResponseMessage
from outrider.model.secret import Secret

NOW = 1_800_000_000.0
OPAQUE = Secret("opaque")


def jwt(expires_in: float) -> Secret:
    """A token that expires so many seconds from now on."""
    parts = ({"alg": "HS256"}, {"exp": int(NOW + expires_in)})
    coded = [urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode() for part in parts]
    return Secret(".".join([*coded, "c2ln"]))


def reply(there: float | None = None, **fields: str) -> ResponseMessage:
    """A response whose server is so many seconds ahead of this machine."""
    headers = [] if there is None else [("Date", formatdate(NOW + there, usegmt=True))]
    return ResponseMessage(200, "", "HTTP/1.1", (*headers, *fields.items()))


@pytest.mark.parametrize(
    ("there", "said"),
    [
        (0, ""),
        (60, ""),
        (-60, ""),
        (61, "The clock of this machine is 1 min 1 s behind h."),
        (-61, "The clock of this machine is 1 min 1 s ahead of h."),
        (-3600, "The clock of this machine is 1 h ahead of h."),
    ],
)
def test_a_clock_that_is_apart_is_told(there: float, said: str) -> None:
    more = " Tokens may look expired. Set the clock." if said else ""
    assert clock_warning(reply(there), OPAQUE, NOW, "h") == said + more


def test_a_date_out_of_a_cache_says_nothing() -> None:
    assert clock_warning(reply(-3600, Age="3600"), OPAQUE, NOW, "h") == ""


@pytest.mark.parametrize("date", ["yesterday", "", "Sun, 99 Nov 2026 12:00:00 GMT"])
def test_a_date_that_is_none_says_nothing(date: str) -> None:
    assert clock_warning(reply(Date=date), OPAQUE, NOW, "h") == ""


def test_a_token_that_had_expired_on_arrival_is_told_where_nothing_else_says_the_time() -> None:
    assert "expired on arrival" in clock_warning(reply(), jwt(-5), NOW, "h")
    assert clock_warning(reply(), jwt(5), NOW, "h") == ""
    assert clock_warning(reply(0), jwt(-5), NOW, "h") == ""
    assert clock_warning(reply(), OPAQUE, NOW, "h") == ""
