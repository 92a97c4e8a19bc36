"""A secret is masked however a server spelled it, and nothing else is touched."""

import json
import re
from base64 import b64decode, b64encode, urlsafe_b64encode
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.each_case import each_case
from tests.unit.redaction.spellings import ESCAPED, FIXED, SECRETS, TEXTS, spelled
from tests.work_counter import counted

from outrider.model.secret import MASK
from outrider.redaction import Redactor
from outrider.redaction.secret_spellings import public_parts

SECRET = 's3cr/et+v "lü\\e&=ß'
HOST = "https://hooks.example.com/services/T0/abcdefghij"
TOKEN = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiI0MiIsIm4iOjF9.c2lnbmF0dXJlLW9mLWl0"
PEM = "-----BEGIN PRIVATE KEY-----\nMIIEvQexampleOfAKey0123456789\n-----END PRIVATE KEY-----\n"


def masks(text: str, *secrets: str, whole: bool = False) -> str:
    redactor = Redactor()
    redactor.register(secrets, whole=whole)
    return redactor.mask_text(text)


@pytest.mark.parametrize("spell", FIXED.values(), ids=FIXED.keys())
def test_each_spelling_is_masked_and_nothing_around_it(spell: object) -> None:
    assert callable(spell)
    around = "100% \\u0041 &amp; a+b \\/ %41 "
    assert masks(f"{around}<{spell(SECRET)}>{around}", SECRET) == f"{around}<{MASK}>{around}"


@given(st.data())
def test_nothing_of_a_secret_stands_in_what_comes_out(data: st.DataObject) -> None:
    secret = data.draw(SECRETS)
    before, behind = data.draw(TEXTS), data.draw(TEXTS)
    spelling = data.draw(spelled(secret))
    told = masks(before + spelling + behind, secret)
    if MASK[0] in before + secret + behind:
        return
    assert MASK in told
    is_within_base64 = re.fullmatch(r"[A-Za-z0-9+/_=-]*", spelling) is not None
    if not is_within_base64 and not set(before[-1:]) & set("%&\\"):
        assert len(told.replace(MASK, "")) <= len(before) + len(behind)


@given(SECRETS, TEXTS, st.binary(max_size=5), st.binary(max_size=5))
def test_base64_tells_no_more_than_what_stands_around(
    secret: str, before: str, one: bytes, other: bytes
) -> None:
    text = b64encode(one + secret.encode() + other).decode()
    told = masks(f"{before}>{text}<", secret)
    if MASK[0] not in before + secret:
        assert told.endswith("<")
        left = len(told) - len(before) - len(MASK) - 2
        assert left <= len(b64encode(one)) + len(b64encode(other)) + 2


@each_case([(name, before, safe) for name in ESCAPED for before in range(3) for safe in (0, 1)])
def test_base64_of_json_tells_no_more_than_what_stands_around(case: tuple[str, int, int]) -> None:
    name, before, safe = case
    encode = urlsafe_b64encode if safe else b64encode
    member = ESCAPED[name](SECRET)
    told = masks(encode(f'{"k" * before}{member}","next":1'.encode()).decode(), SECRET)
    kept = (told.partition(MASK)[0], told.rpartition(MASK)[2])
    assert told.count(MASK) == 1
    assert (len(kept[0]), len(kept[1])) <= (before, 16)
    assert b64decode(kept[1][-12:], altchars=b"-_").endswith(b'ext":1')


@each_case([HOST, TOKEN, PEM])
def test_what_is_public_of_a_secret_stays_readable_in_base64_of_json(secret: str) -> None:
    public = secret[: public_parts(secret)[0]]
    for spell in ESCAPED.values():
        text = b64encode(f"{spell(public)} and some more words".encode()).decode()
        assert masks(text, secret) == text


@given(SECRETS, st.text(alphabet="ab%4\\u00&#;1/nt \n", max_size=60))
def test_a_text_without_the_secret_stays_as_it_is(secret: str, text: str) -> None:
    if masks(text, secret) != text:
        # Then it has all of the secret's letters in it, or those that its escapes mean.
        assert len(text) >= 8
    assert masks(text, "nowhere-to-be-found") == text


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (f"cut {TOKEN[:40]}", f"cut {MASK}"),
        (f"cut {TOKEN[:40]} here", f"cut {MASK} here"),
        (f"its end {TOKEN[-12:]}!", f"its end {MASK}!"),
        (f"too short {TOKEN[-11:]}!", f"too short {TOKEN[-11:]}!"),
        ("its header eyJhbGciOiJSUzI1NiJ9. says", "its header eyJhbGciOiJSUzI1NiJ9. says"),
        ("its header eyJhbGciOiJSUzI1NiJ9", "its header eyJhbGciOiJSUzI1NiJ9"),
        (json.dumps(PEM[:60]), f'"{MASK}"'),
        (PEM[40:], f"{MASK}"),
        (PEM.splitlines()[0] + "\nother", PEM.splitlines()[0] + "\nother"),
        ("-----END PRIVATE KEY-----\n", "-----END PRIVATE KEY-----\n"),
        ("a sk_live_ key, sk_live_51Zz, ", "a sk_live_ key, sk_live_51Zz, "),
        ("sk_live_", "sk_live_"),
        ("a sk_live_51Zzyyxxwwvv… key", f"a {MASK}… key"),
    ],
)
def test_a_part_is_masked_where_enough_of_it_is_its_own(text: str, told: str) -> None:
    assert masks(text, TOKEN, PEM, "sk_live_51Zzyyxxwwvvuuttss") == told


HOOK = "https://hooks.example.com:8443/services/T0/k3Jq9ZvT1mXw8"


