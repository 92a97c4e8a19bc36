"""JSON with references: judged, and laid out without a loss."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outrider.variables.body.json_template import format_template, template_error
from outrider.variables.reference_grammar import reference_spans

TEMPLATES = st.recursive(
    st.sampled_from(
        [
            *("1", "-0.10", "1e400", "12345678901234567890", "true", "null", '""', '"a\\"b"'),
            *("{{x}}", "{{ x }}", '"{{x}}"', '"a{{x}}b"', '"\\{{x}}"', "-{{x}}", "{{x}}{{y}}"),
            *('"\\u00e9 é"', '"{"', '"]"', r'"C\\\\{{x}}"', r'"\\\\\{{x}}"'),
        ]
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4).map(lambda ones: f"[{' , '.join(ones)}]"),
        st.lists(st.tuples(st.sampled_from(['"k"', '"{{x}}"']), inner), max_size=4).map(
            lambda pairs: "{" + ",\n ".join(f"{key}:{value}" for key, value in pairs) + "}"
        ),
    ),
    max_leaves=12,
)


def without_blanks(text: str) -> str:
    return "".join(text.split())


@given(TEMPLATES)
def test_laying_out_changes_nothing_but_blanks(text: str) -> None:
    assert template_error(text) is None
    laid_out = format_template(text)
    assert without_blanks(laid_out) == without_blanks(text)
    assert [one.name for one in reference_spans(laid_out)] == [
        one.name for one in reference_spans(text)
    ]
    assert format_template(laid_out) == laid_out
    assert template_error(laid_out) is None


@given(st.recursive(st.none() | st.text(max_size=5), lambda inner: st.lists(inner, max_size=3)))
def test_what_was_written_can_be_read(value: Any) -> None:
    text = json.dumps(value, ensure_ascii=False).replace("{{", r"\{{")
    try:
        laid_out = format_template(text)
    except ValueError:
        assert not text.isascii()
        return
    assert json.loads(laid_out.replace(r"\{{", "{{")) == value


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ('{"a": }', 1, 7),
        ('{"a": {{x}},\n "b" 1}', 2, 6),
        ("[{{x}} {{y}}]", 1, 8),
        ("{{x}", 1, 2),
        (r'{"a": "CORP\\{{x}}"}', 1, 13),
    ],
)
def test_a_mistake_is_told_with_its_place_in_what_is_written(
    text: str, line: int, column: int
) -> None:
    mistake = template_error(text)
    assert mistake is not None
    assert (mistake.line, mistake.column) == (line, column)


@pytest.mark.parametrize("text", [r'"C\\\\{{x}}"', r'"\\\\\\\\{{x}}"', r'"C:\\Users{{x}}"'])
def test_two_backslashes_of_json_are_four_before_a_reference(text: str) -> None:
    assert template_error(text) is None


@pytest.mark.parametrize("text", ['{"a": "b', '"a\tb"'])
def test_what_is_told_of_a_mistake_can_be_followed_by_its_place(text: str) -> None:
    mistake = template_error(text)
    assert mistake is not None
    assert not mistake.what.endswith(" at")


def test_two_values_have_a_line_each() -> None:
    assert format_template('{"a":{{x}},"b":[1,2]}').splitlines() == [
        "{",
        '  "a": {{x}},',
        '  "b": [',
        "    1,",
        "    2",
        "  ]",
        "}",
    ]
