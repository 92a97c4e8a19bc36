"""Paths of files, for who is typing one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeAlias

from outrider.toolkit.fields.completion import Completions, Suggestion

PathLister: TypeAlias = Callable[[str], Sequence[str]]
"""The paths that begin with a text; those of folders end with a slash."""


def complete_paths(
    paths: PathLister, text: str, cursor: int, *, sign: str = "@"
) -> Completions | None:
    """The files that somebody may be naming at the end of a text.

    Args:
        paths: lists them.
        text: what is written.
        cursor: where the cursor is.
        sign: stands before a path; empty where every text is one.
    """
    if cursor != len(text) or not text.startswith(sign) or "{{" in text:
        return None
    typed = text[len(sign) :]
    found = [one for one in paths(typed) if one != typed]
    suggestions = tuple(Suggestion(one) for one in found)
    return Completions(len(sign), len(text), suggestions) if suggestions else None
