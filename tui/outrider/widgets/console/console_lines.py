"""The console's entries as lines: which are in sight, what belongs together, what is open."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from typing import TypeAlias

from msgspec import Struct
from rich.cells import cell_len, chop_cells

from outrider.model.console_entry import ConsoleEntry, EntryKind
from outrider.model.units import clock_text
from outrider.toolkit.painting.line_painting import PaintedLine, TextRun, fit_cells, width_of
from outrider.visible_text import visible_line
from outrider.widgets.sidebar.request_tree import method_role

Describe: TypeAlias = Callable[[ConsoleEntry, bool], Sequence[str]]
"""The lines that open under an entry; the flag tells secrets in clear."""

Address: TypeAlias = Callable[[ConsoleEntry], str]
"""The URL of an entry's request, without secrets."""

MAX_DETAIL = 2000
"""Lines that open under an entry."""

_URL_CELLS = 16

_CLOCK_FROM = 60
"""Cells of a line from which on it has the time of day too."""

_STATUS_CELLS, _TIME_CELLS = 3, 7
_LEADS = {
    EntryKind.WARNING: TextRun("warning: ", "warning"),
    EntryKind.ERROR: TextRun("error: ", "error"),
}


class EntryBlock:
    """An entry of the panel, open or not."""

    def __init__(self, entry: ConsoleEntry, sought: str) -> None:
        self.entry = entry
        self.sought = sought
        """Its line as it came, in which words are looked for at each key."""
        self.details: tuple[str, ...] = ()
        """As they were told."""
        self.lines: tuple[str, ...] = ()
        """The same, folded to the panel's width."""
        self._origins: tuple[int, ...] = ()
        self.revealed = False

    @property
    def is_open(self) -> bool:
        """Whether its details are in sight."""
        return bool(self.lines)

    def open(self, details: Sequence[str], width: int, *, revealed: bool = False) -> None:
        """Shows these details."""
        self.details = tuple(details[:MAX_DETAIL]) or ("(no details)",)
        if len(details) > MAX_DETAIL:
            self.details += (f"… {len(details) - MAX_DETAIL} more lines",)
        self.revealed = revealed
        self.rewrap(width)

    def rewrap(self, width: int) -> None:
        """Folds the details to another width."""
        parts = [
            (number, part)
            for number, line in enumerate(self.details)
            for part in _folded(line, width)
        ]
        self.lines = tuple(part for _, part in parts)
        self._origins = tuple(number for number, _ in parts)

    def detail_at(self, line: int) -> int:
        """Which of the details a folded line is a part of."""
        return self._origins[line]

    def value_at(self, line: int) -> str:
        """What people want of the detail on a line: a URL, a field's value, a whole body."""
        details, index = self.details, self.detail_at(line)
        sign = details[index][:1]
        if sign not in {">", "<"}:
            return details[index].removeprefix(f"{sign} ") if sign in {"*", "!"} else details[index]
        own = [number for number, one in enumerate(details) if one[:1] == sign]
        # What follows a sign alone is the body.
        blank = next((number for number in own if details[number] == sign), len(details))
        if index >= blank:
            return "\n".join(details[number][2:] for number in own if number > blank)
        text = details[index][2:]
        if index == own[0]:
            return text.split(" ", 1)[-1] if sign == ">" else text
        return text.partition(": ")[2]

    def close(self) -> None:
        """Hides the details."""
        self.details = self.lines = self._origins = ()
        self.revealed = False


class EntryLine(Struct, frozen=True):
    """One line of the panel: an entry's own (``detail`` is -1), or one of its details."""

    shown: EntryBlock
    detail: int = -1


