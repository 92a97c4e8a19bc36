"""A text to read of which a jq program can show a part."""

from __future__ import annotations

from textual import on
from textual.app import ComposeResult

from outrider.body_views.formatted_body import FormattedBody
from outrider.toolkit.key_bindings import key, with_ids
from outrider.toolkit.value_message import ValueMessage
from outrider.toolkit.viewer.filter_bar import FilterBar
from outrider.toolkit.viewer.searchable_viewer import SearchableViewer
from outrider.toolkit.viewer.viewport import ScreenLine


class FilterableViewer(SearchableViewer):
    """A :class:`SearchableViewer` with a :class:`FilterBar`; who shows texts runs the programs.

    Attributes:
        is_filtered: whether results of a program are shown.
    """

    BINDINGS = with_ids(
        "text", key("f,vertical_line", "filter", "Filter", "Filter the body with jq, as you type")
    )

    class FilterRequested(ValueMessage):
        """What a program for jq gives is wanted; empty when the last one no longer is."""

        program: str

    def __init__(self) -> None:
        super().__init__()
        self._unfiltered: tuple[FormattedBody, ScreenLine] | None = None
        self._filterable = False
        self.is_filtered = False

    def compose(self) -> ComposeResult:
        """The text, the filter and the search below it."""
        yield from super().compose()
        yield FilterBar()

    @property
    def filter_line(self) -> FilterBar:
        """The filter."""
        return self.query_one(FilterBar)

    @property
    def unfiltered(self) -> FormattedBody:
        """The text that is shown, or the one of which a part is."""
        whole = self._unfiltered if self.is_filtered else None
        return whole[0] if whole else self.view.layout_shown

    def show_text(
        self,
        layout: FormattedBody,
        *,
        top: ScreenLine | None,
        cursor: bool,
        filterable: bool | None,
    ) -> None:
        """Shows a text as :meth:`show` does; a program that is typed is tried on it.

        Where it is not known yet whether jq can read it, ``filterable`` is ``None``.
        """
        self.is_filtered, self._filterable = False, bool(filterable)
        self._unfiltered = (layout, top or ScreenLine(0)) if filterable else None
        self.show(layout, top=top, cursor=cursor)
        if not self.filter_line.is_open:
            return
        if filterable and self.filter_line.program:
            self.post_message(self.FilterRequested(self.filter_line.program))
        elif filterable is False:
            self.leave_filter()

    def show_results(self, program: str, layout: FormattedBody, words: str) -> None:
        """Shows what a program gave, and in words how much, unless it is wanted no longer."""
        if program == self.filter_line.program and self.filter_line.is_open:
            self.is_filtered = True
            self.show(layout, cursor=True)
            self.filter_line.answer(words)

    def show_problem(self, program: str, problem: str) -> None:
        """Says why a program gave nothing; what was shown before stays."""
        if program == self.filter_line.program and self.filter_line.is_open:
            self.filter_line.answer("", problem)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Escape is ours while a search or a filter is open."""
        if action == "filter":
            return self._filterable
        if action == "close" and self.filter_line.is_open:
            return True
        return super().check_action(action, parameters)

    async def action_filter(self) -> None:
        """Opens the line to type a program in."""
        if not self.is_filtered and self._unfiltered is not None:
            self._unfiltered = (self.view.layout_shown, self.view.top)
        await self.filter_line.open()

    def action_close(self) -> None:
        """Ends the search, else the filter."""
        if self.search.is_open and not self.filter_line.has_focus_within:
            super().action_close()
            return
        self.leave_filter()
        self._restore()
        self.view.focus()

    def leave_filter(self) -> None:
        """Closes the filter's line; what is shown stays until another text is."""
        if self.filter_line.is_open:
            self.filter_line.close()
            self.post_message(self.FilterRequested(""))

    def _restore(self) -> None:
        if self.is_filtered and self._unfiltered is not None:
            self.is_filtered = False
            layout, top = self._unfiltered
            self.show(layout, top=top, cursor=True)

    @on(FilterBar.Changed)
    def _program_typed(self, event: FilterBar.Changed) -> None:
        event.stop()
        self.post_message(self.FilterRequested(event.program))
        self.filter_line.answer("…" if event.program else "")
        if not event.program:
            self._restore()

    @on(FilterBar.Submitted)
    def _program_done(self, event: FilterBar.Submitted) -> None:
        event.stop()
        self.view.focus()
        if not self.filter_line.program:
            self.action_close()
