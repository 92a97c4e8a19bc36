"""What came back: status, body, headers, timing, and the token that was used."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from functools import partial
from typing import TypeAlias

from msgspec.structs import replace
from textual import on, work
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from outrider.body_views.formatted_body import FormattedBody
from outrider.model.secret import masked
from outrider.toolkit.key_bindings import key, key_in_use, name_keys, with_ids
from outrider.toolkit.panes.edged_pane import EdgedPane
from outrider.toolkit.tab_bar import TabBar
from outrider.toolkit.viewer.filterable_viewer import FilterableViewer
from outrider.toolkit.viewer.folding_viewer import FoldingViewer
from outrider.toolkit.viewer.viewport import ScreenLine
from outrider.widgets.response.check_actions import CheckActions
from outrider.widgets.response.check_lines import CHECKS_TAB
from outrider.widgets.response.response_lines import Mask, lines_layout
from outrider.widgets.response.response_presenter import (
    ReadingPosition,
    ReadingPositions,
    ResponsePresenter,
)
from outrider.widgets.response.step_bar import StepBar
from outrider.widgets.response.stream_tab import EVENTS, StreamTab
from outrider.widgets.response.waiting_edge import LiveFacts, WaitingFor
from outrider.widgets.view_models import SendOutcome

StepKeys: TypeAlias = Callable[[SendOutcome], Sequence[tuple[str, str]]]
"""Keys with what they do about the error of an outcome; the step's comes first."""

_WIDE = 110
"""Columns of the terminal from which on the times of earlier sends are shown."""

_BY_NUMBER = "Go to a tab by number"