class ConsoleLines:
    """The last entries, as many as the limit allows, and the lines that they take."""

    def __init__(self, limit: int, address: Address) -> None:
        self.rows: list[EntryLine] = []
        self._all: deque[EntryBlock] = deque()
        self._limit = limit
        self.address = address
        self._last_send = 0
        self._sends: set[int] = set()
        self._split: set[int] = set()

    def __len__(self) -> int:
        return len(self._all)

    def __iter__(self) -> Iterator[EntryBlock]:
        return iter(self._all)

    def add(self, entry: ConsoleEntry, takes: Callable[[EntryBlock], bool]) -> int:
        """Adds an entry; how many lines left at the top to make room for it."""
        shown_entry = EntryBlock(entry, self.entry_text(entry))
        self._all.append(shown_entry)
        if entry.send_id and entry.send_id != self._last_send and entry.send_id in self._sends:
            self._split.add(entry.send_id)
        self._sends.add(entry.send_id)
        self._last_send = entry.send_id
        if takes(shown_entry):
            self.rows.append(EntryLine(shown_entry))
        return self._drop_oldest()

    def _drop_oldest(self) -> int:
        gone = 0
        while len(self._all) > self._limit:
            oldest = self._all.popleft()
            if not self._all or self._all[0].entry.send_id != oldest.entry.send_id:
                self._sends.discard(oldest.entry.send_id)
                self._split.discard(oldest.entry.send_id)
            while gone < len(self.rows) and self.rows[gone].shown is oldest:
                gone += 1
        if gone:
            del self.rows[:gone]
        return gone

    def clear(self) -> None:
        """Forgets everything."""
        self._all.clear()
        self.rows.clear()
        self._sends.clear()
        self._split.clear()

    def refill(self, takes: Callable[[EntryBlock], bool]) -> None:
        """Makes the lines anew."""
        taken = (one for one in self._all if takes(one))
        # The entry's own line is number -1.
        self.rows = [EntryLine(one, at) for one in taken for at in range(-1, len(one.lines))]

    def environments(self) -> tuple[str, ...]:
        """The environments of the entries, in the order in which they came."""
        return tuple(dict.fromkeys(one.entry.environment for one in self._all))

    def row_text(self, index: int) -> str:
        """What a line says, whole; of a detail that is folded, its first line says it all."""
        row = self.rows[index]
        if row.detail < 0:
            return row.shown.sought
        told = row.shown.detail_at(row.detail)
        begins = row.detail == 0 or row.shown.detail_at(row.detail - 1) != told
        return row.shown.details[told] if begins else ""

    def index_of(self, wanted: EntryBlock) -> int | None:
        """The line on which an entry stands; ``None`` where it is out of sight."""
        places = (place for place, row in enumerate(self.rows) if row.shown is wanted)
        return next(places, None)

    # What the lines show.

    def line(self, index: int, width: int) -> PaintedLine:
        """A line of the panel."""
        row = self.rows[index]
        if row.detail >= 0:
            text = row.shown.lines[row.detail]
            return PaintedLine((TextRun("│ ", "muted"), *_detail(text)))
        entry = row.shown.entry
        clock = f"{clock_text(entry.logged_at)} " if width >= _CLOCK_FROM else ""
        number = f"#{entry.send_id} " if entry.send_id in self._split else ""
        head = (
            TextRun(f"{self._bracket(index)} ", "accent"),
            TextRun(clock, "muted"),
            TextRun(number, "accent"),
        )
        if entry.exchange is None:
            return PaintedLine((*head, *_sentence(entry)))
        start, failure, end = _parts(entry)
        url = self.address(entry)
        room = width - width_of((*head, *start))
        left = room - width_of((*failure, *end)) - 1
        # A reason gives way to a failure and to the path of the address, and a time to nothing.
        path = min(cell_len(_without_host(visible_line(url[:2000]))), max(left // 2, _URL_CELLS))
        beside = max(left - path - 1, 0)
        reason = fit_cells(_reason(entry), beside if failure else max(room // 3, beside))
        right = (TextRun(f"{reason} " if reason else "", "muted"), *end)
        left -= width_of(right[:1])
        address = TextRun(short_url(url, max(left, _URL_CELLS)))
        return PaintedLine((*head, *start, address, *failure), right)

    def _bracket(self, index: int) -> str:
        """What joins an entry to its neighbours of the same send."""
        send = self.rows[index].shown.entry.send_id
        if not send:
            return " "
        here = self.rows[index].shown
        above = index > 0 and self.rows[index - 1].shown.entry.send_id == send
        below = index + 1 + len(here.lines)
        joined = below < len(self.rows) and self.rows[below].shown.entry.send_id == send
        return {(False, False): " ", (False, True): "╭", (True, True): "├", (True, False): "╰"}[
            above, joined
        ]

    def entry_text(self, entry: ConsoleEntry) -> str:
        """An entry's line, whole, to copy it."""
        if entry.exchange is None:
            told = "".join(piece.text for piece in _sentence(entry))
        else:
            start, failure, end = _parts(entry)
            told = "".join(piece.text for piece in start)
            told += short_url(self.address(entry), 1_000_000)
            words = (piece.text.strip() for piece in (*end[:-1], *failure, *end[-1:]))
            told = " ".join([told, *filter(None, words), *filter(None, [_reason(entry)])])
        return f"{clock_text(entry.logged_at)} {visible_line(told)}"


def _parts(entry: ConsoleEntry) -> tuple[list[TextRun], list[TextRun], list[TextRun]]:
    """Of an exchange: what stands before the address, what failed, and status, if any, and time."""
    exchange = entry.exchange
    assert exchange is not None
    method = exchange.request.method
    is_token = entry.kind is EntryKind.TOKEN
    start = [
        TextRun("token " if is_token else "api   ", "accent" if is_token else ""),
        TextRun(f"{method:4} ", method_role(method)),
    ]
    failure = []
    if exchange.failure is not None:
        failure.append(TextRun(f" failed: {exchange.failure.what}", "error"))
    time = f"{exchange.timing.total:.0f} ms"
    if exchange.response is None:
        # The sentence has the room of the columns, whose right edge stays.
        return start, failure, [TextRun(f" {time}", "muted")]
    status = exchange.response.status
    end = [
        TextRun(f" {status:<{_STATUS_CELLS}}", f"{min(max(status // 100, 1), 5)}xx"),
        TextRun(f" {time:>{_TIME_CELLS}}", "muted"),
    ]
    return start, failure, end


def _reason(entry: ConsoleEntry) -> str:
    return entry.exchange.reason if entry.exchange is not None else ""


def short_url(url: str, cells: int) -> str:
    """A URL in so many cells: its host goes first, then the end of its path."""
    url = visible_line(url[:2000])
    return url if cell_len(url) <= cells else fit_cells(_without_host(url), cells)


def _without_host(url: str) -> str:
    rest = url.partition("://")[2]
    slash = rest.find("/")
    return f"…{rest[slash:]}" if slash >= 0 else rest


def _sentence(entry: ConsoleEntry) -> list[TextRun]:
    return [_LEADS.get(entry.kind, TextRun("note  ", "muted")), TextRun(entry.message)]


def _folded(line: str, width: int) -> Sequence[str]:
    line = visible_line(line)
    width = max(width, 8)
    return [line] if len(line) < width // 2 or cell_len(line) <= width else chop_cells(line, width)


def _detail(text: str) -> tuple[TextRun, ...]:
    """The sign of a line in its colour; a remark in its own."""
    match text[:1]:
        case ">" | "<" as sign:
            return TextRun(sign, "accent" if sign == ">" else "success"), TextRun(text[1:])
        case "!":
            return (TextRun(text, "warning"),)
        case "*":
            return (TextRun(text, "muted"),)
        case _:
            return (TextRun(text),)
