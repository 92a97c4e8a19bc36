"""Where a piece that is masked begins and ends, to the character."""

from __future__ import annotations

from base64 import b64encode

import pytest

from outrider.model.secret import MASK
from outrider.redaction import Redactor

TOKEN = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiI0MiIsIm4iOjF9.c2lnbmF0dXJlLW9mLWl0"
KEY = "k3y-of-the-gateway-in-front"


def masks(text: str, *secrets: str) -> str:
    redactor = Redactor()
    redactor.register(secrets)
    return redactor.mask_text(text)


def within_base64(before: int, secret: str, behind: int) -> tuple[str, int, int]:
    """A secret among so many bytes in base64, and the characters that carry bits of it.

    What stands around it is written as ``X`` where it shares no character with the secret.
    """
    around = b"\x5d\x75\xd7" * 2
    text = b64encode(around[:before] + secret.encode() + around[:behind]).decode()
    start, end = before * 8, (before + len(secret)) * 8
    return text, start // 6, -(-end // 6) if behind else len(text)


@pytest.mark.parametrize("length", [15, 16, 17, 27])
@pytest.mark.parametrize("behind", [0, 1, 2, 3])
@pytest.mark.parametrize("before", [0, 1, 2, 3, 4, 5])
def test_in_base64_each_character_with_a_bit_of_it_is_masked_and_no_other(
    before: int, behind: int, length: int
) -> None:
    secret = KEY[:length]
    text, start, end = within_base64(before, secret, behind)
    assert masks(f"({text})", secret) == f"({text[:start]}{MASK}{text[end:]})"


@pytest.mark.parametrize("behind", [1, 2])
@pytest.mark.parametrize("before", [1, 2])
def test_in_base64_that_is_cut_off_nothing_beside_it_is_masked(before: int, behind: int) -> None:
    text, start, end = within_base64(before, KEY, behind)
    for cut in range(start, start + 2):
        assert masks(f"X({text[cut:]}", KEY) == f"X({MASK}{text[end:]}"
    is_shared = (before + len(KEY)) * 8 % 6 > 0
    for cut in (end, end - is_shared):
        assert masks(f"{text[:cut]})X", KEY) == f"{text[:start]}{MASK})X"


@pytest.mark.parametrize("length", range(16, len(KEY) + 1))
def test_all_that_stands_there_of_a_part_is_masked(length: int) -> None:
    secret = KEY[:length]
    for part in (secret[1:], secret[:-1], secret[2:], secret[:-2]):
        assert masks(f"({part})", secret) == f"({MASK})"
        assert masks(f"{part})", secret) == f"{MASK})"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (f"cut {TOKEN[:33]} here", f"cut {MASK} here"),
        (f"cut {TOKEN[:32]} here", f"cut {TOKEN[:32]} here"),
        (f"{TOKEN[-12:]} at the start", f"{MASK} at the start"),
        (f"{TOKEN[-11:]} at the start", f"{TOKEN[-11:]} at the start"),
    ],
)
def test_twelve_characters_of_its_own_tell_a_secret(text: str, told: str) -> None:
    assert masks(text, TOKEN) == told


@pytest.mark.parametrize(
    ("secret", "text", "told"),
    [
        ("41abcdef", "z %41a%62cdef z", f"z %{MASK} z"),
        ("newsecret", r"z \newsec%72et z", rf"z \{MASK} z"),
        ("abcdefgh%4", "z abc%64efgh%41 z", f"z {MASK}1 z"),
        ("abcdefgh%", "z abc%64efgh%41 z", f"z {MASK}41 z"),
        ("abcdefgh\\", r"z abc%64efgh\n z", f"z {MASK}n z"),
    ],
)
def test_what_stands_around_is_not_masked_where_it_makes_an_escape_with_its_ends(
    secret: str, text: str, told: str
) -> None:
    assert masks(text, secret) == told


def test_a_secret_of_escapes_is_masked_in_what_is_as_long_as_itself() -> None:
    assert masks("a A%41%61a z", "%41%41aa") == f"a {MASK} z"
    assert masks("a A%41aa z", "%41%41aa") == "a A%41aa z"


def test_a_secret_that_is_cut_off_within_a_run_is_masked() -> None:
    assert masks("it said xaaaaaaaaa…", "xaaaaaaaaabcdefgh") == f"it said {MASK}…"
    assert masks("it said yaaaaaaaaa…", "xaaaaaaaaabcdefgh") == "it said yaaaaaaaaa…"


def test_letters_that_grow_in_lower_case_move_nothing() -> None:
    for told in (KEY.encode().hex(), KEY.encode().hex().upper()):
        assert masks(f"İİ <{told}>", KEY) == f"İİ <{MASK}>"


def test_a_sign_that_pads_base64_is_masked_nowhere_else() -> None:
    for told in (KEY, KEY.encode().hex(), KEY[:16]):
        assert masks(f"({told}==)", KEY) == f"({MASK}==)"
