from __future__ import annotations

import itertools
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual import events

from outrider.terminal.device.bracketed_paste import (
    END,
    MAX_PASTE,
    PATIENCE,
    START,
    PastedText,
    PasteSplitter,
    PasteTooLong,
    Piece,
    TypedText,
)
from outrider.terminal.device.keyboard import InputDecoder, PasteRefused, register_alt_keys


def split(chunks: list[str]) -> list[Piece]:
    splitter = PasteSplitter()
    return [piece for chunk in chunks for piece in splitter.feed(chunk, 0)]


def typed(pieces: list[Piece]) -> str:
    return "".join(piece.text for piece in pieces if isinstance(piece, TypedText))


def pasted(pieces: list[Piece]) -> list[str]:
    return [piece.text for piece in pieces if isinstance(piece, PastedText)]


def test_a_paste_is_told_from_what_is_typed_around_it() -> None:
    assert split([f"ab{START}one\ntwo{END}c"]) == [
        TypedText("ab"),
        PastedText("one\ntwo"),
        TypedText("c"),
    ]


@given(
    text=st.text(st.sampled_from("ab\x1b[20~\n\t"), max_size=20),
    cuts=st.lists(st.integers(1, 40), max_size=8),
)
def test_where_the_line_cuts_makes_no_difference(text: str, cuts: list[int]) -> None:
    whole = f"x{START}{text}{END}y"
    places = sorted({0, *(cut for cut in cuts if cut < len(whole)), len(whole)})
    chunks = [whole[a:b] for a, b in itertools.pairwise(places)]
    assert pasted(split(chunks)) == pasted(split([whole]))
    assert pasted(split(chunks))[0] == text.partition(END)[0].replace("\x1b", "")


def test_a_mark_that_was_begun_as_typed_text_makes_the_parser_fresh() -> None:
    assert split(["a\x1b[2", f"00~b{END}"]) == [
        TypedText("a\x1b[2"),
        TypedText("", fresh=True),
        PastedText("b"),
    ]


def test_line_ends_are_plain_and_controls_are_left_out() -> None:
    paste = f"{START}a\r\nb\rc\x1b]0;x\x07\x00\x9b\td{END}"
    assert pasted(split([paste])) == ["a\nb\nc]0;x\td"]


def test_an_unfinished_paste_ends_after_a_while_without_characters() -> None:
    splitter = PasteSplitter()
    assert splitter.feed(f"{START}one", 10) == []
    assert splitter.tick(10 + PATIENCE / 2) == []
    assert splitter.feed("two\x1b[20", 10 + PATIENCE / 2) == []
    assert splitter.tick(10 + PATIENCE) == []
    assert splitter.tick(10.1 + PATIENCE * 1.5) == [PastedText("onetwo[20")]
    assert splitter.feed("typed", 30) == [TypedText("typed")]


def test_a_long_paste_is_refused_as_a_whole_and_not_kept() -> None:
    splitter = PasteSplitter()
    splitter.feed(START, 0)
    for _ in range(20):
        assert splitter.feed("a" * (MAX_PASTE // 10), 0) == []
    assert splitter.feed(END + "b", 0) == [PasteTooLong(MAX_PASTE * 2), TypedText("b")]
    splitter.feed(START, 0)
    assert splitter.feed("c" * MAX_PASTE + END, 0) == [PastedText("c" * MAX_PASTE)]


@given(st.lists(st.binary(max_size=40), max_size=10))
def test_no_bytes_at_all_are_a_fault(chunks: list[bytes]) -> None:
    decoder = InputDecoder()
    for chunk in chunks:
        list(decoder.feed(chunk))
    list(decoder.tick())


@given(
    st.lists(
        st.sampled_from(
            [b"\x1b", b"[", b"<", b"M", b"m", b";", b"9", b"u", b"~", b"?", b"$y", b":"]
        ),
        max_size=40,
    )
)
def test_no_sequence_at_all_is_a_fault(parts: list[bytes]) -> None:
    decoder = InputDecoder()
    list(decoder.feed(b"".join(parts)))
    list(decoder.tick())
    # Whatever was begun, so many characters end it.
    after = decoder.feed(b"x" * 80)
    assert "x" in [event.key for event in after if isinstance(event, events.Key)]


def keys(data: bytes) -> list[tuple[str, str | None]]:
    register_alt_keys()
    found = InputDecoder().feed(data)
    return [(event.key, event.character) for event in found if isinstance(event, events.Key)]


@pytest.mark.parametrize("digit", "0123456789")
def test_alt_and_a_digit_are_one_key_at_once_and_no_character(digit: str) -> None:
    assert keys(b"\x1b" + digit.encode()) == [(f"alt+{digit}", None)]


def test_a_character_may_arrive_in_pieces() -> None:
    decoder = InputDecoder()
    events_seen = [*decoder.feed(b"\xe4\xb8"), *decoder.feed(b"\xad")]
    assert [event.key for event in events_seen if isinstance(event, events.Key)] == ["中"]


def test_answers_of_the_terminal_are_no_keys() -> None:
    assert keys(b"a\x1b]11;rgb:1/2/3\x07\x1b]4;1;x\x1b\\\x1bP1$r0m\x1b\\b") == [
        ("a", "a"),
        ("b", "b"),
    ]


def test_a_lone_escape_is_a_key_after_a_moment() -> None:
    decoder = InputDecoder()
    assert list(decoder.feed(b"\x1b")) == []
    assert decoder.expects_more
    time.sleep(0.15)
    assert [event.key for event in decoder.tick() if isinstance(event, events.Key)] == ["escape"]
    assert not decoder.expects_more


def test_a_paste_becomes_one_event() -> None:
    found = list(InputDecoder().feed(f"{START}a\x07b{END}".encode()))
    assert [event.text for event in found if isinstance(event, events.Paste)] == ["ab"]
    too_long = list(InputDecoder().feed(f"{START}{'a' * (MAX_PASTE + 1)}{END}".encode()))
    assert [one.size for one in too_long if isinstance(one, PasteRefused)] == [MAX_PASTE + 1]
