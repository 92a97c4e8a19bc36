"""The blocks of a ``.bru`` file."""

from __future__ import annotations

import pytest

from outrider.importers.bruno.bru_blocks import BrokenBru, looks_like_bru, read_blocks


def _pairs(inner: str) -> list[tuple[str, str, bool]]:
    [block] = read_blocks(f"headers {{\n{inner}\n}}\n")
    return [(one.name, one.text, one.enabled) for one in block.pairs]


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("  a: b", ("a", "b", True)),
        ("  a:b", ("a", "b", True)),
        ("  a:  b c  ", ("a", "b c", True)),
        ("  ~a: b", ("a", "b", False)),
        ('  "a b:c": d', ("a b:c", "d", True)),
        ('  ~"a \\"q\\" {x}": d', ('a "q" {x}', "d", False)),
        ("  a:", ("a", "", True)),
        ("  a: https://h.test:8080/?x=1", ("a", "https://h.test:8080/?x=1", True)),
        ("  a: '''\n    one\n      two\n  '''", ("a", "one\n  two", True)),
        ("  a: '''\n    }\n}\n  '''", ("a", "}", True)),
        ("  a: ''' not closed", ("a", "''' not closed", True)),
        ("  a: [\n    x\n    y-1\n  ]", ("a", "x, y-1", True)),
        ("  a: [1, 2]", ("a", "[1, 2]", True)),
    ],
)
def test_a_row_is_read(written: str, read: tuple[str, str, bool]) -> None:
    assert _pairs(written) == [read]


def test_a_row_as_long_as_a_file_is_read_once() -> None:
    """What grows with the square of a row takes hours here."""
    for blanks in (" " * 1_000_000, "\t " * 500_000):
        assert _pairs(f"{blanks}a{blanks}b{blanks}: c") == [(f"a{blanks}b", "c", True)]
        with pytest.raises(BrokenBru, match="a row has no"):
            _pairs(f"{blanks}a{blanks}b{blanks}")
        with pytest.raises(BrokenBru, match="a row has no"):
            _pairs(f'{blanks}"a"{blanks}b')


def test_annotations_belong_to_the_row_below() -> None:
    text = "vars {\n  @number\n  @description('a \"b\"')\n  a: 5\n  @local: x\n}\n"
    [block] = read_blocks(text)
    first, second = block.pairs
    assert (first.data_type, first.description) == ("number", 'a "b"')
    assert (second.name, second.text) == ("@local", "x")


def test_a_description_goes_over_lines() -> None:
    text = "headers {\n  @description('''\n    one\n      two\n  ''')\n  a: b\n}\n"
    assert read_blocks(text)[0].pairs[0].description == "one\n  two"


def test_a_text_ends_at_the_bracket_of_its_first_column() -> None:
    text = 'body:json {\n  {\n    "a": 1\n  }\n}\n\ndocs {\n\n  # x\n\n  }\n}\n'
    body, docs = read_blocks(text)
    assert body.text == '{\n  "a": 1\n}'
    assert docs.text == "# x\n\n}"


def test_an_empty_text_ends_where_it_begins() -> None:
    assert [one.text for one in read_blocks("docs {\n}\ntests {\n  x\n}\n")] == ["", "x"]


def test_line_ends_may_be_those_of_windows() -> None:
    text = "get {\r\n  url: x\r\n}\r\n\r\nbody:text {\r\n  a\r\n  b\r\n}\r\n"
    method, body = read_blocks(text)
    assert (method.pairs[0].text, body.text) == ("x", "a\nb")


def test_a_list_has_names_that_are_switched_off() -> None:
    text = "vars:secret [\n  a,\n  @description('x')\n  ~b\n]\ncolor: #aabbcc\n"
    block, color = read_blocks(text)
    assert [(one.name, one.enabled) for one in block.items] == [("a", True), ("b", False)]
    assert block.items[1].description == "x"
    assert color.text == "#aabbcc"


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("meta {\n  a: b\n", 1),
        ("meta {\n  a: b\n}\nbody:json {\n  x", 4),
        ("meta {\n  ab\n}\n", 2),
        ("meta {\n}\nwhat is this\n", 3),
        ("vars:secret [\n a", 1),
    ],
)
def test_what_is_broken_is_told_with_its_line(text: str, line: int) -> None:
    with pytest.raises(BrokenBru) as broken:
        read_blocks(text)
    assert broken.value.line == line


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("meta {\n  name: x\n}\n", True),
        ("\ufeff\r\nget {\r\n", True),
        ("vars:secret [\n", True),
        ("color: #fff\nvars {\n", True),
        ("color: red\n", False),
        ("type Query {\n  me: User\n}\n", False),
        ("get /x HTTP/1.1\n", False),
        ('{"meta": {}}', False),
    ],
)
def test_it_is_known_by_its_first_block(text: str, is_one: bool) -> None:
    assert looks_like_bru(text) is is_one