@pytest.mark.parametrize(
    ("secret", "text", "told"),
    [
        (HOOK, "https://hooks.example.com:8443/docs", None),
        (HOOK, "https%3A%2F%2Fhooks.example.com%3A8443%2F", None),
        (HOOK, f"see {HOOK}!", f"see {MASK}!"),
        (HOOK, f"cut {HOOK[:-6]}, and /T0/k3Jq9ZvT1mXw8", f"cut {MASK}, and {MASK}"),
        ("postgres://joe:pw12@db.example.com/a", "db.example.com/a is down", None),
        ("postgres://joe:pw12@db.example.com/a", "postgres://joe:pw12@db.example.com/a", MASK),
        ("postgres://joe:pw12@db.example.com/a", "postgres://joe:pw12@db.", MASK + "."),
        (
            "https://u:pw@h.example.com/k3Jq9ZvT1mXw8",
            "at h.example.com/k3Jq9ZvT1mXw8",
            f"at {MASK}",
        ),
        ("https://api.example.com", "https://api.example.com/x", f"{MASK}/x"),
    ],
)
def test_scheme_and_host_of_a_url_are_not_its_own(secret: str, text: str, told: str | None) -> None:
    assert masks(text, secret) == (text if told is None else told)


def test_parts_are_masked_in_each_spelling() -> None:
    secret = "a/secret+of/24=characters"
    for part in (secret[:14], secret[-14:]):
        for text in (quote(part, safe=""), part.encode().hex(), json.dumps(part)[1:-1]):
            assert masks(f"({text})", secret) == f"({MASK})"
    cut = b64encode(secret.encode()).decode()[:18]
    assert masks(f"({cut})", secret) == f"({MASK})"


def test_the_blanks_of_a_secret_may_be_plus_signs() -> None:
    assert masks("<correct+horse+battery>", "correct horse battery") == f"<{MASK}>"


def test_base64_is_found_where_its_signs_are_escapes() -> None:
    secret = "~~~???>>>" * 3
    text = b64encode(secret.encode()).decode()
    for one in (quote(text, safe=""), text.replace("/", "\\/"), text.replace("+", "&#43;")):
        assert masks(f"<{one}>", secret) == f"<{MASK}>"


def test_a_field_that_holds_a_secret_is_masked_where_all_of_it_stands() -> None:
    field = "Application/1.0 key-for-the-gateway"
    assert masks("Application/1.0 is out", field, whole=True) == "Application/1.0 is out"
    assert masks(f"'{field}'", field, whole=True) == f"'{MASK}'"
    assert masks("made by Application/1", field, whole=True) == "made by Application/1"
    redactor = Redactor()
    redactor.register([field], whole=True)
    redactor.register([field])
    assert redactor.mask_text("Application/1.0 is out") == f"{MASK}is out"


def test_a_secret_of_escapes_is_masked_in_any_mixture() -> None:
    assert masks("a %41%4%31aa z", "%41%41aa") == f"a {MASK} z"
    assert masks("a AAaa z", "%41%41aa") == "a AAaa z"
    # A server that decodes once too often.
    assert masks("pAssword12", "p%41ssword12") == MASK


def test_what_stands_before_makes_no_escape_of_it() -> None:
    for before in ("%", "%4", "\\", "\\\\", "&#", "&"):
        for secret in ("41abcdef", "newsecret", "u0041abcd", "ffffffff"):
            for spelling in (secret, f"{secret[:3]}%{ord(secret[3]):02x}{secret[4:]}"):
                assert secret[4:] not in masks(before + spelling, secret), (before, spelling)


def test_what_repeats_itself_is_masked_to_its_end() -> None:
    assert masks("x" + "ab" * 20 + "y", "ab" * 6) == f"x{MASK}y"
    assert masks("0" * 9, "0" * 8) == MASK
    assert masks("%30" * 9, "0" * 8) == MASK
    assert masks("0" * 7, "0" * 8) == "0" * 7


@pytest.mark.parametrize(
    ("secret", "text", "told", "whole"),
    [
        ("ababbbbbbb", "ababbbbbbbbababbbb", f"{MASK}bababbbb", False),
        ("ab" * 9, "ab" * 17 + "a", f"{MASK}a", True),
        ("aba" * 7, "aba" * 15 + "aabaabaab", f"{MASK}{MASK}", False),
    ],
)
def test_what_nearly_repeats_itself_is_masked_where_it_stands(
    secret: str, text: str, told: str, whole: bool
) -> None:
    assert masks(text, secret, whole=whole) == told


def test_what_repeats_itself_is_not_looked_at_from_each_of_its_characters() -> None:
    redactor = Redactor()
    redactor.register(["ab" * 20])
    text = "ab" * 1000
    redactor.mask_text("ab")
    with counted() as work:
        assert redactor.mask_text(text) == MASK
    assert work.steps < 200 * len(text)


def test_old_charsets_and_half_characters_are_bytes_too() -> None:
    redactor = Redactor()
    redactor.register(["pässwört-1"])
    assert redactor.mask_bytes("a pässwört-1 b".encode("latin-1")) == f"a {MASK} b".encode()
    assert redactor.mask_bytes(b"a p%E4ssw%F6rt-1 b") == f"a {MASK} b".encode()
    binary = bytes(range(256)) * 2
    assert redactor.mask_bytes(binary) == binary


def test_masking_takes_work_that_grows_with_the_text() -> None:
    redactor = Redactor()
    redactor.register([f"secret-number-{number}" for number in range(20)])

    def work(size: int) -> int:
        text = '{"a": "%41b\\u0041 &#65; secret-number-7"}' * size
        with counted() as done:
            redactor.mask_body(text)
        return done.steps

    work(1)
    small, large = work(50), work(400)
    assert large < 10 * small
