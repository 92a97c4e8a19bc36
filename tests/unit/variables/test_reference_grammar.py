from __future__ import annotations

from itertools import groupby, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outrider.errors import SourceLocation
from outrider.variables.reference_grammar import (
    NestedReference,
    Reference,
    TemplatePiece,
    double_backslashes,
    escape,
    has_reference,
    is_name,
    parse_template,
    reference_at_cursor,
    reference_spans,
    template_text,
    unclosed_reference,
)
from outrider.variables.resolver import Resolver
from outrider.variables.runtime_values import RuntimeValues
from outrider.variables.variable_scope import VariableScope

BRACES = st.text(st.sampled_from("\\{}a $.-1\n")) | st.text()


@pytest.mark.parametrize(
    ("written", "pieces"),
    [
        ("", ()),
        ("plain", ("plain",)),
        ("{{name}}", (Reference("name"),)),
        ("{{ name }}", (Reference("name"),)),
        ("{{\tname\t}}", (Reference("name"),)),
        ("a{{b}}c{{d}}", ("a", Reference("b"), "c", Reference("d"))),
        ("{{$env.HOME}}", (Reference("$env.HOME"),)),
        ("{{_a.b-c1}}", (Reference("_a.b-c1"),)),
        ('{"a":{{b}}}', ('{"a":', Reference("b"), "}")),
        ("{{{a}}}", ("{", Reference("a"), "}")),
        (r"\{{name}}", ("{{name}}",)),
        (r"\\{{name}}", ("\\", Reference("name"))),
        (r"\\\{{name}}", (r"\{{name}}",)),
        (r"\\\\{{name}}", ("\\\\", Reference("name"))),
        (r"a\\b \\{ {{name}}", (r"a\\b \\{ ", Reference("name"))),
        (r"\\{{{name}}", ("\\{", Reference("name"))),
        (r"\\{{a{{b}}}}", ("\\", NestedReference(("a", Reference("b")), "{{a{{b}}}}"))),
        (r"\\\{{a{{b}}}}", (r"\{{a", Reference("b"), "}}")),
        (r"{{x}}\\{{y}}", (Reference("x"), "\\", Reference("y"))),
        (r"\\{{1x}}", (r"\{{1x}}",)),
        (r"a\{{b}}{{c}}", ("a{{b}}", Reference("c"))),
    ],
)
def test_references_are_found_between_literal_text(
    written: str, pieces: tuple[TemplatePiece, ...]
) -> None:
    assert parse_template(written) == pieces


@pytest.mark.parametrize(
    "written",
    ["{{}}", "{{ }}", "{{ 1x }}", "{{a b}}", "{{a", "a}}", "{ {a}}", "{{\na}}", "{{a}", "{{é}}",
     "${X}", "{{.a}}", "{{a|b}}", "{{-a}}"],
)  # fmt: skip
def test_what_only_looks_like_a_reference_stays_literal(written: str) -> None:
    assert parse_template(written) == (written,)
    assert not has_reference(written)


@given(BRACES)
def test_escaped_text_resolves_to_itself(text: str) -> None:
    resolver = Resolver(VariableScope(), RuntimeValues())
    assert resolver.text(escape(text), SourceLocation("f")) == text
    assert resolver.faults == []


PIECES = st.lists(
    st.text(st.sampled_from("\\{a "), min_size=1)
    | st.builds(Reference, st.sampled_from(["a", "$guid"]))
    | st.sampled_from([NestedReference(("a", Reference("b")), "{{a{{b}}}}")])
).map(
    # Neighbouring literal texts are one.
    lambda pieces: tuple(
        one
        for is_text, group in groupby(pieces, lambda one: isinstance(one, str))
        for one in (["".join(map(str, group))] if is_text else list(group))
    )
)


@given(PIECES)
def test_pieces_that_are_written_are_parsed_again(pieces: tuple[TemplatePiece, ...]) -> None:
    assert parse_template(template_text(pieces)) == pieces


