"""The words of a body that explains a refusal."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outrider.oauth.api_words import ApiWords, api_words

JSON = "application/json; charset=utf-8"


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ({"error": "x", "error_description": "y"}, ApiWords("x", "y")),
        ({"title": "Not allowed", "detail": "No scope."}, ApiWords("", "No scope.")),
        (
            {"errorCode": "E0000011", "errorSummary": "Invalid token", "errorCauses": []},
            ApiWords("", "Invalid token"),
        ),
        ({"message": "Unauthorized"}, ApiWords("", "Unauthorized")),
        ({"error": {"code": "E1", "message": "No."}}, ApiWords("E1", "No.")),
        ({"errors": [{"code": 7, "message": "No."}]}, ApiWords("", "No.")),
        ({"error": {"message": {"a": 1}}}, ApiWords()),
        ({"error": 1, "message": None}, ApiWords()),
        (["a"], ApiWords()),
        ([{"message": "Session expired", "errorCode": "X"}], ApiWords("", "Session expired")),
    ],
)
def test_words_of_an_object(value: object, words: ApiWords) -> None:
    assert api_words(json.dumps(value).encode(), JSON) == words


def test_what_is_not_json_says_nothing() -> None:
    assert api_words(b'{"message": "x"}', "text/plain") == ApiWords()
    assert api_words(b"[" * 60_000, JSON) == ApiWords()
    assert api_words(b'{"message": "' + b"x" * 70_000 + b'"}', JSON) == ApiWords()


_VALUES = st.recursive(
    st.none() | st.booleans() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["error", "errors", "message", "code"]), inner, max_size=3
        )
    ),
)


@given(_VALUES)
def test_no_value_makes_it_fail(value: object) -> None:
    api_words(json.dumps(value).encode(), JSON)
