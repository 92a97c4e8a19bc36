"""Escapes are undone, and each character knows where it stood."""

import html
import json
from urllib.parse import quote

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from outrider.redaction.decoded_text import decoded_texts, fully_decoded

NASTY = st.text(alphabet="a4%\\u{}&#;xX0159lt/n+é😀", max_size=30)


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        (r"\/ \u002B \u002b \n \" \\", '/ + + \n " \\'),
        (r"\ud83d\uDE00 \ud83d", "😀 \\ud83d"),
        (r"\u{1F600} \U0001F600 \x41 \x4", "😀 😀 A \\x4"),
        ("%2f %2F %252f %C3%A9 %4%31 %zz %", "/ / / é A %zz %"),
        ("%e4 %E0%80%80", "ä à\x80\x80"),
        ("%uD83D%uDE00 %u0041", "😀 A"),
        ("&amp; &#65; &#x41; &#X041; &#00065; &plus; &sol;", "& A A A A + /"),
        ("&nothing; &#x110000; &#xD800; &amp", "&nothing; &#x110000; &#xD800; &amp"),
        ("&amp;#65; &lt", "A &lt"),
        (json.dumps(json.dumps('"/')), '"""/""'),
    ],
)
def test_escapes_are_undone(text: str, meaning: str) -> None:
    assert fully_decoded(text) == meaning


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=30))
def test_what_was_encoded_is_there_in_some_round(text: str) -> None:
    # What looks like an escape itself is undone together with those around it.
    assume(fully_decoded(text) == text)
    for told in (
        quote(text, safe=""),
        quote(quote(text, safe="")),
        json.dumps(text)[1:-1],
        html.escape(text),
    ):
        assert text in [one.text for one in decoded_texts(told)]


@given(NASTY)
def test_places_lead_back_in_order_and_to_the_ends(text: str) -> None:
    for level in decoded_texts(text):
        length = len(level.text)
        starts = [level.start_in_source(at) for at in range(length)]
        ends = [level.end_in_source(at) for at in range(1, length + 1)]
        assert starts == sorted(starts)
        assert ends == sorted(ends)
        assert all(start < end for start, end in zip(starts, ends, strict=True))
        if length:
            assert starts[0] == 0
            assert ends[-1] == len(text)
        for start, end in zip(starts, ends, strict=True):
            # A piece means, by itself, what it means there, or it was an escape of several rounds.
            assert end - start == 1 or not text[start:end].isalnum()


def test_in_a_run_of_escapes_each_has_its_own_place() -> None:
    *_, level = decoded_texts(r"a%41%42%43\u0044\u0045\n\/b")
    assert level.text == "aABCDE\n/b"
    places = [(level.start_in_source(at), level.end_in_source(at + 1)) for at in range(9)]
    ends = [1, 4, 7, 10, 16, 22, 24, 26, 27]
    assert places == list(zip([0, *ends], ends, strict=False))
