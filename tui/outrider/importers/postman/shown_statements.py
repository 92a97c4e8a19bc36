"""Statements of a script as a report may show them: harmless, and without a credential."""

from __future__ import annotations

from functools import lru_cache

from outrider.credential_shapes.script_search import find_in_script
from outrider.importers.importer import without_credentials
from outrider.importers.postman.scripts.syntax import LONGEST
from outrider.visible_text import visible_line

_MASK = "•••"
_LONGEST_SHOWN = 160
_SHORTEST = 8
"""Characters of a credential from which on it is masked wherever it stands."""


def shown_statement(written: str, script: str) -> str:
    """A piece of a script, each credential of the script masked in it, even one that is cut off.

    A short one is masked only where its name stands: elsewhere its letters may be any word's.
    """
    written = without_credentials(written, _MASK)
    for value in _credentials_of(script[:LONGEST]):
        written = written.replace(value, _MASK)
        body, cut, _ = written.rpartition("…")
        if cut:
            length = next((n for n in range(len(value), 2, -1) if body.endswith(value[:n])), 0)
            written = f"{body[:-length]}{_MASK}…" if length else written
    return visible_line(written[:_LONGEST_SHOWN])


@lru_cache(2)
def _credentials_of(script: str) -> tuple[str, ...]:
    """Its credentials, longest first; a report shows many statements of one script."""
    values = {script[one.start : one.end] for one in find_in_script(script)}
    return tuple(sorted((one for one in values if len(one) >= _SHORTEST), key=len, reverse=True))


def shown_line(script: str, line: int) -> str:
    """A line of a script with its number; empty where there is none."""
    lines = script.splitlines()
    written = lines[line - 1].strip() if 0 < line <= len(lines) else ""
    return f"Line {line}: {shown_statement(written, script)}" if written else ""
