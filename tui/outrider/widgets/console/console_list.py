"""The lines of the console: what is in sight, what is narrowed, and following what is new."""

from __future__ import annotations

import time
from collections.abc import Iterable

from textual.timer import Timer

from outrider.model.console_entry import ConsoleEntry
from outrider.toolkit.lists.searchable_list import SearchableList
from outrider.toolkit.painting.line_painting import PaintedLine
from outrider.toolkit.panes.edge import Edge
from outrider.toolkit.panes.edged_pane import EdgedPane
from outrider.widgets.console.console_filter import ConsoleFilter
from outrider.widgets.console.console_lines import Address, ConsoleLines, Describe, EntryBlock

LIMIT = 2000
"""Entries that are kept."""

_PACE = 0.1
"""Seconds between two drawings while entries pour in."""

_BEHIND = 0.02
"""Seconds from an entry to its drawing."""


class ConsoleList(SearchableList, EdgedPane):
    """Entries, one line each, and the details of those that are open."""

    def __init__(self, describe: Describe, address: Address, *, limit: int = LIMIT) -> None:
        super().__init__()
        self._describe = describe
        self._entries = ConsoleLines(limit, address)
        self._console_filter = ConsoleFilter()
        self.following = True
        """Whether new entries come into sight by themselves."""
        self._missed = 0
        self._drawn_at = 0.0
        self._draw_timer: Timer | None = None
        self.update_title()
        self.teach("Token requests and API calls appear here, each with its reason.")

    @property
    def is_filled_later(self) -> bool:
        """Whether nothing has happened yet."""
        return not len(self._entries)

    # What it is given.

    def add(self, entry: ConsoleEntry) -> None:
        """Adds an entry at the bottom."""
        gone = self._entries.add(entry, self._takes)
        if not self.following:
            self._missed += 1
        if gone and not self.following:
            self.cursor = max(self.cursor - gone, 0)
            self.scroll_to(y=max(self.scroll_offset.y - gone, 0), animate=False, force=True)
        if self._draw_timer is not None or not self.is_attached:
            return
        wait = self._drawn_at + _PACE - time.monotonic()
        # Behind what it tells of: mostly an answer, which is read first.
        self._draw_timer = self.set_timer(max(wait, _BEHIND), self._draw)

    def show(self, entries: Iterable[ConsoleEntry]) -> None:
        """Shows these entries instead."""
        self._entries.clear()
        for entry in entries:
            self._entries.add(entry, self._takes)
        self.following = True
        self._draw()

    @property
    def selected(self) -> ConsoleEntry | None:
        """The entry under the cursor."""
        here = self._here
        return here.entry if here else None

    @property
    def has_open_entry(self) -> bool:
        """Whether details of any entry are shown."""
        return any(row.detail >= 0 for row in self._entries.rows)

    @property
    def in_sight(self) -> tuple[ConsoleEntry, ...]:
        """The entries that the filters let through."""
        return tuple(one.entry for one in self._entries if self._takes(one))

    @property
    def _here(self) -> EntryBlock | None:
        rows = self._entries.rows
        return rows[self.cursor].shown if self.cursor < len(rows) else None

    # Drawing.

    def line(self, index: int, width: int) -> PaintedLine:
        """An entry, or one of the lines that are open under it."""
        rows = self._entries.rows
        return self._entries.line(index, width) if index < len(rows) else PaintedLine(())

    def line_text(self, index: int) -> str:
        """The same, whole."""
        return self._entries.row_text(index)

    def on_mount(self) -> None:
        """Shows what came before there was a screen."""
        self._draw()

    def on_resize(self) -> None:
        """Folds what is open to the new width."""
        here = self._here
        opened = [shown for shown in self._entries if shown.is_open]
        for shown in opened:
            shown.rewrap(self._detail_width)
        if opened:
            self._refill(here)
        elif self.following:
            self.set_count(self.count, cursor=self.count - 1)

    def _draw(self) -> None:
        self._draw_timer = None
        self._drawn_at = time.monotonic()
        count = len(self._entries.rows)
        self.set_count(count, cursor=count - 1 if self.following else None)
        self.update_title()

    def _refill(self, keep: EntryBlock | None) -> None:
        self._entries.refill(self._takes)
        place = self._entries.index_of(keep) if keep and not self.following else None
        count = len(self._entries.rows)
        if self.following and keep is not None and keep.is_open:
            place = self._entries.index_of(keep)
        self.set_count(count, cursor=count - 1 if place is None else place)
        self.update_title()

    def _takes(self, shown: EntryBlock) -> bool:
        if not self._console_filter.matches(shown.entry):
            return False
        return not self._filter.text or self._filter.matches(shown.sought)

    def update_title(self) -> None:
        """Says in the title what is shown, what is looked for, and what has come meanwhile."""
        parts = ["Console", *self._console_filter.title_words]
        if self._filter.text or self._filter.typing:
            parts.append(f"with {self._filter.title.removeprefix('/')}")
        if len(parts) > 1 and len(self._entries):
            sight = len({id(row.shown) for row in self._entries.rows})
            parts[-1] += f" ({sight} of {len(self._entries)})"
        if self.search_title:
            parts.append(self.search_title)
        if self.following:
            self._missed = 0
        elif self._missed:
            parts.append(f"{self._missed} new ↓")
        count = len(self._entries)
        self.edge = Edge(" · ".join(parts), facts=(f"{count:,}",) if count else ())

    @property
    def _detail_width(self) -> int:
        # The frame, and the scrollbar that the details may bring.
        return self.container_size.width - 3

    # Following.

    def cursor_moved(self) -> None:
        """Follows again from the last line on."""
        self.following = self.cursor >= self.count - 1
        if self._missed:
            self.update_title()

    def on_mouse_scroll_up(self) -> None:
        """Who scrolls up wants to read."""
        self.following = False

    def on_mouse_scroll_down(self) -> None:
        """At the bottom new entries come into sight again."""
        if self.scroll_offset.y + self.size.height >= self.count:
            self.following = True

    # Narrowing.

    def filter_changed(self) -> None:
        """Shows what contains the words."""
        self._refill(self._here)

    def action_turn(self, what: str) -> None:
        """Shows the next kind, level or environment."""
        self._console_filter = self._console_filter.turned(what, self._entries.environments())
        self.filter_changed()

    def action_clear_filter(self) -> None:
        """Ends the search; without one, every filter."""
        if self._search.text or self._console_filter == ConsoleFilter():
            super().action_clear_filter()
            return
        self._filter.clear()
        self._console_filter = ConsoleFilter()
        self.filter_changed()
