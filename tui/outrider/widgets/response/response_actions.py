"""What people do with a response: the part of the panel that asks others to do it."""

from __future__ import annotations

import asyncio
from abc import abstractmethod
from collections.abc import Callable
from typing import Literal, TypeAlias

from textual import on, work
from textual.containers import Vertical

from outrider.body_views.formatted_body import FormattedBody
from outrider.body_views.json_path import join_path
from outrider.body_views.text_rows import Rows
from outrider.model.secret import masked
from outrider.toolkit.key_bindings import key, with_ids
from outrider.toolkit.value_message import ValueMessage
from outrider.toolkit.viewer.filterable_viewer import FilterableViewer
from outrider.toolkit.viewer.folding_viewer import FoldingViewer, text_at_cursor
from outrider.toolkit.viewer.viewer import Viewer
from outrider.visible_text import visible_line, visible_text
from outrider.widgets.view_models import SendOutcome

CopyKind: TypeAlias = Literal["body", "header", "url", "value", "path"]
Program: TypeAlias = Literal["pager", "editor"]


class ResponseActions(Vertical):
    """Saves, filters and copies what a panel shows, by asking for it."""

    BINDINGS = with_ids(
        "response",
        key(
            "e",
            "take_step",
            "Next step",
            "Take the error's next step",
            name="problem.step",
        ),
        key(
            "m",
            "turn_words",
            "Whole message",
            "Show the server's whole message, or less",
            name="words",
        ),
        # Of several classes only the last one's keys count: whatever else `e` does is here.
        key(
            "enter,e",
            "go_to_check",
            "Edit check",
            "Go to the check in the request",
            name="checks.edit",
        ),
        key("s", "save", "Save body", "Save the body to a file, byte for byte", name="save"),
        key("v", "open('pager')", "Pager", "Open the text in $PAGER or $EDITOR", show=False),
        key("e", "open('editor')", "Editor", "Open the text in $PAGER or $EDITOR", show=False),
        key("u", "copy_url", "Copy URL", "Copy the URL, secrets masked", show=False),
    )

    class ResponseRequested(ValueMessage):
        """Something is wanted that needs more than the panel has."""

    class SaveBodyRequested(ResponseRequested, namespace="response_panel"):
        """The user wants the body in a file.

        Attributes:
            outcome: whose body.
            filtered: what a jq program made of it, where that is shown; else ``None``.
        """

        outcome: SendOutcome
        filtered: bytes | None = None

    class FilterRequested(ResponseRequested, namespace="response_panel"):
        """What a jq program makes of the body is wanted, by :meth:`show_filtered`.

        Attributes:
            outcome: whose body.
            program: empty when the last one is wanted no longer.
        """

        outcome: SendOutcome
        program: str

    class OpenRequested(ResponseRequested, namespace="response_panel"):
        """The user wants what is shown in another program.

        Attributes:
            outcome: of what.
            program: which.
            rows: what is shown.
            line: where the user is, from 1.
        """

        outcome: SendOutcome
        program: Program
        rows: Rows
        line: int

    class StepRequested(ResponseRequested, namespace="response_panel"):
        """The user wants to take the next step of an error.

        Attributes:
            outcome: with the step.
        """

        outcome: SendOutcome

    class CopyRequested(ValueMessage, namespace="response_panel"):
        """The user wants something in the clipboard.

        Attributes:
            kind: what it is.
            text: made visible; of any size.
        """

        kind: CopyKind
        text: str

    _taking: Callable[[], str] | None = None

    @property
    @abstractmethod
    def outcome(self) -> SendOutcome | None:
        """What is shown."""

    @property
    @abstractmethod
    def tab(self) -> str:
        """Which part of it; may be empty."""

    @property
    def pane(self) -> FilterableViewer:
        """Where it is read."""
        return self.query_one(FilterableViewer)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A step is taken where its error is read."""
        if action == "save":
            # Of a response that is still being received, the rest will come.
            return self.outcome is None or not self.outcome.live
        if action == "take_step":
            return self.tab == "problem" and bool(self.outcome and self.outcome.step_label)
        if action == "turn_words":
            return self.tab == "problem" and bool(self.outcome and self.outcome.whole_problem)
        return super().check_action(action, parameters)

    def action_take_step(self) -> None:
        """Asks for the next step of the error."""
        if self.outcome is not None:
            self.post_message(self.StepRequested(self.outcome))

    def action_save(self) -> None:
        """Asks for the body in a file."""
        outcome = self.outcome
        exchange = outcome.exchange if outcome else None
        if outcome is not None and exchange is not None and exchange.response is not None:
            pane = self.pane
            data = pane.view.layout_shown.rows.data if pane.is_filtered else None
            self.post_message(self.SaveBodyRequested(outcome, data))

    def action_open(self, program: Program) -> None:
        """Asks for another program that shows the text."""
        if self.outcome is not None:
            rows, line = self.rows_shown()
            self.post_message(self.OpenRequested(self.outcome, program, rows, line))

    def rows_shown(self) -> tuple[Rows, int]:
        """The text that is shown, and the line where the user is, from 1."""
        view = self.pane.view
        return view.layout_shown.rows, view.position[0]

    def action_copy_url(self) -> None:
        """Asks for the URL in the clipboard; secrets in it stay masked."""
        exchange = self.outcome.exchange if self.outcome else None
        if exchange is not None:
            self.post_message(self.CopyRequested("url", visible_line(masked(exchange.request.url))))

    @on(FilterableViewer.FilterRequested)
    def _filter(self, event: FilterableViewer.FilterRequested) -> None:
        event.stop()
        if self.outcome is not None:
            self.post_message(self.FilterRequested(self.outcome, event.program))

    def show_filtered(
        self, asked: FilterRequested, answer: FormattedBody | str, words: str = ""
    ) -> None:
        """Shows what a program gave, unless something else is shown by now.

        Args:
            asked: the question.
            answer: the results, or why there are none.
            words: how many they are.
        """
        if asked.outcome is not self.outcome or self.tab != "body":
            return
        if isinstance(answer, str):
            self.pane.show_problem(asked.program, answer)
        else:
            self.pane.show_results(asked.program, answer, words)

    @on(Viewer.CopyRequested)
    def _copy(self, event: Viewer.CopyRequested) -> None:
        event.stop()
        rows = event.view.layout_shown.rows
        if self.outcome is None:
            return
        if self.tab == "headers" and event.view.cursor is not None:
            line = rows.text(event.view.cursor)
            _, is_field, value = line.partition(": ")
            text = visible_line(value if is_field else line)
            self.post_message(self.CopyRequested("header", text))
            return
        self._copy_text("body", rows.all_text)

    @on(FoldingViewer.ValueCopyRequested)
    def _copy_place(self, event: FoldingViewer.ValueCopyRequested) -> None:
        event.stop()
        take = text_at_cursor(event.view, event.kind)
        program = self.pane.filter_line.program if self.pane.is_filtered else ""
        if event.kind == "path" and program:
            # The path leads from what the filter gave, and the copy from the body.
            self._copy_text(event.kind, lambda: join_path(program, take()))
        else:
            self._copy_text(event.kind, take)

    def _copy_text(self, kind: CopyKind, take: Callable[[], str]) -> None:
        self._taking = take
        self._copy_aside(kind)

    @work(group="copy", description="copy", exit_on_error=False, exclusive=True)
    async def _copy_aside(self, kind: CopyKind) -> None:
        # Not an argument: Textual's workers keep theirs until the next search for garbage.
        take, self._taking = self._taking, None
        if take is not None:
            text = await asyncio.to_thread(lambda: visible_text(take()))
            self.post_message(self.CopyRequested(kind, text))
