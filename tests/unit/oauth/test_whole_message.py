"""All of a server's words, where the first of them are not all."""

from __future__ import annotations

import pytest

from outrider.oauth.server_words import ServerWords
from outrider.oauth.whole_message import LONGEST, whole_message


@pytest.mark.parametrize(
    ("said", "more", "shown", "whole"),
    [
        ("one", "", "one", ""),
        ("one two", "", "one…", "one two"),
        ("one\n\n two ", "", "one two", ""),
        ("one Trace ID: 7", "", "one", "one Trace ID: 7"),
        ("hint", "definition", "hint", "hint\ndefinition"),
        ("Title", "Title Text Footer", "Title", "Title Text Footer"),
        ("", "", "", ""),
    ],
)
def test_it_is_there_where_something_is_not_shown(
    said: str, more: str, shown: str, whole: str
) -> None:
    assert whole_message(said, ServerWords(more=more), shown) == whole


def test_it_has_an_end() -> None:
    whole = whole_message("x" * 2 * LONGEST, ServerWords(), "x…")
    assert len(whole) == LONGEST + 1
