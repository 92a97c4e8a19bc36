"""The sends of a request, newest first: to look at, to compare, to send again."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from enum import StrEnum
from typing import ClassVar

from msgspec import Struct
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content

from outrider.dialogs.dialog import Dialog, framed
from outrider.keymap.key_display import hints
from outrider.model.past_send import PastSend
from outrider.model.units import duration_text, size_text
from outrider.toolkit.key_bindings import bound
from outrider.toolkit.lists.line_list import LineList
from outrider.toolkit.painting.line_painting import Line, Piece
from outrider.widgets.sidebar.request_tree import method_role

_TODAY = "%H:%M:%S"
_BEFORE = "%Y-%m-%d %H:%M:%S"


class Wish(StrEnum):
    """What is to be done with a past send."""

    SHOW = "show"
    COMPARE = "compare"
    SEND = "send"


class HistoryAnswer(Struct, frozen=True):
    """What the user chose.

    Attributes:
        wish: see :class:`Wish`.
        past: the send that it is about; the newer one of two.
        other: what it is compared with.
    """

    wish: Wish
    past: PastSend
    other: PastSend | None = None


class PastList(LineList):
    """One line for each send."""

    DEFAULT_CSS = """
    PastList { height: auto; max-height: 14; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        bound("history.show", "enter", "choose", "Show", "Shows the response."),
        bound("history.mark", "space", "mark", "Mark", "Marks a send to compare with."),
        bound(
            "history.compare",
            "d",
            "compare",
            "Compare",
            "Compares with the marked send, or with the one before.",
        ),
        bound("history.send", "x", "send", "Send again", "Sends the request in that environment."),
    ]

    def __init__(
        self, past: Sequence[PastSend], choose: Callable[[Wish], None], now: float
    ) -> None:
        super().__init__()
        self._past = past
        self._choose = choose
        self._today = time.localtime(now)[:3]
        self.marked: int | None = None
        self._clock_cells = max((len(self._clock(one)) for one in past), default=0)
        self._label_cells = min(max((len(one.label) for one in past), default=0), 16)

    def line(self, index: int, width: int) -> Line:
        """``◆ 12:04:11 Staging  GET  200  132 ms  4.1 kB  from the disk``."""
        past = self._past[index]
        mark = "◆ " if index == self.marked else "  "
        pieces = [
            Piece(mark, "accent"),
            Piece(f"{self._clock(past):{self._clock_cells}} ", "muted"),
            Piece(f"{past.label[: self._label_cells]:{self._label_cells}} "),
        ]
        exchange = past.exchange
        if exchange is None:
            return Line((*pieces, Piece(f"not sent: {' '.join(past.problem[:1])}", "error")))
        method = exchange.request.method
        pieces.append(Piece(f"{method:4} ", method_role(method)))
        response = exchange.response
        if response is not None:
            role = f"{min(max(response.status // 100, 1), 5)}xx"
            pieces.append(Piece(f"{response.status} ", role))
            pieces.append(Piece(f"{size_text(response.size):>7} "))
        else:
            pieces.append(Piece("failed ", "error"))
        pieces.append(Piece(duration_text(exchange.timing.total)))
        right = (Piece("file", "muted"),) if past.from_file else ()
        return Line(tuple(pieces), right)

    def _clock(self, past: PastSend) -> str:
        return sent_at(past, self._today)

    def action_choose(self) -> None:
        """Shows the send."""
        self._choose(Wish.SHOW)

    def action_compare(self) -> None:
        """Compares."""
        self._choose(Wish.COMPARE)

    def action_send(self) -> None:
        """Sends again."""
        self._choose(Wish.SEND)

    def action_mark(self) -> None:
        """Marks the send under the cursor, or takes the mark away."""
        before, self.marked = self.marked, self.cursor
        if before == self.cursor:
            self.marked = None
        self.refresh()


class HistoryScreen(Dialog[HistoryAnswer]):
    """Picks a past send and what to do with it.

    Args:
        title: whose sends they are.
        past: newest first.
        now: seconds since the epoch.
        cursor: where it begins.
    """

    DEFAULT_CSS = """
    HistoryScreen > .dialog--box { width: 76; }
    """

    def __init__(
        self, title: str, past: Sequence[PastSend], *, now: float, cursor: int = 0
    ) -> None:
        super().__init__()
        self._title = title
        self._past = tuple(past)
        self._now = now
        self._cursor = cursor

    def compose(self) -> ComposeResult:
        """The list."""
        with Vertical(classes="dialog--box") as box:
            box.border_title = framed(self._title)
            past = PastList(self._past, self._give, self._now)
            keys = hints(
                past,
                ("history.show", "show"),
                ("history.compare", "compare"),
                ("history.mark", "mark"),
                ("history.send", "send again"),
                ("escape", ""),
            )
            box.border_subtitle = Content(keys)
            yield past

    def on_mount(self) -> None:
        """Keys go to the list."""
        past = self.query_one(PastList)
        past.set_count(len(self._past), cursor=self._cursor)
        past.focus()

    def _give(self, wish: Wish) -> None:
        past = self.query_one(PastList)
        if not self.is_current:
            return
        index = past.cursor
        chosen = self._past[index]
        if wish is not Wish.COMPARE:
            self.dismiss(HistoryAnswer(wish, chosen))
            return
        other = past.marked if past.marked is not None else index + 1
        if other == index or other >= len(self._past):
            self.notify("Mark another send with space first.", markup=False)
            return
        newer, older = sorted((index, other))
        self.dismiss(HistoryAnswer(wish, self._past[newer], self._past[older]))


def sent_at(past: PastSend, today: tuple[int, ...]) -> str:
    """The time of a send on the user's clock, with its date unless it is today."""
    moment = time.localtime(past.at)
    return time.strftime(_TODAY if moment[:3] == tuple(today) else _BEFORE, moment)
