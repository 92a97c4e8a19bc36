"""What was found in short texts is remembered; nothing else differs."""

from __future__ import annotations

from collections.abc import Iterator

from hypothesis import given
from hypothesis import strategies as st

from outrider.credential_shapes import find_credentials, is_credential, shaped_spans
from outrider.credential_shapes.remembered import LONGEST, remembered, remembered_pair


def test_a_short_text_is_searched_once_and_a_long_one_each_time() -> None:
    searched: list[str] = []

    @remembered
    def letters(text: str) -> Iterator[str]:
        searched.append(text)
        yield from text

    for text in ("ab", "ab", "x" * (LONGEST + 1), "x" * (LONGEST + 1), "ab"):
        assert list(letters(text)) == list(text)
    assert [len(text) for text in searched] == [2, LONGEST + 1, LONGEST + 1]


def test_a_judgement_is_by_name_and_value() -> None:
    judged: list[tuple[str, str]] = []

    @remembered_pair
    def longer(name: str, value: str) -> bool:
        judged.append((name, value))
        return len(name) > len(value)

    assert [longer("ab", "c"), longer("a", "bc"), longer("ab", "c")] == [True, False, True]
    assert judged == [("ab", "c"), ("a", "bc")]


@given(st.text(max_size=80), st.text(max_size=20))
def test_asked_again_the_answer_is_the_same(text: str, name: str) -> None:
    assert list(find_credentials(text)) == list(find_credentials(text))
    assert list(shaped_spans(text)) == list(shaped_spans(text))
    assert is_credential(name, text) == is_credential(name, text)
