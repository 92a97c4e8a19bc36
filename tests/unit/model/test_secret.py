"""A text whose secret is known later is the text that it would have been."""

from __future__ import annotations

from urllib.parse import quote

from hypothesis import given
from hypothesis import strategies as st

from outrider.model.secret import (
    LaterSecret,
    MaybeSecret,
    Secret,
    complete,
    derive,
    join_texts,
    reveal,
    transform,
)

STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("join"), st.text(max_size=5)),
        st.tuples(st.just("secret"), st.text(max_size=5)),
        st.tuples(st.just("quote"), st.just("")),
        st.tuples(st.just("derive"), st.just("")),
        st.tuples(st.just("twice"), st.just("")),
    ),
    max_size=6,
)


def built(start: Secret, steps: list[tuple[str, str]]) -> MaybeSecret:
    text: MaybeSecret = start
    for step, other in steps:
        match step:
            case "join":
                text = join_texts((other, text, other))
            case "secret":
                text = join_texts((text, Secret(other)))
            case "quote":
                text = transform(text, lambda raw: quote(raw, safe="", errors="replace"))
            case "derive":
                text = derive(text, lambda raw: raw[::-1])
            case "twice":
                text = join_texts((text, text))
    return text


@given(st.text(max_size=8), STEPS)
def test_what_is_made_before_and_after_is_the_same(
    value: str, steps: list[tuple[str, str]]
) -> None:
    later = built(LaterSecret(str, "stand-in"), steps)
    known = built(Secret(value), steps)
    done = complete(later, value)
    assert reveal(done) == reveal(known)
    assert str(done) == str(known) == str(later)
    assert not isinstance(done, LaterSecret)


def test_until_then_a_stand_in_is_its_value() -> None:
    later = join_texts(("a=", LaterSecret(str, "stand-in")))
    assert reveal(later) == "a=stand-in"
    assert "stand-in" not in f"{later} {later!r}"
    assert complete("plain", "x") == "plain"
