"""The query that is written in a URL, as rows, and the URL without it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import unquote_plus

from outrider.model.workspace import NameValueRow

_PARTS = re.compile(r"(?P<before>[^?#]*)(?:\?(?P<query>[^#]*))?(?P<fragment>#.*)?", re.DOTALL)


def written_query(url: str) -> tuple[NameValueRow, ...]:
    """Names and values of the query, decoded: as rows, they are encoded again when sent."""
    return tuple(_rows(_parts(url)["query"] or ""))


def without_query(url: str) -> str:
    """The URL with the same path and fragment, and without a query."""
    parts = _parts(url)
    return f"{parts['before']}{parts['fragment'] or ''}"


def _parts(url: str) -> re.Match[str]:
    found = _PARTS.fullmatch(url)
    assert found is not None
    return found


def _rows(query: str) -> Iterator[NameValueRow]:
    for pair in filter(None, query.split("&")):
        name, _, value = pair.partition("=")
        yield NameValueRow(_decoded(name), _decoded(value))


def _decoded(text: str) -> str:
    """What is meant by an encoded text; what no bytes of UTF-8 stand for stays as it is."""
    try:
        return unquote_plus(text, errors="strict")
    except UnicodeDecodeError:
        return text
