"""What may be meant by a scope or an audience that a server refuses."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outrider.engine.doctor.parameter_edits import scope_edits, target_edits
from outrider.engine.doctor.probes import AuthEdit, AuthFacts, ProbeKind, ProbeOutcome

KNOWN = ("openid", "orders.read", "orders.write")
WORD = st.text("abcdefgh.:/-", min_size=1, max_size=8)


def scopes(
    written: str,
    *,
    listed: tuple[str, ...] = (),
    words: str = "",
    kind: ProbeKind = ProbeKind.SCOPE,
) -> list[str | None]:
    facts = AuthFacts({"scope": written}, scopes=listed)
    found = list(scope_edits(facts, ProbeOutcome(kind, words=words)))
    assert all(len(edits) == 1 and edits[0].key == ("scope",) for edits in found)
    return [edits[0].value for edits in found]


@pytest.mark.parametrize("between", [",", ", ", ";", "; ", "|", "+", "%20", "\t", "\n", "  ", " ,"])
@given(words=st.lists(WORD, min_size=2, max_size=5))
def test_whatever_stands_between_words_a_space_is_tried_first(
    between: str, words: list[str]
) -> None:
    assert scopes(between.join(words))[0] == " ".join(words)


@pytest.mark.parametrize(
    "written",
    [
        '"orders.read" "orders.write"',
        '["orders.read", "orders.write"]',
        "'orders.read,orders.write'",
    ],
)
def test_quotes_and_brackets_of_other_formats_are_left_out(written: str) -> None:
    assert scopes(written)[0] == "orders.read orders.write"


@pytest.mark.parametrize("written", ["orders.reed", "Orders.Read", "order.read"])
def test_a_word_that_is_nearly_one_of_the_listed_is_spelled_as_it_is(written: str) -> None:
    assert scopes(written, listed=KNOWN)[0] == "orders.read"
    assert scopes(f"{written} orders.write", listed=KNOWN)[0] == "orders.read orders.write"


def test_a_word_that_is_like_none_of_the_listed_is_left_out() -> None:
    assert scopes("billing orders.read", listed=KNOWN)[0] == "orders.read"


@pytest.mark.parametrize(
    ("written", "words", "wanted"),
    [
        ("orders", "scope openid missing", "orders openid"),
        ("", "the scope 'openid' is required", "openid"),
        ("orders.read", 'requires "orders.write"', "orders.read orders.write"),
    ],
)
def test_a_scope_that_the_server_asks_for_is_added(written: str, words: str, wanted: str) -> None:
    assert scopes(written, listed=KNOWN[1:], words=words)[0] == wanted


def test_a_scope_that_the_server_only_mentions_is_not_added() -> None:
    assert "orders.read openid" not in scopes("orders.read", listed=KNOWN, words="openid: no")


@given(st.text(max_size=30), st.lists(WORD, max_size=4), st.text(max_size=30))
def test_nothing_is_tried_twice_or_as_it_is_written(
    written: str, listed: list[str], words: str
) -> None:
    found = scopes(written, listed=tuple(listed), words=words.lower())
    assert len(found) == len(set(found))
    assert written not in found
    assert all(one is None or one.strip() for one in found)


def test_an_audience_is_tried_with_the_other_end_then_by_the_other_name_then_not_at_all() -> None:
    facts = AuthFacts(
        {}, parameters=("audience", "x"), targets={"audience": "https://api.example.com"}
    )
    audience, resource = ("token_parameters", "audience"), ("token_parameters", "resource")
    assert list(target_edits(facts, ProbeOutcome(ProbeKind.TARGET))) == [
        (AuthEdit(audience, "https://api.example.com/"),),
        (AuthEdit(audience, None), AuthEdit(resource, "https://api.example.com")),
        (AuthEdit(audience, None),),
    ]


def test_an_audience_that_is_a_name_or_several_is_not_spelled_otherwise() -> None:
    named = AuthFacts({}, parameters=("audience", "resource"), targets={"audience": "orders"})
    several = AuthFacts({}, parameters=("resource", "resource"))
    for facts in (named, several):
        found = list(target_edits(facts, ProbeOutcome(ProbeKind.TARGET)))
        assert all(edit.value is None for edits in found for edit in edits)
        assert all(one != other for one, other in pairwise(found))
