"""A value in a jq program or a regular expression stays a value, whatever is in it."""

from __future__ import annotations

import json
import re

import jq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from outrider.errors import SourceLocation
from outrider.model.secret import Secret, reveal
from outrider.variables.program_references import ReferenceType, resolve_jq, resolve_regex
from outrider.variables.resolver import Resolver
from outrider.variables.runtime_values import RuntimeValues
from outrider.variables.variable_scope import VariableScope

HERE = SourceLocation("requests/a.toml", ("expect", 0, "jq"))
VALUES = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=20)
NUMBER = re.compile(r"-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?")


def _resolver(value: str) -> Resolver:
    return Resolver(VariableScope(overrides={"v": value}), RuntimeValues())


@given(VALUES)
def test_inside_of_a_string_it_is_a_part_of_the_string(value: str) -> None:
    for written in ('"<{{v}}>"', '"\\("<{{v}}>")"', '"\\(1 | ("<{{v}}>"))" # "'):
        program = reveal(resolve_jq(written, HERE, _resolver(value)))
        assert jq.compile(program).input_value(None).all() == [f"<{value}>"]


@given(VALUES | st.integers().map(str) | st.sampled_from(["true", "null", "1e5", "01", "-"]))
def test_elsewhere_it_is_a_number_a_word_or_a_string_of_its_own(value: str) -> None:
    program = reveal(
        resolve_jq(
            "[{{v}}] # {{v}}",
            HERE,
            _resolver(value).__class__(
                VariableScope(overrides={"v": value.replace("\n", " ")}), RuntimeValues()
            ),
        )
    )
    value = value.replace("\n", " ")
    (found,) = jq.compile(program).input_value(None).first()
    if value in {"true", "false", "null"} or NUMBER.fullmatch(value):
        assert found == pytest.approx(json.loads(value))
    else:
        assert found == value


def test_a_text_that_spells_a_number_is_a_text_where_its_type_is_known() -> None:
    scope = VariableScope(overrides={"v": "5", "w": "5"})
    resolver = Resolver(scope, RuntimeValues())
    types = {"v": ReferenceType.UNKNOWN, "w": ReferenceType.TEXT}
    program = resolve_jq('[{{v}}, {{w}}, "{{w}}"]', HERE, resolver, types.__getitem__)
    assert reveal(program) == '[5, "5", "5"]'


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**15), 10**15) | VALUES,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(VALUES, inner, max_size=4),
    max_leaves=10,
)


@given(st.lists(JSON, max_size=4) | st.dictionaries(VALUES, JSON, max_size=4))
def test_an_array_or_object_is_one_and_in_a_string_its_json(value: object) -> None:
    text = json.dumps(value, ensure_ascii=False)
    program = resolve_jq('[{{v}}, "{{v}}"]', HERE, _resolver(text), lambda _: ReferenceType.JSON)
    assert jq.compile(reveal(program)).input_value(None).first() == [value, text]


@pytest.mark.parametrize("text", ["[NaN]", "1] | [2", "", "[" * 50_000])
def test_what_is_no_json_is_a_string_of_its_own(text: str) -> None:
    program = resolve_jq("{{v}}", HERE, _resolver(text), lambda _: ReferenceType.JSON)
    assert reveal(program) == json.dumps(text)


@given(VALUES)
def test_in_a_regular_expression_it_fits_itself(value: str) -> None:
    pattern = reveal(resolve_regex("^<{{v}}>$", HERE, _resolver(value)))
    assert re.compile(pattern).search(f"<{value}>")


def test_a_secret_stays_masked() -> None:
    resolver = Resolver(VariableScope(overrides={"v": Secret('a"b')}), RuntimeValues())
    program = resolve_jq('.a == "{{v}}"', HERE, resolver)
    assert str(program) == '.a == "••••••"'
    assert reveal(program) == '.a == "a\\"b"'
