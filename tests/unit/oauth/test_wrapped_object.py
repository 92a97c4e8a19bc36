"""Objects that a body wraps once more; and what is none."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outrider.model.message import ResponseMessage
from outrider.oauth.wrapped_object import wrapped_object

ERROR = {"error": "invalid_client", "error_description": "gone"}


def read(body: str | bytes) -> object:
    content = body.encode() if isinstance(body, str) else body
    return wrapped_object(ResponseMessage(401, "", "HTTP/1.1", (), content))


@pytest.mark.parametrize(
    "body",
    [
        json.dumps(json.dumps(ERROR)),
        json.dumps(json.dumps(json.dumps(ERROR))),
        str(ERROR),
        f"  {ERROR}\n",
        f")]}}',\n{json.dumps(ERROR)}",
        f"for(;;);{json.dumps(ERROR)}",
        json.dumps([ERROR]),
        json.dumps(str(ERROR)),
        str(json.dumps(ERROR).encode()),
    ],
)
def test_an_object_is_found_in_its_wrapping(body: str) -> None:
    assert read(body) == ERROR


@pytest.mark.parametrize(
    "body",
    [
        "",
        "gone",
        '"gone"',
        "[1, 2]",
        "{",
        "{'a': open('x')}",
        "__import__('os')",
        "{" * 9_000,
        b"\xff",
    ],
)
def test_anything_else_is_none(body: str | bytes) -> None:
    assert read(body) is None


def test_what_is_long_is_not_read() -> None:
    assert read(json.dumps(json.dumps({"error": "x" * 20_000}))) is None


@given(st.binary(max_size=60))
def test_no_body_stops_it(body: bytes) -> None:
    read(body)
