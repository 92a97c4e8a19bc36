"""Which characters may not stand in a URL or a header field, and how they are called."""

from __future__ import annotations

from outrider.errors import Fault, SourceLocation
from outrider.lazy_pattern import lazy_pattern
from outrider.model.secret import reveal
from outrider.variables.resolver import ResolvedPart

_FORBIDDEN = lazy_pattern(
    "[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]"
)
_SURROGATE = lazy_pattern("[\ud800-\udfff]")
_TOKEN = lazy_pattern(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")


def is_token(text: str) -> bool:
    """Whether it is a token: a method or the name of a field (RFC 9110 §5.6.2)."""
    return _TOKEN.fullmatch(text) is not None


def forbidden(text: str) -> str:
    """What is in the text that no URL and no header field may hold; empty if nothing is."""
    found = _FORBIDDEN.search(text)
    if found is None:
        return ""
    character = found[0]
    if character in "\r\n\u0085\u2028\u2029":
        return "a line break"
    if character == "\x00":
        return "a NUL character"
    if character == "\t":
        return "a tab"
    point = f"U+{ord(character):04X}"
    if "\ud800" <= character <= "\udfff":
        return f"an unpaired surrogate ({point})"
    if character < "\u0100":
        return f"a control character ({point})"
    return f"a character that changes the writing direction ({point})"


def blank_edge(text: str) -> str:
    """``starts with a blank`` or ``ends with a blank``; empty if it does neither."""
    if text[:1].isspace():
        return "starts with a space"
    return "ends with a space" if text[-1:].isspace() else ""


def subject(part: ResolvedPart, whole: str) -> str:
    """What a fault is about: the variable's value, or the text that the user wrote."""
    return whole if part.name is None else f'The value of "{part.name}"'


def character_fault(part: ResolvedPart, whole: str, place: SourceLocation) -> Fault | None:
    """The fault of a character that no URL and no header field may hold.

    A sentence begins with ``whole``, the text that the part is of.
    """
    found = forbidden(reveal(part.text))
    if not found:
        return None
    return Fault(
        "forbidden_character",
        f"{subject(part, whole)} contains {found} and is used in {place.dotted_key or 'a header'}.",
        place,
        "It could add a header line or hide what is sent.",
        "Remove it at its source.",
    )


def surrogate_fault(part: ResolvedPart, whole: str, place: SourceLocation) -> Fault | None:
    """The fault of half a character, which UTF-8 cannot carry."""
    found = _SURROGATE.search(reveal(part.text))
    if found is None:
        return None
    return Fault(
        "lone_surrogate",
        f"{subject(part, whole)} contains an unpaired surrogate (U+{ord(found[0]):04X}).",
        place,
        "It comes from bytes that are not UTF-8, and cannot be sent as UTF-8.",
        'Check its source; a body of type "file" sends bytes unchanged.',
    )
