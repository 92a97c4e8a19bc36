"""A small list over everything else, from which one entry is picked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from outrider.toolkit.value_message import ValueMessage
from outrider.visible_text import visible_line

MAX_HEIGHT = 10


class PopupList(ScrollView, can_focus=True):
    """Entries one below the other; enter picks, escape leaves."""

    DEFAULT_CSS = """
    PopupList {
        overlay: screen;
        constrain: inside inside;
        background: $panel;
        color: $text;
        border: none;
        overflow-x: hidden;
        scrollbar-size-vertical: 1;
        & > .popup-list--current {
            background: $block-cursor-background;
            color: $block-cursor-foreground;
            text-style: bold;
        }
    }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {"popup-list--current"}
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "move(-1)", "Up", show=False),
        Binding("down,j", "move(1)", "Down", show=False),
        Binding("home,pageup", "move(-1000)", "First", show=False),
        Binding("end,pagedown", "move(1000)", "Last", show=False),
        Binding("enter,space", "pick", "Pick", show=False),
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
        self._current = self._entries.index(current) if current in self._entries else 0
        self._done = False
        width = max((cell_len(visible_line(one)) for one in self._entries), default=1) + 3
        height = min(len(self._entries), MAX_HEIGHT)
        self.styles.width, self.styles.height = width, height
        self.virtual_size = Size(width - 1, len(self._entries))

    def on_mount(self) -> None:
        """Shows the current entry."""
        self._follow()

    def render_line(self, y: int) -> Strip:
        """One entry."""
        index = y + self.scroll_offset.y
        width = self.size.width
        if index >= len(self._entries):
            return Strip.blank(width, self.rich_style)
        current = index == self._current
        style = self.get_component_rich_style("popup-list--current") if current else self.rich_style
        text = f"{'›' if current else ' '}{visible_line(self._entries[index])}"
        return Strip([Segment(text, style)]).adjust_cell_length(width, style)

    def action_move(self, step: int) -> None:
        """Another entry."""
        self._current = min(max(self._current + step, 0), len(self._entries) - 1)
        self._follow()

    def action_pick(self) -> None:
        """This one."""
        if self._entries:
            self._finish(self.Picked(self._entries[self._current]))

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
            index = (self._current + step) % count
            if self._entries[index].lower().startswith(event.character.lower()):
                self._current = index
                self._follow()
                return

    def on_click(self, event: events.Click) -> None:
        """Picks what is clicked."""
        event.stop()
        index = event.y + self.scroll_offset.y
        if index < len(self._entries):
            self._current = index
            self.action_pick()

    def _finish(self, message: Message) -> None:
        if not self._done:
            self._done = True
            self.post_message(message)
            self.remove()

    def _follow(self) -> None:
        self.scroll_to_region(Region(0, self._current, 1, 1), animate=False, force=True)
        self.refresh()
