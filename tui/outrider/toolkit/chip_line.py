"""A few sums in one line, each filled in a colour that says what kind it is of."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from msgspec import Struct
from rich.cells import cell_len
from rich.segment import Segment
from textual.strip import Strip
from textual.widget import Widget

from outrider.toolkit.painting.lazy_styles import LazyComponentStyles
from outrider.toolkit.painting.line_painting import fit_cells

_GAP = 1

_ROLES = ("plain", "success", "warning", "error")


class Chip(Struct, frozen=True):
    """One sum.

    Attributes:
        text: a few words.
        role: ``plain``, ``success``, ``warning`` or ``error``.
    """

    text: str
    role: str = "plain"


class ChipLine(LazyComponentStyles, Widget):
    """Shows as many as there is room for; the first ones are left out first."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {f"chip--{role}" for role in _ROLES}
    DEFAULT_CSS = (
        """
    ChipLine {
        height: 2;
        width: 100%;
        & > .chip--plain { background: $selection; color: $on-selection; text-style: bold; }
    """
        + "".join(
            f"& > .chip--{role} {{ background: ${role}; color: $on-focus; text-style: bold; }}\n"
            for role in _ROLES[1:]
        )
        + "}"
    )

    def __init__(self, chips: Sequence[Chip]) -> None:
        super().__init__()
        self._chips = tuple(chips)

    def render_line(self, y: int) -> Strip:
        """The chips, and a blank line below them."""
        width, base = self.size.width, self.rich_style
        segments: list[Segment] = []
        for chip in fitting_chips(self._chips, width) if not y else ():
            if segments:
                segments.append(Segment(" " * _GAP, base))
            style = self.get_component_rich_style(f"chip--{chip.role}")
            segments.append(Segment(fit_cells(f" {chip.text} ", width), style))
        return Strip(segments).adjust_cell_length(width, base)


def fitting_chips(chips: Sequence[Chip], cells: int) -> list[Chip]:
    """As many as go into so many cells; the last one in any case."""
    kept = list(chips)
    while len(kept) > 1 and sum(cell_len(one.text) + 2 + _GAP for one in kept) - _GAP > cells:
        kept.pop(0)
    return kept
