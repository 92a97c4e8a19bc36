"""A text with what is needed to find one's way in it: search, and jumps to a line."""

from __future__ import annotations

import asyncio
import threading
from bisect import bisect_left

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Vertical

from outrider.body_views.formatted_body import FormattedBody
from outrider.body_views.text_rows import Rows, find_all
from outrider.toolkit.key_bindings import hidden_key, key, name_keys, with_ids
from outrider.toolkit.value_message import ValueMessage
from outrider.toolkit.viewer.folding_viewer import FoldingViewer
from outrider.toolkit.viewer.search_bar import GO_TO, SearchBar
from outrider.toolkit.viewer.search_matches import MOST_MATCHES, SearchMatches, gather, literal
from outrider.toolkit.viewer.viewport import ScreenLine

_BATCH = 0.05
"""Seconds for which matches are gathered before they are counted on the screen."""

_LONGEST = 60
"""Characters of what is wrong with a regular expression that are said."""


class SearchableViewer(Vertical):
    """A :class:`FoldingViewer` and a :class:`SearchBar` below it."""

    DEFAULT_CSS = "SearchableViewer { height: 1fr; }"
    BINDINGS = with_ids(
        "text",
        key("slash", "open('/')", "Search", "Search the text"),
        hidden_key("colon", "open(':')", "Go to line", "Go to a line by number", name="line"),
        hidden_key("n", "next(1)", "Next", "Go to the next or previous match"),
        hidden_key("N", "next(-1)", "Previous", "Go to the next or previous match", name="last"),
        hidden_key("escape", "close", "Close", "End the search, or cancel the request"),
    )

    class RegexSearchRequested(ValueMessage):
        """A regular expression is to be looked for, by :meth:`take_matches`.

        Attributes:
            pane: who asks.
            pattern: empty when the last one is wanted no longer.
            rows: the text.
            jump: whether the first match from here on is to be shown.
            here: where the screen begins, in bytes.
        """

        pane: SearchableViewer
        pattern: str
        rows: Rows
        jump: bool
        here: int

    def __init__(self) -> None:
        super().__init__()
        self._found = SearchMatches()
        self._at = -1
        self._asked: SearchableViewer.RegexSearchRequested | None = None

    def compose(self) -> ComposeResult:
        """The text, and the search below it."""
        yield FoldingViewer()
        yield SearchBar()

    @property
    def view(self) -> FoldingViewer:
        """The text."""
        return self.query_one(FoldingViewer)

    @property
    def search(self) -> SearchBar:
        """The search."""
        return self.query_one(SearchBar)

    def show(
        self, layout: FormattedBody, *, top: ScreenLine | None = None, cursor: bool = False
    ) -> None:
        """Shows a text as :meth:`ViewerCanvas.show` does, and looks in it for what is searched."""
        self.view.show(layout, top=top, cursor=cursor)
        self._forget()
        if self.search.is_open and self.search.needle:
            self._look(self.search.needle, jump=False)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Escape is ours while a search is open only."""
        return self.search.is_open if action in {"close", "next"} else True

    async def action_open(self, sign: str) -> None:
        """Opens the line to type in."""
        self._forget()
        await self.search.open_with(sign)
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
        if self._found.starts:
            self._go((self._at + step) % len(self._found.starts))

    @on(SearchBar.MatchRequested)
    def _stepped(self, event: SearchBar.MatchRequested) -> None:
        event.stop()
        self.action_next(event.step)

    @on(SearchBar.Submitted)
    def _done(self, event: SearchBar.Submitted) -> None:
        event.stop()
        self.view.focus()
        if not self.search.needle:
            self.action_close()

    @on(SearchBar.LineRequested)
    def _line_asked(self, event: SearchBar.LineRequested) -> None:
        event.stop()
        self.view.go_to_line(event.line - 1)
        self.action_close()

    @on(SearchBar.Changed)
    def _typed(self, event: SearchBar.Changed) -> None:
        event.stop()
        self._look(event.needle, jump=True)

    def _forget(self) -> None:
        self.workers.cancel_group(self, "search")
        if self._asked is not None:
            self._asked = None
            self.post_message(self._request("", jump=False))
        self._found = SearchMatches()
        self._at = -1
        self.view.mark(None)

    def _look(self, needle: str, *, jump: bool) -> None:
        self._forget()
        if not needle:
            self.search.answer("")
            return
        if self.search.is_regex and not self._rows.encoding:
            self.search.answer(name_keys(self.search, "no regex in binary data: <find.regex>"))
            return
        self.search.answer("…")
        if self.search.is_regex:
            self._asked = self._request(needle, jump=jump)
            self.post_message(self._asked)
            self.view.mark(lambda row, text: self._found.spans(self._rows, row, text))
        else:
            self.view.mark(literal(needle))
            self._collect(needle, jump=jump)

    def _request(self, pattern: str, *, jump: bool) -> RegexSearchRequested:
        here = self._rows.start(self.view.top.row)
        return self.RegexSearchRequested(self, pattern, self._rows, jump, here)

    @property
    def _rows(self) -> Rows:
        return self.view.layout_shown.rows

    def take_matches(
        self, asked: RegexSearchRequested, pairs: bytes, *, more: bool, whole: bool
    ) -> None:
        """Shows matches that were found, unless they are wanted no longer.

        Args:
            asked: the question.
            pairs: where each starts and ends in the text, in this machine's order (``Q``).
            more: whether more will come.
            whole: whether these are all, once no more come.
        """
        if asked is not self._asked:
            return
        self._found.add(pairs)
        self._found.whole = whole
        self.view.mark_more()
        self._jump(asked.here if asked.jump else -1, more=more)

    def refuse_regex(self, asked: RegexSearchRequested, problem: str) -> None:
        """Says why nothing can be found."""
        if asked is self._asked:
            self.search.answer(f"regex: {problem[:_LONGEST]}")

    def _jump(self, here: int, *, more: bool) -> None:
        """Goes to the first match from here on, once it is known; says how many there are."""
        starts = self._found.starts
        if here >= 0 and self._at < 0 and starts and (starts[-1] >= here or not more):
            self._go(bisect_left(starts, here) % len(starts))
        elif starts or not more:
            self._answer()

    @work(group="search", description="search", exit_on_error=False, exclusive=True)
    async def _collect(self, needle: str, *, jump: bool) -> None:
        """Finds all matches in a thread, and goes to the first from here on."""
        rows = self._rows
        here = rows.start(self.view.top.row) if jump else -1
        slices, stopped, seconds = find_all(rows, needle), threading.Event(), 0.0
        try:
            while (found := await asyncio.to_thread(gather, slices, stopped, seconds)) is not None:
                self._found.starts.extend(found)
                if len(self._found.starts) >= MOST_MATCHES:
                    self._found.whole = False
                    break
                self._jump(here, more=True)
                seconds = _BATCH
        finally:
            stopped.set()
        self._jump(here, more=False)

    def _go(self, index: int) -> None:
        self._at = index
        starts = self._found.starts
        self.view.reveal(starts[index])
        row = self._rows.row_at(starts[index])
        first = bisect_left(starts, self._rows.start(row))
        self.view.go_to_match(row, index - first)
        self._answer()

    def _answer(self) -> None:
        count = len(self._found.starts)
        if not count:
            self.search.answer("no matches")
            return
        total = f"{count:,}" if self._found.whole else f"{count:,}+"
        at = f"{self._at + 1:,} of " if self._at >= 0 else ""
        self.search.answer(f"{at}{total}")
