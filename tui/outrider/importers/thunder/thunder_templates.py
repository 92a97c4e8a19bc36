"""Thunder Client's variables, ``{{name}}``, system variables and filters, as references."""

from __future__ import annotations

import re

from outrider.importers.building.build_report import BuildReport
from outrider.importers.building.item_builders import ItemBuilder
from outrider.importers.building.undefined_references import UndefinedReferences
from outrider.variables.reference_grammar import double_backslashes

_EXPRESSION = re.compile(r"\{\{([^{}]*)\}\}")
_NAME = re.compile(r"[A-Za-z_][\w.\- ]*")
_SYSTEM = {
    "#guid": "$guid",
    "#date": "$timestamp",
    "#dateISO": "$isoTimestamp",
    "#number": "$randomInt",
    "#string": "$randomWord",
    "#email": "$randomEmail",
    "#bool": "$randomBoolean",
    "#name": "$randomFullName",
}
"""System variables that take no argument, and what makes a value of the same kind here."""

_SAME = frozenset({"#guid", "#dateISO"})
"""Those that make the very same."""


class ThunderTemplates:
    """Rewrites texts."""

    def __init__(
        self,
        report: BuildReport,
        undefined: UndefinedReferences,
        item: ItemBuilder | None = None,
    ) -> None:
        self._report = report
        self._undefined = undefined
        self._item = item

    def at(self, report: BuildReport, item: ItemBuilder | None = None) -> ThunderTemplates:
        """The same for what stands at this place; ``item`` keeps what is not understood."""
        return ThunderTemplates(report, self._undefined, item)

    def text(self, written: str) -> str:
        """A text with its references as they are written here."""
        if "{{" not in written:
            return written
        return _EXPRESSION.sub(self._reference, double_backslashes(written))

    def _reference(self, match: re.Match[str]) -> str:
        inside = match[1].strip()
        if not inside:
            return "\\" + match[0]
        if known := _SYSTEM.get(inside):
            if inside not in _SAME:
                self._report.changed(
                    f"{match[0]} became {{{{{known}}}}}.",
                    why="It makes another value of the same kind.",
                )
            return "{{" + known + "}}"
        if _NAME.fullmatch(inside):
            return "{{" + self._report.name(inside) + "}}"
        word = re.sub(r"[^A-Za-z0-9_]+", "_", inside).strip("_")[:30] or "value"
        why = (
            "Outrider has no filters." if "|" in inside else "Outrider has no such system variable."
        )
        return self._undefined.put(f"thunder_{word}", match[0], why, self._report, self._item)


def braced_names(text: str) -> set[str]:
    """Every variable that a text refers to."""
    return {match[1].strip() for match in _EXPRESSION.finditer(text)}
