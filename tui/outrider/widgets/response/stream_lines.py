"""The entries of a stream as lines: which are in sight, what is open, and what each line shows."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Sequence
from typing import TypeAlias

from rich.cells import cell_len, chop_cells

from outrider.body_views import format_body
from outrider.body_views.event_stream import MESSAGE
from outrider.body_views.stream_log import LoggedEntry
from outrider.model.units import clock_text
from outrider.toolkit.painting.line_painting import PaintedLine, TextRun
from outrider.visible_text import visible_line

_MOST_LINES = 2000
"""Lines of an entry that are shown where it is open."""

_SHOWN = 400
"""Characters of the data that one line shows at most; no screen is wider."""


class EntryText:
    """An entry, open or not."""

    __slots__ = ("_laid_out", "lines", "logged")

    def __init__(self, logged: LoggedEntry) -> None:
        self.logged = logged
        self.lines: tuple[str, ...] = ()
        """Its data laid out and folded to the width, where it is open."""
        self._laid_out: tuple[str, ...] = ()

    @property
    def sought(self) -> str:
        """Its line as it came, in which words are looked for; made anew, as most are never read."""
        return _sought(self.logged)

    def open(self, width: int) -> None:
        """Lays its data out."""
        self._laid_out = _laid_out(self.logged.entry.data)
        self.rewrap(width)

    def rewrap(self, width: int) -> None:
        """Folds what is laid out to another width."""
        width = max(width, 8)
        self.lines = tuple(
            part
            for line in self._laid_out
            for part in ([line] if cell_len(line) <= width else chop_cells(line, width))
        )

    def close(self) -> None:
        """Shows its own line only."""
        self._laid_out = self.lines = ()


Takes: TypeAlias = Callable[[EntryText], bool]
"""Whether an entry is in sight."""


class StreamLines:
    """The entries of a log, and the lines that they take."""

    def __init__(self) -> None:
        self.entries: deque[EntryText] = deque()
        self.rows: list[tuple[EntryText, int]] = []
        """What each line shows: an entry's own (-1), or one of its lines."""

    def take(self, logged: Iterable[LoggedEntry]) -> None:
        """Has these entries and no other; those that were there before stay open."""
        known = {id(one.logged): one for one in self.entries}
        self.entries = deque(known.get(id(one)) or EntryText(one) for one in logged)

    def add(self, logged: Sequence[LoggedEntry], count: int, takes: Takes) -> tuple[int, int]:
        """Adds entries, and drops the oldest as the log did.

        Args:
            logged: the new ones.
            count: entries that the log has now.
            takes: which are in sight.

        Returns:
            Lines that came, and lines that left at the top.
        """
        came = gone = 0
        for one in logged:
            text = EntryText(one)
            self.entries.append(text)
            if takes(text):
                self.rows.append((text, -1))
                came += 1
        while len(self.entries) > count:
            oldest = self.entries.popleft()
            while gone < len(self.rows) and self.rows[gone][0] is oldest:
                gone += 1
        del self.rows[:gone]
        return came, gone

    def refill(self, takes: Takes) -> None:
        """Makes the lines anew."""
        taken = [one for one in self.entries if takes(one)]
        self.rows = [(one, at) for one in taken for at in range(-1, len(one.lines))]

    def index_of(self, entry: EntryText) -> int | None:
        """The line on which an entry stands; ``None`` where it is out of sight."""
        return next((at for at, (one, _) in enumerate(self.rows) if one is entry), None)

    def in_sight(self) -> int:
        """Entries that have a line."""
        return sum(line < 0 for _, line in self.rows)

    def text(self) -> str:
        """The entries in sight, a line each; not fit to be shown."""
        shown = (entry for entry, line in self.rows if line < 0)
        return "\n".join(entry.sought.replace("\n", " ") for entry in shown)

    def row_text(self, index: int) -> str:
        """What a line says, whole."""
        entry, line = self.rows[index]
        return entry.lines[line] if line >= 0 else entry.sought

    def line(self, index: int) -> PaintedLine:
        """A line of the list."""
        entry, line = self.rows[index]
        if line >= 0:
            return PaintedLine((TextRun("│ ", "muted"), TextRun(entry.lines[line])))
        return _entry_line(entry.logged)


def _laid_out(data: str) -> tuple[str, ...]:
    """JSON indented, another text as it is; in lines that can be shown."""
    kind = "application/json" if data.lstrip()[:1] in {"{", "["} else "text/plain"
    rows = format_body(data.encode("utf-8", "replace"), kind).rows
    lines = [visible_line(rows.text(row)) for row in range(min(rows.count, _MOST_LINES))]
    if rows.count > _MOST_LINES:
        lines.append(f"… {rows.count - _MOST_LINES:,} more lines")
    return tuple(lines)


def _clock(logged: LoggedEntry) -> str:
    if logged.arrived is None:
        return ""
    return f"{clock_text(logged.arrived)}.{int(logged.arrived * 1000) % 1000:03} "


def _sought(logged: LoggedEntry) -> str:
    entry = logged.entry
    named = "" if entry.event in {"", MESSAGE} else f"{entry.event} "
    identified = f"#{entry.id} " if entry.id else ""
    return f"{_clock(logged)}{named}{identified}{entry.data}"


def _entry_line(logged: LoggedEntry) -> PaintedLine:
    """Time, name and id, then the data in one line."""
    entry = logged.entry
    if not logged.number:
        return PaintedLine((TextRun(_clock(logged), "muted"), TextRun(entry.data, "accent")))
    runs = [TextRun(_clock(logged) or f"{logged.number:>5} ", "muted")]
    if entry.event not in {"", MESSAGE}:
        runs.append(TextRun(f"{entry.event[:_SHOWN]} ", "accent"))
    if entry.id:
        runs.append(TextRun(f"#{entry.id[:_SHOWN]} ", "muted"))
    if entry.is_cut:
        runs.append(TextRun("(cut) ", "warning"))
    runs.append(TextRun(" ".join(entry.data[:_SHOWN].split())))
    return PaintedLine(tuple(runs))
