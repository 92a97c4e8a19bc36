"""Reads the challenges of ``WWW-Authenticate`` (RFC 9110 §11.6.1, RFC 6750 §3)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType

from msgspec import Struct

from outrider.lazy_pattern import lazy_pattern

_LONGEST = 8192
_TOKEN = r"[!#$%&'*+.^_`|~0-9A-Za-z-]+"
# What stands between two commas; a comma in quotation marks separates nothing.
_ITEM = lazy_pattern(r'(?:[^,"]|"(?:\\.|[^"\\])*"?)+')
_PARAMETER = lazy_pattern(rf"({_TOKEN})\s*=\s*(?!=)(.*)", re.DOTALL)
_SCHEME = lazy_pattern(rf"({_TOKEN})(?:\s+(.*))?", re.DOTALL)


class Challenge(Struct, frozen=True):
    """One challenge.

    Attributes:
        scheme: in lower case.
        parameters: by name in lower case; of one that is repeated, the first.
        written: the scheme as the server writes it.
    """

    scheme: str
    parameters: Mapping[str, str] = MappingProxyType({})
    written: str = ""

    def parameter(self, name: str) -> str:
        """A parameter; empty where it is not there."""
        return self.parameters.get(name, "")


def read_challenges(values: Iterable[str]) -> tuple[Challenge, ...]:
    """The challenges of all fields, in order; what is no challenge is left out."""
    found: list[tuple[str, dict[str, str]]] = []
    for item in _items(values):
        parameter = _PARAMETER.fullmatch(item)
        if parameter is None:
            scheme = _SCHEME.fullmatch(item)
            if scheme is None:
                continue
            found.append((scheme[1], {}))
            parameter = _PARAMETER.fullmatch(scheme[2] or "")
        if parameter is not None and found:
            found[-1][1].setdefault(parameter[1].lower(), _unquoted(parameter[2]))
    return tuple(
        Challenge(scheme.lower(), MappingProxyType(more), scheme) for scheme, more in found
    )


def _items(values: Iterable[str]) -> Iterator[str]:
    for value in values:
        for item in _ITEM.findall(value[:_LONGEST]):
            if item.strip():
                yield item.strip()


def _unquoted(text: str) -> str:
    text = text.strip()
    if not text.startswith('"'):
        return text
    closed = len(text) > 1 and text.endswith('"')
    return re.sub(r"\\(.)", r"\1", text[1:-1] if closed else text[1:], flags=re.DOTALL)
