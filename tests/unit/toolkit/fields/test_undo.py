"""Typing undone, and brackets that belong together."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from outrider.toolkit.fields.bracket_matching import matching_bracket
from outrider.toolkit.fields.undo import FieldState, FieldUndo


def typed(history: FieldUndo, before: str, text: str) -> str:
    for character in text:
        history.changed(FieldState(before, len(before)), before + character)
        before += character
    return before


def test_a_word_is_one_step() -> None:
    history = FieldUndo()
    text = typed(history, "", "one two")
    state = history.undo(FieldState(text, 7))
    assert state == FieldState("one ", 4)
    assert history.undo(state) == FieldState("", 0)
    assert history.undo(FieldState("", 0)) is None
    assert history.redo(FieldState("", 0)) == FieldState("one ", 4)
    assert history.redo(FieldState("one ", 4)) == FieldState("one two", 7)


@given(st.lists(st.text(max_size=4), max_size=8))
def test_everything_comes_back_in_order(texts: list[str]) -> None:
    history, now, seen = FieldUndo(), "", [""]
    for text in texts:
        if text != now:
            history.changed(FieldState(now, 0), text)
            now = text
            seen.append(text)
    state: FieldState | None = FieldState(now, 0)
    back = []
    while (state := history.undo(FieldState(now, 0))) is not None:
        now = state.text
        back.append(now)
    assert not back or back[-1] == ""
    assert [one for one in back if one in seen] == back
    while (state := history.redo(FieldState(now, 0))) is not None:
        now = state.text
    assert now == seen[-1]


JSON = st.recursive(
    st.text('ab{}[]"\\', max_size=4) | st.integers(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("k{[", max_size=2), inner),
    max_leaves=8,
)


@given(JSON, st.sampled_from([None, 2]))
def test_each_bracket_of_json_finds_its_own(value: object, indent: int | None) -> None:
    lines = json.dumps(value, indent=indent).split("\n")
    stack: list[tuple[int, int]] = []
    inside = escaped = False
    for row, line in enumerate(lines):
        for column, character in enumerate(line):
            if inside:
                if escaped or character == "\\":
                    escaped = not escaped
                elif character == '"':
                    inside = False
            elif character == '"':
                inside = True
            elif character in "{[":
                stack.append((row, column))
            elif character in "}]":
                opening = stack.pop()
                there = matching_bracket(lines.__getitem__, len(lines), *opening)
                back = matching_bracket(lines.__getitem__, len(lines), row, column)
                assert (there, back) == ((row, column), opening)


def test_a_bracket_in_a_text_looks_no_further_than_the_text() -> None:
    line = '{"a": "x(y)z", "b": "("}'
    assert matching_bracket([line].__getitem__, 1, 0, line.index("(")) == (0, line.index(")"))
    assert matching_bracket([line].__getitem__, 1, 0, line.rindex("(")) is None
    assert matching_bracket([line].__getitem__, 1, 0, 1) is None
