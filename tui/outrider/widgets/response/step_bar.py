"""The keys that do something about an error, below it."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len
from textual import events
from textual.content import Content
from textual.message import Message
from textual.widget import Widget

from outrider.visible_text import visible_line

_GAP = "   "


class StepBar(Widget):
    """One line, seen while there is a step: ``e Define "base_url"   ^R Send again``."""

    DEFAULT_CSS = """
    StepBar { height: 1; padding: 0 1; display: none; background: $surface; }
    StepBar.-step { display: block; }
    """

    class Clicked(Message):
        """The first of the keys was clicked."""

    def __init__(self) -> None:
        super().__init__()
        self._keys: tuple[tuple[str, str], ...] = ()

    def show(self, keys: Sequence[tuple[str, str]]) -> None:
        """Shows keys with what they do, the step's first; nothing without any."""
        self._keys = tuple((key, visible_line(word)) for key, word in keys)
        self.set_class(bool(keys), "-step")
        self.refresh()

    def render(self) -> Content:
        """The keys stand out."""
        words = (
            Content.assemble((key, "bold $text-accent"), f" {word}") for key, word in self._keys
        )
        return Content(_GAP).join(list(words))

    def on_click(self, event: events.Click) -> None:
        """A click on the step is its key."""
        event.stop()
        key, word = self._keys[0]
        if event.x <= cell_len(f"{key} {word}"):
            self.post_message(self.Clicked())
