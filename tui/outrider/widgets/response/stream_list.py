"""The entries of a stream: a line each, laid out where they are open, followed while they come."""

from __future__ import annotations

import time
from collections.abc import Sequence

from textual.timer import Timer

from outrider.body_views.stream_log import LoggedEntry, StreamLog
from outrider.toolkit.key_bindings import key, with_ids
from outrider.toolkit.lists.searchable_list import SearchableList
from outrider.toolkit.painting.line_painting import PaintedLine
from outrider.toolkit.value_message import ValueMessage
from outrider.widgets.response.stream_lines import EntryText, StreamLines

_PACE = 0.1
"""Seconds between two drawings while entries pour in."""


class StreamList(SearchableList):
    """Shows a :class:`StreamLog`; new entries come into sight until a key stops that."""

    grows_inside = True
    DEFAULT_CSS = """
    StreamList { height: 1fr; padding: 0 0 0 1; }
    """
    BINDINGS = with_ids(
        "stream",
        key("enter,space", "choose", "Open", "Open the entry: its data laid out"),
        key("p", "pause", "Pause", "Pause, or follow new entries again"),
        key("r", "reconnect", "Reconnect", "Reconnect after the last event"),
        key("y", "copy", "Copy", "Copy the data of the entry"),
    )

    class ReconnectRequested(ValueMessage):
        """The user wants the stream to go on."""

        log: StreamLog

    class CopyRequested(ValueMessage):
        """The user wants the data of an entry in the clipboard."""

        text: str

    class FactsChanged(ValueMessage):
        """What a title says of the list is another text now."""

    def __init__(self) -> None:
        super().__init__()
        self.following = True
        """Whether new entries come into sight by themselves."""
        self.facts: tuple[str, ...] = ()
        """What a title says of it: what narrows it, whether it is paused; what matters first."""
        self._log: StreamLog | None = None
        self._lines = StreamLines()
        self._missed = 0
        self._drawn_at = 0.0
        self._draw_timer: Timer | None = None
        self.is_live = False
        self.teach("Entries appear here as they arrive.")

    # What it is given.

    @property
    def stream(self) -> StreamLog | None:
        """What is shown."""
        return self._log

    def show(self, log: StreamLog, *, live: bool) -> None:
        """Shows the entries of a log; where they are shown already, only whether more may come."""
        if live and not self.is_live:
            # Who starts a stream, or goes on with one, wants to see what comes.
            self.following, self._missed = True, 0
        self.is_live = live
        if log is not self._log:
            self._log = log
            self.following, self._missed = True, 0
            self._search.clear()
            self._filter.clear()
        elif len(log) == len(self._lines.entries):
            self._draw()
            return
        self._lines.take(log)
        self._refill(self._here)

    def add(self, entries: Sequence[LoggedEntry]) -> None:
        """The log has these entries more."""
        log = self._log
        if log is None:
            return
        came, gone = self._lines.add(entries, len(log), self._takes)
        if not self.following:
            self._missed += came
        if gone and not self.following:
            self.cursor = max(self.cursor - gone, 0)
            self.scroll_to(y=max(self.scroll_offset.y - gone, 0), animate=False, force=True)
        if self._draw_timer is None and self.is_attached:
            wait = self._drawn_at + _PACE - time.monotonic()
            self._draw_timer = self.set_timer(max(wait, 0.01), self._draw)

    def text(self) -> str:
        """The entries in sight, a line each; not fit to be shown."""
        return self._lines.text()

    # Drawing.

    @property
    def is_filled_later(self) -> bool:
        """Whether nothing came yet."""
        return not self._lines.entries

    def line(self, index: int, width: int) -> PaintedLine:
        """An entry, or one of the lines that are open under it."""
        return self._lines.line(index) if index < len(self._lines.rows) else PaintedLine(())

    def line_text(self, index: int) -> str:
        """The same, whole."""
        return self._lines.row_text(index)

    def on_mount(self) -> None:
        """Shows what came before."""
        self._draw()

    def on_resize(self) -> None:
        """Folds what is open to the new width."""
        here = self._here
        opened = [one for one in self._lines.entries if one.lines]
        for one in opened:
            one.rewrap(self._detail_width)
        if opened:
            self._refill(here)
        elif self.following:
            self.set_count(self.count, cursor=self.count - 1)

    def _draw(self) -> None:
        self._draw_timer = None
        self._drawn_at = time.monotonic()
        count = len(self._lines.rows)
        self.set_count(count, cursor=count - 1 if self.following else None)
        self.update_title()

    @property
    def _here(self) -> EntryText | None:
        rows = self._lines.rows
        return rows[self.cursor][0] if self.cursor < len(rows) else None

    def _refill(self, keep: EntryText | None) -> None:
        self._lines.refill(self._takes)
        count = len(self._lines.rows)
        place = None if keep is None or self.following else self._lines.index_of(keep)
        self.set_count(count, cursor=count - 1 if place is None else place)
        self.update_title()

    def _takes(self, entry: EntryText) -> bool:
        return not self._filter.text or self._filter.matches(entry.sought)

    @property
    def _detail_width(self) -> int:
        # The frame, the sign before it, and the scrollbar that the details may bring.
        return self.container_size.width - 4

    def update_title(self) -> None:
        """Says what is shown of how much, what is looked for, and what came meanwhile."""
        parts = []
        if self._filter.text or self._filter.typing:
            sight, of = self._lines.in_sight(), len(self._lines.entries)
            # The number first: where there is little room, the words are cut.
            parts.append(f"{sight:,} of {of:,} with {self._filter.title.removeprefix('/')}")
        if self.search_title:
            parts.append(self.search_title)
        if self.following:
            self._missed = 0
        elif self.is_live:
            parts.append(f"{self._missed:,} new ↓" if self._missed else "paused")
        dropped = self._log.dropped if self._log is not None else 0
        if dropped:
            parts.append(f"{dropped:,} older dropped")
        if tuple(parts) != self.facts:
            self.facts = tuple(parts)
            self.post_message(self.FactsChanged())

    # Following.

    def cursor_moved(self) -> None:
        """Follows again from the last line on."""
        self.following = self.cursor >= self.count - 1
        self.update_title()

    def on_mouse_scroll_up(self) -> None:
        """Who scrolls up wants to read."""
        self.following = False
        self.update_title()

    def on_mouse_scroll_down(self) -> None:
        """At the bottom new entries come into sight again."""
        if self.scroll_offset.y + self.size.height >= self.count:
            self.following = True
            self.update_title()

    def action_pause(self) -> None:
        """Stops following, or goes to the end and follows."""
        self.following = not self.following
        if self.following:
            self._draw()
        else:
            self.update_title()

    # What is done with an entry.

    def filter_changed(self) -> None:
        """Shows what contains the words."""
        self._refill(self._here)

    def action_choose(self) -> None:
        """Opens an entry, or closes it."""
        here = self._here
        if here is None or not here.logged.number:
            return
        if here.lines:
            here.close()
        else:
            here.open(self._detail_width)
        self.following = False
        self._refill(here)
        place = self._lines.index_of(here)
        if place is not None:
            self.reveal_block(place, len(here.lines))

    def action_copy(self) -> None:
        """Passes on the data of the entry."""
        if self._here is not None:
            self.post_message(self.CopyRequested(self._here.logged.entry.data))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A stream that goes on needs no other connection, and one that ended is not followed."""
        if action == "reconnect":
            return not self.is_live and self._log is not None
        if action == "pause":
            return self.is_live
        return super().check_action(action, parameters)

    def action_reconnect(self) -> None:
        """Asks for the stream to go on."""
        if self._log is not None:
            self.post_message(self.ReconnectRequested(self._log))
