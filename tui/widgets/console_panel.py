"""The console: every exchange and every decision, newest at the bottom."""

from __future__ import annotations

import time
from collections.abc import Iterable
from typing import ClassVar

from textual.binding import BindingType
from textual.content import Content
from textual.message import Message
from textual.timer import Timer

from tui.model.console import ConsoleEntry
from tui.visible import visible_line
from tui.widgets.console_entries import (
    Address,
    Describe,
    Entries,
    Kinds,
    Shown,
    address_of,
)
from tui.widgets.line_list import bound
from tui.widgets.painting import Line
from tui.widgets.typed_filter import FilteredList

LIMIT = 2000
REVEALED_FOR = 5.0
"""Seconds for which secrets are shown in clear."""

_PACE = 0.1
"""Seconds between two drawings while entries pour in."""


class ConsolePanel(FilteredList):
    """Entries, one line each; what opens under one is told by ``describe``.

    Args:
        describe: the lines that open under an entry; the flag tells secrets in clear.
        address: the URL of an entry's request, as people may see it.
        limit: entries kept.
    """

    DEFAULT_CSS = """
    ConsolePanel {
        height: 1fr;
        border-top: solid $panel;
        border-title-color: $text-muted;
        &:focus { border-top: solid $accent; border-title-color: $foreground; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        bound(
            "console.open", "enter,space", "choose", "Open", "Opens the entry: headers and bodies."
        ),
        bound("console.filter", "f", "filter", "Filter", "Shows what contains what you type."),
        bound("console.kinds", "k", "kinds", "Kind", "Shows all, token, API, or only problems."),
        bound("console.reveal", "v", "reveal", "Reveal", "Shows its secrets for 5 seconds."),
        bound("console.copy", "y", "copy", "Copy", "Copies the line, or the entry that is open."),
        bound("console.clear", "c", "clear", "Clear", "Forgets all entries."),
    ]

    class ClearAsked(Message):
        """The user wants all entries forgotten."""

    class CopyAsked(Message):
        """The user wants a text in the clipboard.

        Attributes:
            text: with secrets in clear only while they are shown so.
        """

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    class RevealAsked(Message):
        """Secrets of an entry are shown in clear for a moment."""

        def __init__(self, entry: ConsoleEntry) -> None:
            super().__init__()
            self.entry = entry

    def __init__(
        self,
        describe: Describe,
        *,
        address: Address = address_of,
        limit: int = LIMIT,
        id: str | None = None,  # noqa: A002 - Textual's name
        classes: str | None = None,
    ) -> None:
        super().__init__(id=id, classes=classes)
        self._describe = describe
        self._entries = Entries(limit, address)
        self._kinds = Kinds.ALL
        self._following = True
        self._drawn_at = 0.0
        self._draw_timer: Timer | None = None
        self._hide_timer: Timer | None = None
        self.retitle()

    # What it is given.

    def add(self, entry: ConsoleEntry) -> None:
        """Adds an entry at the bottom."""
        gone = self._entries.add(entry, self._takes)
        if gone and not self._following:
            self._cursor = max(self._cursor - gone, 0)
            self.scroll_to(y=max(self.scroll_offset.y - gone, 0), animate=False, force=True)
        if self._draw_timer is not None or not self.is_attached:
            return
        wait = self._drawn_at + _PACE - time.monotonic()
        if wait <= 0:
            self._draw()
        else:
            self._draw_timer = self.set_timer(wait, self._draw)

    def show(self, entries: Iterable[ConsoleEntry]) -> None:
        """Shows these entries instead."""
        self._entries.clear()
        for entry in entries:
            self._entries.add(entry, self._takes)
        self._following = True
        self._draw()

    def clear(self) -> None:
        """Forgets all entries."""
        self.show(())

    @property
    def following(self) -> bool:
        """Whether new entries come into sight by themselves."""
        return self._following

    @property
    def selected(self) -> ConsoleEntry | None:
        """The entry under the cursor."""
        here = self._here
        return here.entry if here else None

    @property
    def _here(self) -> Shown | None:
        rows = self._entries.rows
        return rows[self.cursor].shown if self.cursor < len(rows) else None

    # Drawing.

    def line(self, index: int, width: int) -> Line:
        """An entry, or one of the lines that are open under it."""
        rows = self._entries.rows
        return self._entries.line(index, width) if index < len(rows) else Line(())

    def on_mount(self) -> None:
        """Shows what came before there was a screen."""
        self._draw()

    def on_resize(self) -> None:
        """Folds what is open to the new width."""
        here = self._here
        opened = [shown for shown in self._entries if shown.is_open]
        for shown in opened:
            shown.fold(self._detail_width)
        if opened:
            self._refill(here)
        elif self._following:
            self.set_count(self.count, cursor=self.count - 1)

    def _draw(self) -> None:
        self._draw_timer = None
        self._drawn_at = time.monotonic()
        count = len(self._entries.rows)
        self.set_count(count, cursor=count - 1 if self._following else None)
        self.retitle()

    def _refill(self, keep: Shown | None) -> None:
        self._entries.refill(self._takes)
        place = self._entries.index_of(keep) if keep and not self._following else None
        count = len(self._entries.rows)
        if self._following and keep is not None and keep.is_open:
            place = self._entries.index_of(keep)
        self.set_count(count, cursor=count - 1 if place is None else place)
        self.retitle()

    def _takes(self, shown: Shown) -> bool:
        if not self._kinds.takes(shown.entry):
            return False
        return not self._filter.text or self._filter.matches(self._entries.text(shown.entry))

    def retitle(self) -> None:
        """Says in the title what is shown."""
        words = ["Console", "" if self._kinds is Kinds.ALL else f"· {self._kinds.value}"]
        words.append(visible_line(self._filter.title))
        if len(self._entries) and (self._filter.text or self._kinds is not Kinds.ALL):
            words.append(
                f"({len({id(row.shown) for row in self._entries.rows})} of {len(self._entries)})"
            )
        title = " ".join(filter(None, words))
        if str(self.border_title) != title:
            self.border_title = Content(title)

    @property
    def _detail_width(self) -> int:
        # The frame, and the scrollbar that the details may bring.
        return self.container_size.width - 3

    # Following.

    def cursor_moved(self) -> None:
        """Follows again from the last line on."""
        self._following = self.cursor >= self.count - 1

    def on_mouse_scroll_up(self) -> None:
        """Who scrolls up wants to read."""
        self._following = False

    def on_mouse_scroll_down(self) -> None:
        """At the bottom new entries come into sight again."""
        if self.scroll_offset.y + self.size.height >= self.count:
            self._following = True

    # Keys.

    def filtered(self) -> None:
        """Shows what contains the words."""
        self._refill(self._here)

    def action_kinds(self) -> None:
        """Shows the next kind."""
        self._kinds = self._kinds.next()
        self._refill(self._here)

    def action_choose(self) -> None:
        """Opens an entry, or closes it."""
        here = self._here
        if here is None:
            return
        if here.is_open:
            here.close()
        else:
            here.open(self._describe(here.entry, False), self._detail_width)
            self._following = False
        self._refill(here)
        place = self._entries.index_of(here)
        if place is not None:
            self.show_whole(place, len(here.lines))

    def action_reveal(self) -> None:
        """Shows an entry with its secrets in clear, and hides them again by itself."""
        here = self._here
        if here is None:
            return
        self._hide()
        here.open(self._describe(here.entry, True), self._detail_width, revealed=True)
        self._following = False
        self._refill(here)
        self._hide_timer = self.set_timer(REVEALED_FOR, self._hide)
        self.post_message(self.RevealAsked(here.entry))

    def _hide(self) -> None:
        if self._hide_timer is not None:
            self._hide_timer.stop()
            self._hide_timer = None
        revealed = [shown for shown in self._entries if shown.revealed]
        for shown in revealed:
            shown.open(self._describe(shown.entry, False), self._detail_width)
        if revealed:
            self._refill(self._here)

    def action_copy(self) -> None:
        """Passes on the line, or all of an entry that is open."""
        here = self._here
        if here is not None:
            lines = (self._entries.text(here.entry), *here.details)
            self.post_message(self.CopyAsked("\n".join(lines)))

    def action_clear(self) -> None:
        """Passes on that everything be forgotten."""
        self.post_message(self.ClearAsked())
