"""The sends of a request, newest first: to look at, to compare, to send again."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from enum import StrEnum

from msgspec import Struct
from rich.cells import cell_len, set_cell_size
from textual import events, on
from textual.app import ComposeResult

from outrider.dialogs.dialog import Dialog
from outrider.dialogs.dialog_box import DialogBox
from outrider.model.past_send import PastSend
from outrider.model.secret import masked
from outrider.model.shown_check import is_wrong, met_of
from outrider.model.units import duration_text, moment_text, size_text
from outrider.toolkit.key_bindings import key, with_ids
from outrider.toolkit.lists.filterable_list import FilterableList
from outrider.toolkit.painting.line_painting import PaintedLine, TextRun, width_of
from outrider.toolkit.painting.share_bar import log_share, share_bar
from outrider.toolkit.value_message import ValueMessage
from outrider.visible_text import visible_line
from outrider.widgets.sidebar.request_tree import method_role

_WIDE, _NARROW = 84, 60
"""Columns from which on the bars are long, and below which sizes are left out."""

_MOST_ROWS = 20

_MARKED = {1: "◆ is compared with the cursor's", 2: "◆ and ◆ are compared"}

_BAR, _SHORT_BAR = 16, 8
"""Cells of the bar of the longest time."""


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


class SendList(FilterableList):
    """One line for each send; words narrow the list."""

    DEFAULT_CSS = """
    SendList { height: auto; }
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

    class FilterChanged(ValueMessage):
        """Other words are looked for, or another send is marked.

        Attributes:
            title: what a title says of the words; empty without any.
            told: what the mark is for; empty without one.
            count: how many sends are shown.
        """

        title: str
        told: str
        count: str

    def __init__(
        self,
        past: Sequence[PastSend],
        choose: Callable[[HistoryAction], None],
        now: float,
        address: Callable[[PastSend], str],
    ) -> None:
        super().__init__()
        self._past = past
        self._choose = choose
        self._now = now
        self._addresses = [visible_line(address(one)) for one in past]
        self._shown = list(range(len(past)))
        self.marked: list[int] = []
        self._clock_cells = max((len(self._clock(one)) for one in past), default=0)
        times = [one.exchange.timing.total for one in past if one.exchange is not None]
        self._longest = max(times, default=0.0)
        counts = [met_of(one.checks) for one in past]
        self._check_cells = max(
            (len(f"{met}/{total}") for met, total in counts if total), default=0
        )
        self._label_cells = min(max((len(one.environment_name) for one in past), default=0), 16)

    def line(self, index: int, width: int) -> PaintedLine:
        """``◆ 12:04:11 Staging GET  200  4.1 kB ████▍      132 ms  …/v2/orders?status=open``."""
        at = self._shown[index]
        past = self._past[at]
        right = (TextRun("file", "muted"),) if past.from_file else ()
        pieces = list(self._pieces(past, width, is_marked=at in self.marked))
        room = width - width_of((*pieces, *right)) - len(right) - 1
        if past.exchange is not None:
            pieces.append(TextRun(_end_of(self._addresses[at], room), "muted"))
        return PaintedLine(tuple(pieces), right)

    def _pieces(self, past: PastSend, width: int, *, is_marked: bool) -> Iterator[TextRun]:
        yield TextRun("◆ " if is_marked else "  ", "accent")
        yield TextRun(f"{self._clock(past):{self._clock_cells}} ", "muted")
        yield TextRun(f"{past.environment_name[: self._label_cells]:{self._label_cells}} ")
        exchange = past.exchange
        if exchange is None:
            yield TextRun(f"not sent: {' '.join(past.problem_lines[:1])}", "error")
            return
        method = exchange.request.method
        yield TextRun(f"{method:4} ", method_role(method))
        response, role, size = exchange.response, "error", ""
        if response is not None:
            role = f"{min(max(response.status // 100, 1), 5)}xx"
            size = f"{size_text(response.size):>7} "
            yield TextRun(f"{response.status} ", role)
        else:
            yield TextRun(f"{'failed':<12}" if width >= _NARROW else f"{'✗':<4}", "error")
        if width >= _NARROW:
            yield TextRun(size, "muted")
        if self._check_cells:
            yield self._checks(past)
        total = exchange.timing.total
        cells = _BAR if width >= _WIDE else _SHORT_BAR
        yield TextRun(share_bar(log_share(total, self._longest), cells), role)
        yield TextRun(f" {duration_text(total):>7}  ")

    def _checks(self, past: PastSend) -> TextRun:
        """``3/4``: how many expectations were met."""
        met, total = met_of(past.checks)
        told = f"{met}/{total}" if total else ""
        role = "error" if any(map(is_wrong, past.checks)) else "success"
        return TextRun(f"{told:>{self._check_cells}} ", role)

    def _clock(self, past: PastSend) -> str:
        return moment_text(past.sent_at, self._now)

    @property
    def selected(self) -> int | None:
        """Index of the send under the cursor, among all; ``None`` where no words fit any."""
        return self._shown[self.cursor] if self._shown else None

    def begin_at(self, index: int) -> None:
        """Puts the cursor on a send, by its index among all."""
        self.set_count(len(self._shown), cursor=index)

    def filter_changed(self) -> None:
        """Shows the sends that contain the words."""
        here = self.selected
        self._shown = [at for at in range(len(self._past)) if self._filter.matches(self._text(at))]
        cursor = self._shown.index(here) if here in self._shown else 0
        self.set_count(len(self._shown), cursor=cursor)
        self.update_title()

    def _text(self, at: int) -> str:
        past = self._past[at]
        pieces = self._pieces(past, _WIDE, is_marked=False)
        return " ".join([*(one.text for one in pieces), self._addresses[at]])

    def update_title(self) -> None:
        """Has the title say what is looked for."""
        shown, every = len(self._shown), len(self._past)
        count = f"{shown} of {every}" if shown < every else f"{every}"
        told = _MARKED.get(len(self.marked), "")
        self.post_message(self.FilterChanged(self._filter.title, told, count))

    def action_choose(self) -> None:
        """Shows the send."""
        self._choose(HistoryAction.SHOW)

    def action_wish(self, wish: str) -> None:
        """Passes on what is to be done with it."""
        self._choose(HistoryAction(wish))

    def action_mark(self) -> None:
        """Marks the send under the cursor, or takes the mark away; two at most have one."""
        here = self.selected
        if here in self.marked:
            self.marked.remove(here)
        elif here is not None:
            self.marked = [*self.marked[-1:], here]
        self.refresh()
        self.update_title()


