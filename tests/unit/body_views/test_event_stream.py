"""Server-sent events, by the rules and examples of WHATWG HTML §9.2."""

from __future__ import annotations

import re

from hypothesis import example, given
from hypothesis import strategies as st
from tests.each_case import each_case

from outrider.body_views.event_stream import EventStreamParser, StreamEntry


def parsed(*pieces: bytes, limit: int = 1000) -> list[tuple[str, str, str]]:
    """Type, id and data of each event."""
    parser = EventStreamParser(limit=limit)
    found = [entry for piece in pieces for entry in parser.feed(piece)]
    return [(one.event, one.id, one.data) for one in [*found, *parser.finish()]]


@each_case(
    [
        (
            "data: This is the first message.\n\ndata: This is the second message, it\n"
            "data: has two lines.\n\n",
            [
                ("message", "", "This is the first message."),
                ("message", "", "This is the second message, it\nhas two lines."),
            ],
        ),
        (
            "event: add\ndata: 73857293\n\nevent: remove\ndata: 2153\n\n",
            [("add", "", "73857293"), ("remove", "", "2153")],
        ),
        ("data: YHOO\ndata: +2\ndata: 10\n\n", [("message", "", "YHOO\n+2\n10")]),
        (
            ": test stream\n\ndata: first event\nid: 1\n\n"
            "data:second event\nid\n\ndata:  third\n\n",
            [
                ("message", "1", "first event"),
                ("message", "", "second event"),
                ("message", "", " third"),
            ],
        ),
        ("data\n\ndata\ndata\n\ndata:", [("message", "", ""), ("message", "", "\n")]),
        ("data:test\n\ndata: test\n\n", [("message", "", "test"), ("message", "", "test")]),
        # An id stays until another comes, and one with NUL is none.
        (
            "id: 7\n\ndata: a\n\nid: b\0c\ndata: d\n\n",
            [("message", "7", "a"), ("message", "7", "d")],
        ),
        # An event without data is none, and its type is forgotten.
        ("event: lost\n\ndata: a\n\n", [("message", "", "a")]),
        ("event: x\nevent: y\ndata: a\n\n", [("y", "", "a")]),
        ("\ufeffdata: a\n\n", [("message", "", "a")]),
        ("\ufeff\ufeffdata: a\n\n", []),
        ("data: a\r\rdata: b\r\n\r\ndata: c\n\n", [("message", "", x) for x in "abc"]),
        ("Data: a\n data: b\nother: c\ndata : d\n\n", []),
        ("data: a\u2028b\x0bc\x85d\n\n", [("message", "", "a\u2028b\x0bc\x85d")]),
        ("data: not ended\n", []),
        ("data: ended by one line end\r", []),
    ],
    name=lambda case: repr(case[0]),
)
def test_events(case: tuple[str, list[tuple[str, str, str]]]) -> None:
    text, events = case
    assert parsed(text.encode()) == events
    assert parsed(*(bytes((byte,)) for byte in text.encode())) == events


def test_bytes_that_are_no_utf_8_are_replaced() -> None:
    assert parsed(b"data: \xff\xe2\x82\n\n") == [("message", "", "\ufffd\ufffd")]


@each_case(
    [("1500", 1500), ("0", 0), ("-1", None), ("1.5", None), ("", None), ("٣", None), ("1 ", None)]
)
def test_retry_is_of_ascii_digits_only(case: tuple[str, int | None]) -> None:
    parser = EventStreamParser()
    parser.feed(f"retry: {case[0]}\n".encode())
    assert parser.retry == case[1]


def test_the_last_event_id_is_that_of_the_last_event_that_ended() -> None:
    parser = EventStreamParser("before")
    assert parser.last_event_id == "before"
    parser.feed(b"id: 1\ndata: a\n")
    assert parser.last_event_id == "before"
    parser.feed(b"\n")
    assert parser.last_event_id == "1"
    # An id alone counts as well, and an empty one takes it away.
    parser.feed(b"id: 2\n\n")
    assert parser.last_event_id == "2"
    parser.feed(b"id\n\n")
    assert parser.last_event_id == ""


def test_an_event_that_never_ends_is_cut() -> None:
    parser = EventStreamParser(limit=10)
    for _ in range(100):
        assert parser.feed(b"data: 12345\ndata: " + b"x" * 100) == []
    (found,) = parser.feed(b"\n\n")
    assert found.is_cut
    assert found.data == "12345\nxxxx"
    assert parser.feed(b"data: short\n\n") == [StreamEntry("short", "message")]
    assert sum(len(part) for part in parser._line) + sum(map(len, parser._data)) == 0


LINES = st.sampled_from(
    [
        "data: a",
        "data",
        "data:",
        "data:  é€😀",
        "id: 1",
        "id",
        "id: \0",
        "event: e",
        "event:",
        ":c",
        "retry: 5",
        "retry: x",
        "",
        "",
        "",
        "data: [1]",
        "\ufeffdata: b",
        "odd",
    ]
)
STREAMS = st.lists(st.tuples(LINES, st.sampled_from(["\n", "\r", "\r\n"])), max_size=40)


def whole(text: str) -> list[tuple[str, str, str]]:
    """The events of a whole text, another way: by splitting it."""
    lines = re.split("\r\n|\r|\n", text.removeprefix("\ufeff"))[:-1]
    found, last = [], ""
    while "" in lines:
        end = lines.index("")
        block, lines = lines[:end], lines[end + 1 :]
        fields = [line.partition(":")[::2] for line in block]
        fields = [(name, value[1:] if value[:1] == " " else value) for name, value in fields]
        last = ([last] + [v for name, v in fields if name == "id" and "\0" not in v])[-1]
        kinds = [""] + [value for name, value in fields if name == "event"]
        data = [value for name, value in fields if name == "data"]
        if data:
            found.append((kinds[-1] or "message", last, "\n".join(data)))
    return found


@given(STREAMS, st.lists(st.integers(1, 9), max_size=60), st.booleans())
@example([("data: a", "\r"), ("", "\n"), ("", "\n")], [7, 1, 1], False)
def test_pieces_make_no_difference(
    lines: list[tuple[str, str]], sizes: list[int], marked: bool
) -> None:
    text = "\ufeff" * marked + "".join(line + end for line, end in lines)
    data, pieces = text.encode(), []
    for size in sizes:
        pieces.append(data[:size])
        data = data[size:]
    assert parsed(*pieces, data) == whole(text)
