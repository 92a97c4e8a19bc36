"""What is sent stays the same, whatever is hidden, and wherever it stands."""

from __future__ import annotations

import json
from urllib.parse import unquote_to_bytes

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from outrider.variables import literal_texts as texts
from outrider.variables.json_credentials import hide_in_json
from outrider.variables.reference_grammar import Reference, parse_template
from outrider.variables.url.url_builder import encode_literal

TEXT = st.text(st.characters(codec="utf-8"), min_size=1, max_size=30)
URL = st.lists(
    st.sampled_from(["a", "B9", "%2F", "%2f", "%C3%A9", "%c3%a9", "+", "%20", "/", ":", "%", "%FF"])
    | st.sampled_from(["{{", "\\", "=", "%0A", "~", "é", "%41"]),
    min_size=1,
).map("".join)
PLACES = {"query": texts.URL_QUERY, "path": texts.URL_PATH, "user info": texts.USERINFO}


def unquote_plus_to_bytes(text: str) -> bytes:
    return unquote_to_bytes(text.replace("+", " "))


class Kept:
    """Keeps what is hidden, and puts it in again as a send does."""

    def __init__(self) -> None:
        self.values: dict[str, str] = {}
        self.respelled: list[bool] = []

    def hide(self, name: str, value: str, respelled: bool) -> str:
        del name
        self.respelled.append(respelled)
        self.values[f"s{len(self.values)}"] = value
        return f"{{{{s{len(self.values) - 1}}}}}"

    def sent(self, written: str, place: texts.TextPlace) -> str:
        return "".join(
            place.encode(self.values[piece.name]) if isinstance(piece, Reference) else str(piece)
            for piece in parse_template(written)
        )


@pytest.mark.parametrize("where", PLACES)
@given(written=URL)
def test_in_a_url_what_is_sent_means_the_same_and_is_told_where_it_is_spelled_otherwise(
    where: str, written: str
) -> None:
    assume("\\{{" not in written)
    kept, place = Kept(), PLACES[where]
    template = written.replace("{{", "\\{{")
    hidden = texts.hide_in_template(template, place, texts.whole("key"), kept.hide)
    before = "".join(str(piece) for piece in parse_template(template))
    sent = kept.sent(hidden, place)
    read = unquote_plus_to_bytes if where == "query" else unquote_to_bytes
    assert read(sent) == read(before)
    assert any(kept.respelled) or encode_literal(sent) == encode_literal(before)
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
        sent = kept.sent(hidden, texts.JSON_STRING)
        assert json.loads(sent) == json.loads(plain)
        assert sent == plain or any(kept.respelled)


def test_a_plus_sign_in_a_query_stays_one_and_parts_what_is_hidden() -> None:
    kept = Kept()
    written = texts.hide_in_template("abc+d%2Fe+", texts.URL_QUERY, texts.whole("sig"), kept.hide)
    assert written == "{{s0}}+{{s1}}+"
    assert list(kept.values.values()) == ["abc", "d/e"]


@pytest.mark.parametrize(
    ("place", "written", "value", "respelled"),
    [
        (texts.URL_QUERY, "abc%2fdef%20ghi%2Fj", "abc/def ghi/j", True),
        (texts.URL_QUERY, "Ünicode", "Ünicode", False),
        (texts.URL_QUERY, "%20%C3%9Cni%2Fcode%20", "Üni/code", False),
        (texts.URL_QUERY, "50%off/1", "50%off/1", True),
        (texts.PROXY_USERINFO, "p%2b:%40+", "p+:@+", True),
        (texts.URL_PATH, "a%41b", "aAb", True),
        (texts.JSON_STRING, r"Pa\/ss\u0031\u00e4\ud83d\ude00", "Pa/ss1ä😀", True),
        (texts.JSON_STRING, r"Pa/ss\n\"\\", 'Pa/ss\n"\\', False),
    ],
)
def test_a_credential_is_hidden_whole_and_decoded(
    place: texts.TextPlace, written: str, value: str, *, respelled: bool
) -> None:
    kept = Kept()
    found = texts.hide_in_template(written, place, texts.whole("token"), kept.hide)
    assert "{{s0}}" in found
    assert list(kept.values.values()) == [value]
    assert kept.respelled == [respelled]


@pytest.mark.parametrize(
    ("place", "written", "found"),
    [
        (texts.URL_PATH, "ab%2Fcd", "{{s0}}%2F{{s1}}"),
        (texts.USERINFO, "ab%40cd", "{{s0}}%40{{s1}}"),
        (texts.URL_QUERY, "ab%FFcd%0A", "{{s0}}%FF{{s1}}%0A"),
        (texts.JSON_STRING, r"ab\ud800", r"{{s0}}\ud800"),
    ],
)
def test_what_no_value_can_stand_for_stays(
    place: texts.TextPlace, written: str, found: str
) -> None:
    kept = Kept()
    assert texts.hide_in_template(written, place, texts.whole("key"), kept.hide) == found


def test_a_backslash_before_a_credential_leaves_it_whole() -> None:
    kept = Kept()
    found = texts.hide_everywhere(r"x \\ghp_abcdefghijklmnopqrst", texts.JSON_STRING, kept.hide)
    assert found == r"x \\\\{{s0}}"
    assert kept.values == {"s0": "ghp_abcdefghijklmnopqrst"}


def test_references_stay_and_what_stands_beside_them_is_hidden() -> None:
    kept = Kept()
    found = texts.hide_in_template(
        "abcd1234{{$env.X}} def12345\\{{e", texts.PLAIN, texts.whole("token"), kept.hide
    )
    assert found == "{{s0}}{{$env.X}} {{s1}}"
    assert kept.values == {"s0": "abcd1234", "s1": "def12345{{e"}


def test_a_short_text_beside_a_reference_is_a_mark_of_it() -> None:
    kept = Kept()
    for written in ("v{{q}}", "v2.{{$env.X}}/k"):
        assert (
            texts.hide_in_template(written, texts.PLAIN, texts.meant("api_key"), kept.hide)
            == written
        )
    assert kept.values == {}


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
