"""JSON documents one a line, or one a record."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st
from tests.each_case import each_case

from outrider.body_views.json_stream import JsonStreamParser


def parsed(*pieces: bytes, limit: int = 1000) -> list[str]:
    parser = JsonStreamParser(limit=limit)
    found = [entry for piece in pieces for entry in parser.feed(piece)]
    return [one.data for one in [*found, *parser.finish()]]


@each_case(
    [
        (b'{"a": 1}\n[2]\n', ['{"a": 1}', "[2]"]),
        (b'{"a": 1}\r\n\r\n\n[2]', ['{"a": 1}', "[2]"]),
        (b"\xef\xbb\xbf1\n2\n", ["1", "2"]),
        (b'not json\n"json"\n', ["not json", '"json"']),
        (b'\x1e{"a": 1}\n\x1e[2]\n', ['{"a": 1}', "[2]"]),
        (b"\x1e\x1e\x1e1\n", ["1"]),
        (
            b'\x1e{\n  "a": [\n    1\n  ]\n}\n\x1e[\n2\n]\n',
            ['{\n  "a": [\n    1\n  ]\n}', "[\n2\n]"],
        ),
        # A record that is cut off does not hide the next (RFC 7464 §2.3).
        (b'\x1e{"a": \x1e[2]\n', ['{"a":', "[2]"]),
        (b"", []),
        (b"\n\n", []),
    ],
    name=lambda case: repr(case[0]),
)
def test_documents(case: tuple[bytes, list[str]]) -> None:
    data, documents = case
    assert parsed(data) == documents
    assert parsed(*(bytes((byte,)) for byte in data)) == documents


def test_a_document_is_there_as_soon_as_it_ends() -> None:
    lines, records = JsonStreamParser(), JsonStreamParser()
    assert lines.feed(b'{"a"') == []
    assert [one.data for one in lines.feed(b": 1}\n[")] == ['{"a": 1}']
    assert records.feed(b'\x1e{\n"a": 1\n') == []
    assert [one.data for one in records.feed(b"}\n")] == ['{\n"a": 1\n}']


def test_a_line_that_never_ends_is_cut() -> None:
    parser = JsonStreamParser(limit=10)
    for _ in range(50):
        assert parser.feed(b"x" * 100) == []
    (found,) = parser.feed(b"\n")
    assert (found.data, found.is_cut) == ("x" * 10, True)
    assert [one.is_cut for one in parser.feed(b"[1]\n")] == [False]


VALUES = st.recursive(
    st.integers() | st.text(max_size=5) | st.booleans(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=6,
)


@given(
    st.lists(VALUES, max_size=8), st.lists(st.integers(1, 9), max_size=40), st.sampled_from("lr")
)
def test_pieces_make_no_difference(values: list[object], sizes: list[int], kind: str) -> None:
    indent = 2 if kind == "r" else None
    texts = [json.dumps(one, ensure_ascii=False, indent=indent) for one in values]
    mark = "\x1e" if kind == "r" else ""
    data, pieces = "".join(f"{mark}{text}\n" for text in texts).encode(), []
    for size in sizes:
        pieces.append(data[:size])
        data = data[size:]
    assert [json.loads(one) for one in parsed(*pieces, data)] == values
