"""References that nothing defines, in the place of what a tool would have to compute.

What holds one is not sent until somebody defines it, so that nothing goes out that has something
else in it.
"""

from __future__ import annotations

from outrider.importers.building.build_report import BuildReport
from outrider.importers.building.item_builders import ItemBuilder
from outrider.importers.file_naming import numbered
from outrider.importers.importer import without_credentials
from outrider.visible_text import visible_line

_LONGEST = 80
"""Characters that a report shows of what is replaced."""


class UndefinedReferences:
    """Gives the same to the same text.

    Args:
        taken: names that mean something already; those that are given are added.
    """

    def __init__(self, taken: set[str]) -> None:
        self._taken = taken
        self._given: dict[str, str] = {}

    def free_name(self, base: str) -> str:
        """A name like this one that means nothing yet."""
        name = next(one for one in numbered(base, "_") if one not in self._taken)
        self._taken.add(name)
        return name

    def put(
        self, base: str, written: str, why: str, report: BuildReport, item: ItemBuilder | None
    ) -> str:
        """The reference for a text; ``item`` keeps as a comment what it was."""
        reference = self._given.get(written)
        if reference is None:
            reference = self._given[written] = "{{" + self.free_name(base) + "}}"
        shown = visible_line(without_credentials(written))
        shown = shown if len(shown) <= _LONGEST else f"{shown[: _LONGEST - 1]}…"
        report.lost(
            f"{shown} was not imported; {reference} replaces it.",
            why=why,
            advice=f"Define {reference}, or write its value.",
        )
        if item is not None:
            line = f"{reference} was {' '.join(written.split())}"
            if line not in item.comments:
                item.comments.append(line)
        return reference
