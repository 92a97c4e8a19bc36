"""What came back: status, body, headers, timing, and the token that was used."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import ClassVar, Literal, TypeAlias

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from tui.body_views.layout import Layout
from tui.model.secret import shown
from tui.visible import visible, visible_line
from tui.widgets.folding_view import FoldingView, place_text
from tui.widgets.line_view import LineView
from tui.widgets.measures import span_text
from tui.widgets.reading_pane import ReadingPane
from tui.widgets.response_reading import ResponseReading
from tui.widgets.response_text import Mask, lines_layout
from tui.widgets.tab_bar import TabBar
from tui.widgets.values import Outcome
from tui.widgets.viewport import Place

CopyKind: TypeAlias = Literal["body", "header", "url", "value", "path"]


class ResponsePanel(Vertical):
    """Shows one :class:`Outcome`.

    Args:
        mask: what people may see of a header field.
        clock: monotonic seconds.
        wall: seconds since the epoch.
    """

    DEFAULT_CSS = """
    ResponsePanel { height: 1fr; background: $surface; }
    ResponsePanel > #response-title {
        height: 1; padding: 0 1; text-wrap: nowrap; text-overflow: ellipsis;
        background: $surface;
    }
    ResponsePanel > #response-notes {
        height: auto; max-height: 6; padding: 0 1; display: none; background: $panel;
    }
    ResponsePanel.-notes > #response-notes { display: block; }
    ResponsePanel LineView { padding: 0 0 0 1; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "tab(-1)", "Previous tab", show=False, tooltip="Goes to the tab before."),
        Binding("right", "tab(1)", "Next tab", tooltip="Goes to the next tab."),
        *(
            Binding(
                str(n), f"pick({n})", f"Tab {n}", show=False, tooltip="Goes to a tab by its number."
            )
            for n in range(1, 6)
        ),
        Binding("s", "save", "Save body", tooltip="Saves the body to a file, byte for byte."),
        Binding(
            "u",
            "copy_url",
            "Copy URL",
            show=False,
            tooltip="Copies the URL that was sent; secrets stay masked.",
        ),
    ]

    class SaveBodyAsked(Message):
        """The user wants the body in a file.

        Attributes:
            outcome: whose body.
        """

        def __init__(self, outcome: Outcome) -> None:
            super().__init__()
            self.outcome = outcome

    class CopyAsked(Message):
        """The user wants something in the clipboard.

        Attributes:
            kind: what it is.
            text: made visible; of any size.
        """

        def __init__(self, kind: CopyKind, text: str) -> None:
            super().__init__()
            self.kind = kind
            self.text = text

    def __init__(
        self,
        mask: Mask = lambda _, value: shown(value),
        *,
        clock: Callable[[], float] = time.monotonic,
        wall: Callable[[], float] = time.time,
        id: str | None = None,  # noqa: A002 - the word of Textual
    ) -> None:
        super().__init__(id=id)
        self._mask = mask
        self._clock = clock
        self._wall = wall
        self._reading = ResponseReading(None, mask, wall)
        self._waiting: tuple[str, float] | None = None
        self._wanted = "body"
        self._shown = ""
        self._tops: dict[str, Place] = {}

    def compose(self) -> ComposeResult:
        """Title, tabs, notes, text."""
        yield Static("", id="response-title", markup=False)
        yield TabBar()
        yield Static("", id="response-notes", markup=False)
        yield ReadingPane()

    def on_mount(self) -> None:
        """Says that there is nothing yet."""
        self.show(None)

    def on_resize(self) -> None:
        """Says as much in the title as fits."""
        self._paint_title()

    @property
    def outcome(self) -> Outcome | None:
        """What is shown."""
        return self._reading.outcome

    @property
    def tab(self) -> str:
        """``body``, ``raw``, ``headers``, ``timing``, ``token`` or ``problem``; may be empty."""
        return self._bar.active

    @property
    def _bar(self) -> TabBar:
        return self.query_one(TabBar)

    @property
    def _pane(self) -> ReadingPane:
        return self.query_one(ReadingPane)

    def show(self, outcome: Outcome | None) -> None:
        """Shows an outcome, in the tab that was chosen before; ends waiting.

        Args:
            outcome: ``None`` for a request that has not been sent yet.
        """
        self._waiting = None
        self._reading = ResponseReading(outcome, self._mask, self._wall)
        self._tops.clear()
        tabs = self._reading.tabs()
        self._bar.show(tabs, self._wanted)
        self._bar.display = bool(tabs)
        self._paint_title()
        self._open()

    def clear(self) -> None:
        """Shows nothing."""
        self.show(None)

    def show_waiting(self, label: str, since: float | None = None) -> None:
        """Says that a send is under way; what was there stays to be read.

        Args:
            label: what is waited for (``Sending in Dev``).
            since: when it began, in monotonic seconds; now where it is not said.
        """
        self._waiting = (label, self._clock() if since is None else since)
        self._paint_title()
        if self.outcome is None:
            self._present(lines_layout(("What comes back will stand here.",), ""), None)

    def tick(self) -> None:
        """Draws how long it has been waiting; call once a second while it does."""
        if self._waiting is not None:
            self._paint_title()

    def remask(self) -> None:
        """Asks the mask again: what may be seen has changed."""
        self._reading.forget("headers")
        if self.tab == "headers":
            self._open(self._pane.view.top)

    def focus_text(self) -> None:
        """Gives the focus to the text."""
        self._pane.view.focus()

    def _paint_title(self) -> None:
        title = self._reading.title(self.size.width - 2)
        if self._waiting is not None:
            label, since = self._waiting
            words = f"◐ {label} · {span_text(self._clock() - since)} · escape cancels"
            title = Content(visible_line(words))
        self.query_one("#response-title", Static).update(title)

    def _open(self, top: Place | None = None) -> None:
        """Shows the active tab; of a large body the head, until a thread has laid it out."""
        self.workers.cancel_group(self, "layout")
        reading, name = self._reading, self.tab
        if reading.is_slow(name):
            self._present(reading.head(), top)
            self._lay_out(reading, name, top)
        else:
            self._present(reading.text(name), top)

    @work(group="layout", description="layout", exit_on_error=False, exclusive=True)
    async def _lay_out(self, reading: ResponseReading, name: str, top: Place | None) -> None:
        layout = await asyncio.to_thread(reading.text, name)
        if reading is self._reading and name == self.tab:
            self._present(layout, top)

    def _present(self, layout: Layout, top: Place | None) -> None:
        self._shown = self.tab
        notes = self._reading.notes(self.tab, layout)
        self.query_one("#response-notes", Static).update(Content("\n").join(notes))
        self.set_class(bool(notes), "-notes")
        self._pane.show(layout, top=top, cursor=self.tab in {"body", "raw", "headers"})

    @on(TabBar.Switched)
    def _switched(self, event: TabBar.Switched) -> None:
        event.stop()
        self._tops[self._shown] = self._pane.view.top
        self._reading.keep(self._shown, self._pane.view.layout_shown)
        self._wanted = event.name
        self._open(self._tops.get(event.name))

    def action_tab(self, step: int) -> None:
        """To the neighbouring tab."""
        self._bar.action_move(step)

    def action_pick(self, number: int) -> None:
        """To a tab by its number, from 1."""
        tabs = self._reading.tabs()
        if number <= len(tabs):
            self._bar.switch(tabs[number - 1].name)

    def action_save(self) -> None:
        """Asks for the body in a file."""
        outcome = self.outcome
        if outcome is not None and self._reading.response is not None:
            self.post_message(self.SaveBodyAsked(outcome))

    def action_copy_url(self) -> None:
        """Asks for the URL in the clipboard; secrets in it stay masked."""
        exchange = self.outcome.exchange if self.outcome else None
        if exchange is not None:
            self.post_message(self.CopyAsked("url", visible_line(shown(exchange.request.url))))

    @on(LineView.CopyAsked)
    def _copy(self, event: LineView.CopyAsked) -> None:
        event.stop()
        rows = event.view.layout_shown.rows
        if self.outcome is None:
            return
        if self.tab == "headers" and event.view.cursor is not None:
            _, _, value = rows.text(event.view.cursor).partition(": ")
            self.post_message(self.CopyAsked("header", visible_line(value)))
            return
        self._copy_text("body", rows.all_text)

    @on(FoldingView.PlaceCopyAsked)
    def _copy_place(self, event: FoldingView.PlaceCopyAsked) -> None:
        event.stop()
        self._copy_text(event.kind, place_text(event.view, event.kind))

    @work(group="copy", description="copy", exit_on_error=False, exclusive=True)
    async def _copy_text(self, kind: CopyKind, take: Callable[[], str]) -> None:
        text = await asyncio.to_thread(lambda: visible(take()))
        self.post_message(self.CopyAsked(kind, text))
