"""Which spellings of a secret are looked for, and how much of one tells it."""

from __future__ import annotations

from base64 import b64encode, urlsafe_b64encode

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from tests.unit.redaction.spellings import SECRETS

from outrider.model.secret import MASK
from outrider.redaction import Redactor
from outrider.redaction.secret_spellings import LONGEST_SEED, Spelling, spell

HEADER = "eyJhbGciOiJSUzI1NiJ9."
KEY = "k3y-of-the-gateway-in-front"
ARMOUR = ("-----BEGIN TEST KEY-----\n", "\n-----END TEST KEY-----")


def masks(text: str, secret: str, *, whole: bool = False) -> str:
    redactor = Redactor()
    redactor.register([secret], whole=whole)
    return redactor.mask_text(text)


def is_masked(text: str, secret: str) -> bool:
    """Whether something of a text is masked that stands in the middle of a sentence."""
    return masks(f"it is <{text}> here", secret) != f"it is <{text}> here"


def spellings(secret: str, *, whole: bool = False) -> list[Spelling]:
    told = spell(secret, whole=whole)
    return [*told.literal, *told.decoded, *told.encoded, *told.hexadecimal, *told.folded]


@given(
    secret=st.one_of(
        SECRETS, SECRETS.map(HEADER.__add__), SECRETS.map(lambda one: one.join(ARMOUR))
    ),
    whole=st.booleans(),
)
@example(secret="%41%42%43", whole=False)
@example(secret="%41%42%43%44", whole=False)
@example(secret="abcd4321", whole=True)
def test_a_seed_stands_in_each_part_that_tells(secret: str, whole: bool) -> None:
    for one in spellings(secret, whole=whole):
        for seed in one.seeds:
            assert one.text[seed.offset :].startswith(seed.text)
            assert min(4, len(one.text)) <= len(seed.text)
        length = len(one.text)
        ends = [seed.offset + len(seed.text) for seed in one.seeds]
        assert one.least_start > length or min(ends) <= one.least_start
        assert max(seed.offset for seed in one.seeds) >= length - one.least_end
        if whole:
            assert (one.least_start, one.least_end, one.cut_behind) == (length, length, None)


def test_seeds_of_what_is_encoded_are_short_enough_to_be_found_around_an_escape() -> None:
    for secret in (KEY, f"{HEADER}{KEY}", KEY.join(ARMOUR)):
        told = spell(secret, whole=False)
        for one in (*told.encoded, *told.hexadecimal):
            assert max(len(seed.text) for seed in one.seeds) <= LONGEST_SEED


@pytest.mark.parametrize("last", ["digit", "letter"])
def test_an_escape_in_a_long_text_may_be_anywhere_in_what_is_encoded(last: str) -> None:
    secret = f"{KEY[:11]}{'A' if last == 'letter' else '9'}"
    for told in (secret.encode().hex(), b64encode(secret.encode()).decode()):
        for at in range(len(told)):
            text = f"{told[:at]}%{ord(told[at]):02x}{told[at + 1 :]}"
            assert masks(f"{'x ' * 500}{text} x", secret) == f"{'x ' * 500}{MASK} x", at


@pytest.mark.parametrize("start", ["", HEADER, "sk_live_"])
def test_twelve_characters_behind_what_is_public_tell_it_in_each_code(start: str) -> None:
    secret = start + KEY
    enough, few = secret[: len(start) + 12], secret[: len(start) + 11]
    for part, owed in ((enough, True), (few, False), (secret[-12:], True), (secret[-11:], False)):
        assert is_masked(part, secret) is owed
        assert is_masked(part.encode().hex(), secret) is owed


@pytest.mark.parametrize("end", ["", ARMOUR[1]])
def test_twelve_characters_before_what_is_public_tell_it_in_hex(end: str) -> None:
    secret = ARMOUR[0] + KEY + end
    body = ARMOUR[0] + KEY
    assert is_masked((body[-12:] + end).encode().hex(), secret)
    assert not is_masked((body[-11:] + end).encode().hex(), secret)


@pytest.mark.parametrize("start", ["", HEADER])
def test_sixteen_characters_of_its_own_tell_it_in_base64(start: str) -> None:
    secret = start + KEY
    told = b64encode(secret.encode()).decode()
    public = len(b64encode(start.encode()))
    assert is_masked(told[: public + 16], secret)
    assert not is_masked(told[: public + 15], secret)
    assert is_masked(told[-16:], secret)
    assert not is_masked(told[-15:], secret)


