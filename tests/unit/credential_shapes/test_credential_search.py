"""Short cuts of the search for credentials find the same as the search."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from outrider.credential_shapes import find_credentials

PIECES = ["password", "token", "secret", "client_secret", "-u", "--user", "//", "/", ".", "-", "_"]
PIECES += ["a1b2c3d4e5f6", "hvs.", "ghp_", "AKIA", "eyJhbGciOi", "Basic", "4f2a9c", "kty", "mysql"]


def found_in(text: str) -> list[tuple[str, str]]:
    return [(text[one.start : one.end], one.name) for one in find_credentials(text)]


@given(st.lists(st.sampled_from(PIECES) | st.text("abXYZ09._/-é", max_size=40)).map("".join))
def test_what_is_one_word_is_searched_as_any_other_text(text: str) -> None:
    assert found_in(text) == found_in(f"{text} ")


def test_a_credential_that_is_all_of_a_text_is_found() -> None:
    for text in ("ghp_16C7e42F292c6912E7710c838347Ae178B4a", "/hook/AKIAIOSFODNN7EXAMPLQ"):
        assert found_in(text)
