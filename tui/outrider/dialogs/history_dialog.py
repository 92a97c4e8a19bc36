"""The sends of a request, newest first: to look at, to compare, to send again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import StrEnum

from msgspec import Struct
from textual.app import ComposeResult

from outrider.dialogs.dialog import Dialog
from outrider.model.past_send import PastSend
from outrider.model.units import duration_text, moment_text, size_text
from outrider.toolkit.key_bindings import key, with_ids
from outrider.toolkit.lists.line_list import LineList
from outrider.toolkit.painting.line_painting import PaintedLine, TextRun
from outrider.widgets.sidebar.request_tree import method_role


class HistoryAction(StrEnum):
    """What is to be done with a past send."""

    SHOW = "show"
    COMPARE = "compare"
    SEND = "send"


class HistoryChoice(Struct, frozen=True):
    """What the user chose to do with a send; of two, with the newer one and the ``other``."""

    wish: HistoryAction
    past: PastSend
    other: PastSend | None = None


class SendList(LineList):
    """One line for each send."""

    DEFAULT_CSS = """
    SendList { height: auto; max-height: 14; }
    """
    BINDINGS = with_ids(
        "history",
        key("enter", "choose", "Show", "Show the response"),
        key("space", "mark", "Mark", "Mark a response to compare with"),
        key(
            "d",
            "wish('compare')",
            "Compare",
            "Compare with the marked or earlier one",
        ),
        key("x", "wish('send')", "Send again", "Send the request in that environment", name="send"),
    )

    def __init__(
        self, past: Sequence[PastSend], choose: Callable[[HistoryAction], None], now: float
    ) -> None:
        super().__init__()
        self._past = past
        self._choose = choose
        self._now = now
        self.marked: int | None = None
        self._clock_cells = max((len(self._clock(one)) for one in past), default=0)
        self._label_cells = min(max((len(one.environment_name) for one in past), default=0), 16)

    def line(self, index: int, width: int) -> PaintedLine:
        """``◆ 12:04:11 Staging  GET  200  132 ms  4.1 kB  from the disk``."""
        past = self._past[index]
        mark = "◆ " if index == self.marked else "  "
        pieces = [
            TextRun(mark, "accent"),
            TextRun(f"{self._clock(past):{self._clock_cells}} ", "muted"),
            TextRun(f"{past.environment_name[: self._label_cells]:{self._label_cells}} "),
        ]
        exchange = past.exchange
        if exchange is None:
            return PaintedLine(
                (*pieces, TextRun(f"not sent: {' '.join(past.problem_lines[:1])}", "error"))
            )
        method = exchange.request.method
        pieces.append(TextRun(f"{method:4} ", method_role(method)))
        response = exchange.response
        if response is not None:
            role = f"{min(max(response.status // 100, 1), 5)}xx"
            pieces.append(TextRun(f"{response.status} ", role))
            pieces.append(TextRun(f"{size_text(response.size):>7} "))
        else:
            pieces.append(TextRun("failed ", "error"))
        pieces.append(TextRun(duration_text(exchange.timing.total)))
        right = (TextRun("file", "muted"),) if past.from_file else ()
        return PaintedLine(tuple(pieces), right)

    def _clock(self, past: PastSend) -> str:
        return moment_text(past.sent_at, self._now)

    def action_choose(self) -> None:
        """Shows the send."""
        self._choose(HistoryAction.SHOW)

    def action_wish(self, wish: str) -> None:
        """Passes on what is to be done with it."""
        self._choose(HistoryAction(wish))

    def action_mark(self) -> None:
        """Marks the send under the cursor, or takes the mark away."""
        self.marked = None if self.marked == self.cursor else self.cursor
        self.refresh()


class HistoryDialog(Dialog[HistoryChoice]):
    """Picks a past send and what to do with it.

    Args:
        past: newest first.
        now: seconds since the epoch.
        cursor: where it begins.
    """

    DEFAULT_CSS = """
    HistoryDialog > .dialog--box { width: 76; }
    """

    def __init__(
        self, title: str, past: Sequence[PastSend], *, now: float, cursor: int = 0
    ) -> None:
        super().__init__(title)
        self._past = tuple(past)
        self._cursor = cursor
        self._sends = SendList(self._past, self._choose, now)

    def compose(self) -> ComposeResult:
        """The list."""
        hints = (
            ("history.show", "show"),
            ("history.compare", "compare"),
            ("history.mark", "mark"),
            ("history.send", "send again"),
            ("escape", ""),
        )
        with self.box(*hints, of=self._sends):
            yield self._sends

    def on_mount(self) -> None:
        """Keys go to the list."""
        self._sends.set_count(len(self._past), cursor=self._cursor)
        self._sends.focus()

    def _choose(self, wish: HistoryAction) -> None:
        if not self.is_active:
            return
        index, marked = self._sends.cursor, self._sends.marked
        chosen = self._past[index]
        if wish is not HistoryAction.COMPARE:
            self.dismiss(HistoryChoice(wish, chosen))
            return
        other = marked if marked is not None else index + 1
        if other == index or other >= len(self._past):
            self.notify("Mark another response with space first.", markup=False)
            return
        newer, older = sorted((index, other))
        self.dismiss(HistoryChoice(wish, self._past[newer], self._past[older]))
