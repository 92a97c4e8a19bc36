"""A small list over everything else, from which one entry is picked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from rich.cells import cell_len
from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message

from outrider.toolkit.lists.line_list import LineList
from outrider.toolkit.painting.line_painting import PaintedLine, TextRun
from outrider.toolkit.value_message import ValueMessage
from outrider.visible_text import visible_line

MAX_HEIGHT = 10


class PopupList(LineList, inherit_bindings=False):
    """Entries one below the other; enter picks, escape leaves."""

    DEFAULT_CSS = """
    PopupList {
        overlay: screen;
        constrain: inside inside;
        background: $panel;
        color: $text;
        border: none;
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "cursor(-1)", "Up", show=False),
        Binding("down,j", "cursor(1)", "Down", show=False),
        Binding("home,pageup", "cursor(-1000)", "First", show=False),
        Binding("end,pagedown", "cursor(1000)", "Last", show=False),
        Binding("enter,space", "choose", "Pick", show=False),
        Binding("escape,tab,shift+tab", "leave", "Close", show=False),
    ]

    class Picked(ValueMessage):
        """An entry was picked."""

        value: str

    class Dismissed(ValueMessage):
        """The list was left without picking; ``by_key``: the focus shall go back."""

        by_key: bool

    def __init__(self, entries: Sequence[str], current: str) -> None:
        super().__init__()
        self._entries = tuple(entries)
        self.cursor = self._entries.index(current) if current in self._entries else 0
        self._done = False
        width = max((cell_len(visible_line(one)) for one in self._entries), default=1) + 3
        height = min(len(self._entries), MAX_HEIGHT)
        self.styles.width, self.styles.height = width, height

    def on_mount(self) -> None:
        """Shows the current entry."""
        self.set_count(len(self._entries))

    def line(self, index: int, width: int) -> PaintedLine:
        """One entry."""
        sign = "›" if index == self.cursor else " "
        return PaintedLine((TextRun(f"{sign}{self._entries[index]}"),))

    def action_choose(self) -> None:
        """This one."""
        if self._entries:
            self._finish(self.Picked(self._entries[self.cursor]))

    def action_leave(self) -> None:
        """None of them."""
        self._finish(self.Dismissed(by_key=True))

    def on_blur(self) -> None:
        """Somebody looks elsewhere."""
        self._finish(self.Dismissed(by_key=False))

    def on_key(self, event: events.Key) -> None:
        """A letter goes to the next entry that starts with it."""
        if not event.is_printable or event.character is None:
            return
        event.stop()
        count = len(self._entries)
        for step in range(1, count + 1):
            index = (self.cursor + step) % count
            if self._entries[index].lower().startswith(event.character.lower()):
                self.move_to(index)
                return

    def on_click(self, event: events.Click) -> None:
        """Picks what is clicked, and opens nothing below."""
        event.stop()

    def _finish(self, message: Message) -> None:
        if not self._done:
            self._done = True
            self.post_message(message)
            self.remove()