class ResponsePanel(StreamTab, CheckActions, EdgedPane):
    """Shows one :class:`SendOutcome`.

    Args:
        clock: monotonic seconds.
        wall_clock: seconds since the epoch.
        step_keys: the keys that do something about an error.
    """

    DEFAULT_CSS = """
    ResponsePanel { height: 1fr; }
    ResponsePanel > #response-notes {
        height: auto; max-height: 80%; padding: 0 1; display: none; background: $panel;
    }
    ResponsePanel.-notes > #response-notes { display: block; }
    ResponsePanel Viewer { padding: 0 0 0 1; }
    ResponsePanel InputBar { padding: 0 1; }
    """
    BINDINGS = with_ids(
        "response",
        key("left", "tab(-1)", "Previous tab", "Go to the previous tab", name="back", show=False),
        key("right", "tab(1)", "Next tab", "Go to the next tab", name="tab"),
        *(
            key(str(n), f"pick({n})", f"Tab {n}", _BY_NUMBER, name=f"tab_{n}", show=False)
            for n in range(1, 8)
        ),
    )

    def __init__(
        self,
        mask: Mask = lambda _, value: masked(value),
        *,
        clock: Callable[[], float] = time.monotonic,
        wall_clock: Callable[[], float] = time.time,
        step_keys: StepKeys = lambda _: (),
    ) -> None:
        super().__init__()
        self._step_keys = step_keys
        self._mask = mask
        self._clock = clock
        self._wall_clock = wall_clock
        self._fact = ""
        self._reading = ResponsePresenter(None, mask, partial(name_keys, self))
        self._waiting: WaitingFor | None = None
        self._wanted = "body"
        self._shown = ""
        self._tops: dict[str, ScreenLine] = {}
        self._places = ReadingPositions()

    def compose(self) -> ComposeResult:
        """Tabs, notes, text."""
        yield TabBar()
        yield Static("", id="response-notes", markup=False)
        yield FilterableViewer()
        yield StepBar()

    def on_mount(self) -> None:
        """Says that there is nothing yet."""
        self.show(None)

    @property
    def outcome(self) -> SendOutcome | None:
        """What is shown."""
        return self._reading.outcome

    @property
    def tab(self) -> str:
        """The name of the tab on top, such as ``body``; may be empty."""
        return self._bar.active

    @property
    def _bar(self) -> TabBar:
        return self.query_one(TabBar)

    def show(self, outcome: SendOutcome | None) -> None:
        """Shows an outcome, in the tab that was chosen before; ends waiting.

        One that was shown before comes back in its tab, and as far as it was read.
        """
        self._waiting = None
        grows = self.growth(outcome, self._shown)
        if self.outcome is not None and self._shown:
            self._keep_top()
            self._places.leave(self.outcome, ReadingPosition(self._shown, dict(self._tops)))
        if outcome is None or self.outcome is None or outcome.request_id != self.outcome.request_id:
            self.pane.leave_filter()
        hints = self._reading.hints
        self._reading = ResponsePresenter(outcome, self._mask, partial(name_keys, self))
        self._reading.hints = hints
        place = self._places.find(outcome) or ReadingPosition(self._wanted, grows)
        self._tops = dict(place.tops)
        self._wanted = place.tab
        tabs = self._reading.tabs()
        if place.tab == "body" and not place.tops and self._reading.stream is not None:
            self._wanted = EVENTS
        self._bar.show(tabs, self._wanted)
        self._bar.display = bool(tabs)
        self.paint_title()
        self._open(self._tops.get(self.tab))

    def show_hints(self, hints: tuple[str, ...]) -> None:
        """Says these lines where there is no response yet."""
        self._reading.hints = hints
        if self.outcome is None and self._waiting is None:
            self.show(None)

    def show_waiting(
        self,
        label: str,
        since: float | None = None,
        *,
        patience: float = 0.0,
        facts: LiveFacts | None = None,
    ) -> None:
        """Says that a send is under way; what was there stays to be read.

        Args:
            label: what is waited for (``Sending in Dev``).
            since: when it began, in monotonic seconds; now where it is not said.
            patience: seconds after which it is said: an answer that is there by then is all that
                there is to see.
            facts: what is said of a response that is being received; ``None`` before that.
        """
        self._waiting = WaitingFor(label, self._clock() if since is None else since, facts)
        if patience:
            self.set_timer(patience, self._say_waiting)
        else:
            self._say_waiting()

    def _say_waiting(self) -> None:
        if self._waiting is None:
            return
        self.paint_title()
        if self.outcome is None:
            self._present(lines_layout(("The response appears here.",), ""), None)

    def tick(self) -> None:
        """Draws how long it has been waiting; call once a second while it does."""
        if self._waiting is not None:
            self.paint_title()

    def paint_title(self) -> None:
        """Says what is shown, or what is waited for."""
        if self._waiting is None:
            edge = self._reading.edge(wide=self.app.size.width >= _WIDE, listed=self.listed)
        else:
            escape = "" if self.list_takes_escape else key_in_use(self, "escape")
            edge = self._waiting.edge(self._clock(), self.listed, escape)
        self.edge = replace(edge, below=self._fact)

    @on(FoldingViewer.CursorMoved)
    def _look_at_value(self, event: FoldingViewer.CursorMoved) -> None:
        """Says below the pane what the value at the cursor means."""
        event.stop()
        fact = self._reading.fact(self.tab, self.pane.view, self._wall_clock())
        if fact != self._fact:
            self._fact = fact
            self.paint_title()

    def _open(self, top: ScreenLine | None = None) -> None:
        """Shows the active tab; of a large body the head, until a thread has laid it out."""
        self.workers.cancel_group(self, "layout")
        reading, name = self._reading, self.tab
        if name == EVENTS and reading.stream is not None:
            self._shown = name
            self._show_notes(lines_layout((), ""))
            self.show_entries(reading.stream)
            return
        self.leave_entries()
        if reading.is_slow(name):
            self._present(reading.head(name), top, whole=False)
            # What there is already is painted first: a thread would keep it waiting.
            self.call_after_refresh(self._lay_out, name, top)
        else:
            self._present_whole(reading.text(name), top)

    @work(group="layout", description="layout", exit_on_error=False, exclusive=True)
    async def _lay_out(self, name: str, top: ScreenLine | None) -> None:
        # Not an argument: Textual's workers keep theirs until the next search for garbage.
        reading = self._reading
        layout = await asyncio.to_thread(reading.text, name)
        if reading is self._reading and name == self.tab:
            self._present_whole(layout, top)

    @work(group="remarks", description="remarks", exit_on_error=False, exclusive=True)
    async def _look_closer(self, name: str) -> None:
        """Says what takes long to find out, while the text can be read already."""
        reading = self._reading
        if await asyncio.to_thread(reading.add_slow_notes, name) and reading is self._reading:
            self._show_notes(reading.text(self.tab))

    def _present_whole(self, layout: FormattedBody, top: ScreenLine | None) -> None:
        self._present(layout, top)
        if layout.slow_notes is not None:
            self.call_after_refresh(self._look_closer, self.tab)

    def _present(
        self, layout: FormattedBody, top: ScreenLine | None, *, whole: bool = True
    ) -> None:
        self._shown = self.tab
        self._show_notes(layout)
        outcome = self.outcome if self.tab == "problem" else None
        self.query_one(StepBar).show(self._step_keys(outcome) if outcome is not None else ())
        self.pane.show_text(
            layout,
            top=top,
            cursor=self.tab in {"body", "raw", "headers", CHECKS_TAB},
            filterable=(self.tab == "body" and layout.view == "json") if whole else None,
        )
        if self.has_focus_within:
            self.post_message(self.ContentChanged())

    def _show_notes(self, layout: FormattedBody) -> None:
        notes = self._reading.notes(self.tab, layout)
        if notes or self.has_class("-notes"):
            self.query_one("#response-notes", Static).update(Content("\n").join(notes))
            self.set_class(bool(notes), "-notes")

    @on(TabBar.TabActivated)
    def _switched(self, event: TabBar.TabActivated) -> None:
        event.stop()
        self._keep_top()
        self._reading.replace_body(self._shown, self.pane.unfiltered)
        self._wanted = event.name
        self._open(self._tops.get(event.name))

    def _keep_top(self) -> None:
        if not self.pane.is_filtered:
            self._tops[self._shown] = self.pane.view.top

    def action_turn_words(self) -> None:
        """Shows all of the server's words in the problem, or their beginning again."""
        if self._reading.has_more_words:
            self._reading.turn_words()
            self._open()

    @on(StepBar.Clicked)
    def _step_clicked(self) -> None:
        self.action_take_step()

    def action_tab(self, step: int) -> None:
        """To the neighbouring tab."""
        self._bar.action_move(step)

    def action_pick(self, number: int) -> None:
        """To a tab by its number, from 1."""
        tabs = self._reading.tabs()
        if number <= len(tabs):
            self._bar.activate(tabs[number - 1].name)
