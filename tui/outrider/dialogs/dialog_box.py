"""The box of a dialog, with its title in the upper edge and keys in the lower one."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len
from textual.containers import Vertical
from textual.content import Content

from outrider.keymap.key_display import HINT_GAP
from outrider.toolkit.painting.line_painting import fit_cells

_EDGE = 4
"""Cells of corners and blanks beside what stands in an edge."""


class DialogBox(Vertical):
    """Shows as many keys as there is room for: the last one always, which is the way back."""

    def __init__(self) -> None:
        super().__init__(classes="dialog--box")
        self._keys: tuple[str, ...] = ()

    def show_keys(self, keys: Sequence[str]) -> None:
        """Shows these in the lower edge, the most important first and the way back last."""
        self._keys = tuple(keys)
        self._fit()

    def on_resize(self) -> None:
        """Other widths hold other keys."""
        self._fit()

    def _fit(self) -> None:
        width = self.outer_size.width or self.app.size.width
        told = fit_cells(HINT_GAP.join(fitting_keys(self._keys, width - _EDGE)), width)
        if str(self.border_subtitle or "") != told:
            self.border_subtitle = Content(told)


def fitting_keys(keys: Sequence[str], cells: int) -> list[str]:
    """As many of the keys as fit, from the first on, and the last one."""
    kept = list(keys)
    while len(kept) > 1 and cell_len(HINT_GAP.join(kept)) > cells:
        kept.pop(-2)
    return kept
