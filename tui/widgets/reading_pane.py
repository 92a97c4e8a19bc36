"""A text with what is needed to find one's way in it: search, and jumps to a line."""

from __future__ import annotations

import asyncio
import re
from array import array
from bisect import bisect_left
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical

from tui.body_views.layout import Layout
from tui.body_views.rows import find
from tui.widgets.folding_view import FoldingView
from tui.widgets.line_list import bound
from tui.widgets.line_search import GO_TO, LineSearch
from tui.widgets.viewport import Place

MOST_MATCHES = 100_000
"""A search ends here: nobody steps through more."""


class ReadingPane(Vertical):
    """A :class:`FoldingView` and a :class:`LineSearch` below it."""

    DEFAULT_CSS = "ReadingPane { height: 1fr; }"
    BINDINGS: ClassVar[list[BindingType]] = [
        bound("text.search", "slash", "open('/')", "Search", "Searches."),
        bound(
            "text.line",
            "colon",
            "open(':')",
            "Go to line",
            "Goes to a line by its number.",
            show=False,
        ),
        bound("text.next", "n", "next(1)", "Next", "Goes to the next match.", show=False),
        bound("text.last", "N", "next(-1)", "Last", "Goes to the match before.", show=False),
        bound(
            "text.close",
            "escape",
            "close",
            "Close",
            "Ends the search; cancels a send that is under way.",
            show=False,
        ),
    ]

    def __init__(
        self,
        *,
        id: str | None = None,  # noqa: A002 - the word of Textual
        classes: str | None = None,
    ) -> None:
        super().__init__(id=id, classes=classes)
        self._matches: array[int] = array("Q")
        self._at = -1
        self._whole = True
        self._started = 0

    def compose(self) -> ComposeResult:
        """The text, and the search below it."""
        yield FoldingView()
        yield LineSearch()

    @property
    def view(self) -> FoldingView:
        """The text."""
        return self.query_one(FoldingView)

    @property
    def search(self) -> LineSearch:
        """The search."""
        return self.query_one(LineSearch)

    def show(self, layout: Layout, *, top: Place | None = None, cursor: bool = False) -> None:
        """Shows a text; what is looked for is looked for in it.

        Args:
            layout: what to show.
            top: the first line on the screen, where it is not the start.
            cursor: rows are chosen one by one.
        """
        self.view.show(layout, top=top, cursor=cursor)
        self._forget()
        if self.search.is_open and self.search.needle:
            self._look(self.search.needle, jump=False)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Escape is ours while a search is open only."""
        return self.search.is_open if action in {"close", "next"} else True

    def action_open(self, sign: str) -> None:
        """Opens the line to type in."""
        self._forget()
        self.search.open(sign)
        if sign == GO_TO:
            line, lines = self.view.position
            self.search.answer(f"line {line:,} of {lines:,}")

    def action_close(self) -> None:
        """Ends the search."""
        self._forget()
        self.search.close()
        self.view.focus()

    def action_next(self, step: int) -> None:
        """To the next match, round the end."""
        if self._matches:
            self._go((self._at + step) % len(self._matches))

    @on(LineSearch.Stepped)
    def _stepped(self, event: LineSearch.Stepped) -> None:
        event.stop()
        self.action_next(event.step)

    @on(LineSearch.Done)
    def _done(self, event: LineSearch.Done) -> None:
        event.stop()
        self.view.focus()
        if not self.search.needle:
            self.action_close()

    @on(LineSearch.LineAsked)
    def _line_asked(self, event: LineSearch.LineAsked) -> None:
        event.stop()
        self.view.go_to_line(event.line - 1)
        self.action_close()

    @on(LineSearch.Typed)
    def _typed(self, event: LineSearch.Typed) -> None:
        event.stop()
        self._look(event.needle, jump=True)

    def _forget(self) -> None:
        self.workers.cancel_group(self, "search")
        self._matches = array("Q")
        self._at, self._whole = -1, True
        self.view.mark(None)

    def _look(self, needle: str, *, jump: bool) -> None:
        self._forget()
        if not needle:
            self.search.answer("")
            return
        self.view.mark(_pattern(needle))
        self.search.answer("…")
        self._collect(needle, jump=jump)

    @work(group="search", description="search", exit_on_error=False, exclusive=True)
    async def _collect(self, needle: str, *, jump: bool) -> None:
        """Finds all matches, slice by slice in a thread, and goes to the first from here on."""
        rows = self.view.layout_shown.rows
        here = rows.start(self.view.top.row)
        slices = find(rows, needle)
        while (found := await asyncio.to_thread(next, slices, None)) is not None:
            self._matches.extend(found)
            if jump and self._at < 0 and found and found[-1] >= here:
                self._go(bisect_left(self._matches, here))
            if len(self._matches) >= MOST_MATCHES:
                self._whole = False
                break
        if jump and self._at < 0 and self._matches:
            self._go(0)
        self._answer()

    def _go(self, index: int) -> None:
        self._at = index
        self.view.reveal(self._matches[index])
        rows = self.view.layout_shown.rows
        row = rows.row_at(self._matches[index])
        first = bisect_left(self._matches, rows.start(row))
        self.view.go_to_match(row, index - first)
        self._answer()

    def _answer(self) -> None:
        count = len(self._matches)
        if not count:
            self.search.answer("nothing found")
            return
        total = f"{count:,}" if self._whole else f"{count:,}+"
        at = f"{self._at + 1:,} of " if self._at >= 0 else ""
        self.search.answer(f"{at}{total}")


def _pattern(needle: str) -> re.Pattern[str]:
    """What the search finds in bytes, for text that is on the screen."""
    flags = re.IGNORECASE | re.ASCII if needle == needle.lower() else re.ASCII
    return re.compile(re.escape(needle), flags)
