"""The literal credentials of a message that was sent before are known."""

from __future__ import annotations

from msgspec.structs import replace

from outrider.engine.exchanges.literals_sent import SentLiterals
from outrider.model.message import FieldLine, RequestMessage, TextContent
from outrider.model.secret import Secret

MESSAGE = RequestMessage(
    "POST",
    "http://127.0.0.1/a?api_key=k-1234567890abcdef",
    (FieldLine("Content-Type", "application/json"),),
    TextContent('{"password": "hunter22x"}'),
)


def test_an_equal_message_is_not_searched_again() -> None:
    known = SentLiterals()
    assert {Secret("k-1234567890abcdef"), Secret("hunter22x")} <= known.new_in(MESSAGE)
    assert known.new_in(replace(MESSAGE)) == set()


def test_each_other_part_is() -> None:
    known = SentLiterals()
    known.new_in(MESSAGE)
    for other, secret in (
        (
            replace(MESSAGE, url="http://127.0.0.1/?api_key=x-1234567890abcdef"),
            "x-1234567890abcdef",
        ),
        (
            replace(MESSAGE, headers=(*MESSAGE.headers, FieldLine("X-Api-Key", "z-1234567890ab"))),
            "z-1234567890ab",
        ),
        (replace(MESSAGE, content=TextContent('{"password": "other33y"}')), "other33y"),
    ):
        assert Secret(secret) in known.new_in(other)