def _end_of(text: str, room: int) -> str:
    """The end of a text, which tells URLs apart, in so many cells."""
    if cell_len(text) <= room:
        return text
    return "…" + set_cell_size(text[::-1], max(room - 1, 0))[::-1].lstrip() if room > 1 else ""


def _masked_url(past: PastSend) -> str:
    return masked(past.exchange.request.url) if past.exchange is not None else ""


class HistoryDialog(Dialog[HistoryChoice]):
    """Picks a past send and what to do with it.

    Args:
        past: newest first.
        now: seconds since the epoch.
        cursor: where it begins.
        address: gives the URL of a send as people may see it.
    """

    DEFAULT_CSS = """
    HistoryDialog > .dialog--box { width: 98; }
    """

    def __init__(
        self,
        title: str,
        past: Sequence[PastSend],
        *,
        now: float,
        cursor: int = 0,
        address: Callable[[PastSend], str] = _masked_url,
    ) -> None:
        super().__init__(title)
        self._past = tuple(past)
        self._cursor = cursor
        self._sends = SendList(self._past, self._choose, now, address)

    def compose(self) -> ComposeResult:
        """The list."""
        hints = (
            ("history.show", "show"),
            ("list.filter", "filter"),
            ("history.compare", "compare"),
            ("history.mark", "mark"),
            ("history.send", "send again"),
            ("escape", ""),
        )
        with self.box(*hints, of=self._sends):
            yield self._sends

    def on_mount(self) -> None:
        """Keys go to the list."""
        self._sends.begin_at(self._cursor)
        self._sends.update_title()
        self._sends.focus()

    def on_resize(self, event: events.Resize) -> None:
        """The list takes what room there is."""
        self._sends.styles.max_height = min(self.list_rows(event.size), _MOST_ROWS)

    @on(SendList.FilterChanged)
    def _filter_changed(self, message: SendList.FilterChanged) -> None:
        title = "  ".join(filter(None, (self._title, message.title)))
        self.query_one(DialogBox).show_title(title, message.told, message.count)

    def _choose(self, wish: HistoryAction) -> None:
        index = self._sends.selected
        if not self.is_active or index is None:
            return
        chosen = self._past[index]
        if wish is not HistoryAction.COMPARE:
            self.dismiss(HistoryChoice(wish, chosen))
            return
        marked = self._sends.marked or [index + 1]
        pair = sorted(marked if len(marked) > 1 else {*marked, index})
        if len(pair) < 2 or pair[1] >= len(self._past):
            self.notify("Mark another response with space first.", markup=False)
            return
        newer, older = pair
        self.dismiss(HistoryChoice(wish, self._past[newer], self._past[older]))
