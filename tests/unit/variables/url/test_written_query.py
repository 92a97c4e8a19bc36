"""The query that is written in a URL."""

from __future__ import annotations

import pytest

from outrider.variables.url.written_query import without_query, written_query


@pytest.mark.parametrize(
    ("url", "rows", "rest"),
    [
        ("https://a.test/x", [], "https://a.test/x"),
        ("https://a.test/x?", [], "https://a.test/x"),
        ("https://a.test?a=1&b=2", [("a", "1"), ("b", "2")], "https://a.test"),
        ("/x?a=b=c&&d#f?g=h", [("a", "b=c"), ("d", "")], "/x#f?g=h"),
        ("/x?q=a+b%26c", [("q", "a b&c")], "/x"),
        ("/x?q=%ff", [("q", "%ff")], "/x"),
        ("{{base}}?{{k}}={{v}}", [("{{k}}", "{{v}}")], "{{base}}"),
        ("/x#a?b=c", [], "/x#a?b=c"),
    ],
)
def test_it_is_rows_and_the_rest(url: str, rows: list[tuple[str, str]], rest: str) -> None:
    assert [(one.name, one.value) for one in written_query(url)] == rows
    assert without_query(url) == rest
