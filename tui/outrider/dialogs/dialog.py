"""The box in which short questions are asked, over the screen that asks them."""

from __future__ import annotations

from typing import ClassVar, TypeVar

from textual.content import Content
from textual.screen import ModalScreen

from outrider.terminal.rendering.partial_repaint import PartialRepaintScreen
from outrider.toolkit.painting.line_painting import fit_cells

Result = TypeVar("Result")


class Dialog(ModalScreen[Result | None], PartialRepaintScreen[Result | None]):
    """A centred box, at most 60 columns wide; escape dismisses it with ``None``.

    Attributes:
        has_unsaved_edits: whether something can be typed into it that would be missed: then
            quitting leaves it as escape does, which may ask, and goes no further.
    """

    has_unsaved_edits: ClassVar[bool] = False
    _is_over = False
    _last_result: Result | None = None

    DEFAULT_CSS = """
    Dialog {
        align: center middle;
        background: transparent;
        & > .dialog--box {
            width: 60;
            max-width: 100%;
            height: auto;
            max-height: 100%;
            padding: 0 1;
            background: $surface;
            border: round $accent;
            border-title-color: $foreground;
        }
        & LineInput { background: $panel; }
        & LineList { border-top: none; background: $surface; }
    }
    """
    BINDINGS = [("escape", "cancel", "Cancel")]  # noqa: RUF012 - as Textual declares it

    def finish(self, result: Result | None) -> None:
        """Goes away by itself: now, or as soon as no other dialog stands above it."""
        self._is_over, self._last_result = True, result
        if self.is_active:
            self.dismiss(result)

    def on_screen_resume(self) -> None:
        """Goes away where it was over while another stood above it."""
        if self._is_over:
            self.dismiss(self._last_result)

    def leave(self) -> None:
        """Does what escape does."""
        self.action_cancel()

    def action_cancel(self) -> None:
        """Goes away without an answer."""
        self.dismiss(None)


def title_text(text: str) -> Content:
    """A text from anywhere as the title of a frame."""
    return Content(fit_cells(text, 56))
