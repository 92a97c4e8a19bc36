"""The private members of a JSON Web Key, which have names of one or two letters (RFC 7518 §6).

A key is also written as YAML, a form or PHP; .NET writes the same members as XML.
"""

from __future__ import annotations

import re
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


_PRIVATE = r"(?P<name>d|p|q|dp|dq|qi|k|r|t)"
_LONG = r"(?P<value>[A-Za-z0-9_+/=-]{16,})"
_FLAT_KEY = lazy_pattern(
    r"^[ \t]*(?:-[ \t]+)?(?:\[?[\"']?kty[\"']?\]?[ \t]*(?:[:=]|=>)|(?:[^\s&]{1,9999}&)?kty=)",
    re.MULTILINE,
)
"""The line with the type of a key that is written without braces."""
_FLAT_MEMBERS = (
    # a line of YAML or TOML
    lazy_pattern(
        rf"^[ \t]*(?:-[ \t]+)?[\"']?{_PRIVATE}[\"']?[ \t]*[:=][ \t]*[\"']?{_LONG}[\"']?"
        r"[ \t]*,?\r?$",
        re.MULTILINE,
    ),
    # an array of PHP
    lazy_pattern(
        rf"\[[\"']?{_PRIVATE}[\"']?\][ \t]*=>\s{{0,20}}(?:string\(\d{{1,6}}\)[ \t]*)?\"?{_LONG}"
    ),
    # a form
    lazy_pattern(rf"(?:^|[?&]){_PRIVATE}={_LONG}", re.MULTILINE),
)
_AROUND = 40
"""Lines around the type that may be of the same key."""
_XML = lazy_pattern(
    r"<(?P<name>P|Q|DP|DQ|InverseQ|D)>\s{0,99}(?P<value>[A-Za-z0-9+/=\s]{16,20000}?)\s{0,99}</(?P=name)>"
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
    """Those of all keys in a text: in JSON, as a script writes them, and in other notations."""
    if "RSAKeyValue>" in text:
        yield from map(_member, _XML.finditer(text))
    if "kty" not in text:
        return
    for key in _KEY.finditer(text):
        if _TYPE.search(key[0]):
            for member in _MEMBER.finditer(text, *key.span()):
                yield _member(member)
    for start, end in _flat_keys(text):
        for pattern in _FLAT_MEMBERS:
            yield from map(_member, pattern.finditer(text, start, end))


def _member(match: re.Match[str]) -> PrivateMember:
    return PrivateMember(*match.span("value"), f"private_key_{match['name'].lower()}")


def _flat_keys(text: str) -> Iterator[tuple[int, int]]:
    """Where keys without braces may be: the lines around their types, up to an empty one."""
    done = 0
    for match in _FLAT_KEY.finditer(text):
        if match.start() < done:
            continue
        start = match.start()
        for _ in range(_AROUND):
            before = text.rfind("\n", done, max(start - 1, 0)) + 1 if start > done else start
            if before >= start or not text[before:start].strip():
                break
            start = before
        end = match.end()
        for _ in range(_AROUND):
            after = text.find("\n", end)
            after = len(text) if after < 0 else after + 1
            if not text[end:after].strip() and end > match.end():
                break
            end = after
        done = end
        yield start, end
