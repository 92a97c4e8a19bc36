"""The tab of a response that is a stream: its entries in the place of a text."""

from __future__ import annotations

import sys
from abc import abstractmethod
from collections.abc import Sequence

from textual import on
from textual.message import Message

from outrider.body_views.stream_log import LoggedEntry, StreamLog
from outrider.body_views.text_rows import Rows, TextRows
from outrider.toolkit.tab_bar import Tab
from outrider.toolkit.viewer.viewport import ScreenLine
from outrider.visible_text import visible_text
from outrider.widgets.response.response_actions import ResponseActions
from outrider.widgets.response.step_bar import StepBar
from outrider.widgets.response.stream_list import StreamList
from outrider.widgets.view_models import SendOutcome

EVENTS = "events"
"""Name of the tab."""

EVENTS_TAB = Tab(EVENTS, "Events")


class StreamTab(ResponseActions):
    """Shows a list instead of the text while the tab of a stream is active."""

    DEFAULT_CSS = """
    StreamTab > StreamList { display: none; }
    StreamTab.-stream > StreamList { display: block; }
    StreamTab.-stream > FilterableViewer { display: none; }
    """

    class ContentChanged(Message, namespace="response_panel"):
        """Another text is shown: other keys may mean something now."""

    _entries: StreamList | None = None

    @property
    def entries(self) -> StreamList | None:
        """The list; there is none before the first stream."""
        return self._entries

    @abstractmethod
    def paint_title(self) -> None:
        """Draws the title anew."""

    def growth(self, outcome: SendOutcome | None, tab: str) -> dict[str, ScreenLine]:
        """Where to read on in an outcome that is what is shown, and more; its end is followed.

        Args:
            outcome: that will be shown.
            tab: that is shown now.
        """
        shown = self.outcome
        if shown is None or outcome is None or not (shown.live and outcome.live):
            return {}
        if shown.request_id != outcome.request_id or shown.stream is not outcome.stream:
            return {}
        view = self.pane.view
        return {tab: ScreenLine(sys.maxsize) if view.is_at_end else view.top}

    def show_entries(self, log: StreamLog) -> None:
        """Shows the list in the place of the text."""
        self.query_one(StepBar).show(())
        had_focus = self.pane.view.has_focus
        if self._entries is None:
            self._entries = StreamList()
            self.mount(self._entries, before=self.query_one(StepBar))
        self.add_class("-stream")
        self._entries.show(log, live=self.outcome is not None and self.outcome.live)
        if had_focus:
            self._entries.focus()
        if self.has_focus_within:
            self.post_message(self.ContentChanged())

    def leave_entries(self) -> None:
        """Shows the text again."""
        if self._entries is not None and self.has_class("-stream"):
            had_focus = self._entries.has_focus
            self.remove_class("-stream")
            if had_focus:
                self.pane.view.focus()

    def focus_text(self) -> None:
        """Gives the focus to the text, or to the entries in its place."""
        entries = self.entries if self.shows_entries else None
        (entries or self.pane.view).focus()

    @property
    def listed(self) -> tuple[str, ...]:
        """What a title says of the list: what narrows it, whether it is paused; empty without."""
        return self._entries.facts if self._entries is not None and self.shows_entries else ()

    @property
    def list_takes_escape(self) -> bool:
        """Whether escape is for the list, and ends nothing."""
        entries = self._entries
        return entries is not None and entries.has_focus and entries.takes_escape

    @property
    def shows_entries(self) -> bool:
        """Whether the list is in sight."""
        return self.has_class("-stream")

    def rows_shown(self) -> tuple[Rows, int]:
        """The text that is shown, or the entries in its place; and where the user is."""
        if self._entries is None or not self.shows_entries:
            return super().rows_shown()
        text = self._entries.text().encode("utf-8", "replace")
        return TextRows(text), self._entries.cursor + 1

    def add_entries(self, log: StreamLog, entries: Sequence[LoggedEntry]) -> None:
        """A log has these entries more: they are shown where it is."""
        if self._entries is not None and self._entries.stream is log:
            self._entries.add(entries)

    @on(StreamList.FactsChanged)
    def _facts_changed(self, event: StreamList.FactsChanged) -> None:
        event.stop()
        self.paint_title()

    @on(StreamList.CopyRequested)
    def _copy_entry(self, event: StreamList.CopyRequested) -> None:
        event.stop()
        self.post_message(self.CopyRequested("value", visible_text(event.text)))
