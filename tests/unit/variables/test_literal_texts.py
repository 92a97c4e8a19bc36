"""What is sent stays the same, whatever is hidden, and wherever it stands."""

from __future__ import annotations

import json
from urllib.parse import quote

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from outrider.variables import literal_texts as texts
from outrider.variables.json_credentials import hide_in_json
from outrider.variables.reference_grammar import Reference, parse_template

TEXT = st.text(st.characters(codec="utf-8"), min_size=1, max_size=30)
URL = st.lists(
    st.sampled_from(["a", "B9", "%2F", "%2f", "%C3%A9", "%c3%a9", "+", "%20", "/", ":", "%", "%FF"])
    | st.sampled_from(["{{", "\\", "=", "%0A", "~", "é", "%41"]),
    min_size=1,
).map("".join)
PLACES = {"query": texts.URL_QUERY, "path": texts.URL_PATH, "user info": texts.USERINFO}


class Kept:
    """Keeps what is hidden, and puts it in again as a send does."""

    def __init__(self) -> None:
        self.values: dict[str, str] = {}

    def hide(self, name: str, value: str) -> str:
        del name
        self.values[f"s{len(self.values)}"] = value
        return f"{{{{s{len(self.values) - 1}}}}}"

    def sent(self, written: str, place: texts.TextPlace) -> str:
        return "".join(
            place.encode(self.values[piece.name]) if isinstance(piece, Reference) else str(piece)
            for piece in parse_template(written)
        )


@pytest.mark.parametrize("where", PLACES)
@given(written=URL)
def test_in_a_url_a_reference_stands_only_where_its_value_comes_out_as_it_was_written(
    where: str, written: str
) -> None:
    assume("\\{{" not in written)
    kept, place = Kept(), PLACES[where]
    template = written.replace("{{", "\\{{")
    hidden = texts.hide_in_template(template, place, texts.whole("key"), kept.hide)
    before = "".join(str(piece) for piece in parse_template(template))
    assert kept.sent(hidden, place) == before
    for value in kept.values.values():
        # A value with a blank at an end, or a control in it, is refused in a URL.
        assert value == value.strip()
        assert "\n" not in value


@given(secret=TEXT, other=TEXT)
def test_in_json_values_are_hidden_and_what_is_sent_is_the_same(secret: str, other: str) -> None:
    assume("\\{{" not in json.dumps([secret, other], ensure_ascii=False))
    for ensure_ascii in (True, False):
        written = json.dumps(
            {"list": [{"password": f"x{secret}"}], "other": other}, ensure_ascii=ensure_ascii
        ).replace("{{", "\\{{")
        kept = Kept()
        hidden = hide_in_json(written, kept.hide, texts.JSON_STRING)
        plain = "".join(str(piece) for piece in parse_template(written))
        assert kept.sent(hidden, texts.JSON_STRING) == plain


def test_pieces_around_what_would_be_spelled_otherwise_are_hidden() -> None:
    kept = Kept()
    found = texts.hide_in_template(
        "abc%2fdef+ghi%2Fj", texts.URL_QUERY, texts.whole("token"), kept.hide
    )
    assert found == "{{s0}}%2f{{s1}}+{{s2}}"
    assert kept.values == {"s0": "abc", "s1": "def", "s2": "ghi/j"}
    assert quote("ghi/j", safe="") == "ghi%2Fj"


def test_references_stay_and_what_stands_beside_them_is_hidden() -> None:
    kept = Kept()
    found = texts.hide_in_template(
        "abc{{$env.X}} d\\{{e", texts.PLAIN, texts.whole("token"), kept.hide
    )
    assert found == "{{s0}}{{$env.X}} {{s1}}"
    assert kept.values == {"s0": "abc", "s1": "d{{e"}


@pytest.mark.parametrize(
    ("written", "hidden"),
    [
        ('{"password": "abc"}', ["abc"]),
        ('{"pin": 1, "client_secret": 123456789}', ["123456789"]),
        ('{"tokens": ["a1", "b2"], "next_page_token": "x"}', ["a1", "b2"]),
        ('[{"name": "api_key", "value": "abc"}, {"name": "x", "value": "y"}]', ["abc"]),
        ("{password: 'abc', // the password: 'none'\n token: \"d\\\"e\",}", ["abc", 'd"e']),
        ('{"a": "{{x}}", "password": "{{y}}", "token": "<yours>"}', []),
        ('{"a": {{x}}, "b": {"password": "abc"}}', ["abc"]),
        ('{"password": {"value": "abc", "type": "x"}}', ["abc"]),
        ('{"a": "unterminated, "password": "abc"', []),
    ],
)
def test_members_are_found_by_their_names(written: str, hidden: list[str]) -> None:
    kept = Kept()
    hide_in_json(written, kept.hide, texts.JSON_STRING)
    assert list(kept.values.values()) == hidden