@given(BRACES)
def test_no_backslash_of_another_program_is_an_escape(text: str) -> None:
    pieces = parse_template(double_backslashes(text))
    sent = [template_text([one]) if isinstance(one, Reference) else str(one) for one in pieces]
    if "{{{{" not in text and " " not in text:
        assert "".join(sent) == text


def test_backslashes_in_a_heap_take_linear_time() -> None:
    for text in ("\\" * 50_000, "\\" * 50_000 + "{{a}}", r"\{{a}}" * 20_000, "\\{" * 40_000):
        assert parse_template(text)
        assert escape(text)


@given(BRACES)
def test_every_parsed_name_is_one_that_can_be_referred_to(text: str) -> None:
    for piece in parse_template(text):
        if isinstance(piece, Reference):
            assert is_name(piece.name)
        elif isinstance(piece, NestedReference):
            assert piece.written in text
            assert any(not isinstance(one, str) for one in piece.pieces)


@pytest.mark.parametrize(
    ("written", "pieces"),
    [
        ("{{a{{b}}}}", (NestedReference(("a", Reference("b")), "{{a{{b}}}}"),)),
        ("{{{{b}}}}", (NestedReference((Reference("b"),), "{{{{b}}}}"),)),
        (
            "x{{ {{b}}_{{c}} }}y",
            (
                "x",
                NestedReference(
                    (" ", Reference("b"), "_", Reference("c"), " "), "{{ {{b}}_{{c}} }}"
                ),
                "y",
            ),
        ),
        ("{{a{{b}}", ("{{a", Reference("b"))),
        ("{{{b}}}", ("{", Reference("b"), "}")),
        (r"\{{a{{b}}}}", ("{{a", Reference("b"), "}}")),
        ("{{a/{{b}}}}", ("{{a/", Reference("b"), "}}")),
        ("{{{{{b}}}}}", ("{", NestedReference((Reference("b"),), "{{{{b}}}}"), "}")),
    ],
)
def test_a_reference_inside_a_reference_is_one_piece(
    written: str, pieces: tuple[TemplatePiece, ...]
) -> None:
    assert parse_template(written) == pieces


def test_braces_in_a_heap_take_linear_time() -> None:
    for text in ("{{" * 20_000, "{{a" * 20_000, "{{" * 20_000 + "b" + "}}" * 20_000):
        assert parse_template(text)


@given(BRACES)
def test_no_literal_is_empty_and_no_two_are_neighbours(text: str) -> None:
    pieces = parse_template(text)
    assert "" not in pieces
    for left, right in pairwise(pieces):
        assert not (isinstance(left, str) and isinstance(right, str))


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("{{a", "{{a"),
        ("x{{ a }/y", "{{ a"),
        ("{{a}/{{b}}", "{{a"),
        ("{{a}}{{b", "{{b"),
        ("{{h_{{s}}", "{{h_"),
        ("{{a-", "{{a-"),
        ("{{$guid", "{{$guid"),
        ("{{a}}", ""),
        ("{{ a }}", ""),
        ("{{h_{{s}}}}", ""),
        (r"\{{a", ""),
        (r"\\{{a", "{{a"),
        (r"\\\{{a", ""),
        ("{{#each x}}", ""),
        ("{{ a b }}", ""),
        ("{{", ""),
        ('{"a":{"b":{}}}', ""),
        ("plain", ""),
    ],
)
def test_a_reference_without_an_end_is_found(written: str, found: str) -> None:
    assert unclosed_reference(written) == found


@pytest.mark.parametrize(
    ("written", "name"),
    [(r"\{{na", None), (r"\\{{na", "na"), (r"\\\{{na", None), (r"\{{{na", None), ("x{{{na", "na")],
)
def test_what_is_being_written_behind_backslashes(written: str, name: str | None) -> None:
    span = reference_at_cursor(written, len(written))
    assert (None if span is None else span.name) == name


def test_a_reference_behind_a_backslash_has_a_place() -> None:
    [span] = reference_spans(r"a\\{{b}}\{{c}}")
    assert (span.start, span.end, span.name) == (3, 8, "b")
