"""The text of a new document: each key is laid out alone, which is quick, and then put together."""

from __future__ import annotations

from collections.abc import Iterable

from outrider.storage.difference import Step
from outrider.storage.edits import edit


def laid_out(steps: Iterable[Step]) -> str:
    """The text that these steps make of an empty one: pairs first, then sections.

    It is what one edit after the other makes, without reading all of the text for each.

    Raises:
        CannotEdit: there is no place for one of them.
        NoSuchPlace: a step changes what is not there.
    """
    groups: dict[str | int, str] = {}
    for step in steps:
        head = step.path[0]
        groups[head] = edit(groups.get(head, ""), step)
    pairs = "".join(text for text in groups.values() if not text.startswith("["))
    sections = [text for text in groups.values() if text.startswith("[")]
    return "\n".join(filter(None, [pairs, *sections]))
