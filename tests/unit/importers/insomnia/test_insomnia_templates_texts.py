"""What is around a variable of another tool is sent as it is, however like ours it looks."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from outrider.importers.building.build_report import BuildReport
from outrider.importers.building.secret_naming import SecretNamer
from outrider.importers.building.undefined_references import UndefinedReferences
from outrider.importers.hoppscotch.hoppscotch_templates import HoppscotchTemplates
from outrider.importers.insomnia.insomnia_templates import FoundTags, InsomniaTemplates
from outrider.importers.posting.posting_templates import PostingTemplates
from outrider.variables.reference_grammar import Reference, TemplatePiece, parse_template

PIECES = (
    st.lists(
        st.sampled_from(
            ["{", "{{", "}}", "\\", "\\\\", "a", " ", "$", "x y", "{{a}}", "{{ $guid }}"]
        )
    )
    .map("".join)
    .filter(lambda text: "{{{" not in text)
)


def literal(pieces: tuple[TemplatePiece, ...]) -> str:
    assert all(isinstance(one, str) for one in pieces), pieces
    return "".join(one for one in pieces if isinstance(one, str))


@given(PIECES, PIECES)
def test_what_is_around_a_reference_of_hoppscotch_stays_what_it_is(before: str, after: str) -> None:
    written = HoppscotchTemplates(BuildReport()).text(f"{before}<<name>>{after}")
    pieces = parse_template(written)
    at = pieces.index(Reference("name"))
    assert (literal(pieces[:at]), literal(pieces[at + 1 :])) == (before, after)


@given(PIECES.filter(lambda text: "$" not in text), PIECES.filter(lambda text: "$" not in text))
def test_what_is_around_a_variable_of_posting_stays_what_it_is(before: str, after: str) -> None:
    written = PostingTemplates(BuildReport(), frozenset()).text(f"{before}${{NAME}}{after}")
    pieces = parse_template(written)
    at = pieces.index(Reference("NAME"))
    assert (literal(pieces[:at]), literal(pieces[at + 1 :])) == (before, after)


@given(PIECES)
def test_what_is_around_a_variable_of_insomnia_stays_what_it_is(around: str) -> None:
    # Braces are Insomnia's own: what is raw in it is no variable.
    raw = f"{{% raw %}}{around}{{% endraw %}}"
    tags = FoundTags({})
    templates = InsomniaTemplates(BuildReport(), SecretNamer(), tags, UndefinedReferences(set()))
    pieces = parse_template(templates.text(f"{raw}{{{{ _.name }}}}{raw}"))
    at = pieces.index(Reference("name"))
    assert (literal(pieces[:at]), literal(pieces[at + 1 :])) == (around, around)