def test_sixteen_characters_of_base64_before_what_is_public_tell_it() -> None:
    secret = ARMOUR[0] + KEY + ARMOUR[1]
    assert len(secret) % 3 == 0
    told = b64encode(secret.encode()).decode()
    public = -(-len(ARMOUR[1]) * 4 // 3)
    assert is_masked(told[-public - 16 :], secret)
    assert not is_masked(told[-public - 15 :], secret)


def test_a_public_start_tells_nothing_beside_reserved_characters_either() -> None:
    secret = f"{HEADER}{KEY[:9]}+/{KEY[9:]}"
    told = b64encode(HEADER.encode()).decode()
    assert not is_masked(told, secret)
    assert not is_masked(HEADER.encode().hex(), secret)


def test_of_twelve_characters_of_its_own_the_public_ones_may_be_missing() -> None:
    secret = f"{HEADER}{KEY[:12]}"
    for part in (KEY[:12], KEY[:12].encode().hex()):
        assert is_masked(part, secret)


def test_of_fewer_characters_of_its_own_all_of_it_has_to_be_there() -> None:
    secret = f"{HEADER}{KEY[:8]}"
    assert is_masked(secret.encode().hex(), secret)
    assert not is_masked(secret[-12:], secret)
    assert not is_masked(secret[-12:].encode().hex(), secret)
    key = KEY[:8].join(ARMOUR)
    assert is_masked(key.encode().hex(), key)
    assert not is_masked(key[:-8].encode().hex(), key)


def test_both_alphabets_of_base64_are_known() -> None:
    secret = ">>>???" * 3
    for before in range(3):
        octets = b"\0" * before + secret.encode()
        for encode in (b64encode, urlsafe_b64encode):
            told = encode(octets).decode()
            assert set(told) & set("+/-_")
            kept = {0: 0, 1: 1, 2: 2}[before]
            assert masks(told, secret) == f"{told[:kept]}{MASK}"


@pytest.mark.parametrize("secret", ["user name+1:pass/word", "ünï cödé+/ secret"])
def test_credentials_of_basic_are_encoded_before(secret: str) -> None:
    from urllib.parse import quote, quote_plus

    for told in (quote(secret, safe=""), quote_plus(secret)):
        text = b64encode(told.encode()).decode()
        assert masks(f"<{text}>", secret).replace("=", "") == f"<{MASK}>"


def test_half_a_surrogate_pair_is_no_obstacle() -> None:
    secret = "half \ud800 of a pair"
    assert masks(f"<{secret}>", secret) == f"<{MASK}>"


def test_what_no_older_charset_has_is_not_taken_for_question_marks() -> None:
    assert masks("prix: ????????", "€€€€€€€€") == "prix: ????????"
    assert masks("prix: 12?456789", "12€456789") == "prix: 12?456789"
    assert masks("is it 1??????x", "1??????€") == "is it 1??????x"


def test_blanks_between_letters_make_no_secret_of_these() -> None:
    assert masks("a b or c, say", "a        b") == "a b or c, say"
    assert masks("correct horse", "correct    horse") == MASK


@pytest.mark.parametrize(
    ("secret", "text", "told"),
    [
        # three characters of escapes are a secret, and two are in too many texts
        ("%41%42%43", r"z \u0041%42C z", f"z {MASK} z"),
        (r"\u0041\u0042", "z %25%34%31%25%34%32 z", "z %25%34%31%25%34%32 z"),
        # eight are one however few characters say them
        ("p%41ssword", "z pAssword z", f"z {MASK} z"),
        ("p%41sswor", "z pAsswor z", "z pAsswor z"),
    ],
)
def test_a_secret_of_escapes_is_sought_by_what_they_mean(secret: str, text: str, told: str) -> None:
    assert masks(text, secret) == told


def test_the_end_of_a_secret_is_masked_where_what_follows_makes_an_escape_with_it() -> None:
    secret = "0123456789-abcdefghijklm%"
    assert masks("z cd%65fghijklm%41 z", secret) == f"z {MASK}41 z"


@pytest.mark.parametrize(
    ("lines", "part", "owed"),
    [
        (("abcd", "efgh"), "abcd<br>efgh", True),
        (("abcd", "efg"), "abcd<br>efg", False),
        (("a first one", "the-middle12", "a last one"), "the-middle12", True),
        (("a first one", "the-middle1", "a last one"), "the-middle1", False),
        (("a first one", "sk_live_the-middle1", "a last one"), "sk_live_the-middle1", False),
        (("a first one", "sk_live_the-middle12", "a last one"), "sk_live_the-middle12", True),
    ],
)
def test_a_line_is_told_by_twelve_characters_of_its_own(
    lines: tuple[str, ...], part: str, owed: bool
) -> None:
    assert is_masked(part, "\n".join(lines)) is owed


@pytest.mark.parametrize(
    ("secret", "part", "owed"),
    [
        ("https://h.example.com/abcdefghijklmnop", "efghijklmnop", True),
        ("https://h.example.com/abcdefghijklmnop", "fghijklmnop", False),
        ("https://u:pw@h.example.com/abcdefghijkl", "abcdefghijkl", True),
        ("https://u:pw@h.example.com/abcdefghijk", "e.com/abcdefghijk", False),
        ("https://u:pw@h.example.com/abcdefghijklm", "bcdefghijklm", True),
        ("https://u:pw@h.example.com/abcdefghijklm", "cdefghijklm", False),
    ],
)
def test_of_a_url_a_path_of_twelve_characters_tells_it(secret: str, part: str, owed: bool) -> None:
    assert is_masked(part, secret) is owed
