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
        ("&nothing; &#x110000; &#xD800; &am", "&nothing; &#x110000; &#xD800; &am"),
        ("a&ampw&lt2&GT;&quot7 &#65 &#x41z &copy 1", 'a&w<2>"7 A Az &copy 1'),
        ("&amp;#65; &lt", "A <"),
        (json.dumps(json.dumps('"/')), '"""/""'),
        ("&#x10FFFF; &#1114111; &#xD7FF; &#xE000;", "\U0010ffff \U0010ffff \ud7ff \ue000"),
        ("&#xDFFF; &#55296; &#1114112;", "&#xDFFF; &#55296; &#1114112;"),
        (
            r"\u{10FFFF} \u{110000} \U00110000 \u{d800}",
            "\U0010ffff \\u{110000} \\U00110000 \\u{d800}",
        ),
        (r"\u{41}\u{42}\x43\U00000044", "ABCD"),
        ("&NotEqualTilde;|&ngE;&AMP;", "\u2242\u0338|\u2267\u0338&"),
        (r"\b\f\n\r\t\v\'", "\b\f\n\r\t\v'"),
        ("%F0%9F%98%80 %e2%82%ac %F4%90%80%80", "😀 € ô\x90\x80\x80"),
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


def test_escapes_are_undone_six_times() -> None:
    assert fully_decoded(f"%{'25' * 5}41") == "A"
    assert fully_decoded(f"%{'25' * 6}41") == "%41"
    # Then what is left of percent-encoding is ISO 8859-1.
    assert fully_decoded(f"%{'25' * 5}e4") == "ä"


def test_there_is_a_text_for_each_time_that_something_was_undone() -> None:
    for text, levels in {
        "": 1,
        "plain": 1,
        "&nothing; 100% \\z": 1,
        "%41": 2,
        "%2541": 3,
        "%2541 %e4": 4,
        "%e4": 2,
        "%e4%41": 3,
    }.items():
        assert len(list(decoded_texts(text))) == levels, text


def test_each_text_tells_which_characters_are_new() -> None:
    told = list(decoded_texts("a%42c%2544%42 é%e4"))
    assert [level.text for level in told] == [
        "a%42c%2544%42 é%e4",
        "aBc%44B é%e4",
        "aBcDB é%e4",
        "aBcDB éä",
    ]
    assert [level.new_characters() for level in told] == [None, set("B%"), {"D"}, {"ä"}]


@pytest.mark.parametrize(
    ("text", "around", "owed"),
    [
        ("x" * 30 + "%41" + "y" * 30, 5, "\0xxxxxAyyyyy"),
        ("%41" + "y" * 30, 5, "Ayyyyy"),
        ("xx%41" + "y" * 30, 5, "xxAyyyyy"),
        ("x" * 30 + "%41%42" + "y" * 30, 2, "\0xxAByy"),
        ("x" * 30 + "%41" + "y" * 30 + "%42" + "z" * 30, 5, "\0xxxxxAyyyyy\0yyyyyBzzzzz"),
        # those that are near each other are one part
        ("x" * 30 + "%41" + "y" * 10 + "%42" + "z" * 30, 5, f"\0xxxxxA{'y' * 10}Bzzzzz"),
        ("x" * 30 + "%41" + "y" * 11 + "%42" + "z" * 30, 5, "\0xxxxxAyyyyy\0yyyyyBzzzzz"),
        # all of a text where the parts are no less
        ("xxxxx%41yyyyyyyyy", 5, "xxxxxAyyyyy"),
        ("xxxxx%41yyyyyyyy", 5, "xxxxxAyyyyyyyy"),
        ("xxxxxxx%41yyyyyyy", 5, "\0xxxxxAyyyyy"),
        ("xxxxxxx%41yyyyyy", 5, "xxxxxxxAyyyyyy"),
        ("&amp;" * 9, 3, "&" * 9),
    ],
)
def test_what_was_undone_is_told_with_what_stands_around_it(
    text: str, around: int, owed: str
) -> None:
    first, level = decoded_texts(text)
    assert first.changed_parts(around) == text
    assert level.changed_parts(around) == owed


@pytest.mark.parametrize(
    ("text", "places"),
    [
        # a character reference that means two characters is masked whole
        ("a&ngE;b", [(0, 1), (1, 6), (1, 6), (6, 7)]),
        (r"\ud83d\ude00\u0041", [(0, 12), (12, 18)]),
        ("é%C3%A9%41", [(0, 1), (1, 7), (7, 10)]),
        ("%2541%42", [(0, 5), (5, 8)]),
        ("&amp;#65;&amp;#66;", [(0, 9), (9, 18)]),
        ("%e4%41", [(0, 3), (3, 6)]),
        ("%41&bc", [(0, 3), (3, 4), (4, 5), (5, 6)]),
        ("&bc%41&bc", [(0, 1), (1, 2), (2, 3), (3, 6), (6, 7), (7, 8), (8, 9)]),
    ],
)
def test_each_character_knows_where_it_stood(text: str, places: list[tuple[int, int]]) -> None:
    *_, level = decoded_texts(text)
    found = [
        (level.start_in_source(at), level.end_in_source(at + 1)) for at in range(len(level.text))
    ]
    assert found == places
    assert level.start_in_source(len(level.text)) == len(text)
    assert level.end_in_source(0) == 0
