r"""Path parameters of a URL as it is written: ``/:name``, ``/:name:verb`` and the literal ``\:``.

A parameter is what a segment begins with; it reaches to the end of the segment or to its next
colon. ``\:`` in the path stands for a colon that begins nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from msgspec import Struct

from outrider.errors import Fault, Severity, SourceLocation
from outrider.lazy_pattern import lazy_pattern
from outrider.model.workspace import Request
from outrider.variables.reference_grammar import NAME, parse_template

_VALUE = "\x00"
_ESCAPE = "\\:"
_MARK = lazy_pattern(r"(?<=/):([^/:\\\x00]+)(?=[/:]|\\:|$)|\\:")

_SHORT = 500
"""Characters of a URL of which the marks are remembered."""

_START = lazy_pattern(r"(?:[A-Za-z][A-Za-z0-9+.-]*://)?[^/?#]*")


class PathMark(Struct, frozen=True):
    r"""Something in a written URL that is not sent as it is written.

    Attributes:
        start: where it begins, counting a reference as one character.
        end: where it ends, counted likewise.
        name: of the parameter; empty for ``\:``.
    """

    start: int
    end: int
    name: str


def path_marks(written: str, known: frozenset[str]) -> tuple[PathMark, ...]:
    """The parameters and escaped colons of a URL's path, in order.

    Args:
        written: the URL.
        known: names that are parameters though no reference could name them.
    """
    return _short_marks(written, known) if len(written) <= _SHORT else _marks(written, known)


def _marks(written: str, known: frozenset[str]) -> tuple[PathMark, ...]:
    pieces = parse_template(written)
    line = "".join(
        piece.replace(_VALUE, "\x01") if isinstance(piece, str) else _VALUE for piece in pieces
    )
    end = next((match.start() for match in re.finditer(r"[?#]", line)), len(line))
    scheme = line.find("://", 0, end)
    slash = line.find("/", scheme + 3 if scheme >= 0 else 0, end)
    if slash < 0:
        return ()
    return tuple(
        PathMark(slash + match.start(), slash + match.end(), match[1] or "")
        for match in _MARK.finditer(line[slash:end])
        if match[0] == _ESCAPE or match[1] in known or _is_parameter(match[1])
    )


_short_marks = lru_cache(512)(_marks)
"""A send looks at its URL several times."""


def _is_parameter(name: str) -> bool:
    return NAME.fullmatch(name) is not None and name[0] != "$"


def path_parameters(written: str, table: Iterable[str]) -> tuple[str, ...]:
    """The names of the path parameters in a URL as it is written, each once."""
    marks = path_marks(written, frozenset(table))
    return tuple(dict.fromkeys(mark.name for mark in marks if mark.name))


def escape_colons(url: str) -> str:
    """A URL of another program, written so that nothing in its path is a parameter."""
    start = _START.match(url)
    at = start.end() if start else 0
    end = next((match.start() for match in re.finditer(r"[?#]", url[at:])), len(url)) + at
    path = re.sub(r"\\:|(?<=/):", lambda match: f"\\{match[0]}", url[at:end])
    return url[:at] + path + url[end:]


def nearest(name: str, known: Iterable[str]) -> str:
    """The name that is most like this one; empty where none is."""
    from difflib import get_close_matches  # only a mistake needs it

    return next(iter(get_close_matches(name, list(known), 1, 0.5)), "")


def unused_parameters(request: Request) -> Iterator[Fault]:
    """A warning for each value of the table ``path`` that stands nowhere in the URL."""
    used = path_parameters(request.url, request.path_params)
    free = [name for name in used if name not in request.path_params]
    for name in request.path_params:
        if name in used:
            continue
        near = nearest(name, free or used)
        advice = f"Write /:{name} in the URL, or remove it."
        yield Fault(
            "path_parameter_unused",
            f'Path parameter "{name}" is not used in the URL.',
            SourceLocation(request.file, ("path", name)),
            f"The URL has: {', '.join(f':{one}' for one in used) or 'none'}.",
            f"Did you mean {near}? {advice}" if near else advice,
            Severity.WARNING,
        )
