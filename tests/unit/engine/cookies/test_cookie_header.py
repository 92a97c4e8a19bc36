"""The Cookie field of a request with a jar."""

from __future__ import annotations

from outrider.engine.cookies.cookie_header import (
    added_cookies,
    cookie_lines,
    with_cookie_lines,
    with_cookies,
)
from outrider.model.cookie import Cookie
from outrider.model.message import FieldLine, RequestMessage
from outrider.model.secret import Secret, masked, reveal

JAR = (Cookie("sid", Secret("abc"), "a.test"), Cookie("", Secret("alone"), "a.test"))


def message(*rows: tuple[str, str]) -> RequestMessage:
    return RequestMessage("GET", "https://a.test/", tuple(FieldLine(*row) for row in rows))


def field_of(made: RequestMessage) -> list[str]:
    return [reveal(line.value) for line in cookie_lines(made)]


def test_a_row_wins_by_its_name_and_comes_first() -> None:
    own = message(("cookie", "sid=mine; x=1"))
    assert field_of(with_cookies(own, added_cookies(own, JAR))) == ["sid=mine; x=1; alone"]
    bare = message(("A", "b"))
    made = with_cookies(bare, added_cookies(bare, JAR))
    assert field_of(made) == ["sid=abc; alone"]
    assert [masked(line.value) for line in cookie_lines(made)] == ["sid=••••••; ••••••"]
    assert with_cookies(bare, ()) is bare


def test_an_empty_row_leaves_no_separator() -> None:
    assert field_of(with_cookies(message(("Cookie", " ")), JAR)) == ["sid=abc; alone"]


def test_what_a_jar_added_is_taken_away() -> None:
    own = message(("Cookie", "x=1"), ("A", "b"))
    sent = with_cookies(own, JAR)
    assert field_of(with_cookie_lines(sent, cookie_lines(own))) == ["x=1"]
    assert with_cookie_lines(own, cookie_lines(own)) is own
