"""Which names texts refer to, found in the same way with and without variables of their own."""

from __future__ import annotations

import pytest

from outrider.errors import SourceLocation
from outrider.model.workspace import Variable
from outrider.variables.expansion import MAX_SIZE
from outrider.variables.reference_grammar import unclosed_reference
from outrider.variables.requirements import PLAIN_SIZE, names_outside

PLACE = SourceLocation("a.toml")
MOST = MAX_SIZE // PLAIN_SIZE


@pytest.mark.parametrize(
    ("texts", "names"),
    [
        ((), set()),
        (("plain", r"\{{a}} and {{ }}"), set()),
        (("{{a}}/{{b}}", "{{ a }}{{$uuid}}"), {"a", "b", "$uuid"}),
        (("{{a_{{b}}}}",), None),
        (("{{a}}", "x{{a_{{b}}}}"), None),
        (("{{a}}" * MOST,), {"a"}),
        (("{{a}}" * MOST, "{{a}}"), {"a"}),
        (("{{a}}" * (MOST + 1),), None),
    ],
)
def test_names_are_those_of_all_texts(texts: tuple[str, ...], names: set[str] | None) -> None:
    written = [(text, PLACE) for text in texts]
    assert names_outside(written, {}) == names
    assert names_outside(written, {"unused": Variable("x", PLACE)}) == names


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("{{a}}", ""),
        ("{{a}}{{b", "{{b"),
        ("{{a{{b}}", "{{a"),
        ("{{{a}}{", ""),
        (r"\{{a}} {{b}}", ""),
        (r"\\{{a}} \\{{b", "{{b"),
    ],
)
def test_a_reference_without_an_end_is_found_beside_others(text: str, found: str) -> None:
    assert unclosed_reference(text) == found
