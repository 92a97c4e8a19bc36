"""What somebody who writes a reference is offered, and told."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from outrider.errors import SourceLocation
from outrider.model.secret import MASK
from outrider.model.workspace import SecretRef, Variable
from outrider.variables.name_lookup import NameLookup
from outrider.variables.reference_grammar import (
    NAME,
    NestedReference,
    Reference,
    TemplatePiece,
    parse_template,
    reference_at_cursor,
    reference_spans,
)
from outrider.variables.variable_scope import VariableScope

REQUEST, DEV = "requests/list.toml", "environments/dev.toml"
TEXTS = st.lists(
    st.sampled_from(["{{", "}}", "\\", "{", "}", "a", "b_1", " ", "$guid", "/", "{{a}}", "\\{{a}}"])
).map("".join)


def variable(value: str, file: str = DEV) -> Variable:
    return Variable(value, SourceLocation(file))


def names(**options: bool) -> NameLookup:
    scope = VariableScope(
        overrides={"given": "now"},
        layers=(
            {"page": variable("2", REQUEST)},
            {
                "base_url": variable("https://{{host}}/v1"),
                "host": variable("api.test"),
                "keyed": variable("k={{api_key}}"),
                "lost": variable("{{nowhere}}"),
                "round": variable("{{about}}"),
                "about": variable("{{round}}"),
            },
        ),
        secrets={"api_key": SecretRef("api_key", "literal", {}, SourceLocation(DEV))},
    )
    return NameLookup(scope, {"HOME", "PATH"}, **options)


def names_in(pieces: Iterable[TemplatePiece]) -> list[str]:
    names: list[str] = []
    for piece in pieces:
        if isinstance(piece, Reference):
            names.append(piece.name)
        elif isinstance(piece, NestedReference):
            names += names_in(piece.pieces)
    return names


@given(TEXTS)
def test_the_places_of_references_are_those_that_are_resolved(text: str) -> None:
    found = [one.name for one in reference_spans(text)]
    assert found == names_in(parse_template(text))
    for one in reference_spans(text):
        assert list(parse_template(text[one.start : one.end])) == [
            *parse_template(f"{{{{{one.name}}}}}")
        ]


@given(TEXTS, st.integers(0, 30))
@example(r"{{{{\{{{{", 8)
def test_completing_what_is_begun_gives_a_reference(text: str, cursor: int) -> None:
    cursor = min(cursor, len(text))
    one = reference_at_cursor(text, cursor)
    if one is not None:
        assert one.start <= cursor <= one.end
        assert not one.name or NAME.fullmatch(one.name)
        whole = f"{text[: one.start]}{{{{base_url}}}}{text[one.end :]}"
        assert "base_url" in [found.name for found in reference_spans(whole)]


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("{{", "", (0, 2, "")),
        ("a{{ba", "/orders", (1, 5, "ba")),
        ("a{{ba", "se}}/orders", (1, 9, "ba")),
        ("{{{x", "", (1, 4, "x")),
        ("{{$g", "", (0, 4, "$g")),
        (r"\{{ba", "", None),
        ("{{a}}", "", None),
        ("{{1", "", None),
        ("ba", "", None),
    ],
)
def test_a_reference_is_begun(before: str, after: str, expected: tuple[int, int, str]) -> None:
    one = reference_at_cursor(before + after, len(before))
    assert (one and (one.start, one.end, one.name)) == expected


def test_a_name_is_told_with_its_value_and_its_file() -> None:
    known = names().find("base_url")
    assert (known.display_value, known.origin, known.problem) == ("https://api.test/v1", DEV, "")
    assert names().find("page").origin == REQUEST
    assert names().find("given").display_value == "now"


@pytest.mark.parametrize("name", ["api_key", "keyed", "access_token", "$env.HOME"])
def test_what_is_secret_is_masked(name: str) -> None:
    known = names().find(name)
    assert MASK in known.display_value
    assert not known.problem


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("basi_url", 'Variable "basi_url" is not defined.'),
        ("lost", 'Variable "nowhere" is not defined.'),
        ("round", "cycle"),
        ("$env.NOWHERE", "NOWHERE is not set"),
        ("$nothing", 'Dynamic variable "$nothing" does not exist.'),
    ],
)
def test_what_has_no_value_says_why(name: str, words: str) -> None:
    known = names().find(name)
    assert words in known.problem
    assert known.advice


def test_without_an_auth_that_fetches_one_there_is_no_token() -> None:
    assert "has no value: the auth" in names(token=False).find("access_token").problem


def test_names_that_begin_with_what_is_typed_come_first() -> None:
    offered = [one.name for one in names().completions("a")]
    assert offered[:3] == ["about", "access_token", "api_key"]
    assert offered[3:] == ["base_url", "page"]


def test_names_of_the_process_and_dynamic_ones_are_offered_behind_a_dollar() -> None:
    offered = [one.name for one in names().completions("$e")]
    assert offered == ["$env.HOME", "$env.PATH"]
    assert "$guid" in [one.name for one in names().completions("$gu")]
    assert "$guid" in [one.name for one in names().completions("")]


def test_other_variables_of_the_request_come_before_everything_else() -> None:
    other = names().with_request_variables({"host": variable("mine.test", REQUEST)})
    assert other.find("base_url").display_value == "https://mine.test/v1"
    assert other.find("page").problem


def test_the_unresolved_references_of_a_text_are_found() -> None:
    found = [one.name for one, _ in names().unresolved(r"{{host}}{{oops}}\{{no}}{{lost}}")]
    assert found == ["oops", "lost"]
