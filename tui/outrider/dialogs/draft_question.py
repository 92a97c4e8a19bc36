"""Asks what shall become of edits that an earlier run did not save."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from outrider.dialogs.question import AnswerList, Question
from outrider.visible_text import visible_line, visible_text

KEEP, DROP, LATER = "keep", "drop", "later"

CHOICES = (
    ("k", "Recover", KEEP),
    ("d", "Discard", DROP),
    ("l", "Ask next time", LATER),
)

LOOK = 0.5
"""Seconds in which nothing is dropped: what is typed ahead was not meant for this question."""

_LONGEST_LINE = 500
_STYLES = {"+": "$text-success", "-": "$text-error", "…": "$text-muted"}


class DraftQuestion(Question):
    """Shows a draft beside its file; the result is what shall be done with it.

    Args:
        text: what it is of, when it was typed, and what has become of its file.
        lines: a sign and a line each; the sign tells what the colour tells.
        clock: seconds, of any beginning.
    """

    DEFAULT_CSS = """
    DraftQuestion > .dialog--box { width: 80; }
    DraftQuestion #difference {
        height: auto;
        max-height: 12;
        margin-top: 1;
        scrollbar-size: 0 1;
        scrollbar-gutter: stable;
        background: $panel;
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("pageup", "scroll(-1)", show=False),
        Binding("pagedown,space", "scroll(1)", show=False),
    ]

    def __init__(
        self,
        text: str,
        lines: Iterable[tuple[str, str]],
        clock: Callable[[], float],
        *,
        title: str = "Recover unsaved changes",
        choices: Sequence[tuple[str, str, str]] = CHOICES,
    ) -> None:
        super().__init__(text, choices, title=title)
        self._leave = "all next time" if choices is CHOICES else ""
        self._lines = tuple(lines)
        self._clock = clock
        self._since = 0.0

    def compose(self) -> ComposeResult:
        """What it is about, the difference, the answers."""
        with self.box(("pageup pagedown", ""), ("escape", self._leave)):
            yield Static(Content(visible_text(self._text)), markup=False)
            if self._lines:
                with VerticalScroll(id="difference", can_focus=False):
                    yield Static(Content("\n").join(map(_line, self._lines)), markup=False)
            yield AnswerList([(key, label) for key, label, _ in self._choices])

    def on_mount(self) -> None:
        """Takes the time."""
        self._since = self._clock()

    def _give(self, index: int) -> None:
        if self._choices[index][2] != DROP or self._clock() - self._since >= LOOK:
            super()._give(index)

    def action_scroll(self, pages: int) -> None:
        """Scrolls the difference by a screenful."""
        for difference in self.query("#difference"):
            difference.scroll_relative(
                y=pages * max(difference.size.height - 1, 1), animate=False, force=True
            )


def _line(line: tuple[str, str]) -> Content:
    sign, text = line
    cut = visible_line(text[:_LONGEST_LINE]) + ("…" if len(text) > _LONGEST_LINE else "")
    return Content.assemble((f"{sign} {cut}", _STYLES.get(sign, "")))
