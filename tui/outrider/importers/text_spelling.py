r"""Parts of a template taken out for references, so that what is sent stays the same.

A value that a reference brings is encoded for the place where it stands. A part of a text can
only be replaced where encoding what it means gives what was written: ``%2B`` in a query is ``+``
encoded, ``+`` itself is not.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from urllib.parse import quote, unquote

from msgspec import Struct

from outrider.variables.body.json_template import json_escape

HideValue = Callable[[str, str], str]
"""Given a name and a value, what refers to the value from now on."""

_BRACES = r"\{{"
_SHORTEST = 3
"""Characters of a piece that is worth a secret of its own, where a value had to be cut."""


class Spelling(Struct, frozen=True):
    """How a value is written where it stands.

    Attributes:
        piece: what stands for one character or more.
        decode: what a piece means.
        encode: how a value of a reference is written there.
    """

    piece: re.Pattern[str]
    decode: Callable[[str], str]
    encode: Callable[[str], str]

    def pieces(self, written: str) -> Iterator[tuple[str, str]]:
        """Each piece as it is written, and what it means."""
        for found in self.piece.finditer(written):
            yield found[0], "{{" if found[0] == _BRACES else self.decode(found[0])


def _same(text: str) -> str:
    return text


def _unescaped(piece: str) -> str:
    try:
        return str(json.loads(f'"{piece}"', strict=False))
    except ValueError:
        return piece


def _encoded(piece: str) -> str:
    return quote(piece, safe="", errors="replace")


def _in_path(piece: str) -> str:
    return quote(piece, safe="/!$&'()*+,;=:@", errors="replace")


def _in_authority(piece: str) -> str:
    # A value that stands in front of a host may hold none of these.
    return "" if re.search(r"[/?#@:\\]", piece) else _encoded(piece)


_PERCENT = re.compile(r"(?:%[0-9A-Fa-f]{2})+|\\\{\{|.", re.DOTALL)

VERBATIM = Spelling(re.compile(r"\\\{\{|.", re.DOTALL), _same, _same)
IN_JSON = Spelling(
    re.compile(
        r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\u[0-9a-fA-F]{4}|"
        r"\\\{\{|\\.|.",
        re.DOTALL,
    ),
    _unescaped,
    json_escape,
)
IN_QUERY = Spelling(_PERCENT, unquote, _encoded)
IN_PATH = Spelling(_PERCENT, unquote, _in_path)
IN_AUTHORITY = Spelling(_PERCENT, unquote, _in_authority)


def hide_all(written: str, name: str, spelling: Spelling, hide: HideValue) -> str:
    """A text without references, with references in its place.

    What would be encoded otherwise, and blanks at the ends, stay as they are written.
    """
    runs: list[tuple[bool, str, str]] = []
    for raw, value in spelling.pieces(written):
        # What stands for two braces means them, and a secret holds them as they are.
        whole = raw == _BRACES and spelling is not IN_QUERY
        faithful = whole or (spelling.encode(value) == raw and "\ufffd" not in value)
        if runs and runs[-1][0] is faithful:
            runs[-1] = (faithful, runs[-1][1] + raw, runs[-1][2] + value)
        else:
            runs.append((faithful, raw, value))
    least = _SHORTEST if len(runs) > 1 else 1
    return "".join(
        _hidden(raw, value, name, spelling, hide) if faithful and len(value) >= least else raw
        for faithful, raw, value in runs
    )


def _hidden(raw: str, value: str, name: str, spelling: Spelling, hide: HideValue) -> str:
    core = value.strip()
    if not core:
        return raw
    start = value.index(core)
    before, after = value[:start], value[start + len(core) :]
    return spelling.encode(before) + hide(name, core) + spelling.encode(after)


def meaning(written: str, spelling: Spelling) -> tuple[str, list[int]]:
    """What a text means, and for each of its characters where that is written; and the end."""
    if spelling.piece.pattern == VERBATIM.piece.pattern or not re.search(r"[\\%]", written):
        return written, list(range(len(written) + 1))
    texts: list[str] = []
    places: list[int] = []
    at = 0
    for raw, value in spelling.pieces(written):
        texts.append(value)
        places += [at] * len(value)
        at += len(raw)
    return "".join(texts), [*places, at]
