"""Bodies, by their kind: JSON by path, forms by field, text by line, all else by its bytes."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from urllib.parse import unquote_plus

from outrider.body_views.charset import decode_body
from outrider.comparison.alignment import align
from outrider.comparison.compared_exchange import ComparedBody, ComparedBodyPart
from outrider.comparison.compared_text import ComparedText, TextMasking
from outrider.comparison.difference import (
    ComparedPart,
    Difference,
    DifferenceKind,
    PartRows,
    Place,
    differences_in,
)
from outrider.comparison.json_comparison import (
    JsonValue,
    MaskedJson,
    compare_json,
    parse_json,
)
from outrider.comparison.multipart_text import split_multipart
from outrider.comparison.named_comparison import NamedKind, NamedText, compare_named
from outrider.exporters.text_bodies import LOOKED_AT, is_binary
from outrider.model.secret import MASK, masked

_FORM = "application/x-www-form-urlencoded"
_FIELDS = NamedKind("field", "=")
_PARTS = NamedKind("part", ": ")


def compare_bodies(
    first: ComparedBody | None,
    second: ComparedBody | None,
    masking: TextMasking,
    part: ComparedPart,
) -> PartRows:
    """Compares two bodies; ``None`` is a message without one."""
    into = PartRows(part)
    if first is not None and second is not None:
        _Bodies(first, second, masking, into).compare()
        return into
    there = first or second
    if there is not None:
        into.only("", _summary(there), is_first=first is not None)
    return into


class _Bodies:
    """Two bodies, and what is found in them."""

    def __init__(
        self, first: ComparedBody, second: ComparedBody, masking: TextMasking, into: PartRows
    ) -> None:
        self._sides = (first, second)
        self._masking = masking
        self._into = into

    def compare(self) -> None:
        first, second = self._sides
        if first.parts is None or second.parts is None:
            self._sides = (split_multipart(first), split_multipart(second))
        parts = [side.parts for side in self._sides]
        if parts[0] is not None and parts[1] is not None:
            fields = (self._fields_of_parts(parts[0]), self._fields_of_parts(parts[1]))
            compare_named(*fields, _PARTS, self._into)
            return
        if any(side.parts is not None for side in self._sides):
            self._into.pair(("", ""), _summary(first), _summary(second))
            return
        self._sides = (first, second)
        if any(side.file or not _is_text(side) for side in self._sides):
            self._binary()
        else:
            self._text()
        self._tell_rest()

    def _text(self) -> None:
        texts = [_decoded(side) for side in self._sides]
        told = [
            text if side.masked is None else side.masked
            for side, text in zip(self._sides, texts, strict=True)
        ]
        first, second = (_json(text) for text in texts)
        if first is not None and second is not None:
            masks = [self._json_mask(text) for text in told]
            compare_json(first[0], second[0], (masks[0], masks[1]), self._masking, self._into)
        elif all(side.kind.partition(";")[0].strip().lower() == _FORM for side in self._sides):
            forms = (self._fields(texts[0], told[0]), self._fields(texts[1], told[1]))
            compare_named(*forms, _FIELDS, self._into)
        else:
            self._lines(texts, told)
        self._tell_spelling(texts)

    def _json_mask(self, told: str) -> MaskedJson:
        """A document as it may be told; masked value by value where it is none any more."""
        whole = _json(self._masking.plain(told).shown)
        if whole is not None:
            return MaskedJson(whole[0], is_complete=True)
        known = _json(told)
        return MaskedJson(MASK if known is None else known[0])

    def _lines(self, texts: list[str], told: list[str]) -> None:
        lines = [
            self._masking.lines(text, None if side.masked is None else shown)
            for side, text, shown in zip(self._sides, texts, told, strict=True)
        ]
        for at, other in align(*[[one.real for one in side] for side in lines]):
            if at is not None and other is not None:
                self._into.pair(
                    (f"line {at + 1}", f"line {other + 1}"), lines[0][at], lines[1][other]
                )
            elif at is not None:
                self._into.only(f"line {at + 1}", lines[0][at], is_first=True)
            elif other is not None:
                self._into.only(f"line {other + 1}", lines[1][other], is_first=False)

    def _fields(self, text: str, told: str) -> list[NamedText]:
        pairs, shown = text.split("&"), told.split("&")
        fits = len(pairs) == len(shown)
        found = []
        for at, pair in enumerate(pairs):
            name, _, value = pair.partition("=")
            readable = unquote_plus(name)
            seen = self._masking.named(readable, value).shown
            if text != told:
                masks = shown[at].partition("=")[2] if fits else MASK
                seen = masks if MASK in masks else seen
            found.append(NamedText(readable, ComparedText(pair, seen, MASK in pair)))
        return found

    def _fields_of_parts(self, parts: tuple[ComparedBodyPart, ...]) -> list[NamedText]:
        return [field for one in parts for field in self._fields_of_part(one)]

    def _fields_of_part(self, part: ComparedBodyPart) -> Iterator[NamedText]:
        name = masked(part.name)
        body = part.body
        if body.file or not _is_text(body):
            yield NamedText(name, _summary(body))
        else:
            text = _decoded(body)
            seen = self._masking.named(name, text if body.masked is None else body.masked)
            yield NamedText(name, ComparedText(text, seen.shown, MASK in text))
        for word, value in (("filename", part.filename), ("type", part.content_type)):
            if value is not None:
                yield NamedText(f"{name} ({word})", self._masking.plain(value))

    def _binary(self) -> None:
        first, second = self._sides
        if first.file and second.file and first.file != second.file:
            self._into.pair(("", ""), _summary(first), _summary(second))
        elif first.file or second.file:
            self._not_compared("not compared: a file could not be read")
        elif first.data == second.data and first.size == second.size:
            self._into.same(_summary(first).shown)
        else:
            at = _first_difference(first.data, second.data)
            where = f"byte {at + 1}"
            self._into.pair((where, where), _summary(first), _summary(second))

    def _tell_rest(self) -> None:
        """What is not known of a body cannot be equal for sure."""
        if not all(side.is_whole or side.file for side in self._sides):
            known = min(len(side.data) for side in self._sides)
            self._not_compared(f"only the first {known} bytes are compared")

    def _tell_spelling(self, texts: list[str]) -> None:
        """Says of two bodies that mean the same where their bytes differ."""
        first, second = self._sides
        if first.data == second.data or list(differences_in(self._into.rows)):
            return
        same = texts[0] == texts[1]
        word = "encoding" if same else "spaces or another order"
        told = f"the same content, in {'another' if same else 'other'} {word}"
        place = Place("spelling", told)
        found = Difference(self._into.part, DifferenceKind.SPELLING, place, place)
        self._into.take(found, (f"({told})",) * 2)

    def _not_compared(self, words: str) -> None:
        place = Place("", words)
        found = Difference(self._into.part, DifferenceKind.NOT_COMPARED, place, place)
        self._into.take(found, (f"({words})",) * 2)


def _json(text: str) -> tuple[JsonValue] | None:
    """A document in a tuple, since ``null`` is one too; ``None`` where the text is none."""
    if text.lstrip()[:1] not in {"{", "["}:
        return None
    try:
        return (parse_json(text),)
    except ValueError:
        return None


def _is_text(body: ComparedBody) -> bool:
    return not is_binary(decode_body(body.data[:LOOKED_AT], body.charset).data)


def _decoded(body: ComparedBody) -> str:
    decoded = decode_body(body.data, body.charset)
    return decoded.data.decode(decoded.encoding, "surrogateescape")


def _summary(body: ComparedBody) -> ComparedText:
    """A body in one line; what is compared of it are its bytes."""
    if body.file:
        return ComparedText(body.file, f"file {body.file}")
    if body.parts is not None:
        parts = f"{len(body.parts)} part{'' if len(body.parts) == 1 else 's'}"
        return ComparedText(f"{body.kind}\n{parts}", f"a multipart body of {parts}")
    digest = sha256(body.data).hexdigest()
    word = "" if _is_text(body) else ", binary"
    shown = f"{body.size} byte{'' if body.size == 1 else 's'}{word}, SHA-256 {digest}"
    return ComparedText(f"{body.size} {digest}", shown)


def _first_difference(first: bytes, second: bytes) -> int:
    """Index of the first byte that differs; bisected, since both may be long."""
    low, high = 0, min(len(first), len(second))
    while low < high:
        middle = (low + high) // 2
        if first[low : middle + 1] == second[low : middle + 1]:
            low = middle + 1
        else:
            high = middle
    return low
