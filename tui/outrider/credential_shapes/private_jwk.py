"""The private members of a JSON Web Key, which have names of one or two letters (RFC 7518 §6)."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from outrider.lazy_pattern import lazy_pattern

_FLAT = r"[^{}]{0,20000}"
_KEY = lazy_pattern(rf"\{{{_FLAT}(?:\{{{_FLAT}\}}{_FLAT}){{0,20}}\}}")
"""An object, perhaps with others in it: a key of several primes has a list of these."""
_TYPE = lazy_pattern(r"(?<![\w$])kty\\{0,7}[\"']?\s{0,9}:")
_MEMBER = lazy_pattern(
    r"(?<![\w$.-])(?P<name>d|p|q|dp|dq|qi|k|r|t)\\{0,7}[\"']?\s{0,9}:\s{0,9}\\{0,7}[\"']"
    r"(?P<value>[A-Za-z0-9_+/=-]{8,})(?=\\{0,7}[\"'])"
)


class PrivateMember(Struct, frozen=True):
    """A private member of a key.

    Attributes:
        start: where its value begins.
        end: behind the last character of its value.
        name: what to call it.
    """

    start: int
    end: int
    name: str


def find_private_members(text: str) -> Iterator[PrivateMember]:
    """Those of all keys in a text, in JSON or as a script writes them, in order."""
    if "kty" not in text:
        return
    for key in _KEY.finditer(text):
        if _TYPE.search(key[0]):
            for member in _MEMBER.finditer(text, *key.span()):
                yield PrivateMember(*member.span("value"), f"private_key_{member['name']}")
