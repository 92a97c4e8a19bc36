"""The last bytes of a stream are kept, from the start of an entry."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from outrider.transport.stream_tail import StreamTail


def kept(size: int, *pieces: bytes) -> tuple[bytes, int]:
    tail = StreamTail(size)
    for piece in pieces:
        tail.write(piece)
    return tail.getvalue(), tail.dropped


def test_all_of_a_short_stream_is_kept() -> None:
    assert kept(10, b"12345", b"67890") == (b"1234567890", 0)


def test_the_first_entry_that_is_kept_is_whole() -> None:
    assert kept(12, b"data: 1\n\ndata: 2\n\n") == (b"data: 2\n\n", 9)
    assert kept(12, b'{"a":1}\n{"a":2}\n{"a":3}\n') == (b'{"a":3}\n', 16)
    assert kept(14, b"data: 1\r\n\r\ndata: 2\r\n\r\n") == (b"data: 2\r\n\r\n", 11)


def test_of_an_endless_line_the_last_bytes_are_kept() -> None:
    assert kept(4, b"0123456789") == (b"6789", 6)


@given(st.lists(st.binary(max_size=30), max_size=30), st.integers(1, 40))
def test_what_is_kept_is_the_end_of_what_came(pieces: list[bytes], size: int) -> None:
    data, dropped = kept(size, *pieces)
    whole = b"".join(pieces)
    assert len(data) <= size
    assert whole[dropped:] == data
