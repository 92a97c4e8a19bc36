"""Which references of a row's cells have no value."""

from __future__ import annotations

from collections.abc import Sequence

from outrider.variables.name_lookup import NameLookup


def lost_name(cells: Sequence[str], names: NameLookup) -> str:
    """The first name that has no value; empty for none."""
    return next(filter(None, map(names.lost_name, cells)), "")


def lost_words(cells: Sequence[str], names: NameLookup) -> str:
    """Why names have none, each once."""
    lost = {one.name: known for cell in cells for one, known in names.unresolved(cell)}
    return " ".join(one.problem for one in lost.values())
