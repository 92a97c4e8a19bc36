"""Objects and arrays folded away, and where in them a row is."""

import json
import re
from array import array
from typing import Any

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from outrider.body_views import format_body
from outrider.body_views.folding import Block, FoldedText, block_at, block_summary, blocks_at_level
from outrider.body_views.json_path import path_at, value_at
from outrider.body_views.text_rows import TextRows

JSON = "application/json"
TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\],:]|[^\s{}\[\],:"]+')
TEXTS = st.text(st.sampled_from('ab"\\{}[],: \n…é'), max_size=6)
VALUES: Any = st.recursive(
    st.none() | st.integers() | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=25,
)


def folding(value: Any) -> FoldedText:
    rows = format_body(json.dumps(value).encode(), JSON).rows
    assert isinstance(rows, FoldedText)
    return rows


def blocks(rows: TextRows) -> list[Block | None]:
    """For each row the innermost block, told by counting brackets at the ends of lines."""
    around: list[int] = []
    spans: dict[int, int] = {}
    owner: list[int] = []
    for row in range(rows.count):
        line = rows.text(row).rstrip(",")
        if line.lstrip() in {"}", "]"}:
            spans[around[-1]] = row
            owner.append(around.pop())
            continue
        if line.endswith(("{", "[")):
            around.append(row)
        owner.append(around[-1] if around else -1)
    found: list[Block | None] = []
    for first in owner:
        text = rows.text(first)
        found.append(
            None
            if first < 0
            else Block(
                first,
                spans[first],
                rows.start(first) + len(text.encode()) - 1,
                rows.start(spans[first]) + len(rows.text(spans[first]).rstrip(",").encode()),
                len(text) - len(text.lstrip()),
            )
        )
    return found


def resolved(value: Any, path: str) -> Any:
    rest = path.removeprefix(".")
    decoder = json.JSONDecoder()
    while rest:
        if rest.startswith("["):
            index, rest = rest[1:].split("]", 1)
            value = value[int(index)]
        elif rest.startswith('"'):
            name, end = decoder.raw_decode(rest)
            value, rest = value[name], rest[end:]
        else:
            end = min((rest.find(c) for c in ".[" if c in rest), default=len(rest))
            value, rest = value[rest[:end]], rest[end:]
        rest = rest.removeprefix(".")
    return value


@given(VALUES)
def test_blocks_paths_and_values_are_those_of_the_json(value: Any) -> None:
    rows = folding(value).base
    for row, block in enumerate(blocks(rows)):
        assert block_at(rows, row) == block
        if block is not None:
            inside = json.loads(rows.data[block.start : block.end])
            words = block_summary(rows.data, block.start, block.end - 1)
            kind = "key" if isinstance(inside, dict) else "item"
            assert words == f"{len(inside)} {kind}{'' if len(inside) == 1 else 's'}"
        here = resolved(value, path_at(rows, row))
        text = value_at(rows, row)
        assert text == here if isinstance(here, str) else json.loads(text) == here


@given(VALUES, st.data())
def test_folded_rows_are_those_that_no_fold_hides(value: Any, data: st.DataObject) -> None:
    folded = folding(value)
    base = folded.base
    known = [block for block in blocks(base) if block is not None]
    closed: set[Block] = set()
    for block in data.draw(st.lists(st.sampled_from(known), max_size=8)) if known else []:
        if folded.is_folded(block.first):
            folded = folded.unfold(block.first)
            closed.discard(block)
        elif not folded.hides(block.start):
            folded = folded.fold(block)
            closed.add(block)
    seen = [
        row for row in range(base.count) if not any(one.first < row <= one.last for one in closed)
    ]
    assert [folded.base_row(row) for row in range(folded.count)] == seen
    for row in range(base.count):
        assert folded.hides(base.start(row)) == (row not in seen)
        shown = folded.row_of_base(row)
        assert folded.base_row(shown) <= row
        assert not folded.reveal(base.start(row)).hides(base.start(row))
    assert "\n".join(map(folded.unfold_all().text, range(base.count))) == folded.all_text()


@given(VALUES, st.integers(0, 4))
def test_a_level_folds_each_block_of_that_depth(value: Any, level: int) -> None:
    folded = folding(value)
    starts, hidden = array("q"), array("q")
    for some, more in blocks_at_level(folded.base, level):
        starts.extend(some)
        hidden.extend(more)
    wanted = {
        (block.first, block.last - block.first)
        for block in blocks(folded.base)
        if block is not None and block.depth == 2 * level
    }
    assert list(zip(starts, hidden, strict=True)) == sorted(wanted)
    assert folded.fold_all(starts, hidden).folds == len(wanted)


def test_a_fold_says_what_is_in_it() -> None:
    folded = folding({"id": 7, "tags": ["a", "b"], "deep": {"x": {"y": 1}}, "none": {}})
    for row in (7, 3, 0):
        block = block_at(folded.base, row)
        assert block is not None
        folded = folded.fold(block)
    assert folded.text(0) == '{ "id": 7, … 4 keys }'
    folded = folded.unfold(0)
    assert list(map(folded.text, range(folded.count))) == [
        "{",
        '  "id": 7,',
        '  "tags": [ "a", "b" … 2 items ],',
        '  "deep": {',
        '    "x": { "y": 1 … 1 key }',
        "  },",
        '  "none": {}',
        "}",
    ]


def test_lines_that_are_cut_fold_as_well() -> None:
    long = "x" * 30_000
    folded = folding({long: [1, 2], "b": long, "c": {"d": long}})
    for row in (folded.base.row_of_line(2), folded.base.count - 3):
        block = block_at(folded.base, row)
        assert block is not None
        folded = folded.fold(block)
    assert folded.text(folded.row_of_base(folded.base.row_of_line(1)) + 3).endswith(
        '": [ 1, 2 … 2 items ],'
    )
    assert folded.text(folded.count - 2) == '  "c": { … 1 key }'
    assert msgspec.json.decode(folded.all_text())["b"] == long


def test_texts_one_a_line_are_laid_out_each_for_itself() -> None:
    body = b'{"a": 1.50}\n\n{"a": {"b": [1e2]}}\n[]\n7\n'
    layout = format_body(body, "application/x-ndjson")
    folded = layout.rows
    assert isinstance(folded, FoldedText)
    assert layout.notes == ()
    assert folded.all_text() == (
        '{\n  "a": 1.50\n}\n{\n  "a": {\n    "b": [\n      1e2\n    ]\n  }\n}\n[]\n7'
    )
    assert path_at(folded.base, 6) == ".a.b[0]"
    for row in (9, 1):
        block = block_at(folded.base, row)
        assert block is not None
        folded = folded.fold(block)
    assert list(map(folded.text, range(folded.count))) == [
        '{ "a": 1.50 … 1 key }',
        "{ … 1 key }",
        "[]",
        "7",
    ]
    starts, hidden = next(blocks_at_level(folded.base, 0))
    assert (list(starts), list(hidden)) == ([0, 3], [2, 6])
    broken = format_body(b'{"a": 1}\n{"a": }\n', "application/x-ndjson")
    assert "Not valid JSON" in broken.notes[0]


@given(st.lists(VALUES.filter(lambda value: isinstance(value, (dict, list))), min_size=2))
def test_the_tokens_of_texts_one_a_line_are_those_that_were_sent(values: list[Any]) -> None:
    body = "\n".join(map(json.dumps, values))
    layout = format_body(body.encode(), "application/x-ndjson")
    assert TOKEN.findall(layout.rows.all_text()) == TOKEN.findall(body)


def test_a_large_block_says_how_much_is_in_it_when_a_level_is_folded() -> None:
    folded = folding({"a": [[n, "x" * 100] for n in range(20_000)], "b": [1]})
    starts, hidden = array("q"), array("q")
    for some, more in blocks_at_level(folded.base, 1):
        starts.extend(some)
        hidden.extend(more)
    folded = folded.fold_all(starts, hidden)
    assert list(map(folded.text, range(folded.count))) == [
        "{",
        '  "a": [ … 20,000 items ],',
        '  "b": [ 1 … 1 item ]',
        "}",
    ]
