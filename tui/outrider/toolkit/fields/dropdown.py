"""One of a few words, shown in one line and chosen from a small list."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from textual import on
from textual.strip import Strip
from textual.widget import Widget

from outrider.terminal.rendering.key_owner import gets_keys
from outrider.toolkit.key_bindings import hidden_key, key, with_ids
from outrider.toolkit.lists.popup_list import PopupList
from outrider.toolkit.value_message import ValueMessage
from outrider.visible_text import visible_line


class Dropdown(Widget, can_focus=True):
    """A word and ``▾``; left and right change it, enter and space open the list.

    Attributes:
        value: the chosen word.
    """

    DEFAULT_CSS = """
    Dropdown {
        height: 1;
        width: auto;
        layout: vertical;
        background: $surface;
        color: $text;
        & > .chooser--focused {
            background: $block-cursor-background;
            color: $block-cursor-foreground;
            text-style: bold;
        }
        & > .chooser--label { color: $text-muted; }
    }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {"chooser--focused", "chooser--label"}
    BINDINGS = with_ids(
        "choice",
        hidden_key("left", "cycle(-1)", "Previous", "Switch to the previous choice"),
        key("right", "cycle(1)", "Next", "Switch to the next choice"),
        key("enter,space", "open", "Choose", "Show the choices", name="open"),
    )

    class Changed(ValueMessage):
        """Another word was chosen."""

        value: str

    def __init__(self, label: str = "") -> None:
        super().__init__()
        self._label = label
        self._words: tuple[str, ...] = ()
        self.value = ""

    def show(self, words: Sequence[str], value: str) -> None:
        """Offers these words; ``value`` need not be one of them. Posts nothing."""
        if (tuple(words), value) != (self._words, self.value):
            self._words, self.value = tuple(words), value
            self.refresh(layout=True)

    def choose(self, value: str) -> None:
        """Chooses a word and posts :class:`Changed` where it is another one."""
        if value != self.value:
            self.value = value
            self.refresh(layout=True)
            self.post_message(self.Changed(value))

    def get_content_width(self, *_: object) -> int:
        """As wide as the label and the word."""
        return cell_len(self._label) + cell_len(self._text)

    def render_line(self, y: int) -> Strip:
        """The word."""
        width = self.size.width
        if y:
            return Strip.blank(width, self.rich_style)
        style = (
            self.get_component_rich_style("chooser--focused")
            if gets_keys(self)
            else self.rich_style
        )
        label = Segment(self._label, self.get_component_rich_style("chooser--label"))
        return Strip([label, Segment(self._text, style)]).adjust_cell_length(width, style)

    def cursor_column(self) -> int:
        """Where the word begins."""
        return cell_len(self._label)

    def action_cycle(self, step: int) -> None:
        """To the word beside this one, round the ends."""
        if self._words:
            at = self._words.index(self.value) if self.value in self._words else -1
            self.choose(self._words[(at + step) % len(self._words)])

    async def action_open(self) -> None:
        """Opens the list."""
        if self._words and not self.query(PopupList):
            popup = PopupList(self._words, self.value)
            popup.styles.offset = (cell_len(self._label), 1)
            await self.mount(popup)
            popup.focus()

    def on_click(self) -> None:
        """Opens the list."""
        self.call_later(self.action_open)

    @on(PopupList.Picked)
    def _picked(self, message: PopupList.Picked) -> None:
        message.stop()
        self.focus()
        self.choose(message.value)

    @on(PopupList.Dismissed)
    def _left(self, message: PopupList.Dismissed) -> None:
        message.stop()
        if message.by_key:
            self.focus()

    @property
    def _text(self) -> str:
        return f"{visible_line(self.value)} ▾"
