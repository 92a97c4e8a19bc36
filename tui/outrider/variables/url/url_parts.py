"""Parts of a URL that values are inserted into, and what Outrider and Postman encode in each."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from enum import Enum
from urllib.parse import quote

from outrider.model.secret import MaybeSecret, transform
from outrider.variables.reference_grammar import ReferenceSpan, reference_spans
from outrider.variables.url.url_builder import encode_component, encode_in_path, encode_segment

_REFERENCE = re.compile(r"(\{\{[^{}]*\}\})")
_ESCAPE = re.compile("%[0-9A-Fa-f]{2}")
_END = re.compile(r"[/?#]")
_SCHEME = re.compile(r"[^/?#]*://")


class UrlPart(Enum):
    """Where in a URL a value stands, and what Postman does with it there.

    Each has the characters that Postman encodes beside blanks, controls and what is not ASCII;
    those that a server reads as more than a value; and those that end the part, since Postman
    inserts values into the text of the URL and only then reads that. A key of an auth is added
    after that.
    """

    PATH = ("path", '"<>`{}', "%?#\\", "?#\\")
    SEGMENT = ("segment", '"<>`{}', "%/?#\\", "?#\\")
    QUERY = ("query", "\"<>'", "%&#+=", "#")
    ROW_NAME = ("row name", "\"<>'", "%&#+=", "#")
    ROW = ("row", "\"<>'", "%&#+", "#")
    KEY = ("key", "\"<>'&#", "%+", "")

    def in_postman(self, value: MaybeSecret) -> MaybeSecret:
        """The value as Postman sends it; one that ends its part is as it would be whole."""
        encoded = self.value[1]
        return transform(value, lambda text: _ascii(percent_encoded(text, encoded)))

    def in_outrider(self, value: MaybeSecret) -> MaybeSecret:
        """The value as it is sent here."""
        encode = {UrlPart.PATH: encode_in_path, UrlPart.SEGMENT: encode_segment}.get(
            self, encode_component
        )
        return transform(value, lambda text: _upper(between_references(text, encode)))

    def is_same(self, value: MaybeSecret, here: MaybeSecret) -> bool:
        """Whether Postman sends the same bytes for a value as are sent for another one here."""
        ends = _without(value, self.value[3]) != value
        return not ends and self.in_postman(value) == self.in_outrider(here)

    def is_alike(self, value: MaybeSecret) -> bool:
        """Whether what differs is only how characters without a meaning are spelled."""
        return _without(value, self.value[2]) == value


def percent_encoded(text: str, characters: str) -> str:
    """A text with these characters, spaces and controls encoded, but for those in references."""

    def piece(match: re.Match[str]) -> str:
        found = match[0]
        return found if len(found) > 1 else f"%{ord(found):02X}"

    written = r"\{\{(?:[^{}]|\{\{[^{}]*\}\})*\}\}|[" + re.escape(characters) + r"\x00-\x20\x7f]"
    return re.sub(written, piece, text)


def spans_of_url(
    url: str, values_of: Callable[[str], Iterable[str]]
) -> Iterator[tuple[ReferenceSpan, UrlPart | None]]:
    """The references of a URL and the parts they stand in; ``None`` for its start and host."""
    spans = list(reference_spans(url))
    plain = url
    for span in spans:
        plain = plain[: span.start] + "x" * (span.end - span.start) + plain[span.end :]
    scheme = _SCHEME.match(plain)
    host = scheme.end() if scheme else 0
    ends = _END.search(plain, host)
    end = ends.start() if ends else len(plain)
    if spans and spans[0].start == 0 and not scheme:
        begins = list(values_of(spans[0].name))
        if any(_END.search(one.partition("://")[2]) for one in begins):
            end = spans[0].end
        in_query = any("?" in one for one in begins)
    else:
        in_query = False
    query = spans[0].start if in_query else plain.find("?", end)
    for span in spans:
        is_first = span.start <= host
        begins_path = any(one.startswith("/") for one in values_of(span.name))
        if is_first or (span.start < end and not begins_path):
            yield span, None
        else:
            yield span, UrlPart.QUERY if 0 <= query < span.start else UrlPart.PATH


def between_references(text: str, encode: Callable[[str], str]) -> str:
    """A text with all encoded that is no reference."""
    pieces = _REFERENCE.split(text)
    return "".join(one if index % 2 else encode(one) for index, one in enumerate(pieces))


def _ascii(text: str) -> str:
    """What is not ASCII is percent-encoded as UTF-8."""
    return _upper("".join(one if one < "\x7f" else quote(one, errors="replace") for one in text))


def _upper(text: str) -> str:
    return _ESCAPE.sub(lambda match: match[0].upper(), text)


def _without(value: MaybeSecret, characters: str) -> MaybeSecret:
    """A value without these characters, its references aside."""
    remove = str.maketrans("", "", characters)
    return transform(
        value, lambda text: between_references(text, lambda one: one.translate(remove))
    )
