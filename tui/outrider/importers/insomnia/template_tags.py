"""Insomnia's template tags, ``{% name 'argument', … %}``: taken apart, never evaluated."""

from __future__ import annotations

import base64
import binascii
import re

from msgspec import Struct

_ARGUMENT = re.compile(
    r"\s*(?:'((?:[^'\\]|\\.)*)'|\"((?:[^\"\\]|\\.)*)\"|([^\s,'\"]+))\s*(?:,|\Z)", re.DOTALL
)
_ENCODED = re.compile(r"b64::([A-Za-z0-9+/=]*)::46b")
_NAME = re.compile(r"\s*([A-Za-z_]\w*)\s*", re.ASCII)


class TemplateTag(Struct, frozen=True):
    """A tag.

    Attributes:
        arguments: as texts, encoded ones decoded; ``None`` where they are no plain list.
    """

    name: str
    arguments: tuple[str, ...] | None

    def argument(self, index: int, otherwise: str = "") -> str:
        """One of its arguments."""
        found = self.arguments or ()
        return found[index] if index < len(found) else otherwise


def read_tag(inside: str) -> TemplateTag | None:
    """The tag that stands between ``{%`` and ``%}``; ``None`` where there is no name."""
    name = _NAME.match(inside)
    if name is None:
        return None
    rest, at = inside[name.end() :].strip(), 0
    found: list[str] = []
    while at < len(rest):
        match = _ARGUMENT.match(rest, at)
        if match is None or match.end() == at:
            return TemplateTag(name[1], None)
        at = match.end()
        if match[3] is not None:
            found.append(match[3])
        else:
            found.append(_decoded(re.sub(r"\\(.)", r"\1", match[1] or match[2] or "")))
    return TemplateTag(name[1], tuple(found))


def _decoded(text: str) -> str:
    """Insomnia encodes what could end a tag."""
    match = _ENCODED.fullmatch(text)
    if match is None:
        return text
    try:
        return base64.b64decode(match[1], validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        return text
