"""What a capture or an expectation names where the cursor is."""

from __future__ import annotations

import pytest

from outrider.model.expectation import Subject
from outrider.model.message import ResponseMessage
from outrider.widgets.response.check_actions import ResponsePlace, header_place, last_member


@pytest.mark.parametrize(
    ("path", "name"),
    [
        (".id", "id"),
        (".orders[0].id", "id"),
        (".orders[0]", "orders"),
        (".a[0][1]", "a"),
        ('.orders[0]."odd name"', "odd name"),
        ('."a.b"', "a.b"),
        ('.x."[0]"', "[0]"),
        (".", ""),
        (".[0]", ""),
    ],
)
def test_the_last_member_of_a_path_gives_the_name(path: str, name: str) -> None:
    assert last_member(path) == name


def test_rows_of_the_headers_are_status_headers_and_cookies() -> None:
    fields = (("Location", "/orders/7"), ("Set-Cookie", "sid=abc=; Path=/; HttpOnly"))
    response = ResponseMessage(201, "Created", "HTTP/1.1", fields, trailers=(("x", "1"),))
    assert header_place(response, 0) == ResponsePlace(Subject.STATUS, "", "status", 201)
    assert header_place(response, 1) == ResponsePlace(
        Subject.HEADER, "Location", "Location", "/orders/7"
    )
    assert header_place(response, 2) == ResponsePlace(Subject.COOKIE, "sid", "sid", "abc=")
    assert header_place(response, 4) is None
