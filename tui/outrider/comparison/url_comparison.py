"""URLs, part by part (RFC 3986 §3): scheme, user, host, port, path segments, query, fragment."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from urllib.parse import unquote_plus

from msgspec import Struct

from outrider.comparison.alignment import align
from outrider.comparison.compared_text import ComparedText, Likeness, TextMasking, text_so_far
from outrider.comparison.difference import (
    ComparedPart,
    Difference,
    DifferenceKind,
    PartRows,
    Place,
    differences_in,
)
from outrider.comparison.named_comparison import NamedKind, NamedText, compare_named
from outrider.model.secret import MASK, MaybeSecret, masked

_PARTS = re.compile(
    r"(?:(?P<scheme>[^:/?#]+):)?(?://(?P<authority>[^/?#]*))?(?P<path>[^?#]*)"
    r"(?:\?(?P<query>[^#]*))?(?:#(?P<fragment>.*))?",
    re.DOTALL,
)
"""RFC 3986 appendix B: any text has these parts."""

_PORTS = {"http": "80", "https": "443"}
_QUERY = NamedKind("query parameter", "=")


class _UrlParts(Struct, frozen=True):
    """The parts as they are written; scheme and host in lower case, the port by its number."""

    scheme: str
    userinfo: str | None
    host: str
    port: str
    path: tuple[str, ...]
    query: tuple[str, ...] | None
    fragment: str | None

    @classmethod
    def of(cls, url: str) -> _UrlParts:
        """Of any text."""
        found = _PARTS.match(url)
        assert found is not None
        scheme = (found["scheme"] or "").lower()
        userinfo, at, rest = (found["authority"] or "").rpartition("@")
        host, colon, port = rest.rpartition(":")
        if not colon or not port.isascii() or not (port.isdigit() or not port):
            host, port = rest, ""
        query = found["query"]
        return cls(
            scheme,
            userinfo if at else None,
            host.lower(),
            port or _PORTS.get(scheme, ""),
            # No path is the path "/" (RFC 9110 §4.2.3).
            tuple(
                (found["path"] or "/").split("/")[1:]
                if found["authority"] is not None
                else found["path"].split("/")
            ),
            tuple(query.split("&")) if query is not None else None,
            found["fragment"],
        )


def compare_urls(first: MaybeSecret, second: MaybeSecret, masking: TextMasking) -> PartRows:
    """The parts of two URLs; what is equal is in no row."""
    into = PartRows(ComparedPart.URL)
    left, right = _UrlParts.of(text_so_far(first)), _UrlParts.of(text_so_far(second))
    shown = (_UrlParts.of(masking.url(first).shown), _UrlParts.of(masking.url(second).shown))
    for name in ("scheme", "userinfo", "host", "port", "fragment"):
        texts = (getattr(left, name), getattr(right, name))
        words = (getattr(shown[0], name), getattr(shown[1], name))
        _compare_part(name, texts, words, into)
    _compare_path(_segments(left.path, shown[0].path), _segments(right.path, shown[1].path), into)
    compare_named(
        _parameters(left.query, first, masking),
        _parameters(right.query, second, masking),
        _QUERY,
        into,
    )
    whole = (masking.url(first), masking.url(second))
    is_equal = not any(found.counts for found in differences_in(into.rows))
    if is_equal and whole[0].likeness(whole[1]) is Likeness.DIFFERENT:
        places = (Place("spelling", whole[0].shown), Place("spelling", whole[1].shown))
        found = Difference(into.part, DifferenceKind.SPELLING, *places)
        into.take(found, (whole[0].shown, whole[1].shown))
    return into


def without_parts(url: str, parts: Iterable[ComparedText]) -> str:
    """A URL as people may see it, with some of its parts masked as well."""
    for one in parts:
        # Of a parameter, the text is name and value, of which the value alone is shown.
        is_pair = one.real != one.shown and one.real.endswith(f"={one.shown}")
        name = one.real.removesuffix(one.shown) if is_pair else ""
        whole = rf"(?<![^/?&#@]){re.escape(one.real)}(?![^/?&#@:])"
        url = re.sub(whole, f"{name}{MASK}".replace("\\", r"\\"), url, flags=re.IGNORECASE)
    return url


def _compare_part(
    name: str,
    texts: tuple[str | None, str | None],
    shown: tuple[str | None, str | None],
    into: PartRows,
) -> None:
    sides = [
        None if text is None else _text(text, MASK if word is None else word)
        for text, word in zip(texts, shown, strict=True)
    ]
    first, second = sides
    name = "user and password" if name == "userinfo" else name
    if first is not None and second is not None:
        if first != second or MASK in first.shown:
            into.pair((name, name), first, second)
    elif first is not None:
        into.only(name, first, is_first=True)
    elif second is not None:
        into.only(name, second, is_first=False)


def _text(text: str, shown: str) -> ComparedText:
    return ComparedText(text, shown, MASK in text)


def _segments(texts: Sequence[str], shown: Sequence[str]) -> list[ComparedText]:
    if len(texts) != len(shown):
        return [_text(text, MASK if text else "") for text in texts]
    return [_text(*pair) for pair in zip(texts, shown, strict=True)]


def _compare_path(
    first: Sequence[ComparedText], second: Sequence[ComparedText], into: PartRows
) -> None:
    for at, other in align([one.real for one in first], [one.real for one in second]):
        left = None if at is None else first[at]
        right = None if other is None else second[other]
        names = [f"path segment {index + 1}" for index in (at, other) if index is not None]
        if left is not None and right is not None:
            if left != right or MASK in left.shown:
                into.pair((names[0], names[1]), left, right)
        elif left is not None:
            into.only(names[0], left, is_first=True)
        elif right is not None:
            into.only(names[0], right, is_first=False)


def _parameters(
    query: Sequence[str] | None, url: MaybeSecret, masking: TextMasking
) -> list[NamedText]:
    """Each parameter, its value as it is encoded."""
    if query is None:
        return []
    told = _UrlParts.of(masked(url)).query or ()
    fits = len(told) == len(query)
    found = []
    for at, pair in enumerate(query):
        name, _, value = pair.partition("=")
        readable = unquote_plus(name)
        shown = masking.named(readable, value).shown
        if not fits:
            shown = MASK if value else ""
        elif MASK in (seen := told[at].partition("=")[2]):
            shown = seen
        found.append(NamedText(readable, ComparedText(pair, shown, MASK in pair)))
    return found
