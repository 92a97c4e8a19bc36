"""A copied path is a program of jq itself that gives the value from which it was copied."""

from __future__ import annotations

import json
from typing import Any

import jq
from hypothesis import given, settings
from hypothesis import strategies as st

from outrider.body_views.folding import FoldedText
from outrider.body_views.json import JsonView, lay_out_documents
from outrider.body_views.json_path import join_path, path_at, scalar_at, value_at
from outrider.body_views.text_rows import TextRows
from outrider.visible_text import visible_text

KEYS = st.one_of(
    st.text(max_size=6),
    st.sampled_from(
        [
            *("a.b", "a b", 'q"q', "b\\s", "\\(x)", "$x", "if", "and", "_", "1a", "", "日本"),
            *("\u200b", "\u202e", "\x1b[", "\n", "a" * 9000, "é" * 3000, "@base64", "..", "[0]"),
            "a\u0301" * 9 + "\u0301" * 6,
        ]
    ),
)
SCALARS = st.one_of(
    st.none(), st.booleans(), st.integers(-(2**53), 2**53), st.text(max_size=8), st.just("x" * 9000)
)
DOCUMENTS = st.recursive(
    SCALARS,
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(KEYS, inner, max_size=4)),
    max_leaves=12,
)


def _rows(data: bytes) -> TextRows:
    rows = JsonView().format(data, "utf-8").rows
    return rows.base if isinstance(rows, FoldedText) else rows  # type: ignore[return-value]


def _values(text: str, path: str) -> list[Any]:
    # As the clipboard gets it.
    return list(jq.compile(visible_text(path)).input_text(text).all())


def _check(rows: TextRows, text: str, whole: Any) -> None:
    shown: list[Any] = []
    for row in range(rows.count):
        if rows.continues(row):
            continue
        (value,) = _values(text, path_at(rows, row))
        shown.append(value)
        told = value_at(rows, row)
        assert told == value if isinstance(value, str) else json.loads(told) == value
        scalar = scalar_at(rows, row)
        if scalar is not None:
            assert json.loads(scalar[1]) == value
    assert whole in shown


@settings(max_examples=150, deadline=None)
@given(DOCUMENTS, st.booleans())
def test_the_path_of_each_row_gives_its_value(document: Any, ascii_only: bool) -> None:
    text = json.dumps(document, ensure_ascii=ascii_only)
    _check(_rows(text.encode()), text, document)


@settings(max_examples=40, deadline=None)
@given(st.lists(DOCUMENTS, min_size=2, max_size=4))
def test_in_several_documents_a_path_leads_through_its_own(documents: list[Any]) -> None:
    texts = [json.dumps(one) for one in documents]
    layout = lay_out_documents([one.encode() for one in texts]).rows
    assert isinstance(layout, FoldedText)
    rows, found = layout.base, []
    for row in range(rows.count):
        if rows.continues(row):
            continue
        path = path_at(rows, row)
        values = [one for text in texts for one in _try(text, path)]
        told = value_at(rows, row)
        assert any(told == one or _json(told) == one for one in values), path
        found.append(path)
    assert found.count(".") >= len(documents)


def _try(text: str, path: str) -> list[Any]:
    try:
        return _values(text, path)
    except ValueError:
        # A document of another shape has no such path.
        return []


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return text


def test_a_path_behind_a_program_goes_on_from_there() -> None:
    text = '{"items": [{"a b": 1}, {"a b": 2}]}'
    assert _values(text, join_path(".items[]", '."a b"')) == [1, 2]
    assert _values(text, join_path(".items, 5", ".")) == [[{"a b": 1}, {"a b": 2}], 5]
    assert _values(text, join_path(".items[0], .items[1]", '."a b"')) == [1, 2]
