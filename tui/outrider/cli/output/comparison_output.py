"""A comparison on standard output: what differs, part by part, or one JSON object."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Any, TextIO

from outrider.comparison.difference import ComparedPart, Difference, DifferenceKind, Place
from outrider.comparison.exchange_comparison import Comparison
from outrider.visible_text import visible_line

LONGEST = 1000
"""Characters of a value that are printed; the JSON object has all of it."""

_TITLES = {
    ComparedPart.METHOD: "Request method",
    ComparedPart.URL: "Request URL",
    ComparedPart.REQUEST_HEADER: "Request headers",
    ComparedPart.REQUEST_BODY: "Request body",
    ComparedPart.STATUS: "Response status",
    ComparedPart.RESPONSE_HEADER: "Response headers",
    ComparedPart.RESPONSE_BODY: "Response body",
}
_NOTES = {
    DifferenceKind.ANOTHER_SECRET: "another secret",
    DifferenceKind.SAME_SECRET: "the same secret",
    DifferenceKind.NOT_COMPARED: "not compared, since a secret is not known here",
    DifferenceKind.ADDED_WHEN_SENT: "added when it is sent",
    DifferenceKind.SPELLING: "written differently",
}


def write_comparison(comparison: Comparison, out: TextIO) -> None:
    """What differs, then a line that counts it."""
    out.write("".join(f"{line}\n" for line in comparison_lines(comparison)))


def comparison_lines(comparison: Comparison) -> Iterator[str]:
    """The same as lines that do nothing to a terminal."""
    return map(visible_line, _lines(comparison))


def comparison_object(comparison: Comparison) -> dict[str, Any]:
    """The object of ``compare --json``; secrets are masked."""
    first, second = comparison.labels
    return {
        "differs": comparison.differs,
        "a": first,
        "b": second,
        "differences": [_object(one) for one in comparison.found if not one.is_remark],
        "remarks": [_object(one) for one in comparison.found if one.is_remark],
        "error": None,
    }


def _object(found: Difference) -> dict[str, Any]:
    first, second = found.first, found.second
    told: dict[str, Any] = {
        "part": found.part.value,
        "kind": found.kind.value,
        "at": found.at,
        "a": first.text if first else None,
        "b": second.text if second else None,
        "volatile": found.is_volatile,
    }
    if first is not None and second is not None and first.at != second.at:
        told["at_b"] = second.at
    return told


def _lines(comparison: Comparison) -> Iterator[str]:
    yield f"- {comparison.labels[0]}"
    yield f"+ {comparison.labels[1]}"
    # Both headers and their rows come in the order of the parts.
    for part, group in groupby(comparison.found, lambda found: found.part):
        yield ""
        yield f"{_TITLES[part]}:"
        for found in group:
            yield from _difference(found)
    yield ""
    yield comparison_sum(comparison)


def _difference(found: Difference) -> Iterator[str]:
    notes = [_NOTES.get(found.kind, ""), "volatile" if found.is_volatile else ""]
    note = ", ".join(filter(None, notes))
    where = _where(found)
    if found.is_remark:
        text = found.first or found.second
        assert text is not None
        told = text.text if found.kind in _TOLD_BY_TEXT and not text.at else ""
        if found.kind is DifferenceKind.SPELLING:
            told = text.text
        yield f"  {': '.join(filter(None, (where, told or note)))}"
        return
    head = f"{where} ({note})" if note and where else where or note
    if head:
        yield f"  {head}"
    for sign, place in (("-", found.first), ("+", found.second)):
        if place is not None:
            yield f"  {sign} {_cut(place)}"


_TOLD_BY_TEXT = frozenset({DifferenceKind.NOT_COMPARED, DifferenceKind.SPELLING})


def _where(found: Difference) -> str:
    places = [place.at for place in (found.first, found.second) if place is not None]
    return " → ".join(dict.fromkeys(filter(None, places)))


def _cut(place: Place) -> str:
    text = place.text
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}… ({len(text)} characters)"


def comparison_sum(comparison: Comparison) -> str:
    """How much differs, in words."""
    count = len(comparison.differences)
    volatile = sum(one.is_volatile and not one.is_remark for one in comparison.found)
    told = "No differences" if not count else f"{count} difference{'' if count == 1 else 's'}"
    if not volatile:
        return f"{told}."
    word = "volatile header also differs" if volatile == 1 else "volatile headers also differ"
    return f"{told}; {volatile} {word}."
